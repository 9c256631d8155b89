import { Alert, Anchor, Progress, Stack, Table, Text } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import type { CopyProgress, SyncStatus } from '../../../shared/protocol/views.ts'
import { tablesFor } from '../../../shared/schema/index.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { Panel } from '../../ui/screen.tsx'
import { BackupState } from './BackupState.tsx'
import { versionSentence } from './pill.ts'

const words = en.sync.copy

/** How complete this PC's copy of the clinic's data is, when it was last backed up, and which programs run. */
export function CopyPanel({ status, profile }: { status: SyncStatus; profile: DeviceProfile | null }) {
  const mayRestore = useCan('settings.write')
  const progress = status.firstSync ?? status.refetch
  const versions = versionSentence(status)
  const facts: [string, string][] = [
    [words.program, words.version(status.program.version, status.program.schema)],
    [words.centre, status.centre === null ? words.unknown : words.version(status.centre.version, status.centre.schema)],
  ]
  return (
    <Panel title={words.title}>
      <Stack gap="xs" p="md">
        {progress ? <Fetching progress={progress} isFirst={status.firstSync !== null} isOffline={status.network !== 'online'} /> : <Text>{words.whole(profile === null ? 0 : tablesFor(profile).length)}</Text>}
        <BackupState status={status} />
        {mayRestore && <Anchor component="button" type="button" ta="left" size="sm" onClick={() => go({ screen: 'settings', tab: 'backups' })}>{words.openBackups}</Anchor>}
        {versions && <Alert color="orange" p="xs" icon={<CircleAlert />}>{versions}</Alert>}
        <Table variant="vertical" layout="fixed" withTableBorder>
          <Table.Tbody>
            {facts.map(([label, value]) => <Table.Tr key={label}><Table.Th w="40%">{label}</Table.Th><Table.Td>{value}</Table.Td></Table.Tr>)}
          </Table.Tbody>
        </Table>
      </Stack>
    </Panel>
  )
}

/** Counts what has arrived. How many rows there will be nobody knows, so the bar counts whole parts alone. */
function Fetching({ progress, isFirst, isOffline }: { progress: CopyProgress; isFirst: boolean; isOffline: boolean }) {
  const { tablesDone, tablesTotal, rows } = progress
  return (
    <>
      <Text>{isFirst ? words.first : words.again}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={tablesTotal === 0 ? 0 : Math.round((tablesDone / tablesTotal) * 100)} aria-label={words.bar} />
      </Progress.Root>
      <Text className="tabular" size="sm" role="status">{words.progress(tablesDone, tablesTotal, rows.toLocaleString('en'))}{isOffline ? `. ${words.stopped}` : ''}</Text>
    </>
  )
}
