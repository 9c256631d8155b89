import { z } from 'zod'
import { day, id, line } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/** Notes what came of calling about an appointment; an appointment that was confirmed is confirmed by it. */
export const recordCall = defineMutator({
  name: 'confirmation.record',
  permission: 'schedule.write',
  input: z.object({ id, appointmentId: id, outcome: z.enum(['confirmed', 'left_message', 'no_answer']), note: line(300).default('') }),
  patientThrough: (input) => ({ table: 'appointments', id: input.appointmentId }),
  async apply(tx, input, ctx) {
    const appointment = await mustGet(tx, 'appointments', input.appointmentId, 'The appointment')
    if (appointment.status !== 'pending' && appointment.status !== 'confirmed') throw new Refusal('not_open', `The appointment is ${appointment.status} already.`)
    await tx.insert('confirmation_calls', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, appointment_id: appointment.id, starts_at: appointment.starts_at, outcome: input.outcome, note: input.note, made_by: ctx.actorId })
    if (input.outcome === 'confirmed' && appointment.status === 'pending') await tx.update('appointments', appointment.id, { status: 'confirmed', updated_at: ctx.at })
  },
})

/** Notes what came of asking a patient back, or that it is to wait until a day. */
export const recordRecallContact = defineMutator({
  name: 'recall.record',
  permission: 'schedule.write',
  input: z.object({ id, patientId: id, recallTypeId: id, outcome: z.enum(['contacted', 'no_answer', 'snoozed', 'declined']), snoozedUntil: day.nullable().default(null), note: line(300).default('') }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await mustGet(tx, 'recall_types', input.recallTypeId, 'The recall')
    if ((input.outcome === 'snoozed') !== (input.snoozedUntil !== null)) throw new Refusal('no_day', 'To wait with a recall, choose the day until which it waits.')
    await tx.insert('recall_contacts', {
      id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId, recall_type_id: input.recallTypeId,
      outcome: input.outcome, snoozed_until: input.snoozedUntil, note: input.note, made_by: ctx.actorId,
    })
  },
})
