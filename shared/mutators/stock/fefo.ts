import type { Tx } from '../mutator.ts'

/**
 * Which lots a use is taken from: first expiring first out, lots without expiry last. What the lots
 * do not hold comes from no lot, so that a use is never refused because the books run behind.
 */
export async function fefo(tx: Tx, itemId: string, quantity: number): Promise<{ lotId: string | null; quantity: number }[]> {
  const lots = await tx.select('stock_lots', [['item_id', '=', itemId]], { orderBy: ['id'] })
  lots.sort((a, b) => (a.expires_on ?? '9999').localeCompare(b.expires_on ?? '9999') || a.id.localeCompare(b.id))
  const takes: { lotId: string | null; quantity: number }[] = []
  let rest = quantity
  for (const lot of lots) {
    if (rest === 0) break
    const held = await tx.sum('stock_movements', 'quantity', [['item_id', '=', itemId], ['lot_id', '=', lot.id]])
    const taken = Math.min(rest, Math.max(held, 0))
    if (taken > 0) takes.push({ lotId: lot.id, quantity: taken })
    rest -= taken
  }
  if (rest > 0) takes.push({ lotId: null, quantity: rest })
  return takes
}
