import { useState } from 'react'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Archive, ArchiveRestore, Merge } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import { useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { patients } from '../../text/en/patients.ts'
import { records } from '../../text/en/records.ts'
import { useNow } from '../../ui/clock.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { MergeWithDialog } from './duplicates/MergeWithDialog.tsx'
import classes from './patient.module.css'
import { useZone } from './today.ts'

const words = records.record

/** Whether the person is a patient of today, since when, and the ways to archive, bring back and merge the record. */
export function RecordPanel({ page }: { page: PatientPage }) {
  const zone = useZone()
  const mayWrite = useCan('patients.write')
  const [merging, setMerging] = useState(false)
  const last = lastVisit(page, useNow())
  const facts: [string, string][] = [
    [words.lastVisit, last === null ? patients.noVisit : formatDate(localOf(last, zone).date)],
    [words.registered, formatDate(localOf(page.patient.created_at, zone).date)],
  ]
  return (
    <Panel title={words.title}>
      <Stack gap={8} className={classes.sideBody}>
        <div>
          <StandingBadge standing={page.standing} />
          <Text size="xs" c="dimmed" mt={4}>{words.why[page.standing]}</Text>
        </div>
        {facts.map(([label, value]) => <Group key={label} justify="space-between" gap="sm"><Text size="sm" c="dimmed">{label}</Text><Text size="sm" className="tabular">{value}</Text></Group>)}
        {mayWrite && (
          <Group gap={8}>
            <ArchiveButton page={page} />
            <Button size="compact-sm" variant="default" leftSection={<Merge size={14} />} onClick={() => setMerging(true)}>{words.merge}</Button>
          </Group>
        )}
      </Stack>
      {merging && <MergeWithDialog page={page} onClose={() => setMerging(false)} />}
    </Panel>
  )
}

export function StandingBadge({ standing }: { standing: PatientPage['standing'] }) {
  const isActive = standing === 'active'
  return <Badge tt="none" variant="light" color={isActive ? 'teal' : 'gray'} c={isActive ? 'teal.9' : 'gray.9'}>{records.standings[standing]}</Badge>
}

function ArchiveButton({ page: { patient, name } }: { page: PatientPage }) {
  const mutate = useMutate()
  const { id } = patient
  const restore = async () => {
    if (await mutate('patient.restore', { id })) offerUndo(words.restored(name), archive)
  }
  const archive = async () => {
    if (await mutate('patient.archive', { id })) offerUndo(words.archived(name), restore)
  }
  if (patient.archived_at !== null) return <Button size="compact-sm" variant="light" leftSection={<ArchiveRestore size={14} />} onClick={() => void restore()}>{words.restore}</Button>
  return <Button size="compact-sm" variant="default" leftSection={<Archive size={14} />} onClick={() => void archive()}>{words.archive}</Button>
}

/** When the person was here last, ISO-8601; null when never. */
export function lastVisit({ visits }: Pick<PatientPage, 'visits'>, now: string): string | null {
  const past = visits.filter((visit) => visit.starts_at <= now && visit.status !== 'cancelled' && visit.status !== 'missed')
  return past.reduce<string | null>((last, { starts_at }) => (last === null || starts_at > last ? starts_at : last), null)
}
