import { useState } from 'react'
import type { FocusEvent, FormEvent } from 'react'
import { Button, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { en } from '../../text/index.ts'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { FormError } from './FormError.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSessionCall } from './use-session-call.ts'

const words = en.session.manager
const SHORTEST_PASSWORD = 8

/** Creates the person who can set up everything else. */
export function FirstManagerForm({ clinicName }: { clinicName: string }) {
  const [fields, setFields] = useState({ clinicName, displayName: '', username: '', password: '', again: '' })
  const [problem, setProblem] = useState<string | null>(null)
  const first = useFocusFirst<HTMLInputElement>()
  const { send, busy, error } = useSessionCall('setup.createManager')
  const set = (patch: Partial<typeof fields>) => setFields((old) => ({ ...old, ...patch }))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = problemOf(fields)
    setProblem(found)
    if (found !== null || busy) return
    const { again: _, ...input } = fields
    void send({ ...input, username: input.username.trim().toLowerCase() })
  }
  const field = (key: 'clinicName' | 'displayName' | 'username', extra: object = {}) => (
    <TextInput label={words[key]} value={fields[key]} maxLength={60} autoComplete="off" onChange={(event) => set({ [key]: event.currentTarget.value })} {...extra} />
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed">{words.intro}</Text>
        {/* The centre has given the clinic a name of its own: typing replaces it. */}
        {field('clinicName', { ref: first, maxLength: 120, onFocus: (event: FocusEvent<HTMLInputElement>) => event.currentTarget.select() })}
        {field('displayName', { maxLength: 120 })}
        {field('username', { description: words.usernameHint, inputWrapperOrder: ['label', 'input', 'description'], autoCapitalize: 'none', spellCheck: false })}
        <SimpleGrid cols={2} spacing="sm">
          <PasswordField label={words.password} description={words.passwordHint} autoComplete="new-password" value={fields.password} onChange={(password) => set({ password })} />
          <PasswordField label={words.again} autoComplete="new-password" value={fields.again} onChange={(again) => set({ again })} />
        </SimpleGrid>
        <FormError message={problem ?? error?.message ?? null} />
        <Button type="submit" size="md" loading={busy}>{words.submit}</Button>
      </Stack>
    </form>
  )
}

function problemOf(fields: { clinicName: string; displayName: string; username: string; password: string; again: string }): string | null {
  for (const key of ['clinicName', 'displayName', 'username'] as const) if (fields[key].trim() === '') return en.session.missing(words[key])
  if (fields.password.length < SHORTEST_PASSWORD) return words.tooShort
  return fields.password === fields.again ? null : words.differs
}
