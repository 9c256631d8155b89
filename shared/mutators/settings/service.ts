import { z } from 'zod'
import { findingCode } from '../chart/entry.ts'
import { centavos, colour, id, required } from '../fields.ts'
import { defineMutator, Refusal } from '../mutator.ts'

export const SERVICE_CATEGORIES = ['orthodontics', 'restorations', 'xrays', 'oral_surgery', 'preventive', 'prosthodontics', 'endodontics', 'other'] as const

/** Adds a service to the price list or changes one; charges already made keep their price. */
export const saveService = defineMutator({
  name: 'settings.saveService',
  permission: 'settings.write',
  input: z.object({
    id,
    code: required('The code', 20),
    name: required('The name of the service'),
    category: z.enum(SERVICE_CATEGORIES),
    treatmentArea: z.enum(['mouth', 'tooth', 'surface']),
    finding: findingCode.nullable(),
    durationMinutes: z.int().min(5).max(600),
    priceCentavos: centavos,
    colour,
    isActive: z.boolean(),
  }),
  async apply(tx, input, ctx) {
    const same = await tx.select('services', [['code', '=', input.code], ['id', '<>', input.id]], { limit: 1 })
    if (same.length > 0) throw new Refusal('code_taken', `Another service has the code ${input.code}.`)
    const card = {
      code: input.code,
      name: input.name,
      category: input.category,
      treatment_area: input.treatmentArea,
      finding: input.finding,
      duration_minutes: input.durationMinutes,
      price_centavos: input.priceCentavos,
      colour: input.colour,
      is_active: input.isActive,
      updated_at: ctx.at,
    }
    if (await tx.get('services', input.id)) await tx.update('services', input.id, card)
    else await tx.insert('services', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
  },
})
