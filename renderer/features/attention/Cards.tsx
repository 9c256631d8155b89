import { useRef } from 'react'
import { Stack } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import classes from './attention.module.css'
import { ItemCard } from './ItemCard.tsx'

interface CardsProps {
  items: readonly AttentionItem[]
  zone: string
  label: string
}

/** So few cost nothing to draw and stay findable by the window's own search. */
const DRAWN_WHOLE = 30
const USUAL_HEIGHT = 190

/** The items one below the other; after a long outage, when there are many, only those in sight are drawn. */
export function Cards(props: CardsProps) {
  return props.items.length <= DRAWN_WHOLE ? <AllCards {...props} /> : <ManyCards {...props} />
}

function AllCards({ items, zone, label }: CardsProps) {
  return (
    <Stack gap="md" role="list" aria-label={label}>
      {items.map((item) => <div key={item.id} role="listitem" id={`item-${item.id}`}><ItemCard item={item} zone={zone} /></div>)}
    </Stack>
  )
}

function ManyCards({ items, zone, label }: CardsProps) {
  const scroll = useRef<HTMLDivElement>(null)
  // Its functions change their answers between renders; nothing here is memoised over them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => scroll.current, estimateSize: () => USUAL_HEIGHT, gap: 16, overscan: 4, getItemKey: (index) => items[index]!.id })
  return (
    <div ref={scroll} className={classes.many}>
      <div role="list" aria-label={label} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <div key={key} ref={virtual.measureElement} data-index={index} role="listitem" aria-setsize={items.length} aria-posinset={index + 1} className={classes.placed} style={{ transform: `translateY(${start}px)` }}>
            <ItemCard item={items[index]!} zone={zone} />
          </div>
        ))}
      </div>
    </div>
  )
}
