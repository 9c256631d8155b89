import { z } from 'zod'
import { id, line } from '../fields.ts'
import { defineMutator, mustGet } from '../mutator.ts'

/** Notes that a person has settled an item of Needs attention; it stays on record. */
export const resolveAttention = defineMutator({
  name: 'attention.resolve',
  permission: 'attention.resolve',
  input: z.object({ id, resolution: line(200) }),
  async apply(tx, input, ctx) {
    const item = await mustGet(tx, 'attention_items', input.id, 'The item')
    if (item.resolved_at) return
    await tx.update('attention_items', input.id, { resolved_at: ctx.at, resolved_by: ctx.actorId, resolution: input.resolution })
  },
})
