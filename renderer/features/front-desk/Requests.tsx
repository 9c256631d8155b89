import { useState } from 'react'
import { Button, Group } from '@mantine/core'
import { MessageSquarePlus, Inbox } from 'lucide-react'
import type { RequestRow } from '../../../shared/protocol/front-desk-views.ts'
import { useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { Empty } from '../../ui/states.tsx'
import { say, sayRefused } from '../../ui/undo.tsx'
import { useZone } from '../patients/today.ts'
import { offerFreed } from './asap-offer.ts'
import { patientColumn, phoneColumn, textColumn, whenColumn, whenText } from './columns.tsx'
import classes from './front-desk.module.css'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'
import { RequestDialog } from './RequestDialog.tsx'

const words = frontDesk.requests
const heads = frontDesk.columns

/** What patients ask: the open ones first, each with the ways to settle it. */
export function Requests() {
  const query = useClinicQuery('frontDesk.requests', {})
  const zone = useZone()
  const mayWrite = useCan('schedule.write')
  const [entering, setEntering] = useState(false)
  const columns: ListColumn<RequestRow>[] = [
    { ...patientColumn<RequestRow>(), width: '1.6fr' },
    phoneColumn(),
    whenColumn(zone, heads.now),
    { key: 'asks', header: heads.asks, width: '1.9fr', words: (row) => asked(row, zone), render: (row) => <span>{asked(row, zone)}{row.isTaken && <strong className={classes.late}> · {words.taken}</strong>}</span> },
    textColumn('reason', heads.reason, '1.3fr', ({ request }) => [request.reason, words.channels[request.came_by]].filter(Boolean).join(' · ')),
    textColumn('state', heads.state, '1fr', (row) => [words.status[row.request.status], row.decidedByName ? words.by(row.decidedByName) : ''].filter(Boolean).join(' ')),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '270px', tight: true, render: (row: RequestRow) => <WaysOut row={row} /> }] : []),
  ]
  const enter = mayWrite && <Button leftSection={<MessageSquarePlus size={16} />} onClick={() => setEntering(true)}>{words.enter}</Button>
  return (
    <>
      <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.request.id} tools={enter} empty={<Empty icon={<Inbox size={32} />} title={words.empty}>{words.emptyText}</Empty>} />
      {entering && <RequestDialog onClose={() => setEntering(false)} />}
    </>
  )
}

function asked({ request, proposedDentistName, proposedOperatoryName }: RequestRow, zone: string): string {
  if (request.kind === 'cancel' || request.starts_at === null) return words.cancelIt
  return [whenText(request.starts_at, zone), proposedDentistName, proposedOperatoryName].filter(Boolean).join(', ')
}

function WaysOut({ row }: { row: RequestRow }) {
  const mutate = useMutate()
  const { id, status } = row.request
  if (status !== 'requested') return null
  const approve = async () => {
    const done = await mutate('request.approve', { id }, { onError: (error) => sayRefused(en.app.errorTitle.refused, error.message) })
    if (!done) return
    say(words.approved(row.patientName))
    if (row.dentistId !== null && row.operatoryId !== null) offerFreed({ locationId: row.locationId, operatoryId: row.operatoryId, dentistId: row.dentistId, startsAt: row.startsAt, endsAt: row.endsAt }, row.patientId)
  }
  const settle = async (name: 'request.reject' | 'request.withdraw', text: string) => {
    if (await mutate(name, { id })) say(text)
  }
  return (
    <Group gap={6} wrap="nowrap">
      <Button size="compact-sm" aria-label={words.approveName(row.patientName)} onClick={() => void approve()}>{words.approve}</Button>
      <Button size="compact-sm" variant="default" aria-label={words.rejectName(row.patientName)} onClick={() => void settle('request.reject', words.rejected(row.patientName))}>{words.reject}</Button>
      <Button size="compact-sm" variant="subtle" color="gray" aria-label={words.withdrawName(row.patientName)} onClick={() => void settle('request.withdraw', words.withdrawn(row.patientName))}>{words.withdraw}</Button>
    </Group>
  )
}
