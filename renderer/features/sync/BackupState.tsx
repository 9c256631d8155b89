import { Alert, Text } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import type { SyncStatus } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import { formatAgo } from '../../ui/format.ts'
import { backupOverdueDays } from './pill.ts'

const words = en.sync.copy

/** When the last good backup of this PC was made; a reminder once that is too long ago. */
export function BackupState({ status }: { status: Pick<SyncStatus, 'lastBackupAt'> }) {
  const now = useNow()
  const days = backupOverdueDays(status, now)
  if (days !== null) return <Alert color="red" p="xs" icon={<CircleAlert />}>{words.oldBackup(days)}</Alert>
  return <Text size="sm" c="dimmed">{status.lastBackupAt === null ? words.noBackup : words.lastBackup(formatAgo(status.lastBackupAt, now))}</Text>
}
