import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'
import { PATIENT_FIELDS, patientFields } from './fields.ts'
import type { PatientField } from './fields.ts'

type Value = Row<'patients'>[PatientField]
export type FieldChange = { field: PatientField; from: Value; to: Value }

/** One edited field: the value the person saw and the one they typed. */
export const fieldChange = z.object({
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
  input: z.object({ id, changes: z.array(fieldChange).min(1).max(PATIENT_FIELDS.length) }),
  patientOf: (input) => input.id,
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'patients', input.id, 'The patient')
    if (row.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    await applyChanges(tx, row, input.changes, ctx)
  },
})

/**
 * Brings changes into a patient's row by the rule above and reports what gave way. Returns what was written, each
 * with the value that stood before.
 */
export async function applyChanges(tx: Tx, row: Row<'patients'>, changes: readonly FieldChange[], ctx: MutationContext): Promise<FieldChange[]> {
  const patch: Record<string, Value> = {}
  const written: FieldChange[] = []
  const edits = { ...row.field_edits }
  for (const { field, from, to } of changes) {
    const standing = row[field]
    if (standing === to) continue
    if (standing !== from && !isLater(ctx.correctedAt, edits[field])) {
      ctx.lost({ field, kept: standing, lost: to })
      continue
    }
    if (standing !== from) ctx.lost({ field, kept: to, lost: standing })
    patch[field] = to
    written.push({ field, from: standing, to })
    edits[field] = ctx.correctedAt
  }
  if (written.length > 0) await tx.update('patients', row.id, { ...patch, field_edits: edits, updated_at: ctx.at })
  return written
}

function isLater(mine: string, standing: string | undefined): boolean {
  return standing !== undefined && mine > standing
}
