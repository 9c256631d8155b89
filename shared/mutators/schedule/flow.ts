import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { notifyOfAppointment } from '../notifications/notify.ts'

const STAMP = { arrived: 'arrived_at', in_chair: 'seated_at', done: 'dismissed_at' } as const

/** Notes where the patient is: arrived, in the chair, done. Done completes the appointment. */
export const setVisitFlow = defineMutator({
  name: 'appointment.flow',
  permission: 'schedule.write',
  input: z.object({ id, flow: z.enum(['none', 'arrived', 'in_chair', 'done']) }),
  patientThrough: (input) => ({ table: 'appointments', id: input.id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'appointments', input.id, 'The appointment')
    if (row.status === 'cancelled' || row.status === 'missed') throw new Refusal('not_open', `The appointment is ${row.status}.`)
    if (row.flow === input.flow) return
    const stamp = input.flow === 'none' ? { arrived_at: null, seated_at: null, dismissed_at: null } : { [STAMP[input.flow]]: ctx.at }
    const reopened = row.status === 'completed' ? 'confirmed' : row.status
    await tx.update('appointments', input.id, { flow: input.flow, status: input.flow === 'done' ? 'completed' : reopened, updated_at: ctx.at, ...stamp })
    if (input.flow === 'arrived' && row.flow === 'none') await notifyOfAppointment(tx, ctx, 'arrived', row)
  },
})
