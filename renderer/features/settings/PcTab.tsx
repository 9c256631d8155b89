import { Anchor, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { localOf } from '../../../shared/domain/time.ts'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { BackupState } from '../sync/BackupState.tsx'
import { contactSentences, pillOf, safetySentence } from '../sync/pill.ts'

const words = en.settings.pc

/** This PC: what it is called, where it sends its work, and the other PCs of the clinic. */
export function PcTab({ reference }: { reference: ClinicReference }) {
  const session = useLive((live) => live.session)
  const program = useLive((live) => live.sync?.program)
  const device = session?.device
  const facts: [string, string][] = [
    [words.name, device?.name ?? ''],
    [words.profile, device ? words.profiles[device.profile] : ''],
    [words.series, device?.series ?? ''],
    [words.server, session?.serverUrl ?? ''],
    [words.version, program?.version ?? ''],
  ]
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title={words.title}>
          <Table variant="vertical" layout="fixed">
            <Table.Tbody>
              {facts.map(([label, value]) => <Table.Tr key={label}><Table.Th w="45%">{label}</Table.Th><Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td></Table.Tr>)}
            </Table.Tbody>
          </Table>
        </Panel>
        <Panel title={en.sync.details}><SyncFacts /></Panel>
      </SimpleGrid>
      <Devices reference={reference} ownId={device?.id ?? ''} />
    </Stack>
  )
}

function SyncFacts() {
  const status = useLive((live) => live.sync)
  const connected = useLive((live) => live.connected)
  const now = useNow()
  return (
    <Stack gap={4} p="md">
      <Text fw={650}>{pillOf(status, connected).text}</Text>
      <Text>{safetySentence(status, connected)}</Text>
      {status && contactSentences(status, now).map((line) => <Text key={line} size="sm" c="dimmed">{line}</Text>)}
      {status && <BackupState status={status} />}
      <Anchor component="button" type="button" ta="left" onClick={() => go({ screen: 'sync' })}>{en.sync.openScreen}</Anchor>
    </Stack>
  )
}

function Devices({ reference, ownId }: { reference: ClinicReference; ownId: string }) {
  return (
    <Panel title={words.others}>
      <Table>
        <Table.Thead>
          <Table.Tr><Table.Th>{words.name}</Table.Th><Table.Th>{words.profile}</Table.Th><Table.Th>{words.series}</Table.Th><Table.Th>{words.enrolled}</Table.Th><Table.Th>{en.settings.status}</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reference.devices.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{one.name}{one.id === ownId ? ` (${words.thisOne})` : ''}</Table.Td>
              <Table.Td>{words.profiles[one.profile]}</Table.Td>
              <Table.Td>{one.series}</Table.Td>
              <Table.Td className="tabular">{formatDate(localOf(one.created_at, reference.clinic.timezone).date)}</Table.Td>
              <Table.Td>{one.revoked_at === null ? en.settings.active : words.revoked}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}
