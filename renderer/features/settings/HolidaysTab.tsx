import { useState } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { isDate } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { formatDay } from '../../ui/format.ts'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { DayField } from '../fields/DayField.tsx'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable } from './SettingsTable.tsx'

const words = en.settings.holidays
type Closed = Row<'closed_days'>
/** Years in a row that a new entry can be made for. */
const REPEATS = [1, 2, 3, 5, 10] as const

/** Days on which the clinic or a branch is closed. */
export function HolidaysTab({ reference }: { reference: ClinicReference }) {
  const today = useToday(reference.clinic.timezone)
  const query = useClinicQuery('schedule.setup', { date: today })
  const [editing, setEditing] = useState<Closed | 'new' | null>(null)
  if (!query.data) return query.error ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} /> : <LoadingLines />
  const branch = (id: string | null) => reference.locations.find((one) => one.id === id)?.name ?? words.everyBranch
  return (
    <>
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={query.data.closedDays}
        columns={[
          { label: words.days, cell: (day) => (day.starts_on === day.ends_on ? formatDay(day.starts_on) : words.span(formatDay(day.starts_on), formatDay(day.ends_on))) },
          { label: words.name, cell: (day) => day.name },
          { label: words.branch, cell: (day) => branch(day.location_id) },
        ]}
        keyOf={(day) => day.id}
        editLabel={(day) => words.edit(day.name)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {editing !== null && <HolidayDialog day={editing === 'new' ? null : editing} reference={reference} onClose={() => setEditing(null)} />}
    </>
  )
}

function HolidayDialog({ day, reference, onClose }: { day: Closed | null; reference: ClinicReference; onClose: () => void }) {
  const mutate = useMutate()
  const today = useToday(reference.clinic.timezone)
  const [id] = useState(() => day?.id ?? newId())
  const [fields, setFields] = useState({ name: day?.name ?? '', startsOn: day?.starts_on ?? '', endsOn: day?.ends_on ?? '', locationId: day?.location_id ?? '', years: '1' })
  const input = { id, name: fields.name, startsOn: fields.startsOn, endsOn: fields.endsOn || fields.startsOn, locationId: fields.locationId || null, years: Number(fields.years) }
  const problem = fields.name.trim() === '' ? en.settings.missing(words.name) : !isDate(input.startsOn) || !isDate(input.endsOn) ? words.noDay : input.endsOn < input.startsOn ? words.badOrder : null
  const remove = async () => {
    if (!(await mutate('settings.removeClosedDay', { id }))) return
    if (day) offerUndo(words.removed(day.name), () => mutate('settings.saveClosedDay', { id, name: day.name, startsOn: day.starts_on, endsOn: day.ends_on, locationId: day.location_id }))
    onClose()
  }
  return (
    <EditDialog title={words.dialog} problem={problem} onClose={onClose} onSave={async (onError) => (await mutate('settings.saveClosedDay', input, { onError })) !== null}>
      <TextInput label={words.name} data-autofocus maxLength={80} value={fields.name} onChange={(event) => setFields({ ...fields, name: event.currentTarget.value })} />
      <DayField label={words.first} value={fields.startsOn} onChange={(startsOn) => setFields({ ...fields, startsOn })} />
      <DayField label={words.last} description={words.lastHint} value={fields.endsOn} onChange={(endsOn) => setFields({ ...fields, endsOn })} />
      <NativeSelect label={words.branch} value={fields.locationId} onChange={(event) => setFields({ ...fields, locationId: event.currentTarget.value })} data={[{ value: '', label: words.everyBranch }, ...reference.locations.map((one) => ({ value: one.id, label: one.name }))]} />
      {!day && <NativeSelect label={words.repeat} description={words.repeatHint} value={fields.years} onChange={(event) => setFields({ ...fields, years: event.currentTarget.value })} data={REPEATS.map((years) => ({ value: String(years), label: years === 1 ? words.once : words.everyYear(Number((fields.startsOn || today).slice(0, 4)) + years - 1) }))} />}
      {day && <Button variant="outline" color="red" onClick={() => void remove()}>{words.remove}</Button>}
    </EditDialog>
  )
}
