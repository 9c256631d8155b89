import { z } from 'zod'
import { id, note } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'
import { checkInterval, checkSlotFree, slotFields } from './slot.ts'

/** Books a patient with a dentist in a chair. */
export const bookAppointment = defineMutator({
  name: 'appointment.book',
  permission: 'schedule.write',
  input: z.object({ id, patientId: id, serviceId: id.nullable(), notes: note.default(''), ...slotFields }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    checkInterval(input.startsAt, input.endsAt)
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    const chair = await mustGet(tx, 'operatories', input.operatoryId, 'The chair')
    if (chair.location_id !== input.locationId) throw new Refusal('wrong_location', 'The chair stands in another branch.')
    await mustBeDentist(tx, input.dentistId)
    await mustExist(tx, 'services', input.serviceId, 'The service')
    await checkSlotFree(tx, input)
    await tx.insert('appointments', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      location_id: input.locationId,
      operatory_id: input.operatoryId,
      dentist_id: input.dentistId,
      patient_id: input.patientId,
      service_id: input.serviceId,
      starts_at: input.startsAt,
      ends_at: input.endsAt,
      status: 'pending',
      flow: 'none',
      arrived_at: null,
      seated_at: null,
      dismissed_at: null,
      allows_overlap: false,
      overlap_reason: null,
      notes: input.notes,
      cancel_reason: null,
      cancelled_at: null,
      legacy_source: null,
      legacy_id: null,
      created_by: ctx.actorId,
      updated_at: ctx.at,
    })
  },
})
