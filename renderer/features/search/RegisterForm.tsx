import { useState } from 'react'
import type { FormEvent } from 'react'
import { Alert, Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { fullName } from '../../../shared/domain/names.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { DateField } from '../../ui/date-field.tsx'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { say } from '../../ui/undo.tsx'
import { guessName } from './guess-name.ts'
import type { NameGuess } from './guess-name.ts'
import { usePatientSearch } from './use-patient-search.ts'

const words = en.search

interface RegisterFormProps {
  /** What was typed into the search, to start from. */
  text: string
  onDone: (patient: { id: string; name: string }) => void
  onCancel: () => void
}

/** Registers a patient with the least that is needed; the rest is asked when there is time. */
export function RegisterForm({ text, onDone, onCancel }: RegisterFormProps) {
  const first = useFocusFirst<HTMLInputElement>()
  const { fields, set, setValidDate, problems, shown, busy, submit, twin } = useRegistration(text, onDone)
  const onSubmit = (event: FormEvent) => {
    // The form may stand inside another one, which must not be sent with it.
    event.preventDefault()
    event.stopPropagation()
    void submit()
  }

  return (
    <form onSubmit={onSubmit} aria-label={words.registerTitle} noValidate>
      <Stack gap="sm">
        <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
          <TextInput label={words.lastName} required ref={first} data-autofocus value={fields.lastName} error={shown.lastName} onChange={(event) => set({ lastName: event.currentTarget.value })} autoComplete="off" />
          <TextInput label={words.firstName} required value={fields.firstName} error={shown.firstName} onChange={(event) => set({ firstName: event.currentTarget.value })} autoComplete="off" />
          <TextInput label={words.phone} type="tel" value={fields.phone} onChange={(event) => set({ phone: event.currentTarget.value })} autoComplete="off" />
          <DateField
            label={words.birthDate}
            placeholder={words.birthDateHint}
            value={fields.birthDate}
            error={shown.birthDate}
            onChange={(birthDate, isValid) => {
              set({ birthDate })
              setValidDate(isValid)
            }}
          />
        </SimpleGrid>
        <Similar name={`${fields.lastName} ${fields.firstName}`} complete={!problems.lastName && !problems.firstName} onUse={onDone} />
        {twin.isAsked && <TextInput label={words.notSame} description={words.notSameHint} required value={twin.reason} error={shown.reason} maxLength={200} onChange={(event) => twin.setReason(event.currentTarget.value)} autoComplete="off" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>{en.app.cancel}</Button>
          <Button type="submit" loading={busy}>{words.registerIt}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The form's state: what is typed, what is wrong with it, and sending it. */
function useRegistration(text: string, onDone: RegisterFormProps['onDone']) {
  const mutate = useMutate()
  const today = useToday(useReference()?.clinic.timezone ?? 'Asia/Manila')
  const [fields, setFields] = useState(() => guessName(text))
  const [validDate, setValidDate] = useState(true)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const set = (patch: Partial<NameGuess>) => setFields((old) => ({ ...old, ...patch }))
  const twin = useTwin(fields)
  const problems = { ...problemsOf(fields, validDate, today), ...(twin.isAsked && twin.reason.trim() === '' ? { reason: words.notSameMissing } : {}) }

  const submit = async () => {
    setTried(true)
    if (busy || Object.keys(problems).length > 0) return
    setBusy(true)
    const id = newId()
    const card = { last_name: fields.lastName, first_name: fields.firstName, phone: fields.phone, birth_date: fields.birthDate }
    const receipt = await mutate('patient.create', { id, ...card, ...(twin.isAsked ? { notSameAs: twin.ids, notSameReason: twin.reason.trim() } : {}) })
    setBusy(false)
    if (!receipt) return
    const name = fullName({ last_name: card.last_name, first_name: card.first_name, middle_name: '', suffix: '' })
    say(words.registered(name))
    onDone({ id, name })
  }
  return { fields, set, setValidDate, problems, shown: tried ? problems : {}, busy, submit, twin }
}

/** Whoever looks the same by name and birth date or phone is registered with a reason only: the host refuses it otherwise. */
function useTwin({ lastName, firstName, birthDate, phone }: NameGuess) {
  const [reason, setReason] = useState('')
  const named = lastName.trim() !== '' && firstName.trim() !== '' && (birthDate !== null || phone.trim() !== '')
  const card = { last_name: lastName, first_name: firstName, suffix: '', birth_date: birthDate, phone, email: '' }
  const similar = useClinicQuery('patients.similar', { card }, { enabled: named })
  const ids = (named ? (similar.data ?? []) : []).map(({ patient }) => patient.id)
  return { isAsked: ids.length > 0, ids, reason, setReason }
}

type Problems = Partial<Record<'lastName' | 'firstName' | 'birthDate' | 'reason', string>>

function problemsOf(fields: NameGuess, validDate: boolean, today: string): Problems {
  const problems: Problems = {}
  if (fields.lastName.trim() === '') problems.lastName = words.missingLastName
  if (fields.firstName.trim() === '') problems.firstName = words.missingFirstName
  if (!validDate) problems.birthDate = words.badBirthDate
  else if (fields.birthDate !== null && fields.birthDate > today) problems.birthDate = words.futureBirthDate
  return problems
}

/** People who are perhaps the same: a second record of one person is hard to undo later. */
function Similar({ name, complete, onUse }: { name: string; complete: boolean; onUse: (patient: { id: string; name: string }) => void }) {
  const { hits } = usePatientSearch(complete ? name : '', 3)
  if (hits.length === 0) return null
  return (
    <Alert color="yellow" title={words.similar} p="xs">
      <Stack gap={4} align="flex-start">
        {hits.map((hit) => (
          <Button key={hit.id} size="xs" variant="default" onClick={() => onUse({ id: hit.id, name: hit.name })}>
            {words.pickThis([hit.name, hit.age === null ? '' : en.app.age(hit.age), hit.phone].filter(Boolean).join(', '))}
          </Button>
        ))}
      </Stack>
    </Alert>
  )
}
