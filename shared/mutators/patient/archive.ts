import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { recordsOf } from './family.ts'

/** Takes a record out of the daily lists; everything in it stays. The desk refuses while visits are booked that nobody would see coming. */
export const archivePatient = defineMutator({
  name: 'patient.archive',
  permission: 'patients.write',
  input: z.object({ id }),
  patientOf: (input) => input.id,
  async prepare(tx, input, ctx) {
    const ahead = await tx.select('appointments', [['patient_id', 'in', await recordsOf(tx, input.id)], ['starts_at', '>', ctx.at], ['status', 'in', ['pending', 'confirmed']]], { limit: 1 })
    if (ahead.length > 0) throw new Refusal('visits_ahead', 'The patient has visits booked. Cancel them first, then archive the record.')
    return input
  },
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'patients', input.id, 'The patient')
    if (row.archived_at === null) await tx.update('patients', input.id, { archived_at: ctx.at, updated_at: ctx.at })
  },
})

/** Brings an archived record back into the lists. */
export const restorePatient = defineMutator({
  name: 'patient.restore',
  permission: 'patients.write',
  input: z.object({ id }),
  patientOf: (input) => input.id,
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'patients', input.id, 'The patient')
    if (row.archived_at !== null) await tx.update('patients', input.id, { archived_at: null, updated_at: ctx.at })
  },
})
