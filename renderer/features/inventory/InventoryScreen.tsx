import { useMemo, useState } from 'react'
import { Button, Group, Switch, Text } from '@mantine/core'
import { PackagePlus } from 'lucide-react'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { inventory as words } from '../../text/en/inventory.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { FilterBox, ListScreen } from '../lists/list-screen.tsx'
import { RowOpener, VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import { useToday } from '../patients/today.ts'
import { ItemDialog } from './ItemDialog.tsx'
import { ItemDrawer } from './ItemDrawer.tsx'
import { ExpiryText, LowMark } from './marks.tsx'
import { ReceiveDialog } from './ReceiveDialog.tsx'
import { isShort, selectItems } from './select.ts'
import { UseDialog } from './UseDialog.tsx'

/** Which dialog is open, and for which item; `edit` without an item adds one. */
export type StockTask = { kind: 'edit'; item: StockItem | null } | { kind: 'receive' | 'use'; item: StockItem }

/** What is in stock, what is short and what expires. */
export function InventoryScreen({ itemId }: { itemId?: string }) {
  const list = useClinicQuery('inventory.list', {})
  const canWrite = useCan('stock.write')
  const [task, setTask] = useState<StockTask | null>(null)
  const close = () => setTask(null)
  return (
    <>
      <ScreenHeader title={words.title}>
        {canWrite && <Button leftSection={<PackagePlus size={16} />} onClick={() => setTask({ kind: 'edit', item: null })}>{words.addItem}</Button>}
      </ScreenHeader>
      {list.isError && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <LoadingLines lines={10} />}
      {list.data && <StockList items={list.data} onTask={canWrite ? setTask : undefined} />}
      <ItemDrawer itemId={itemId ?? null} onClose={() => go({ screen: 'inventory' })} onTask={canWrite ? setTask : undefined} />
      {task?.kind === 'edit' && <ItemDialog item={task.item} categories={categoriesOf(list.data)} onClose={close} />}
      {task?.kind === 'receive' && <ReceiveDialog item={task.item} onClose={close} />}
      {task?.kind === 'use' && <UseDialog item={task.item} onClose={close} />}
    </>
  )
}

function categoriesOf(items: readonly StockItem[] | undefined): string[] {
  return [...new Set((items ?? []).map((item) => item.category).filter(Boolean))].toSorted((a, b) => a.localeCompare(b))
}

function StockList({ items, onTask }: { items: readonly StockItem[]; onTask: ((task: StockTask) => void) | undefined }) {
  const [filter, setFilter] = useState('')
  const [onlyLow, setOnlyLow] = useState(false)
  const today = useToday()
  const shown = useMemo(() => selectItems(items, filter, onlyLow), [items, filter, onlyLow])
  const columns = useMemo(() => columnsOf(today, onTask), [today, onTask])
  const short = items.filter(isShort).length
  const tools = (
    <>
      <FilterBox label={words.filter} hint={words.filterHint} clearLabel={words.clearFilter} value={filter} onChange={setFilter} />
      <Switch size="md" label={words.onlyLow} checked={onlyLow} onChange={(event) => setOnlyLow(event.currentTarget.checked)} />
      {short > 0 && <Text size="sm" c="dimmed" ml="auto">{words.lowCount(short)}</Text>}
    </>
  )
  return (
    <ListScreen tools={tools}>
      {shown.length > 0 ? <VirtualTable label={words.title} columns={columns} rows={shown} rowKey={(item) => item.id} /> : (
        <NothingShown isEmpty={items.length === 0} isFiltered={filter !== ''} onClear={() => setFilter('')} onAdd={onTask && (() => onTask({ kind: 'edit', item: null }))} />
      )}
    </ListScreen>
  )
}

function openItem(itemId: string): void {
  go({ screen: 'inventory', itemId })
}

function NothingShown({ isEmpty, isFiltered, onClear, onAdd }: { isEmpty: boolean; isFiltered: boolean; onClear: () => void; onAdd: (() => void) | undefined }) {
  if (isEmpty) return <Empty title={words.empty} action={onAdd && <Button onClick={onAdd}>{words.addItem}</Button>} />
  if (isFiltered) return <Empty title={words.emptyFiltered} action={<Button variant="default" onClick={onClear}>{words.clearFilter}</Button>} />
  return <Empty title={words.emptyLow} />
}

function columnsOf(today: string, onTask: ((task: StockTask) => void) | undefined): Column<StockItem>[] {
  const { name, category, onHand, reorder, expiry, actions } = words.columns
  const columns: Column<StockItem>[] = [
    {
      key: 'name', header: name, width: '2.2fr', tight: true,
      render: (item) => (
        <Group gap={8} wrap="nowrap">
          <RowOpener dimmed={!item.is_active} onOpen={() => openItem(item.id)}>{item.name}</RowOpener>
          {!item.is_active && <Text size="xs" c="dimmed">{words.inactive}</Text>}
        </Group>
      ),
    },
    { key: 'category', header: category, width: '1.2fr', render: (item) => item.category },
    { key: 'onHand', header: onHand, width: '120px', numeric: true, render: (item) => `${item.onHand} ${item.unit}` },
    { key: 'low', header: '', width: '130px', render: (item) => item.is_active && <LowMark item={item} /> },
    { key: 'reorder', header: reorder, width: '84px', numeric: true, render: (item) => item.reorder_level },
    { key: 'expiry', header: expiry, width: '230px', render: (item) => <ExpiryText expiresOn={item.nextExpiry} today={today} /> },
  ]
  if (!onTask) return columns
  return [...columns, {
    key: 'actions', header: actions, width: '160px', tight: true,
    render: (item) => (
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" variant="default" aria-label={words.receiveOf(item.name)} onClick={() => onTask({ kind: 'receive', item })}>{words.receive}</Button>
        <Button size="compact-sm" variant="default" aria-label={words.useOf(item.name)} onClick={() => onTask({ kind: 'use', item })}>{words.use}</Button>
      </Group>
    ),
  }]
}
