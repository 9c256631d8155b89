import { useEffect } from 'react'
import { Accordion, Stack, Text } from '@mantine/core'
import { Inbox } from 'lucide-react'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { Screen, ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { ItemCard } from './ItemCard.tsx'
import { titleOf } from './describe.ts'

const words = en.attention

/** Everything the centre could not apply as it was asked, with the ways out. */
export function AttentionScreen({ itemId }: { itemId?: string }) {
  const query = useClinicQuery('attention.list', {})
  const zone = useReference()?.clinic.timezone
  return (
    <>
      <ScreenHeader title={words.title} />
      <Screen>
        {query.data && zone ? <Items items={query.data} zone={zone} itemId={itemId} /> : query.error ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} /> : <LoadingLines />}
      </Screen>
    </>
  )
}

function Items({ items, zone, itemId }: { items: readonly AttentionItem[]; zone: string; itemId?: string }) {
  const open = items.filter((item) => item.resolved_at === null).toSorted(newestFirst)
  const settled = items.filter((item) => item.resolved_at !== null).toSorted(newestFirst)
  useEffect(() => {
    if (itemId) document.getElementById(`item-${itemId}`)?.scrollIntoView({ block: 'nearest' })
  }, [itemId])

  return (
    <Stack gap="md" maw={open.length === 0 ? undefined : 960}>
      {open.length === 0 ? (
        <Empty icon={<Inbox size={32} />} title={words.empty}>{words.emptyText}</Empty>
      ) : (
        <>
          <Text c="dimmed">{words.intro}</Text>
          <Stack gap="md" role="list" aria-label={words.listLabel}>
            {open.map((item) => (
              <div key={item.id} role="listitem" id={`item-${item.id}`}><ItemCard item={item} zone={zone} /></div>
            ))}
          </Stack>
        </>
      )}
      {settled.length > 0 && <Settled items={settled} zone={zone} />}
    </Stack>
  )
}

function newestFirst(a: AttentionItem, b: AttentionItem): number {
  return a.made_at < b.made_at ? 1 : -1
}

function Settled({ items, zone }: { items: readonly AttentionItem[]; zone: string }) {
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="settled">
        <Accordion.Control>{words.settled(items.length)}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            {items.map((item) => (
              <div key={item.id}>
                <Text fw={600}>{[titleOf(item), item.patientName].filter(Boolean).join(': ')}</Text>
                <Text>{item.message}</Text>
                <Text size="sm" c="dimmed">{words.settledLine(item.resolution ?? '', item.resolved_at === null ? '' : formatInstant(item.resolved_at, zone))}</Text>
              </div>
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
