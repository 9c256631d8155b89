import { fold } from '../../../shared/domain/names.ts'
import type { StockItem } from '../../../shared/protocol/views.ts'

/** The items whose name, code or category contains every word typed; items out of use go last. */
export function selectItems(items: readonly StockItem[], filter: string, onlyLow: boolean): StockItem[] {
  const tokens = fold(filter).split(' ').filter(Boolean)
  return items
    .filter((item) => !onlyLow || isShort(item))
    .filter((item) => {
      const text = fold(`${item.name} ${item.sku} ${item.category}`)
      return tokens.every((token) => text.includes(token))
    })
    .toSorted((a, b) => Number(b.is_active) - Number(a.is_active) || fold(a.name).localeCompare(fold(b.name)))
}

/** Whether an item that is still used should be ordered. */
export function isShort(item: Pick<StockItem, 'isLow' | 'onHand' | 'is_active'>): boolean {
  return item.is_active && (item.isLow || item.onHand <= 0)
}
