import { useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { dropKeys, holdKeys } from '../../app/held-keys.ts'
import { en } from '../../text/index.ts'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { FormError } from './FormError.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSessionCall } from './use-session-call.ts'

const words = en.session.signIn

/** Signs a person in against the verifiers of this PC, so it needs no network. */
export function SignInForm({ deviceName }: { deviceName: string | null }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState<string | null>(null)
  const first = useFocusFirst<HTMLInputElement>()
  const passwordInput = useRef<HTMLInputElement>(null)
  const { send, busy, error, clearError } = useSessionCall('session.signIn')

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (username.trim() === '') return setMissing(words.missingUsername)
    if (password === '') {
      // Enter in the first field moves on, as at a cash desk.
      passwordInput.current?.focus()
      return setMissing(words.missingPassword)
    }
    setMissing(null)
    // What is pressed now is meant for the day.
    holdKeys()
    if (await send({ username: username.trim().toLowerCase(), password })) return
    dropKeys()
    setPassword('')
    passwordInput.current?.focus()
  }
  const typed = (set: (value: string) => void) => (value: string) => {
    set(value)
    setMissing(null)
    if (error) clearError()
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Title order={1}>{words.title}</Title>
        <TextInput label={words.username} ref={first} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={60} value={username} onChange={(event) => typed(setUsername)(event.currentTarget.value)} />
        <PasswordField label={words.password} inputRef={passwordInput} autoComplete="current-password" value={password} onChange={typed(setPassword)} />
        <FormError message={missing ?? messageOf(error)} />
        <Button type="submit" size="md" loading={busy}>{words.submit}</Button>
        <Text size="sm" c="dimmed">{[deviceName === null ? '' : words.device(deviceName), words.works].filter(Boolean).join(' · ')}</Text>
      </Stack>
    </form>
  )
}

function messageOf(error: { kind: string; message: string } | null): string | null {
  if (error === null) return null
  return error.message || words.wrong
}
