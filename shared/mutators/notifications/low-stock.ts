import type { MutationContext, Tx } from '../mutator.ts'
import { notify } from './notify.ts'

/** What is on hand of an item by its movements. */
export function onHandOf(tx: Tx, itemId: string): Promise<number> {
  return tx.sum('stock_movements', 'quantity', [['item_id', '=', itemId]])
}

/** Tells once when a use takes an item to its reorder level or below: not again with every further use. */
export async function notifyIfLow(tx: Tx, ctx: MutationContext, itemId: string, before: number): Promise<void> {
  const item = await tx.get('inventory_items', itemId)
  if (!item || !item.is_active) return
  const after = await onHandOf(tx, itemId)
  if (before <= item.reorder_level || after > item.reorder_level) return
  await notify(tx, ctx, { kind: 'inventory_alert', userId: null, subjectId: itemId, message: `${item.name}: ${after} ${item.unit}` })
}
