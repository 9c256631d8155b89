import { z } from 'zod'
import { id, note } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'
import { isOnePerson } from '../patient/family.ts'
import { bookAppointment } from '../schedule/book.ts'
import { moveAppointment } from '../schedule/move.ts'
import { slotFields } from '../schedule/slot.ts'

const weekday = z.int().min(1).max(7)

/** Puts a patient on the list of those who would come at short notice, or changes what suits them. */
export const saveAsap = defineMutator({
  name: 'asap.save',
  permission: 'schedule.write',
  input: z.object({
    id,
    patientId: id,
    appointmentId: id.nullable().default(null),
    serviceId: id.nullable().default(null),
    dentistId: id.nullable().default(null),
    durationMinutes: z.int().min(5, 'Choose at least 5 minutes.').max(600),
    weekdays: z.array(weekday).max(7).default([]),
    dayPart: z.enum(['any', 'morning', 'afternoon']).default('any'),
    note: note.default(''),
  }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    if (input.appointmentId !== null) {
      const appointment = await mustGet(tx, 'appointments', input.appointmentId, 'The appointment')
      if (!await isOnePerson(tx, appointment.patient_id, input.patientId)) throw new Refusal('wrong_patient', 'The appointment is another patient’s.')
    }
    await mustExist(tx, 'services', input.serviceId, 'The service')
    if (input.dentistId !== null) await mustBeDentist(tx, input.dentistId)
    const wishes = {
      appointment_id: input.appointmentId,
      service_id: input.serviceId,
      dentist_id: input.dentistId,
      duration_minutes: input.durationMinutes,
      weekdays: [...new Set(input.weekdays)].toSorted((a, b) => a - b),
      day_part: input.dayPart,
      note: input.note,
      updated_at: ctx.at,
    }
    const before = await tx.get('asap_entries', input.id)
    if (before) {
      if (!await isOnePerson(tx, before.patient_id, input.patientId)) throw new Refusal('wrong_patient', 'The entry is another patient’s.')
      await tx.update('asap_entries', input.id, wishes)
      return
    }
    await tx.insert('asap_entries', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId, ...wishes, status: 'waiting', booked_appointment_id: null, created_by: ctx.actorId })
  },
})

/** Takes a patient off the list; again changes nothing. */
export const removeAsap = defineMutator({
  name: 'asap.remove',
  permission: 'schedule.write',
  input: z.object({ id }),
  patientThrough: (input) => ({ table: 'asap_entries', id: input.id }),
  async apply(tx, input, ctx) {
    const entry = await mustGet(tx, 'asap_entries', input.id, 'The entry')
    if (entry.status === 'waiting') await tx.update('asap_entries', input.id, { status: 'removed', updated_at: ctx.at })
  },
})

/**
 * Gives a freed time to somebody on the list: moves the later appointment there, or books a new one, by the rules of
 * moving and booking. Refused when somebody else took the patient or the time meanwhile.
 */
export const fillAsap = defineMutator({
  name: 'asap.fill',
  permission: 'schedule.write',
  /** `appointmentId` becomes the new appointment's, unless a later one is moved. */
  input: z.object({ id, appointmentId: id, ...slotFields }),
  patientThrough: (input) => ({ table: 'asap_entries', id: input.id }),
  async apply(tx, input, ctx) {
    const { id: entryId, appointmentId, ...slot } = input
    const entry = await mustGet(tx, 'asap_entries', entryId, 'The entry')
    if (entry.status !== 'waiting') throw new Refusal('not_waiting', 'This patient is not on the list any more.')
    const later = entry.appointment_id === null ? undefined : await tx.get('appointments', entry.appointment_id)
    const isOpen = later !== undefined && (later.status === 'pending' || later.status === 'confirmed') && later.flow === 'none'
    if (isOpen) await moveAppointment.apply(tx, moveAppointment.input.parse({ id: later.id, ...slot }), ctx)
    else await bookAppointment.apply(tx, bookAppointment.input.parse({ id: appointmentId, patientId: entry.patient_id, serviceId: entry.service_id, ...slot }), ctx)
    await tx.update('asap_entries', entryId, { status: 'booked', booked_appointment_id: isOpen ? later.id : appointmentId, updated_at: ctx.at })
  },
})
