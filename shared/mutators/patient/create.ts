import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator } from '../mutator.ts'
import { patientFields } from './fields.ts'

/** Registers a patient. Only the names are required: the rest is asked when there is time. */
export const createPatient = defineMutator({
  name: 'patient.create',
  permission: 'patients.write',
  input: z.object({
    id,
    last_name: patientFields.last_name,
    first_name: patientFields.first_name,
    chart_number: patientFields.chart_number.default(''),
    middle_name: patientFields.middle_name.default(''),
    suffix: patientFields.suffix.default(''),
    birth_date: patientFields.birth_date.default(null),
    sex: patientFields.sex.default('unknown'),
    phone: patientFields.phone.default(''),
    email: patientFields.email.default(''),
    street: patientFields.street.default(''),
    barangay: patientFields.barangay.default(''),
    city: patientFields.city.default(''),
    province: patientFields.province.default(''),
    postal_code: patientFields.postal_code.default(''),
    emergency_name: patientFields.emergency_name.default(''),
    emergency_phone: patientFields.emergency_phone.default(''),
    notes: patientFields.notes.default(''),
  }),
  patientOf: (input) => input.id,
  async apply(tx, input, ctx) {
    await tx.insert('patients', {
      ...input,
      clinic_id: ctx.clinicId,
      is_deceased: false,
      field_edits: {},
      legacy_source: null,
      legacy_id: null,
      created_by: ctx.actorId,
      created_at: ctx.at,
      updated_at: ctx.at,
      archived_at: null,
      deleted_at: null,
    })
  },
})
