import { useState } from 'react'
import { Alert, Button, Chip, Group, Input, NativeSelect, NumberInput, SimpleGrid, Textarea } from '@mantine/core'
import { UserPlus, Zap } from 'lucide-react'
import type { AsapRow } from '../../../shared/protocol/front-desk-views.ts'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { formatMinutes, weekdayName } from '../../ui/format.ts'
import { Empty } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { useZone } from '../patients/today.ts'
import { patientColumn, phoneColumn, textColumn, whenText } from './columns.tsx'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'
import { PatientChoice } from './PatientChoice.tsx'
import { useAhead } from './RequestDialog.tsx'

const words = frontDesk.asap
const heads = frontDesk.columns
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** Who would come at short notice, and what suits them. */
export function Asap() {
  const query = useClinicQuery('frontDesk.asap', {})
  const zone = useZone()
  const mutate = useMutate()
  const mayWrite = useCan('schedule.write')
  const [editing, setEditing] = useState<AsapRow | 'new' | null>(null)
  const remove = async (row: AsapRow) => {
    if (await mutate('asap.remove', { id: row.entry.id })) say(words.removed(row.patientName))
  }
  const columns: ListColumn<AsapRow>[] = [
    patientColumn(), phoneColumn(),
    textColumn('minutes', heads.minutes, '80px', (row) => formatMinutes(row.entry.duration_minutes)),
    textColumn('wants', heads.wants, '2fr', wishes),
    textColumn('service', heads.service, '1.3fr', (row) => row.serviceName),
    textColumn('now', heads.now, '1.3fr', (row) => (row.laterStartsAt ? words.later(whenText(row.laterStartsAt, zone)) : words.none)),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '170px', tight: true, render: (row: AsapRow) => (
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" variant="default" aria-label={words.editName(row.patientName)} onClick={() => setEditing(row)}>{en.app.edit}</Button>
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={words.removeName(row.patientName)} onClick={() => void remove(row)}>{words.remove}</Button>
      </Group>
    ) }] : []),
  ]
  const add = mayWrite && <Button leftSection={<UserPlus size={16} />} onClick={() => setEditing('new')}>{words.add}</Button>
  return (
    <>
      <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.entry.id} tools={add} empty={<Empty icon={<Zap size={32} />} title={words.empty}>{words.emptyText}</Empty>} />
      {editing !== null && <AsapDialog row={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  )
}

function wishes({ entry, dentistName }: AsapRow): string {
  const days = entry.weekdays.length === 0 ? words.anyDay : entry.weekdays.map((day) => weekdayName(day).slice(0, 3)).join(' ')
  return [dentistName ?? words.any, days, words.parts[entry.day_part], entry.note].filter(Boolean).join(', ')
}

function AsapDialog({ row, onClose }: { row: AsapRow | null; onClose: () => void }) {
  const mutate = useMutate()
  const reference = useReference()
  const zone = useZone()
  const [patient, setPatient] = useState<Pick<PatientHit, 'id' | 'name'> | null>(row && { id: row.patientId, name: row.patientName })
  const [id] = useState(() => row?.entry.id ?? newId())
  const [appointmentId, setAppointment] = useState<string | null>(row?.entry.appointment_id ?? null)
  const [fields, setFields] = useState({ minutes: (row?.entry.duration_minutes ?? 30) as number | '', dentistId: row?.entry.dentist_id ?? '', serviceId: row?.entry.service_id ?? '', weekdays: (row?.entry.weekdays ?? []).map(String), dayPart: row?.entry.day_part ?? ('any' as const), note: row?.entry.note ?? '' })
  const [problem, setProblem] = useState<string | null>(null)
  const ahead = useAhead(patient?.id ?? null)
  const set = (patch: Partial<typeof fields>) => setFields((old) => ({ ...old, ...patch }))
  const save = async () => {
    if (patient === null) {
      setProblem(frontDesk.requests.choosePatient)
      return false
    }
    const { minutes, dentistId, serviceId, weekdays, dayPart, note } = fields
    const done = await mutate('asap.save', { id, patientId: patient.id, appointmentId, serviceId: serviceId || null, dentistId: dentistId || null, durationMinutes: Number(minutes), weekdays: weekdays.map(Number), dayPart, note }, { onError: (error) => setProblem(error.message) })
    return done !== null
  }
  return (
    <FormDialog title={words.dialog} saveLabel={words.save} onClose={onClose} onSave={save} size="lg">
      <PatientChoice label={heads.patient} patient={patient} onPick={setPatient} />
      {ahead.length > 0 && <NativeSelect label={words.later2} value={appointmentId ?? ''} onChange={(event) => setAppointment(event.currentTarget.value || null)} data={[{ value: '', label: words.newOne }, ...ahead.map((visit) => ({ value: visit.id, label: [whenText(visit.starts_at, zone), visit.serviceName].filter(Boolean).join(', ') }))]} />}
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <NumberInput label={words.minutes} min={5} max={600} step={5} value={fields.minutes} onChange={(value) => set({ minutes: value === '' ? '' : Number(value) })} />
        <NativeSelect label={heads.service} value={fields.serviceId} onChange={(event) => { const chosen = reference?.services.find((one) => one.id === event.currentTarget.value); set({ serviceId: event.currentTarget.value, ...(chosen ? { minutes: chosen.duration_minutes } : {}) }) }} data={[{ value: '', label: '—' }, ...(reference?.services ?? []).filter((one) => one.is_active).map((one) => ({ value: one.id, label: one.name }))]} />
        <NativeSelect label={heads.dentist} value={fields.dentistId} onChange={(event) => set({ dentistId: event.currentTarget.value })} data={[{ value: '', label: words.any }, ...(reference?.dentists ?? []).map((one) => ({ value: one.id, label: one.display_name }))]} />
        <NativeSelect label={words.part} value={fields.dayPart} onChange={(event) => set({ dayPart: event.currentTarget.value as typeof fields.dayPart })} data={(['any', 'morning', 'afternoon'] as const).map((value) => ({ value, label: words.parts[value] }))} />
      </SimpleGrid>
      <Input.Wrapper label={words.weekdays} description={words.weekdaysHint} labelElement="div">
        <Chip.Group multiple value={fields.weekdays} onChange={(weekdays) => set({ weekdays })}>
          <Group gap={6} mt={6}>{DAYS.map((day) => <Chip key={day} size="xs" value={String(day)}>{weekdayName(day).slice(0, 3)}</Chip>)}</Group>
        </Chip.Group>
      </Input.Wrapper>
      <Textarea label={words.note} value={fields.note} maxLength={4000} autosize minRows={1} onChange={(event) => set({ note: event.currentTarget.value })} />
      <div role="alert">{problem !== null && <Alert role="none" color="red" p="xs">{problem}</Alert>}</div>
    </FormDialog>
  )
}
