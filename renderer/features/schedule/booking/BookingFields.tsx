import type { KeyboardEvent } from 'react'
import { Button, Group, Input, NativeSelect, NumberInput, SimpleGrid, Text, Textarea } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { CalendarDays } from 'lucide-react'
import { formatTime } from '../../../../shared/domain/time.ts'
import type { ClinicReference } from '../../../../shared/protocol/views.ts'
import { useCan } from '../../../app/live.ts'
import { en } from '../../../text/index.ts'
import { AlertBanner } from '../../alerts/index.tsx'
import { PatientCombobox } from '../../search/index.tsx'
import { formatDay } from '../../../ui/format.ts'
import { activeChairs, activeDentists, withService } from './draft.ts'
import type { Draft, DraftProblems } from './draft.ts'

const words = en.schedule
/** Where the keyboard goes once the patient is chosen. */
export const SERVICE_FIELD_ID = 'booking-service'

interface BookingFieldsProps {
  draft: Draft
  reference: ClinicReference
  problems: DraftProblems
  /** A move keeps patient, service and note. */
  isMove: boolean
  onChange: (draft: Draft) => void
  onRegister: (text: string) => void
}

/** The fields of the booking form. */
export function BookingFields({ draft, reference, problems, isMove, onChange, onRegister }: BookingFieldsProps) {
  const set = (patch: Partial<Draft>) => onChange({ ...draft, ...patch })
  return (
    <>
      <PatientField draft={draft} error={problems.patient} isFixed={isMove} onChange={onChange} onRegister={onRegister} />
      {draft.patient && <AlertBanner patientId={draft.patient.id} />}
      {!isMove && (
        <NativeSelect
          id={SERVICE_FIELD_ID}
          onKeyDown={submitOnEnter}
          label={words.service}
          data-autofocus={draft.patient ? true : undefined}
          value={draft.serviceId ?? ''}
          onChange={(event) => onChange(withService(draft, event.currentTarget.value || null, reference))}
          data={[{ value: '', label: words.noService }, ...reference.services.filter((one) => one.is_active || one.id === draft.serviceId).map((one) => ({ value: one.id, label: one.name }))]}
        />
      )}
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <NativeSelect onKeyDown={submitOnEnter} label={words.dentist} error={problems.dentistId} value={draft.dentistId} onChange={(event) => set({ dentistId: event.currentTarget.value })} data={activeDentists(reference).map((one) => ({ value: one.id, label: one.display_name }))} />
        <NativeSelect onKeyDown={submitOnEnter} label={words.chair} error={problems.operatoryId} value={draft.operatoryId} onChange={(event) => set({ operatoryId: event.currentTarget.value })} data={activeChairs(reference).map((one) => ({ value: one.id, label: one.name }))} />
      </SimpleGrid>
      <When draft={draft} slot={reference.clinic.slot_minutes} problems={problems} set={set} />
      {!isMove && <Textarea label={words.note} placeholder={words.notePlaceholder} autosize minRows={1} maxRows={4} maxLength={4000} value={draft.notes} onChange={(event) => set({ notes: event.currentTarget.value })} />}
    </>
  )
}

/** Enter books from every field; browsers leave the selects out. */
function submitOnEnter(event: KeyboardEvent<HTMLSelectElement>): void {
  if (event.key !== 'Enter') return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

function When({ draft, slot, problems, set }: { draft: Draft; slot: number; problems: DraftProblems; set: (patch: Partial<Draft>) => void }) {
  const end = draft.minutes === '' ? '' : words.endsAt(formatTime(draft.start + draft.minutes))
  return (
    <SimpleGrid cols={3} spacing="sm">
      <DatePickerInput label={words.date} error={problems.date} leftSection={<CalendarDays size={16} />} value={draft.date || null} valueFormatter={({ date }) => (typeof date === 'string' ? formatDay(date) : '')} onChange={(date) => set({ date: date ?? '' })} />
      <NativeSelect onKeyDown={submitOnEnter} label={words.start} value={String(draft.start)} onChange={(event) => set({ start: Number(event.currentTarget.value) })} data={timesOf(slot, draft.start).map((minute) => ({ value: String(minute), label: formatTime(minute) }))} />
      <NumberInput label={words.minutes} error={problems.minutes} min={5} max={600} step={slot} value={draft.minutes} onChange={(value) => set({ minutes: value === '' ? '' : Number(value) })} description={end} inputWrapperOrder={['label', 'input', 'description', 'error']} />
    </SimpleGrid>
  )
}

/** Every slot of a day, and the standing start where it lies between two. */
function timesOf(slot: number, start: number): number[] {
  const times = Array.from({ length: (24 * 60) / slot }, (_, index) => index * slot)
  return times.includes(start) ? times : [...times, start].toSorted((a, b) => a - b)
}

interface PatientFieldProps {
  draft: Draft
  error: string | undefined
  isFixed: boolean
  onChange: (draft: Draft) => void
  onRegister: (text: string) => void
}

function PatientField({ draft, error, isFixed, onChange, onRegister }: PatientFieldProps) {
  const mayRegister = useCan('patients.write')
  if (!draft.patient) {
    return <PatientCombobox label={words.patient} placeholder={en.search.placeholder} focusFirst takesOnTab error={error} onPick={({ id, name }) => onChange({ ...draft, patient: { id, name } })} onRegister={mayRegister ? onRegister : undefined} />
  }
  return (
    <Input.Wrapper label={words.patient} labelElement="div">
      <Group justify="space-between" mih={36}>
        <Text fw={650}>{draft.patient.name}</Text>
        {!isFixed && <Button variant="default" size="xs" onClick={() => onChange({ ...draft, patient: null })}>{words.changePatient}</Button>}
      </Group>
    </Input.Wrapper>
  )
}
