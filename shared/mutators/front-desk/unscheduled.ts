import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/**
 * Takes a patient off the list of those who gave up a time and have none: this one, and what was given up before it.
 * A time given up later brings the patient back.
 */
export const dismissUnscheduled = defineMutator({
  name: 'unscheduled.dismiss',
  permission: 'schedule.write',
  input: z.object({ id, appointmentId: id }),
  patientThrough: (input) => ({ table: 'appointments', id: input.appointmentId }),
  async apply(tx, input, ctx) {
    const appointment = await mustGet(tx, 'appointments', input.appointmentId, 'The appointment')
    if (appointment.status !== 'cancelled' && appointment.status !== 'missed') throw new Refusal('not_given_up', `The appointment is ${appointment.status}: there is nothing to take off the list.`)
    await tx.insert('unscheduled_dismissals', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: appointment.patient_id, until_start: appointment.starts_at, dismissed_by: ctx.actorId, undone_at: null })
  },
})

/** Puts the patient back; again changes nothing. */
export const restoreUnscheduled = defineMutator({
  name: 'unscheduled.restore',
  permission: 'schedule.write',
  input: z.object({ id }),
  patientThrough: (input) => ({ table: 'unscheduled_dismissals', id: input.id }),
  async apply(tx, input, ctx) {
    const dismissal = await mustGet(tx, 'unscheduled_dismissals', input.id, 'The entry')
    if (dismissal.undone_at === null) await tx.update('unscheduled_dismissals', input.id, { undone_at: ctx.at })
  },
})
