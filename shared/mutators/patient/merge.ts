import { z } from 'zod'
import type { Row } from '../../schema/index.ts'
import { id, required } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import { applyChanges, fieldChange } from './edit.ts'
import type { FieldChange } from './edit.ts'
import { rootOf } from './family.ts'
import { PATIENT_FIELDS, patientFields } from './fields.ts'
import type { PatientField } from './fields.ts'

/**
 * Reads one record as part of another from now on. No row moves: charts, charges and consents are facts and keep the
 * record they were written for, so that what another desk still writes for either record counts too, and undoing
 * the merge parts them exactly. `adopt` are fields the staying record takes over.
 */
export const mergePatients = defineMutator({
  name: 'patient.merge',
  permission: 'patients.write',
  input: z.object({
    id,
    fromId: id,
    intoId: id,
    reason: required('The reason', 200),
    adopt: z.array(fieldChange).max(PATIENT_FIELDS.length).default([]),
  }),
  patientOf: (input) => input.intoId,
  async apply(tx, input, ctx) {
    if (input.fromId === input.intoId) throw new Refusal('same_patient', 'These are the same record.')
    const from = await mustGet(tx, 'patients', input.fromId, 'The record to be merged')
    const into = await mustGet(tx, 'patients', input.intoId, 'The record that stays')
    if (from.deleted_at || into.deleted_at) throw new Refusal('patient_gone', 'One of the records was withdrawn.')
    const [standing] = await tx.select('patient_merges', [['from_patient_id', '=', input.fromId], ['undone_at', 'is null']], { limit: 1 })
    if (standing?.into_patient_id === input.intoId) return
    if (standing) throw new Refusal('already_merged', 'This record is already part of another one. Undo that merge first.')
    if ((await rootOf(tx, input.intoId)) === input.fromId) throw new Refusal('merge_circle', 'Another desk has merged these two the other way round. They are read as one already.')
    const adopted = await applyChanges(tx, into, input.adopt, ctx)
    await tx.insert('patient_merges', {
      id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, from_patient_id: input.fromId, into_patient_id: input.intoId, adopted,
      reason: input.reason, merged_by: ctx.actorId, undone_at: null, undone_by: null,
    })
  },
})

/** Parts two records that were merged. Fields that were taken over go back where nobody has changed them since. */
export const unmergePatients = defineMutator({
  name: 'patient.unmerge',
  permission: 'patients.write',
  input: z.object({ id, patientId: id }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const merge = await mustGet(tx, 'patient_merges', input.id, 'The merge')
    if (merge.undone_at) return
    await tx.update('patient_merges', input.id, { undone_at: ctx.at, undone_by: ctx.actorId })
    await giveBack(tx, merge, ctx)
  },
})

async function giveBack(tx: Tx, merge: Row<'patient_merges'>, ctx: MutationContext): Promise<void> {
  const into = await mustGet(tx, 'patients', merge.into_patient_id, 'The record that stayed')
  const back = merge.adopted.flatMap(({ field, from, to }): FieldChange[] => {
    if (!isPatientField(field) || into[field] !== to) return []
    const parsed = patientFields[field].safeParse(from)
    return parsed.success ? [{ field, from: into[field], to: parsed.data }] : []
  })
  await applyChanges(tx, into, back, ctx)
}

function isPatientField(name: string): name is PatientField {
  return Object.hasOwn(patientFields, name)
}
