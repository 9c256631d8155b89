import { z } from 'zod'
import { id } from '../fields.ts'
import { defineMutator, mustBeDentist, mustGet, Refusal } from '../mutator.ts'
import { checkBookable, checkInterval, override, slotFields } from './slot.ts'

/** Moves an appointment to another time, chair or dentist; also lengthens and shortens it. */
export const moveAppointment = defineMutator({
  name: 'appointment.move',
  permission: 'schedule.write',
  input: z.object({ id, override, ...slotFields }),
  patientThrough: (input) => ({ table: 'appointments', id: input.id }),
  async apply(tx, input, ctx) {
    checkInterval(input.startsAt, input.endsAt)
    const row = await mustGet(tx, 'appointments', input.id, 'The appointment')
    if (row.status === 'cancelled') throw new Refusal('cancelled', 'The appointment was cancelled meanwhile; book it anew.')
    if (row.status === 'completed') throw new Refusal('completed', 'The visit is completed and cannot be moved.')
    const chair = await mustGet(tx, 'operatories', input.operatoryId, 'The chair')
    if (chair.location_id !== input.locationId) throw new Refusal('wrong_location', 'The chair stands in another branch.')
    await mustBeDentist(tx, input.dentistId)
    const decision = await checkBookable(tx, ctx, { ...input, patientId: row.patient_id }, input.override)
    await tx.update('appointments', input.id, {
      location_id: input.locationId,
      operatory_id: input.operatoryId,
      dentist_id: input.dentistId,
      starts_at: input.startsAt,
      ends_at: input.endsAt,
      ...decision,
      updated_at: ctx.at,
    })
  },
})
