import { z } from 'zod'
import { centavos, day, id, line } from '../fields.ts'
import { defineMutator, mustGet } from '../mutator.ts'

/** Takes a delivery in as a lot of its own. */
export const receiveStock = defineMutator({
  name: 'stock.receive',
  permission: 'stock.write',
  input: z.object({
    id,
    itemId: id,
    quantity: z.int().min(1, 'Receive at least one.').max(1_000_000),
    lotNumber: line(60).default(''),
    expiresOn: day.nullable().default(null),
    unitCostCentavos: centavos,
  }),
  async apply(tx, input, ctx) {
    await mustGet(tx, 'inventory_items', input.itemId, 'The item')
    const lotId = ctx.idFor('lot')
    await tx.insert('stock_lots', {
      id: lotId,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      item_id: input.itemId,
      lot_number: input.lotNumber,
      expires_on: input.expiresOn,
      unit_cost_centavos: input.unitCostCentavos,
    })
    await tx.insert('stock_movements', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      item_id: input.itemId,
      lot_id: lotId,
      kind: 'receive',
      quantity: input.quantity,
      reason: '',
      chart_entry_id: null,
      moved_by: ctx.actorId,
    })
  },
})
