import { useState } from 'react'
import type { FormEvent } from 'react'
import { Alert, Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { Panel } from '../../ui/screen.tsx'
import { say } from '../../ui/undo.tsx'
import { FormError } from '../session/FormError.tsx'
import { HoursForm } from './HoursForm.tsx'

const words = en.settings.clinic
const SLOTS = [5, 10, 15, 30] as const
type Slot = (typeof SLOTS)[number]

/** The clinic's card and its opening hours. */
export function ClinicTab({ reference }: { reference: ClinicReference }) {
  const location = reference.locations[0]
  if (!location) return <Alert color="yellow">{words.noLocation}</Alert>
  return (
    <Stack gap="md">
      <ClinicForm reference={reference} location={location} />
      <HoursForm location={location} hours={reference.operatingHours} />
    </Stack>
  )
}

function isInterval(months: number | string): boolean {
  return Number.isInteger(Number(months)) && Number(months) >= 1 && Number(months) <= 60
}

function ClinicForm({ reference, location }: { reference: ClinicReference; location: Row<'locations'> }) {
  const mutate = useMutate()
  const { street, barangay, city, province, phone, tin } = location
  const standing = { name: reference.clinic.name, slot: reference.clinic.slot_minutes, doubleBooking: reference.clinic.double_booking, historyReviewMonths: reference.clinic.history_review_months as number | string, street, barangay, city, province, phone, tin }
  // Only what was typed is kept here: what another desk changes meanwhile shows in the other fields.
  const [edits, setEdits] = useState<Partial<typeof standing>>({})
  const fields = { ...standing, ...edits }
  const [problem, setProblem] = useState<string | null>(null)
  const set = (patch: Partial<typeof standing>) => setEdits((old) => ({ ...old, ...patch }))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { slot, historyReviewMonths: months, ...card } = fields
    const problem = card.name.trim() === '' ? en.settings.missing(words.name) : isInterval(months) ? null : words.historyMonthsWrong
    setProblem(problem)
    if (problem !== null) return
    if (!(await mutate('settings.saveClinic', { ...card, historyReviewMonths: Number(months), slotMinutes: slot as Slot, locationId: location.id }, { onError: (error) => setProblem(error.message) }))) return
    setEdits({})
    say(en.settings.saved)
  }
  const field = (key: 'street' | 'barangay' | 'city' | 'province' | 'phone' | 'tin', extra: object = {}) => (
    <TextInput label={words[key]} value={fields[key]} maxLength={key === 'street' ? 160 : 80} onChange={(event) => set({ [key]: event.currentTarget.value })} {...extra} />
  )
  return (
    <Panel title={words.title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm" p="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="sm">
            <TextInput label={words.name} maxLength={120} value={fields.name} onChange={(event) => set({ name: event.currentTarget.value })} />
            <NativeSelect label={words.slot} value={String(fields.slot)} onChange={(event) => set({ slot: Number(event.currentTarget.value) })} data={SLOTS.map((minutes) => ({ value: String(minutes), label: words.slotOption(minutes) }))} />
            <NativeSelect label={words.doubleBooking} value={fields.doubleBooking} onChange={(event) => set({ doubleBooking: event.currentTarget.value as 'refuse' | 'allow' })} data={(['refuse', 'allow'] as const).map((value) => ({ value, label: words.doubleBookingOptions[value] }))} />
            <NumberInput label={words.historyMonths} min={1} max={60} allowDecimal={false} value={fields.historyReviewMonths} onChange={(historyReviewMonths) => set({ historyReviewMonths })} />
            {field('street')}
            {field('barangay')}
            {field('city')}
            {field('province')}
            {field('phone', { type: 'tel', maxLength: 40 })}
            {field('tin', { maxLength: 30, description: words.tinHint, inputWrapperOrder: ['label', 'input', 'description'] })}
          </SimpleGrid>
          <FormError message={problem} />
          <Group justify="flex-end"><Button type="submit">{words.save}</Button></Group>
        </Stack>
      </form>
    </Panel>
  )
}
