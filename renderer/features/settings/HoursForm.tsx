import { useMemo, useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Checkbox, Group, Stack, Table, TextInput } from '@mantine/core'
import type { Row } from '../../../shared/schema/index.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { weekdayName } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { say } from '../../ui/undo.tsx'
import { FormError } from '../session/FormError.tsx'
import { inputOf, problemOf, weekOf } from './hours.ts'
import type { DayHours } from './hours.ts'

const words = en.settings.hours

/** The opening hours, weekday by weekday; only what was changed is written. */
export function HoursForm({ location, hours }: { location: Row<'locations'>; hours: readonly Row<'operating_hours'>[] }) {
  const mutate = useMutate()
  const standing = useMemo(() => weekOf(hours, location.id), [hours, location.id])
  const [edits, setEdits] = useState<Record<number, DayHours>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const week = standing.map((day) => edits[day.weekday] ?? day)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const found = week.map(problemOf).find((one) => one !== null) ?? null
    setProblem(found)
    if (found !== null || busy) return
    setBusy(true)
    let failed = false
    for (const day of Object.values(edits)) {
      if (failed) break
      failed = (await mutate('settings.saveHours', { id: newId(), locationId: location.id, ...inputOf(day) }, { onError: (error) => setProblem(error.message) })) === null
    }
    setBusy(false)
    if (failed) return
    setEdits({})
    say(en.settings.saved)
  }

  return (
    <Panel title={words.title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>{[words.day, words.open, words.opens, words.closes, words.breakStart, words.breakEnd].map((label) => <Table.Th key={label}>{label}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>{week.map((day) => <HoursRow key={day.weekday} day={day} onChange={(next) => setEdits((old) => ({ ...old, [day.weekday]: next }))} />)}</Table.Tbody>
        </Table>
        <Stack gap="sm" p="md">
          <FormError message={problem} />
          <Group justify="flex-end"><Button type="submit" loading={busy} disabled={Object.keys(edits).length === 0}>{words.save}</Button></Group>
        </Stack>
      </form>
    </Panel>
  )
}

function HoursRow({ day, onChange }: { day: DayHours; onChange: (day: DayHours) => void }) {
  const name = weekdayName(day.weekday)
  const time = (key: 'opens' | 'closes' | 'breakStart' | 'breakEnd') => (
    <Table.Td key={key}>
      <TextInput type="time" size="xs" w={130} disabled={!day.isOpen} aria-label={words.cell(name, words[key])} value={day.isOpen ? day[key] : ''} onChange={(event) => onChange({ ...day, [key]: event.currentTarget.value })} />
    </Table.Td>
  )
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td><Checkbox aria-label={words.isOpen(name)} checked={day.isOpen} onChange={(event) => onChange({ ...day, isOpen: event.currentTarget.checked })} /></Table.Td>
      {(['opens', 'closes', 'breakStart', 'breakEnd'] as const).map(time)}
    </Table.Tr>
  )
}
