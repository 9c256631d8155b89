import { useMemo, useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Checkbox, Group, NativeSelect, Stack, Switch, Table, TextInput } from '@mantine/core'
import { formatTime, isDate } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { ClinicReference, TimetableSetup } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { formatDay, weekdayName } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { offerUndo, say } from '../../ui/undo.tsx'
import { DayField } from '../fields/DayField.tsx'
import { FormError } from '../session/FormError.tsx'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable } from './SettingsTable.tsx'
import { fromClock, toClock, WEEKDAYS } from './hours.ts'

const words = en.settings.work
type DentistDate = Row<'dentist_dates'>

/** When the dentists work: by the week, and on single dates. */
export function WorkTab({ reference }: { reference: ClinicReference }) {
  const today = useToday(reference.clinic.timezone)
  const query = useClinicQuery('schedule.setup', { date: today })
  const [personId, setPersonId] = useState(reference.dentists[0]?.id ?? '')
  const [editing, setEditing] = useState<DentistDate | 'new' | null>(null)
  const [location] = reference.locations
  if (!query.data) return query.error ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} /> : <LoadingLines />
  if (!location || reference.dentists.length === 0) return <Panel title={words.week}><p style={{ padding: 16 }}>{words.nobody}</p></Panel>
  const nameOf = (id: string) => reference.people.find((one) => one.id === id)?.display_name ?? ''
  return (
    <Stack gap="md">
      <Panel title={words.week} actions={<NativeSelect size="xs" aria-label={words.person} value={personId} onChange={(event) => setPersonId(event.currentTarget.value)} data={reference.dentists.map((one) => ({ value: one.id, label: one.display_name }))} />}>
        <WeekForm key={personId} personId={personId} locationId={location.id} setup={query.data} />
      </Panel>
      <SettingsTable
        title={words.dates}
        addLabel={words.addDate}
        rows={query.data.dentistDates}
        columns={[
          { label: words.date, cell: (one) => formatDay(one.date) },
          { label: words.person, cell: (one) => nameOf(one.user_id) },
          { label: words.hours, cell: (one) => (one.is_available ? words.span(formatTime(one.starts_minute), formatTime(one.ends_minute)) : words.off) },
          { label: words.note, cell: (one) => one.note },
        ]}
        keyOf={(one) => one.id}
        editLabel={(one) => words.edit(nameOf(one.user_id), formatDay(one.date))}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.noDates, text: words.noDatesText }}
      />
      {editing !== null && <DateDialog entry={editing === 'new' ? null : editing} reference={reference} onClose={() => setEditing(null)} />}
    </Stack>
  )
}

interface Shift {
  weekday: number
  works: boolean
  from: string
  to: string
}

/** A dentist's week as the form holds it; a weekday without a row is a day off once there is any row. */
function weekOf(setup: TimetableSetup, personId: string, locationId: string): { follows: boolean; days: Shift[] } {
  const rows = setup.availability.filter((row) => row.user_id === personId && row.location_id === locationId)
  const days = WEEKDAYS.map((weekday) => {
    const row = rows.find((one) => one.weekday === weekday)
    const works = rows.length === 0 || (row !== undefined && row.starts_minute < row.ends_minute)
    return { weekday, works, from: works && row ? toClock(row.starts_minute) : '09:00', to: works && row ? toClock(row.ends_minute) : '18:00' }
  })
  return { follows: rows.length === 0, days }
}

function WeekForm({ personId, locationId, setup }: { personId: string; locationId: string; setup: TimetableSetup }) {
  const mutate = useMutate()
  const standing = useMemo(() => weekOf(setup, personId, locationId), [setup, personId, locationId])
  const [edited, setEdited] = useState<typeof standing | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { follows, days } = edited ?? standing
  const change = (weekday: number, patch: Partial<Shift>) => setEdited({ follows, days: days.map((day) => (day.weekday === weekday ? { ...day, ...patch } : day)) })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const week = days.map(({ weekday, works, from, to }) => ({ id: newId(), weekday, starts: works ? fromClock(from) ?? -1 : 0, ends: works ? fromClock(to) ?? -1 : 0 }))
    const bad = follows ? undefined : days.find((day, index) => day.works && (week[index]!.starts < 0 || week[index]!.ends <= week[index]!.starts))
    setProblem(bad ? words.badHours(weekdayName(bad.weekday)) : null)
    if (bad || !(await mutate('settings.saveAvailability', { userId: personId, locationId, week: follows ? null : week }, { onError: (error) => setProblem(error.message) }))) return
    setEdited(null)
    say(en.settings.saved)
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm" p="md">
        <Switch label={words.follows} checked={follows} onChange={(event) => setEdited({ follows: event.currentTarget.checked, days })} />
        {!follows && (
          <Table verticalSpacing={4}>
            <Table.Thead><Table.Tr>{[words.day, words.works, words.from, words.to].map((label) => <Table.Th key={label}>{label}</Table.Th>)}</Table.Tr></Table.Thead>
            <Table.Tbody>
              {days.map(({ weekday, works, from, to }) => {
                const name = weekdayName(weekday)
                return (
                  <Table.Tr key={weekday}>
                    <Table.Th scope="row">{name}</Table.Th>
                    <Table.Td><Checkbox aria-label={words.worksOn(name)} checked={works} onChange={(event) => change(weekday, { works: event.currentTarget.checked })} /></Table.Td>
                    <Table.Td><TextInput type="time" size="xs" w={130} disabled={!works} aria-label={`${name}: ${words.from}`} value={works ? from : ''} onChange={(event) => change(weekday, { from: event.currentTarget.value })} /></Table.Td>
                    <Table.Td><TextInput type="time" size="xs" w={130} disabled={!works} aria-label={`${name}: ${words.to}`} value={works ? to : ''} onChange={(event) => change(weekday, { to: event.currentTarget.value })} /></Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        )}
        <FormError message={problem} />
        <Group justify="flex-end"><Button type="submit" disabled={edited === null}>{words.save}</Button></Group>
      </Stack>
    </form>
  )
}

function DateDialog({ entry, reference, onClose }: { entry: DentistDate | null; reference: ClinicReference; onClose: () => void }) {
  const mutate = useMutate()
  const [id] = useState(() => entry?.id ?? newId())
  const [fields, setFields] = useState({ userId: entry?.user_id ?? reference.dentists[0]?.id ?? '', date: entry?.date ?? '', isAvailable: entry?.is_available ?? false, from: toClock(entry?.is_available ? entry.starts_minute : 540), to: toClock(entry?.is_available ? entry.ends_minute : 1080), note: entry?.note ?? '' })
  const [starts, ends] = fields.isAvailable ? [fromClock(fields.from), fromClock(fields.to)] : [0, 0]
  const problem = !isDate(fields.date) ? words.noDay : starts === null || ends === null || (fields.isAvailable && ends <= starts) ? words.badTimes : null
  const remove = async () => {
    if (!(await mutate('schedule.removeDentistDate', { id }))) return
    if (entry) offerUndo(words.removed, () => mutate('schedule.saveDentistDate', { id, userId: entry.user_id, locationId: entry.location_id, date: entry.date, isAvailable: entry.is_available, starts: entry.starts_minute, ends: entry.ends_minute, note: entry.note }))
    onClose()
  }
  return (
    <EditDialog title={words.dialog} problem={problem} onClose={onClose} onSave={async (onError) => (await mutate('schedule.saveDentistDate', { id, userId: fields.userId, locationId: entry?.location_id ?? null, date: fields.date, isAvailable: fields.isAvailable, starts: starts ?? 0, ends: ends ?? 0, note: fields.note }, { onError })) !== null}>
      <NativeSelect label={words.person} data-autofocus value={fields.userId} onChange={(event) => setFields({ ...fields, userId: event.currentTarget.value })} data={reference.dentists.map((one) => ({ value: one.id, label: one.display_name }))} />
      <DayField label={words.date} value={fields.date} onChange={(date) => setFields({ ...fields, date })} />
      <Checkbox label={words.isAvailable} checked={fields.isAvailable} onChange={(event) => setFields({ ...fields, isAvailable: event.currentTarget.checked })} />
      {fields.isAvailable && (
        <Group grow>
          <TextInput type="time" label={words.from} value={fields.from} onChange={(event) => setFields({ ...fields, from: event.currentTarget.value })} />
          <TextInput type="time" label={words.to} value={fields.to} onChange={(event) => setFields({ ...fields, to: event.currentTarget.value })} />
        </Group>
      )}
      <TextInput label={words.note} maxLength={200} value={fields.note} onChange={(event) => setFields({ ...fields, note: event.currentTarget.value })} />
      {entry && <Button variant="outline" color="red" onClick={() => void remove()}>{words.remove}</Button>}
    </EditDialog>
  )
}
