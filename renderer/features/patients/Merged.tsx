import { Button, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { localOf } from '../../../shared/domain/time.ts'
import type { MergedRecord, PatientPage } from '../../../shared/protocol/views.ts'
import { useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { records } from '../../text/en/records.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { say } from '../../ui/undo.tsx'
import classes from './patient.module.css'
import { useZone } from './today.ts'

const words = records.merge

/** The records that are read as part of this one; each can be parted from it again, however long ago it was. */
export function MergedPanel({ page }: { page: PatientPage }) {
  const mayWrite = useCan('patients.write')
  if (page.merged.length === 0) return null
  return (
    <Panel title={words.history}>
      <ul className={classes.sideList}>
        {page.merged.map((record) => <MergedLine key={record.mergeId} record={record} patientId={page.patient.id} mayWrite={mayWrite} />)}
      </ul>
    </Panel>
  )
}

function MergedLine({ record, patientId, mayWrite }: { record: MergedRecord; patientId: string; mayWrite: boolean }) {
  const mutate = useMutate()
  const zone = useZone()
  const undo = async () => {
    if (await mutate('patient.unmerge', { id: record.mergeId, patientId })) say(words.undone(record.name))
  }
  const ask = () => modals.openConfirmModal({
    title: words.undoTitle,
    children: <Text size="sm">{words.undoBody(record.name)}</Text>,
    labels: { confirm: words.undo, cancel: words.cancel },
    onConfirm: () => void undo(),
  })
  return (
    <li>
      <div>
        <Text size="sm" fw={600}>{words.historyLine(record.name, record.chartNumber)}</Text>
        <Text size="xs" c="dimmed">{words.historyWhen(formatDate(localOf(record.mergedAt, zone).date), record.byName ?? '')}</Text>
        <Text size="xs" c="dimmed">{record.reason}</Text>
      </div>
      {mayWrite && <Button size="compact-sm" variant="default" style={{ flex: 'none' }} aria-label={words.undoOf(record.name)} onClick={ask}>{words.undo}</Button>}
    </li>
  )
}
