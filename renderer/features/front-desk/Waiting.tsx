import { Alert, Button, Group } from '@mantine/core'
import { Armchair, Clock, TriangleAlert } from 'lucide-react'
import type { WaitingRow } from '../../../shared/protocol/front-desk-views.ts'
import { useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { Empty } from '../../ui/states.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { clockText, patientColumn, textColumn } from './columns.tsx'
import classes from './front-desk.module.css'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'

const words = frontDesk.waiting
const heads = frontDesk.columns

/** Whole minutes somebody has waited; nothing is negative because of a clock. */
export function minutesSince(instant: string | null, now: string): number {
  return instant === null ? 0 : Math.max(0, Math.floor((Date.parse(now) - Date.parse(instant)) / 60_000))
}

/** Who waits, for how long, and who sits in a chair. */
export function Waiting() {
  const query = useClinicQuery('frontDesk.waiting', { date: useToday() })
  const zone = useZone()
  const now = useNow()
  const mayWrite = useCan('schedule.write')
  const flow = useFlow()
  const alertMinutes = query.data?.alertMinutes ?? Infinity
  const late = (row: WaitingRow) => row.flow === 'arrived' && minutesSince(row.arrivedAt, now) >= alertMinutes
  const lateCount = (query.data?.rows ?? []).filter(late).length
  const columns: ListColumn<WaitingRow>[] = [
    { key: 'waits', header: heads.waits, width: '150px', words: (row) => (row.flow === 'arrived' ? words.minutes(minutesSince(row.arrivedAt, now)) : words.inChair), render: (row) => <Waits row={row} now={now} isLate={late(row)} /> },
    patientColumn(),
    textColumn('time', heads.time, '96px', (row) => clockText(row.startsAt, zone)),
    textColumn('dentist', heads.dentist, '1.4fr', (row) => row.dentistName),
    textColumn('chair', heads.chair, '90px', (row) => row.operatoryName),
    textColumn('service', heads.service, '1.4fr', (row) => row.serviceName),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '170px', tight: true, render: (row: WaitingRow) => (
      <Group gap={6} wrap="nowrap">
        {row.flow === 'arrived' && <Button size="compact-sm" variant="light" aria-label={words.seatName(row.patientName)} onClick={() => void flow(row, 'in_chair')}>{words.seat}</Button>}
        <Button size="compact-sm" variant="default" aria-label={words.doneName(row.patientName)} onClick={() => void flow(row, 'done')}>{words.done}</Button>
      </Group>
    ) }] : []),
  ]
  return (
    <ListPage
      label={words.table}
      query={{ ...query, data: query.data?.rows }}
      columns={columns}
      rowKey={(row) => row.appointmentId}
      notice={lateCount > 0 && <Alert color="red" p="xs" w="100%" icon={<TriangleAlert />}>{words.alert(lateCount, alertMinutes)}</Alert>}
      empty={<Empty icon={<Armchair size={32} />} title={words.empty} action={<Button variant="default" onClick={() => go({ screen: 'day' })}>{words.openDay}</Button>}>{words.emptyText}</Empty>}
    />
  )
}

function Waits({ row, now, isLate }: { row: WaitingRow; now: string; isLate: boolean }) {
  if (row.flow !== 'arrived') return <span className={classes.soft}>{words.inChair}</span>
  const minutes = words.minutes(minutesSince(row.arrivedAt, now))
  if (!isLate) return <span className="tabular"><Clock size={13} aria-hidden="true" /> {minutes}</span>
  return <span className={classes.late}><TriangleAlert size={14} role="img" aria-label={words.late} /><span className="tabular">{minutes}</span></span>
}

function useFlow() {
  const mutate = useMutate()
  return async (row: WaitingRow, flow: 'in_chair' | 'done') => {
    if (!(await mutate('appointment.flow', { id: row.appointmentId, flow }))) return
    const before = row.flow
    offerUndo(flow === 'done' ? words.finished(row.patientName) : words.seated(row.patientName), () => mutate('appointment.flow', { id: row.appointmentId, flow: before }))
  }
}
