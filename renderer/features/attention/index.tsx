import { useEffect, useState } from 'react'
import { SegmentedControl, Stack, Text } from '@mantine/core'
import { Inbox } from 'lucide-react'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { Screen, ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { Cards } from './Cards.tsx'

const words = en.attention

type Shown = 'open' | 'settled'

/** Everything the centre could not apply as it was asked, with the ways out; and what was settled, by whom and how. */
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
  const open = items.filter((item) => item.resolved_at === null).toSorted((a, b) => newestFirst(a.made_at, b.made_at))
  const settled = items.filter((item) => item.resolved_at !== null).toSorted((a, b) => newestFirst(a.resolved_at!, b.resolved_at!))
  const [shown, setShown] = useState<Shown>('open')
  useEffect(() => {
    if (itemId) document.getElementById(`item-${itemId}`)?.scrollIntoView({ block: 'nearest' })
  }, [itemId])

  return (
    <Stack gap="md" maw={960}>
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        aria-label={words.shown}
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        data={[{ value: 'open', label: words.open(open.length) }, { value: 'settled', label: words.settled(settled.length) }]}
      />
      {shown === 'open' ? <Open items={open} zone={zone} /> : <Settled items={settled} zone={zone} />}
    </Stack>
  )
}

function Open({ items, zone }: { items: readonly AttentionItem[]; zone: string }) {
  if (items.length === 0) return <Empty icon={<Inbox size={32} />} title={words.empty}>{words.emptyText}</Empty>
  return (
    <>
      <Text c="dimmed">{words.intro}</Text>
      <Cards items={items} zone={zone} label={words.listLabel} />
    </>
  )
}

function Settled({ items, zone }: { items: readonly AttentionItem[]; zone: string }) {
  if (items.length === 0) return <Empty icon={<Inbox size={32} />} title={words.noneSettled}>{words.noneSettledText}</Empty>
  return (
    <>
      <Text c="dimmed">{words.settledIntro}</Text>
      <Cards items={items} zone={zone} label={words.settledLabel} />
    </>
  )
}

function newestFirst(a: string, b: string): number {
  return a < b ? 1 : -1
}
