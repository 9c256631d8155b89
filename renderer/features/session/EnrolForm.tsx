import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { DEVICE_PROFILES } from '../../../shared/schema/index.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import { en } from '../../text/index.ts'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { FormError } from './FormError.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSessionCall } from './use-session-call.ts'

const words = en.session.enrol

/** Joins this PC to the clinic; the only step that needs the centre. */
export function EnrolForm({ serverUrl }: { serverUrl: string }) {
  const [fields, setFields] = useState({ username: '', password: '', deviceName: '' })
  const [profile, setProfile] = useState<DeviceProfile>('front_desk')
  const [missing, setMissing] = useState<string | null>(null)
  const first = useFocusFirst<HTMLInputElement>()
  const { send, busy, error } = useSessionCall('setup.enrol')
  const set = (patch: Partial<typeof fields>) => setFields((old) => ({ ...old, ...patch }))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const gap = missingField(fields)
    setMissing(gap)
    if (gap === null && !busy) void send({ ...fields, username: fields.username.trim().toLowerCase(), profile })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed">{words.intro(serverUrl)}</Text>
        <TextInput label={words.username} ref={first} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={60} value={fields.username} onChange={(event) => set({ username: event.currentTarget.value })} />
        <PasswordField label={words.password} autoComplete="current-password" value={fields.password} onChange={(password) => set({ password })} />
        <TextInput label={words.deviceName} description={words.deviceHint} inputWrapperOrder={['label', 'input', 'description']} maxLength={60} autoComplete="off" value={fields.deviceName} onChange={(event) => set({ deviceName: event.currentTarget.value })} />
        <NativeSelect
          label={words.profile}
          description={words.profiles[profile].hint}
          inputWrapperOrder={['label', 'input', 'description']}
          value={profile}
          onChange={(event) => setProfile(event.currentTarget.value as DeviceProfile)}
          data={DEVICE_PROFILES.map((key) => ({ value: key, label: words.profiles[key].label }))}
        />
        <FormError message={missing ?? (error?.kind === 'offline' ? words.offline : (error?.message ?? null))} />
        <Button type="submit" size="md" loading={busy}>{words.submit}</Button>
      </Stack>
    </form>
  )
}

function missingField(fields: { username: string; password: string; deviceName: string }): string | null {
  if (fields.username.trim() === '') return en.session.missing(words.username)
  if (fields.password === '') return en.session.missing(words.password)
  return fields.deviceName.trim() === '' ? en.session.missing(words.deviceName) : null
}
