import { useEffect, useState } from 'react'
import { Button, Group, Text } from '@mantine/core'
import { BellRing, Send } from 'lucide-react'
import { appointmentValues, fillTemplate, isAbandoned } from '../../../shared/domain/front-desk.ts'
import type { ReminderRow } from '../../../shared/protocol/front-desk-views.ts'
import { toApiError } from '../../api/errors.ts'
import { newId, useClient, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useLive, useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { Empty } from '../../ui/states.tsx'
import { say, sayRefused } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { givenName } from './AsapOffer.tsx'
import { clockText, patientColumn, phoneColumn, textColumn, whenColumn } from './columns.tsx'
import { copyText } from './copy.ts'
import { ListPage } from './ListPage.tsx'
import type { ListColumn } from './ListPage.tsx'
import { PrintSheet } from './PrintSheet.tsx'

const words = frontDesk.reminders
const heads = frontDesk.columns

/** Whom to remind of the next days, by copying, printing or sending a text. */
export function Reminders() {
  const query = useClinicQuery('frontDesk.reminders', { date: useToday() })
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  const zone = useZone()
  const mayWrite = useCan('schedule.write')
  const textOf = useTexts()
  const note = useNote()
  const { sends, sending, sendRows } = useSending()
  const [printing, setPrinting] = useState(false)
  const now = useNow()
  const isOpen = ({ sent }: ReminderRow) => sent === null || sent.state === 'failed' || isAbandoned(sent, now)
  const open = (query.data ?? []).filter(isOpen)
  const copy = async (row: ReminderRow) => {
    if (!(await copyText(textOf(row)))) return say(frontDesk.copyFailed)
    say(frontDesk.copied(1))
    await note([row], 'copied')
  }
  const printed = async () => {
    setPrinting(false)
    await note(open, 'printed')
  }
  const columns: ListColumn<ReminderRow>[] = [
    whenColumn(zone), patientColumn(), phoneColumn(),
    textColumn('dentist', heads.dentist, '1.2fr', (row) => row.dentistName),
    textColumn('sent', heads.sent, '1.8fr', (row) => sentText(row, zone, now)),
    ...(mayWrite ? [{ key: 'actions', header: heads.actions, width: '190px', tight: true, render: (row: ReminderRow) => (
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" variant="default" aria-label={words.copyName(row.patientName)} onClick={() => void copy(row)}>{words.copyText}</Button>
        {sends && isOpen(row) && <Button size="compact-sm" variant="light" disabled={sending} aria-label={words.sendName(row.patientName)} onClick={() => void sendRows([row])}>{words.send}</Button>}
      </Group>
    ) }] : []),
  ]
  const tools = mayWrite && (
    <>
      <Button variant="default" disabled={open.length === 0} onClick={() => setPrinting(true)}>{words.printAll}</Button>
      {sends === true && <Button leftSection={<Send size={16} />} disabled={open.length === 0 || sending} onClick={() => void sendRows(open)}>{sending ? words.sending : words.sendAll(open.length)}</Button>}
      {sends === false && <Text size="sm" c="dimmed">{words.noProvider}</Text>}
    </>
  )
  return (
    <>
      <ListPage label={words.table} query={query} columns={columns} rowKey={(row) => row.appointmentId} tools={tools} empty={<Empty icon={<BellRing size={32} />} title={words.empty}>{words.emptyText(desk?.settings.reminder_days ?? 1)}</Empty>} />
      {printing && <PrintSheet title={words.table} lines={[[heads.patient, heads.phone, words.table], ...open.map((row) => [row.patientName, row.phone, textOf(row)])]} onDone={() => void printed()} />}
    </>
  )
}

function sentText({ sent }: ReminderRow, zone: string, now: string): string {
  if (sent === null) return words.state.none
  if (sent.state === 'failed') return `${words.state.failed}: ${sent.detail}`
  const state = isAbandoned(sent, now) ? words.state.abandoned : sent.state === 'claimed' ? words.state.claimed : words.state[sent.channel]
  return `${state}, ${clockText(sent.finished_at ?? sent.created_at, zone)}`
}

function useTexts(): (row: ReminderRow) => string {
  const clinic = useReference()?.clinic
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  return (row) => (clinic && desk ? fillTemplate(desk.settings.reminder_text, appointmentValues(givenName(row.patientName), row.startsAt, clinic)) : '')
}

function useNote() {
  const mutate = useMutate()
  return async (rows: readonly ReminderRow[], channel: 'copied' | 'printed') => {
    for (const row of rows) await mutate('reminder.note', { id: newId(), appointmentId: row.appointmentId, startsAt: row.startsAt, channel })
  }
}

/** Whether this PC has a provider, and sending through it one by one. */
function useSending() {
  const client = useClient()
  const [sends, setSends] = useState<boolean | null>(null)
  const [sending, setSending] = useState(false)
  const online = useLive((live) => live.sync?.network === 'online')
  useEffect(() => void client.call('reminders.provider', {}).then(({ kind }) => setSends(kind !== 'none'), () => setSends(false)), [client])
  const sendRows = async (rows: readonly ReminderRow[]) => {
    if (!online) return sayRefused(en.app.errorTitle.offline, words.offline)
    setSending(true)
    let failed = 0
    let reason = ''
    for (const row of rows) {
      const answer = await client.call('reminders.send', { appointmentId: row.appointmentId, startsAt: row.startsAt }).catch((error: unknown) => ({ ok: false, detail: toApiError(error).message }))
      if (answer.ok) continue
      failed += 1
      reason = answer.detail
    }
    setSending(false)
    if (failed > 0) sayRefused(words.someFailed(failed), reason)
    else say(words.wentOut(rows.length))
  }
  return { sends, sending, sendRows }
}
