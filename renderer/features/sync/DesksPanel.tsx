import { Table } from '@mantine/core'
import { useClinicQuery } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'

const words = en.sync.desks

/** The PCs of the clinic, and when the centre last took something of each, by its own clock. */
export function DesksPanel({ ownId, zone }: { ownId: string; zone: string }) {
  const { data, error, refetch } = useClinicQuery('sync.desks', {})
  return (
    <Panel title={words.title}>
      {error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : data === undefined ? <LoadingLines lines={2} /> : (
        <Table aria-label={words.title}>
          <Table.Thead>
            <Table.Tr><Table.Th>{words.name}</Table.Th><Table.Th>{words.profile}</Table.Th><Table.Th>{words.last}</Table.Th><Table.Th>{words.state}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map(({ id, name, profile, isRevoked, lastWriteAt }) => (
              <Table.Tr key={id}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{id === ownId ? words.thisOne(name) : name}</Table.Td>
                <Table.Td>{en.settings.pc.profiles[profile]}</Table.Td>
                <Table.Td className="tabular">{lastWriteAt === null ? words.never : formatInstant(lastWriteAt, zone)}</Table.Td>
                <Table.Td>{isRevoked ? words.removed : words.active}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}
