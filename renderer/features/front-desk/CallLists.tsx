import { Button, Group } from '@mantine/core'
import { CalendarCheck, CalendarPlus, ClipboardList, PhoneCall } from 'lucide-react'
import { findingOf } from '../../../shared/domain/findings.ts'
import type { ConfirmationRow, PlannedRow, UnscheduledRow } from '../../../shared/protocol/front-desk-views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { formatDate } from '../../ui/format.ts'
import { Empty } from '../../ui/states.tsx'
import { offerUndo, say } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { openBooking } from '../schedule/index.tsx'
import { clockText, patientColumn, phoneColumn, textColumn, whenColumn } from './columns.tsx'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'

const heads = frontDesk.columns

/** A button that opens the booking dialog for the row's patient. */
export function BookButton({ patientId, patientName, serviceId, dentistId }: { patientId: string; patientName: string; serviceId?: string | null; dentistId?: string | null }) {
  const book = () => openBooking({ patient: { id: patientId, name: patientName }, serviceId, dentistId: dentistId ?? undefined, offerFreeSlots: true })
  return <Button size="compact-sm" variant="light" leftSection={<CalendarPlus size={14} />} aria-label={frontDesk.bookFor(patientName)} onClick={book}>{frontDesk.book}</Button>
}

/** Who gave up a time and has nothing later. */
export function Unscheduled() {
  const words = frontDesk.unscheduled
  const query = useClinicQuery('frontDesk.unscheduled', { date: useToday() })
  const zone = useZone()
  const mutate = useMutate()
  const mayWrite = useCan('schedule.write')
  const dismiss = async ({ appointmentId, patientName }: UnscheduledRow) => {
    const id = newId()
    if (await mutate('unscheduled.dismiss', { id, appointmentId })) offerUndo(words.dismissed(patientName), () => mutate('unscheduled.restore', { id }))
  }
  const columns: ListColumn<UnscheduledRow>[] = [
    patientColumn(), phoneColumn(), whenColumn(zone, heads.cancelled),
    textColumn('state', heads.state, '100px', (row) => (row.status === 'missed' ? words.missed : words.cancelled)),
    textColumn('service', heads.service, '1.4fr', (row) => row.serviceName),
    textColumn('dentist', heads.dentist, '1.2fr', (row) => row.dentistName),
    textColumn('reason', heads.reason, '1.6fr', (row) => row.cancelReason),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '180px', tight: true, render: (row: UnscheduledRow) => (
      <Group gap={6} wrap="nowrap">
        <BookButton {...row} />
        <Button size="compact-sm" variant="default" aria-label={words.dismissName(row.patientName)} onClick={() => void dismiss(row)}>{words.dismiss}</Button>
      </Group>
    ) }] : []),
  ]
  return <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.appointmentId} empty={<Empty icon={<CalendarCheck size={32} />} title={words.empty}>{words.emptyText}</Empty>} />
}

/** Whose chart has planned work, and who has no appointment. */
export function Planned() {
  const words = frontDesk.planned
  const query = useClinicQuery('frontDesk.planned', { date: useToday() })
  const mayWrite = useCan('schedule.write')
  const work = (row: PlannedRow) => row.items.map((item) => [findingOf(item.finding)?.label ?? item.finding, words.tooth(item.tooth ?? '', item.surfaces)].filter(Boolean).join(' ')).join(', ')
  const columns: ListColumn<PlannedRow>[] = [
    patientColumn(), phoneColumn(),
    textColumn('work', heads.work, '3fr', work),
    textColumn('since', heads.since, '110px', (row) => formatDate(row.since)),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '110px', tight: true, render: (row: PlannedRow) => <BookButton {...row} /> }] : []),
  ]
  return <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.patientId} empty={<Empty icon={<ClipboardList size={32} />} title={words.empty}>{words.emptyText}</Empty>} />
}

const OUTCOMES = ['confirmed', 'left_message', 'no_answer'] as const

/** Whom to call so that the next days stand. */
export function Confirmations() {
  const words = frontDesk.confirmations
  const query = useClinicQuery('frontDesk.confirmations', { date: useToday() })
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  const zone = useZone()
  const mutate = useMutate()
  const mayWrite = useCan('schedule.write')
  const record = async (row: ConfirmationRow, outcome: (typeof OUTCOMES)[number]) => {
    if (await mutate('confirmation.record', { id: newId(), appointmentId: row.appointmentId, outcome })) say(words.said(words.outcome[outcome], row.patientName))
  }
  const columns: ListColumn<ConfirmationRow>[] = [
    whenColumn(zone), patientColumn(), phoneColumn(),
    textColumn('service', heads.service, '1.2fr', (row) => row.serviceName),
    textColumn('dentist', heads.dentist, '1.2fr', (row) => row.dentistName),
    textColumn('calls', heads.calls, '1.4fr', (row) => (row.lastOutcome === null ? words.noCalls : `${words.calls(row.calls)}, ${words.outcome[row.lastOutcome]} ${row.lastCallAt ? clockText(row.lastCallAt, zone) : ''}`)),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '276px', tight: true, render: (row: ConfirmationRow) => (
      <Group gap={6} wrap="nowrap">
        {OUTCOMES.map((outcome) => <Button key={outcome} size="compact-sm" variant={outcome === 'confirmed' ? 'light' : 'default'} aria-label={words.outcomeName(words.short[outcome], row.patientName)} onClick={() => void record(row, outcome)}>{words.short[outcome]}</Button>)}
      </Group>
    ) }] : []),
  ]
  return <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.appointmentId} empty={<Empty icon={<PhoneCall size={32} />} title={words.empty}>{words.emptyText(desk?.settings.confirm_days ?? 2)}</Empty>} />
}
