import { useState } from 'react'
import { Button, Group, Menu, SegmentedControl } from '@mantine/core'
import { Repeat } from 'lucide-react'
import { appointmentValues, fillTemplate } from '../../../shared/domain/front-desk.ts'
import { addDays } from '../../../shared/domain/time.ts'
import type { RecallRow } from '../../../shared/protocol/front-desk-views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { formatDate } from '../../ui/format.ts'
import { Empty } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { givenName } from './AsapOffer.tsx'
import { BookButton } from './CallLists.tsx'
import { patientColumn, phoneColumn, textColumn, whenText } from './columns.tsx'
import { copyText } from './copy.ts'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'

const words = frontDesk.recalls
const heads = frontDesk.columns
const SHOWN = ['all', 'overdue', 'due', 'snoozed'] as const
type Shown = (typeof SHOWN)[number]
const SHOWN_LABEL: Record<Shown, string> = { all: words.showAll, overdue: words.showOverdue, due: words.showDue, snoozed: words.showSnoozed }
const SNOOZE_DAYS = [7, 30, 90] as const

/** Who is due to be seen again. */
export function Recalls() {
  const query = useClinicQuery('frontDesk.recalls', { date: useToday() })
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  const zone = useZone()
  const mayWrite = useCan('schedule.write')
  const maySet = useCan('settings.write')
  const [shown, setShown] = useState<Shown>('all')
  const rows = query.data?.filter((row) => (shown === 'all' ? row.state !== 'snoozed' : row.state === shown))
  const columns: ListColumn<RecallRow>[] = [
    patientColumn(), phoneColumn(),
    textColumn('recall', heads.recall, '1.3fr', (row) => row.recallName),
    textColumn('last', heads.last, '110px', (row) => formatDate(row.lastDone)),
    textColumn('due', heads.due, '1.3fr', (row) => `${formatDate(row.dueOn)} · ${row.snoozedUntil ? words.until(formatDate(row.snoozedUntil)) : words.state[row.state]}`),
    textColumn('contact', heads.contact, '1.4fr', (row) => [row.lastOutcome ? words.outcome[row.lastOutcome] : words.noContact, row.nextStartsAt ? words.hasOther(whenText(row.nextStartsAt, zone)) : ''].filter(Boolean).join(', ')),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '230px', tight: true, render: (row: RecallRow) => <Group gap={6} wrap="nowrap"><NoteCall row={row} /><BookButton {...row} /></Group> }] : []),
  ]
  const none = desk !== undefined && desk.recallTypes.every((type) => !type.is_active)
  const empty = none
    ? <Empty icon={<Repeat size={32} />} title={words.setUp} action={maySet && <Button variant="default" onClick={() => go({ screen: 'settings', tab: 'desk' })}>{words.goSetUp}</Button>}>{words.setUpText}</Empty>
    : <Empty icon={<Repeat size={32} />} title={words.empty}>{words.emptyText}</Empty>
  const tools = <SegmentedControl aria-label={words.show} value={shown} onChange={(value) => setShown(value as Shown)} data={SHOWN.map((value) => ({ value, label: SHOWN_LABEL[value] }))} />
  return <ListPage label={words.table} query={{ ...query, data: rows }} columns={columns} rowKey={(row) => `${row.patientId} ${row.recallTypeId}`} tools={tools} empty={empty} />
}

/** What came of a call, or that it waits. */
function NoteCall({ row }: { row: RecallRow }) {
  const mutate = useMutate()
  const today = useToday()
  const clinic = useReference()?.clinic
  const now = useNow()
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  const record = async (outcome: 'contacted' | 'no_answer' | 'snoozed' | 'declined', snoozedUntil: string | null = null) => {
    if (await mutate('recall.record', { id: newId(), patientId: row.patientId, recallTypeId: row.recallTypeId, outcome, snoozedUntil })) say(words.said(words.outcome[outcome], row.patientName))
  }
  const copy = async () => {
    if (!clinic || !desk) return
    const { patient, clinic: name } = appointmentValues(givenName(row.patientName), now, clinic)
    say((await copyText(fillTemplate(desk.settings.recall_text, { patient, clinic: name }))) ? frontDesk.copied(1) : frontDesk.copyFailed)
  }
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target><Button size="compact-sm" variant="default" aria-label={words.actionsName(row.patientName)}>{words.actions}</Button></Menu.Target>
      <Menu.Dropdown>
        {(['contacted', 'no_answer', 'declined'] as const).map((outcome) => <Menu.Item key={outcome} onClick={() => void record(outcome)}>{words.outcome[outcome]}</Menu.Item>)}
        {SNOOZE_DAYS.map((days) => <Menu.Item key={days} onClick={() => void record('snoozed', addDays(today, days))}>{words.snooze(days)}</Menu.Item>)}
        <Menu.Item onClick={() => void copy()}>{words.copyText}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
