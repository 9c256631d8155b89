import { useState } from 'react'
import { Alert, Button, Stack, Table, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Archive, CircleAlert } from 'lucide-react'
import type { BackupView } from '../../../../shared/protocol/views.ts'
import { showError } from '../../../api/errors.ts'
import { useClient } from '../../../api/hooks.ts'
import { useLive } from '../../../app/live.ts'
import { en } from '../../../text/index.ts'
import { formatInstant } from '../../../ui/format.ts'
import { Panel } from '../../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../../ui/states.tsx'
import { say } from '../../../ui/undo.tsx'
import { BackupState } from '../../sync/BackupState.tsx'
import { RestoreDialog } from './RestoreDialog.tsx'

const words = en.settings.backups
const LIST = ['backups.list'] as const

/** The copies of this PC's data: when they were made, whether they were read through, and the way back to one of them. */
export function BackupsTab({ zone }: { zone: string }) {
  const client = useClient()
  const status = useLive((live) => live.sync)
  const storage = status?.storage ?? null
  const [restoring, setRestoring] = useState<BackupView | null>(null)
  const { data, error, refetch } = useQuery({ queryKey: LIST, queryFn: () => client.call('backups.list', {}) })
  const when = (instant: string) => formatInstant(instant, zone)
  return (
    <Stack gap="md">
      {storage && <Alert color="red" icon={<CircleAlert />}>{storage}</Alert>}
      <Panel title={words.title} actions={<BackUpNow />}>
        <Stack gap="xs" p="md" pb={0} maw={720}>
          <Text c="dimmed">{words.about}</Text>
          {status && data && data.length > 0 && <BackupState status={status} />}
        </Stack>
        {error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : data ? <Backups backups={data} when={when} onRestore={setRestoring} /> : <LoadingLines lines={3} />}
      </Panel>
      {restoring && <RestoreDialog name={restoring.name} when={when(restoring.madeAt)} onClose={() => setRestoring(null)} />}
    </Stack>
  )
}

function BackUpNow() {
  const client = useClient()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    try {
      const { bytes } = await client.call('backups.create', {})
      say(words.made(words.megabytes(bytes)))
    } catch (error) {
      showError(error)
    }
    setBusy(false)
    await queries.invalidateQueries({ queryKey: LIST })
  }
  return (
    <>
      <Text role="status" size="sm" c="dimmed">{busy ? words.making : ''}</Text>
      <Button size="xs" leftSection={<Archive size={16} />} loading={busy} onClick={() => void make()}>{words.now}</Button>
    </>
  )
}

interface BackupsProps {
  backups: readonly BackupView[]
  when: (instant: string) => string
  onRestore: (backup: BackupView) => void
}

function Backups({ backups, when, onRestore }: BackupsProps) {
  if (backups.length === 0) return <Empty title={words.empty}>{words.emptyText}</Empty>
  return (
    <Table highlightOnHover aria-label={words.title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.when}</Table.Th>
          <Table.Th>{words.kind}</Table.Th>
          <Table.Th ta="right">{words.size}</Table.Th>
          <Table.Th>{words.checked}</Table.Th>
          <Table.Th><span className="visually-hidden">{words.actions}</span></Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {backups.map((backup) => (
          <Table.Tr key={backup.name}>
            <Table.Td className="tabular">{when(backup.madeAt)}</Table.Td>
            <Table.Td>{words.kinds[backup.kind]}</Table.Td>
            <Table.Td ta="right" className="tabular">{words.megabytes(backup.bytes)}</Table.Td>
            <Table.Td>{backup.checkedAt === null ? words.unchecked : words.checkedAt(when(backup.checkedAt))}</Table.Td>
            <Table.Td ta="right"><Button size="compact-sm" variant="default" aria-label={words.restoreThis(when(backup.madeAt))} onClick={() => onRestore(backup)}>{words.restore}</Button></Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
