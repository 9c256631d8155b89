import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'
import { PATIENT_FIELDS, patientFields } from './fields.ts'
import type { PatientField } from './fields.ts'

type Value = Row<'patients'>[PatientField]

const change = z.object({
  field: z.enum(PATIENT_FIELDS as [PatientField, ...PatientField[]]),
  /** The value the person saw, */
  from: z.union([z.string(), z.boolean(), z.null()]),
  /** and the one they typed. */
  to: z.union([z.string(), z.boolean(), z.null()]),
}).transform((raw, issues) => {
  const parsed = patientFields[raw.field].safeParse(raw.to)
  if (parsed.success) return { ...raw, to: parsed.data }
  issues.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? 'That value does not fit.' })
  return z.NEVER
})

/**
 * Changes fields of a patient, each on its own (design §6): where the centre still holds what the
 * person saw, the new value goes in. Where somebody else changed it meanwhile, the edit made later
 * wins by corrected time, in doubt the standing value stays, and the loser is reported.
 */
export const editPatient = defineMutator({
  name: 'patient.edit',
  permission: 'patients.write',
  input: z.object({ id, changes: z.array(change).min(1).max(PATIENT_FIELDS.length) }),
  patientOf: (input) => input.id,
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'patients', input.id, 'The patient')
    if (row.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    const patch: Record<string, Value> = {}
    const edits = { ...row.field_edits }
    for (const { field, from, to } of input.changes) {
      const standing = row[field]
      if (standing === to) continue
      if (standing !== from && !isLater(ctx.correctedAt, edits[field])) {
        ctx.lost({ field, kept: standing, lost: to })
        continue
      }
      if (standing !== from) ctx.lost({ field, kept: to, lost: standing })
      patch[field] = to
      edits[field] = ctx.correctedAt
    }
    if (Object.keys(patch).length === 0) return
    await tx.update('patients', input.id, { ...patch, field_edits: edits, updated_at: ctx.at })
  },
})

function isLater(mine: string, standing: string | undefined): boolean {
  return standing !== undefined && mine > standing
}
