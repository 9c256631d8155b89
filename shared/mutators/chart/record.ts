import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustExist, mustGet, Refusal } from '../mutator.ts'
import { checkedSurfaces, findingCode, toothFields } from './entry.ts'

/** Charts a finding on a tooth, on surfaces of it, or on the mouth. Work done here goes through treatment.complete. */
export const recordFinding = defineMutator({
  name: 'chart.record',
  permission: 'chart.write',
  input: z.object({
    id,
    ...toothFields,
    layer: z.enum(['condition', 'existing', 'planned']),
    finding: findingCode,
    appointmentId: id.nullable().default(null),
    dentistId: id.nullable().default(null),
  }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    await mustExist(tx, 'appointments', input.appointmentId, 'The visit')
    await mustExist(tx, 'users', input.dentistId, 'The dentist')
    await tx.insert('chart_entries', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      patient_id: input.patientId,
      tooth: input.tooth,
      surfaces: checkedSurfaces(input.tooth, input.surfaces),
      layer: input.layer,
      finding: input.finding,
      note: input.note,
      service_id: null,
      appointment_id: input.appointmentId,
      dentist_id: input.dentistId,
      effective_date: input.effectiveDate,
      recorded_by: ctx.actorId,
      voids_entry_id: null,
      legacy_source: null,
      legacy_id: null,
    })
  },
})
