import { useRef } from 'react'
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { appointmentValues, fillTemplate } from '../../../shared/domain/front-desk.ts'
import type { AsapRow } from '../../../shared/protocol/front-desk-views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { AlertMark } from '../../ui/alert-mark.tsx'
import { say } from '../../ui/undo.tsx'
import { useZone } from '../patients/today.ts'
import { useOffer } from './asap-offer.ts'
import type { Freed } from './asap-offer.ts'
import { whenText } from './columns.tsx'
import { copyText } from './copy.ts'
import classes from './offer.module.css'

const words = frontDesk.asap

/** Stands in the corner after a time was freed, as long as somebody on the short-notice list would fit. */
export function AsapOffer() {
  const freed = useOffer((store) => store.freed)
  const mayWrite = useCan('schedule.write')
  return freed !== null && mayWrite ? <Offer key={freed.startsAt + freed.operatoryId} freed={freed} /> : null
}

function Offer({ freed }: { freed: Freed }) {
  const { startsAt, endsAt, dentistId, exceptPatientId } = freed
  const { data } = useClinicQuery('frontDesk.asapMatches', { startsAt, endsAt, dentistId, exceptPatientId })
  const close = useOffer((store) => store.close)
  const zone = useZone()
  const box = useRef<HTMLElement>(null)
  const count = data?.length ?? 0
  // One key gives it to the first. The keyboard stays where it is: most moves are followed by the next.
  useHotkeys([['F9', () => box.current?.querySelector('button')?.click()]], [])
  if (count === 0) return null
  return (
    <Paper component="section" ref={box} className={classes.offer} withBorder shadow="lg" p="md" aria-label={words.offer(count)} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <Stack gap="xs">
        <Title order={2} fz="md" role="status">{words.offer(count)}</Title>
        <Text size="sm">{words.offerTime(whenText(startsAt, zone))} <Text span c="dimmed">{words.offerKey}</Text></Text>
        {data?.slice(0, 5).map((row) => <Candidate key={row.entry.id} row={row} freed={freed} onTaken={close} />)}
        <Group justify="flex-end"><Button variant="default" onClick={close}>{words.notNow}</Button></Group>
      </Stack>
    </Paper>
  )
}

function Candidate({ row, freed, onTaken }: { row: AsapRow; freed: Freed; onTaken: () => void }) {
  const mutate = useMutate()
  const zone = useZone()
  const clinic = useReference()?.clinic
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  const { locationId, operatoryId, dentistId, startsAt } = freed
  const take = async () => {
    const endsAt = new Date(Date.parse(startsAt) + row.entry.duration_minutes * 60_000).toISOString()
    const done = await mutate('asap.fill', { id: row.entry.id, appointmentId: newId(), locationId, operatoryId, dentistId, startsAt, endsAt })
    if (!done) return
    say(words.taken(row.patientName, whenText(startsAt, zone)))
    onTaken()
  }
  const copy = async () => {
    if (!clinic || !desk) return
    const text = fillTemplate(desk.settings.asap_text, appointmentValues(givenName(row.patientName), startsAt, clinic))
    say((await copyText(text)) ? frontDesk.copied(1) : frontDesk.copyFailed)
  }
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Group gap={6} wrap="nowrap"><Text fw={600} truncate>{row.patientName}</Text><AlertMark alerts={row.alerts} /></Group>
        <Text size="sm" c="dimmed" className="tabular">{[row.phone || frontDesk.noPhone, row.laterStartsAt ? words.moves(whenText(row.laterStartsAt, zone)) : words.books].join(' · ')}</Text>
      </div>
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" aria-label={words.takeName(row.patientName)} onClick={() => void take()}>{words.take}</Button>
        <Button size="compact-sm" variant="default" onClick={() => void copy()}>{words.copyText}</Button>
      </Group>
    </Group>
  )
}

/** "Maria" of "Dela Cruz, Maria Santos": how a text addresses the patient. */
export function givenName(fullName: string): string {
  return fullName.split(', ')[1]?.split(' ')[0] ?? fullName
}
