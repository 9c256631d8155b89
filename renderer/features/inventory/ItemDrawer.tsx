import { Button, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core'
import { formatPeso } from '../../../shared/domain/money.ts'
import type { StockItemDetail } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { inventory } from '../../text/en/inventory.ts'
import { formatInstant } from '../../ui/format.ts'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { useToday, useZone } from '../patients/today.ts'
import type { StockTask } from './InventoryScreen.tsx'
import { ExpiryText, LowMark } from './marks.tsx'

const words = inventory.detail

interface ItemDrawerProps {
  /** Null keeps the drawer closed. */
  itemId: string | null
  onClose: () => void
  /** Absent for who may not change the stock. */
  onTask: ((task: StockTask) => void) | undefined
}

/** One item with its lots and everything that moved. */
export function ItemDrawer({ itemId, onClose, onTask }: ItemDrawerProps) {
  return (
    <Drawer opened={itemId !== null} onClose={onClose} size={640} title={inventory.details}>
      {itemId !== null && <ItemDetail itemId={itemId} onTask={onTask} />}
    </Drawer>
  )
}

function ItemDetail({ itemId, onTask }: { itemId: string; onTask: ItemDrawerProps['onTask'] }) {
  const detail = useClinicQuery('inventory.item', { itemId })
  if (detail.isError) return <LoadFailed error={detail.error} onRetry={() => void detail.refetch()} />
  if (detail.isPending) return <LoadingLines />
  if (!detail.data) return <Empty title={words.gone} />
  const { item } = detail.data
  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{item.name}</Title>
        <Group gap="sm" mt={4}>
          <Text fw={600} className="tabular">{inventory.usage.onHand(item.onHand, item.unit)}</Text>
          <LowMark item={item} />
        </Group>
        <Text size="sm" c="dimmed">{[item.category, item.sku, item.supplierName && `${words.supplier}: ${item.supplierName}`].filter(Boolean).join(' · ')}</Text>
      </div>
      {onTask && (
        <Group gap="xs">
          <Button onClick={() => onTask({ kind: 'receive', item })}>{inventory.receive}</Button>
          <Button variant="default" onClick={() => onTask({ kind: 'use', item })}>{inventory.use}</Button>
          <Button variant="default" onClick={() => onTask({ kind: 'edit', item })}>{inventory.editItem}</Button>
        </Group>
      )}
      <Lots detail={detail.data} />
      <Movements detail={detail.data} />
    </Stack>
  )
}

function Lots({ detail }: { detail: StockItemDetail }) {
  const today = useToday()
  return (
    <section aria-label={words.lots}>
      <Title order={3} mb={4}>{words.lots}</Title>
      {detail.lots.length === 0 ? <Text c="dimmed">{words.noLots}</Text> : (
        <Table aria-label={words.lots}>
          <Table.Thead><Table.Tr><Table.Th>{words.lot}</Table.Th><Table.Th>{words.expires}</Table.Th><Table.Th ta="right">{words.left}</Table.Th><Table.Th ta="right">{words.cost}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {detail.lots.map((lot) => (
              <Table.Tr key={lot.id} c={lot.onHand === 0 ? 'dimmed' : undefined}>
                <Table.Td>{lot.lot_number || words.unnumbered}</Table.Td>
                <Table.Td>{lot.onHand === 0 && lot.expires_on === null ? '' : <ExpiryText expiresOn={lot.expires_on} today={today} />}</Table.Td>
                <Table.Td ta="right" className="tabular">{lot.onHand}</Table.Td>
                <Table.Td ta="right" className="tabular">{formatPeso(lot.unit_cost_centavos)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}

function Movements({ detail }: { detail: StockItemDetail }) {
  const zone = useZone()
  return (
    <section aria-label={words.movements}>
      <Title order={3} mb={4}>{words.movements}</Title>
      {detail.movements.length === 0 ? <Text c="dimmed">{words.noMovements}</Text> : (
        <Table aria-label={words.movements}>
          <Table.Thead><Table.Tr><Table.Th>{words.when}</Table.Th><Table.Th>{words.what}</Table.Th><Table.Th ta="right">{words.quantity}</Table.Th><Table.Th>{words.reason}</Table.Th><Table.Th>{words.by}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {detail.movements.map((movement) => (
              <Table.Tr key={movement.id}>
                <Table.Td className="tabular" style={{ whiteSpace: 'nowrap' }}>{formatInstant(movement.created_at, zone)}</Table.Td>
                <Table.Td>{inventory.kinds[movement.kind]}</Table.Td>
                <Table.Td ta="right" className="tabular">{movement.quantity > 0 ? `+${movement.quantity}` : movement.quantity}</Table.Td>
                <Table.Td>{movement.reason}</Table.Td>
                <Table.Td>{movement.byName ?? ''}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}
