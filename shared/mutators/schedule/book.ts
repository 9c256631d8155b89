import { z } from 'zod'
import { id, note } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'
import { checkBookable, checkInterval, override, slotFields } from './slot.ts'
import { notifyOfAppointment } from '../notifications/notify.ts'

/** Books a patient with a dentist in a chair, at a time that the rules allow or that somebody may override. */
export const bookAppointment = defineMutator({
  name: 'appointment.book',
  permission: 'schedule.write',
  input: z.object({ id, patientId: id, serviceId: id.nullable(), notes: note.default(''), override, ...slotFields }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    checkInterval(input.startsAt, input.endsAt)
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    const chair = await mustGet(tx, 'operatories', input.operatoryId, 'The chair')
    if (chair.location_id !== input.locationId) throw new Refusal('wrong_location', 'The chair stands in another branch.')
    await mustBeDentist(tx, input.dentistId)
    await mustExist(tx, 'services', input.serviceId, 'The service')
    const decision = await checkBookable(tx, ctx, input, input.override)
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
      ...decision,
      notes: input.notes,
      cancel_reason: null,
      cancelled_at: null,
      legacy_source: null,
      legacy_id: null,
      created_by: ctx.actorId,
      updated_at: ctx.at,
    })
    await notifyOfAppointment(tx, ctx, 'new_appointment', { id: input.id, patient_id: input.patientId, dentist_id: input.dentistId }, patient)
  },
})
