import { z } from 'zod'
import { centavos, id, line, required } from '../fields.ts'
import { defineMutator } from '../mutator.ts'

/** Adds an item to the inventory or changes its card; stock moves only through movements. */
export const saveItem = defineMutator({
  name: 'stock.saveItem',
  permission: 'stock.write',
  input: z.object({
    id,
    name: required('The name of the item'),
    sku: line(40).default(''),
    category: line(60).default(''),
    unit: required('The unit', 30),
    reorderLevel: z.int().min(0).max(1_000_000),
    unitCostCentavos: centavos,
    isActive: z.boolean().default(true),
  }),
  async apply(tx, input, ctx) {
    const card = {
      name: input.name,
      sku: input.sku,
      category: input.category,
      unit: input.unit,
      reorder_level: input.reorderLevel,
      unit_cost_centavos: input.unitCostCentavos,
      is_active: input.isActive,
      updated_at: ctx.at,
    }
    if (await tx.get('inventory_items', input.id)) await tx.update('inventory_items', input.id, card)
    else await tx.insert('inventory_items', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, supplier_id: null, ...card })
  },
})
