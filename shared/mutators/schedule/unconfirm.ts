import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { appointmentId } from './slot.ts'

/** Takes back a confirmation that was noted by mistake. What happened to the visit since stays as it is. */
export const unconfirmAppointment = defineMutator({
  name: 'appointment.unconfirm',
  permission: 'schedule.write',
  input: appointmentId,
  patientThrough: (input) => ({ table: 'appointments', id: input.id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'appointments', input.id, 'The appointment')
    if (row.status === 'pending') return
    if (row.status !== 'confirmed') throw new Refusal('not_open', `The appointment is ${row.status}; its confirmation is not taken back.`)
    await tx.update('appointments', input.id, { status: 'pending', updated_at: ctx.at })
  },
})
