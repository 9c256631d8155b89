import { z } from 'zod'
import { derivedId } from '../../protocol/derived-id.ts'
import { id, required } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/** Adds a recall or changes its interval and the services that start it anew. */
export const saveRecallType = defineMutator({
  name: 'recall.saveType',
  permission: 'settings.write',
  input: z.object({
    id,
    name: required('The name', 80),
    months: z.int().min(0).max(600),
    days: z.int().min(0).max(3650),
    isActive: z.boolean().default(true),
    serviceIds: z.array(id).max(200),
  }),
  async apply(tx, input, ctx) {
    if (input.months + input.days === 0) throw new Refusal('no_interval', 'The interval must be at least one day.')
    const card = { name: input.name, interval_months: input.months, interval_days: input.days, is_active: input.isActive, updated_at: ctx.at }
    if (await tx.get('recall_types', input.id)) await tx.update('recall_types', input.id, card)
    else await tx.insert('recall_types', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
    const wanted = new Set(input.serviceIds)
    const known = await tx.select('recall_triggers', [['recall_type_id', '=', input.id]])
    for (const trigger of known) {
      if (trigger.is_active !== wanted.has(trigger.service_id)) await tx.update('recall_triggers', trigger.id, { is_active: wanted.has(trigger.service_id), updated_at: ctx.at })
      wanted.delete(trigger.service_id)
    }
    for (const serviceId of wanted) {
      await mustGet(tx, 'services', serviceId, 'The service')
      // The same at every desk, so that two that add the same service make one row.
      const triggerId = derivedId(input.id, `trigger:${serviceId}`)
      await tx.insert('recall_triggers', { id: triggerId, clinic_id: ctx.clinicId, created_at: ctx.at, recall_type_id: input.id, service_id: serviceId, is_active: true, updated_at: ctx.at })
    }
  },
})
