import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { CircleCheck, CircleX, GitMerge } from 'lucide-react'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { PatientAlertMark } from '../alerts/index.tsx'
import { adviceOf, askedFor, bothValues, fieldName, titleOf, valueText } from './describe.ts'
import { WaysOut } from './WaysOut.tsx'

const words = en.attention

/** One item: what happened, whose it was, both values, and the buttons that settle it, or how it was settled. */
export function ItemCard({ item, zone }: { item: AttentionItem; zone: string }) {
  const asked = askedFor(item, zone)
  const isOpen = item.resolved_at === null
  const advice = isOpen ? adviceOf(item) : null
  return (
    <Paper withBorder p="md" radius="md" component="article" aria-label={[titleOf(item), item.patientName].filter(Boolean).join(': ')}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="center">
          <Kind item={item} />
          <Title order={2} fz="md">{titleOf(item)}{item.patientName ? `: ${item.patientName}` : ''}</Title>
          {item.patient_id && item.isPatientHere && <PatientAlertMark patientId={item.patient_id} />}
        </Group>
        <Text>{item.message}{advice && ` ${advice}`}</Text>
        {asked !== null && <Text><Text span c="dimmed">{words.asked}: </Text><span className="tabular">{asked}</span></Text>}
        <Values item={item} />
        {isOpen && <Gone item={item} />}
        <Text size="sm" c="dimmed">{words.by(item.madeByName ?? words.unknownWho, item.deviceName ?? words.unknownDesk, formatInstant(item.made_at, zone))}</Text>
        {isOpen ? <WaysOut item={item} zone={zone} /> : <Text size="sm">{words.settledLine(item.resolution || words.settledSaid, item.resolvedByName ?? words.unknownWho, formatInstant(item.resolved_at!, zone))}</Text>}
      </Stack>
    </Paper>
  )
}

function Kind({ item }: { item: AttentionItem }) {
  const Icon = item.resolved_at !== null ? CircleCheck : item.outcome === 'merged' ? GitMerge : CircleX
  const colour = item.resolved_at !== null ? 'var(--mantine-color-green-8)' : item.outcome === 'merged' ? 'var(--mantine-color-yellow-9)' : 'var(--mantine-color-red-8)'
  return <Icon size={18} aria-hidden="true" color={colour} style={{ flex: 'none' }} />
}

/** What the item is about may have been removed since. */
function Gone({ item }: { item: AttentionItem }) {
  const { mutation, patient_id, isPatientHere, appointment } = item
  if (patient_id !== null && !isPatientHere && mutation !== 'patient.create') return <Text size="sm">{words.patientGone}</Text>
  if (mutation === 'appointment.book' && appointment !== null) return <Text size="sm">{words.bookedMeanwhile}</Text>
  if (mutation.startsWith('appointment.') && mutation !== 'appointment.book' && appointment === null) return <Text size="sm">{words.appointmentGone}</Text>
  return null
}

function Values({ item }: { item: AttentionItem }) {
  const values = bothValues(item)
  if (values.length === 0) return null
  return (
    <Table withTableBorder verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr><Table.Th>{words.field}</Table.Th><Table.Th>{item.resolved_at === null ? words.kept : words.keptThen}</Table.Th><Table.Th>{words.lost}</Table.Th><Table.Th>{words.lostBy}</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {values.map(({ field, stands, notTaken, isMine }) => (
          <Table.Tr key={field}>
            <Table.Th scope="row">{fieldName(field)}</Table.Th>
            <Table.Td>{valueText(stands)}</Table.Td>
            <Table.Td>{valueText(notTaken)}</Table.Td>
            <Table.Td>{isMine ? (item.madeByName ?? words.unknownWho) : words.otherPerson}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
