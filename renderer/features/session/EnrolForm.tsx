import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button, NativeSelect, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core'
import { DEVICE_PROFILES } from '../../../shared/schema/index.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import { en } from '../../text/index.ts'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { enrolmentGap, tidyCode } from './enrolment.ts'
import type { EnrolmentFields } from './enrolment.ts'
import { FormError } from './FormError.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSessionCall } from './use-session-call.ts'

const words = en.session.enrol
const EMPTY: EnrolmentFields = { by: 'manager', address: '', username: '', password: '', code: '', deviceName: '' }

/** Joins this PC to the clinic; the only step that needs the centre. `serverUrl` is null when its address must be typed. */
export function EnrolForm({ serverUrl }: { serverUrl: string | null }) {
  const [fields, setFields] = useState(EMPTY)
  const [profile, setProfile] = useState<DeviceProfile>('front_desk')
  const [missing, setMissing] = useState<string | null>(null)
  const first = useFocusFirst<HTMLInputElement>()
  const byManager = useSessionCall('setup.enrol')
  const byCode = useSessionCall('setup.enrolByCode')
  const { busy, error } = fields.by === 'code' ? byCode : byManager
  const set = (patch: Partial<EnrolmentFields>) => setFields((old) => ({ ...old, ...patch }))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const gap = enrolmentGap(fields, serverUrl === null)
    setMissing(gap)
    if (gap !== null || busy) return
    const { by, address, username, password, code, deviceName } = fields
    const desk = { deviceName: deviceName.trim(), ...(serverUrl === null ? { serverUrl: address.trim() } : {}) }
    if (by === 'code') void byCode.send({ code: tidyCode(code), ...desk })
    else void byManager.send({ username: username.trim().toLowerCase(), password, profile, ...desk })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed">{serverUrl === null ? words.introNoAddress : words.intro(serverUrl)}</Text>
        {serverUrl === null && <TextInput label={words.address} description={words.addressHint} inputWrapperOrder={['label', 'input', 'description']} ref={first} type="url" autoComplete="off" spellCheck={false} maxLength={200} value={fields.address} onChange={(event) => set({ address: event.currentTarget.value })} />}
        <SegmentedControl fullWidth aria-label={words.how} value={fields.by} onChange={(by) => set({ by: by as EnrolmentFields['by'] })} data={[{ value: 'manager', label: words.byManager }, { value: 'code', label: words.byCode }]} />
        {fields.by === 'code' ? (
          <TextInput label={words.code} description={words.codeHint} inputWrapperOrder={['label', 'input', 'description']} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} maxLength={20} value={fields.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        ) : (
          <>
            <TextInput label={words.username} ref={serverUrl === null ? undefined : first} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={60} value={fields.username} onChange={(event) => set({ username: event.currentTarget.value })} />
            <PasswordField label={words.password} autoComplete="current-password" value={fields.password} onChange={(password) => set({ password })} />
          </>
        )}
        <TextInput label={words.deviceName} description={words.deviceHint} inputWrapperOrder={['label', 'input', 'description']} maxLength={60} autoComplete="off" value={fields.deviceName} onChange={(event) => set({ deviceName: event.currentTarget.value })} />
        {fields.by === 'manager' && (
          <NativeSelect
            label={words.profile}
            description={words.profiles[profile].hint}
            inputWrapperOrder={['label', 'input', 'description']}
            value={profile}
            onChange={(event) => setProfile(event.currentTarget.value as DeviceProfile)}
            data={DEVICE_PROFILES.map((key) => ({ value: key, label: words.profiles[key].label }))}
          />
        )}
        <FormError message={missing ?? (error?.kind === 'offline' ? words.offline : (error?.message ?? null))} />
        <Button type="submit" size="md" loading={busy}>{words.submit}</Button>
      </Stack>
    </form>
  )
}
