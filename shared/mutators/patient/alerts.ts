import { z } from 'zod'
import { id, required } from '../fields.ts'
import { defineMutator, mustGet } from '../mutator.ts'

/** Notes an allergy, condition or medication for everybody who treats the patient. */
export const addAlert = defineMutator({
  name: 'alert.add',
  permission: 'patients.write',
  input: z.object({
    id,
    patientId: id,
    kind: z.enum(['allergy', 'condition', 'medication', 'other']),
    severity: z.enum(['info', 'caution', 'critical']),
    label: required('What the alert says', 200),
  }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await tx.insert('medical_alerts', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      patient_id: input.patientId,
      kind: input.kind,
      severity: input.severity,
      label: input.label,
      created_by: ctx.actorId,
      ended_at: null,
      ended_by: null,
    })
  },
})

/** Ends an alert that no longer holds; it stays in the history. */
export const endAlert = defineMutator({
  name: 'alert.end',
  permission: 'patients.write',
  input: z.object({ id }),
  patientThrough: (input) => ({ table: 'medical_alerts', id: input.id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'medical_alerts', input.id, 'The alert')
    if (row.ended_at) return
    await tx.update('medical_alerts', input.id, { ended_at: ctx.at, ended_by: ctx.actorId })
  },
})
