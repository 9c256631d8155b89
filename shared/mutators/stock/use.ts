import { z } from 'zod'
import { id, line } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { notifyIfLow, onHandOf } from '../notifications/low-stock.ts'
import { fefo } from './fefo.ts'

/**
 * Takes units out of stock. The desk refuses to take more than it sees on hand; the centre never
 * does, because two desks may each have used the last one, and what was used was used.
 */
export const useStock = defineMutator({
  name: 'stock.use',
  permission: 'stock.write',
  input: z.object({ id, itemId: id, quantity: z.int().min(1, 'Use at least one.').max(1_000_000), reason: line(200).default('') }),
  async prepare(tx, input) {
    const item = await mustGet(tx, 'inventory_items', input.itemId, 'The item')
    const onHand = await tx.sum('stock_movements', 'quantity', [['item_id', '=', input.itemId]])
    if (onHand < input.quantity) throw new Refusal('not_enough', `Only ${Math.max(onHand, 0)} ${item.unit} on hand.`)
    return input
  },
  async apply(tx, input, ctx) {
    await mustGet(tx, 'inventory_items', input.itemId, 'The item')
    const before = await onHandOf(tx, input.itemId)
    for (const take of await fefo(tx, input.itemId, input.quantity)) {
      await tx.insert('stock_movements', {
        id: ctx.idFor(`use:${take.lotId ?? 'none'}`),
        clinic_id: ctx.clinicId,
        created_at: ctx.at,
        item_id: input.itemId,
        lot_id: take.lotId,
        kind: 'use',
        quantity: -take.quantity,
        reason: input.reason,
        chart_entry_id: null,
        moved_by: ctx.actorId,
      })
    }
    await notifyIfLow(tx, ctx, input.itemId, before)
  },
})
