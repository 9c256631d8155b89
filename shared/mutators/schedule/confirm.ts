import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { appointmentId } from './slot.ts'

/** Notes that the patient said the appointment stands. Confirming twice changes nothing. */
export const confirmAppointment = defineMutator({
  name: 'appointment.confirm',
  permission: 'schedule.write',
  input: appointmentId,
  patientThrough: (input) => ({ table: 'appointments', id: input.id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'appointments', input.id, 'The appointment')
    if (row.status === 'confirmed') return
    if (row.status !== 'pending') throw new Refusal('not_open', `The appointment is ${row.status} and cannot be confirmed.`)
    await tx.update('appointments', input.id, { status: 'confirmed', updated_at: ctx.at })
  },
})
