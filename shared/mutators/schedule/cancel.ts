import { z } from 'zod'
import { id, line } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { notifyOfAppointment } from '../notifications/notify.ts'

/** Cancels an appointment; the row stays, and its slot is free again. Cancelling twice changes nothing. */
export const cancelAppointment = defineMutator({
  name: 'appointment.cancel',
  permission: 'schedule.write',
  input: z.object({ id, reason: line(300).default(''), missed: z.boolean().default(false) }),
  patientThrough: (input) => ({ table: 'appointments', id: input.id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'appointments', input.id, 'The appointment')
    const status = input.missed ? 'missed' : 'cancelled'
    if (row.status === status) return
    if (row.status === 'completed') throw new Refusal('completed', 'The visit is completed and cannot be cancelled.')
    await tx.update('appointments', input.id, { status, cancel_reason: input.reason || null, cancelled_at: ctx.at, updated_at: ctx.at })
    if (!input.missed) await notifyOfAppointment(tx, ctx, 'appointment_cancelled', row)
  },
})
