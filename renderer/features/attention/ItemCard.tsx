import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { CalendarPlus, CircleX, GitMerge, UserRound } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/undo.tsx'
import { openBooking } from '../schedule/index.tsx'
import { askedFor, fieldName, minutesOf, otherValues, refusedBooking, refusedMove, titleOf, valueText } from './describe.ts'

const words = en.attention

/** One item: what happened, whose it was, both values, and the buttons that settle it. */
export function ItemCard({ item, zone }: { item: AttentionItem; zone: string }) {
  const asked = askedFor(item, zone)
  const Icon = item.outcome === 'merged' ? GitMerge : CircleX
  return (
    <Paper withBorder p="md" radius="md" component="article" aria-label={[titleOf(item), item.patientName].filter(Boolean).join(': ')}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="center">
          <Icon size={18} aria-hidden="true" color={item.outcome === 'merged' ? 'var(--mantine-color-yellow-9)' : 'var(--mantine-color-red-8)'} style={{ flex: 'none' }} />
          <Title order={2} fz="md">{titleOf(item)}{item.patientName ? `: ${item.patientName}` : ''}</Title>
        </Group>
        <Text>{item.message}</Text>
        {asked !== null && <Text><Text span c="dimmed">{words.asked}: </Text><span className="tabular">{asked}</span></Text>}
        {item.losses.length > 0 && <Losses item={item} />}
        <Text size="sm" c="dimmed">{words.by(item.madeByName ?? words.unknownWho, item.deviceName ?? words.unknownDesk, formatInstant(item.made_at, zone))}</Text>
        <WaysOut item={item} zone={zone} />
      </Stack>
    </Paper>
  )
}

function Losses({ item }: { item: AttentionItem }) {
  return (
    <Table withTableBorder verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr><Table.Th>{words.field}</Table.Th><Table.Th>{words.kept}</Table.Th><Table.Th>{words.lost}</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {item.losses.map((loss) => (
          <Table.Tr key={loss.field}>
            <Table.Th scope="row">{fieldName(loss.field)}</Table.Th>
            <Table.Td>{valueText(loss.kept)}</Table.Td>
            <Table.Td>{valueText(loss.lost)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function WaysOut({ item, zone }: { item: AttentionItem; zone: string }) {
  const mutate = useMutate()
  const mayResolve = useCan('attention.resolve')
  const mayBook = useCan('schedule.write')
  const mayEdit = useCan('patients.write')
  const booking = refusedBooking(item)
  const move = refusedMove(item)
  const others = otherValues(item)
  const patientId = item.patient_id
  const resolve = async (resolution: string) => {
    if (await mutate('attention.resolve', { id: item.id, resolution })) say(words.settledSaid)
  }
  const findAnother = () => booking && openBooking({
    patient: { id: booking.patientId, name: item.patientName ?? '' },
    date: localOf(booking.startsAt, zone).date,
    start: localOf(booking.startsAt, zone).minute,
    minutes: minutesOf(booking),
    operatoryId: booking.operatoryId,
    dentistId: booking.dentistId,
    serviceId: booking.serviceId,
    notes: booking.notes,
    offerFreeSlots: true,
    onBooked: () => mayResolve && void resolve(words.resolutions.rebooked),
  })
  const takeOther = async () => {
    if (patientId !== null && (await mutate('patient.edit', { id: patientId, changes: others }))) await resolve(words.resolutions.other)
  }

  return (
    <Group gap="xs" mt={4}>
      {booking && mayBook && <Button leftSection={<CalendarPlus size={16} />} onClick={findAnother}>{words.findAnother}</Button>}
      {move && <Button onClick={() => go({ screen: 'day', date: localOf(move.startsAt, zone).date, appointmentId: move.id })}>{words.openDay}</Button>}
      {others.length > 0 && patientId !== null && mayEdit && <Button variant="light" onClick={() => void takeOther()}>{others.length === 1 ? words.takeOther : words.takeOthers}</Button>}
      {patientId !== null && <Button variant="default" leftSection={<UserRound size={16} />} onClick={() => go({ screen: 'patient', patientId })}>{words.openPatient}</Button>}
      {mayResolve && <Button variant="default" onClick={() => void resolve(words.resolutions.keep)}>{words.keep}</Button>}
    </Group>
  )
}
