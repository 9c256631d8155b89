import { z } from 'zod'
import { id, note } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/**
 * Takes a chart entry back by adding one that points at it. Entries with a charge are taken back in
 * billing, not here, so that chart and ledger never part. Voiding twice changes nothing.
 */
export const voidEntry = defineMutator({
  name: 'chart.void',
  permission: 'chart.write',
  input: z.object({ id, entryId: id, note: note.default('') }),
  patientThrough: (input) => ({ table: 'chart_entries', id: input.entryId }),
  async apply(tx, input, ctx) {
    const entry = await mustGet(tx, 'chart_entries', input.entryId, 'The chart entry')
    if (entry.layer === 'completed' && entry.service_id) throw new Refusal('charged', 'This treatment was charged; it is taken back in billing.')
    const already = await tx.select('chart_entries', [['voids_entry_id', '=', input.entryId]], { limit: 1 })
    if (already.length > 0) return
    await tx.insert('chart_entries', {
      ...entry,
      id: input.id,
      created_at: ctx.at,
      note: input.note,
      recorded_by: ctx.actorId,
      voids_entry_id: input.entryId,
      legacy_source: null,
      legacy_id: null,
    })
  },
})
