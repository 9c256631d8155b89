import { z } from 'zod'
import { id, line } from '../fields.ts'
import { defineMutator, mustBeDentist, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'
import { notifyOfAppointment } from '../notifications/notify.ts'
import { cancelAppointment } from '../schedule/cancel.ts'
import { moveAppointment } from '../schedule/move.ts'
import { checkInterval, slotFields } from '../schedule/slot.ts'

const through = (input: { id: string }) => ({ table: 'appointment_requests' as const, id: input.id })

/**
 * Notes what a patient asks about an appointment. The appointment stays as it is until somebody approves, so a
 * rejection has nothing to put back (domain §1.1).
 */
export const enterRequest = defineMutator({
  name: 'request.enter',
  permission: 'schedule.write',
  input: z.object({
    id,
    appointmentId: id,
    kind: z.enum(['reschedule', 'cancel']),
    /** The slot asked for; a cancellation has none. */
    slot: z.object(slotFields).nullable().default(null),
    reason: line(300).default(''),
    cameBy: z.enum(['phone', 'message', 'in_person']).default('phone'),
  }),
  patientThrough: (input) => ({ table: 'appointments', id: input.appointmentId }),
  async apply(tx, input, ctx) {
    const appointment = await mustGet(tx, 'appointments', input.appointmentId, 'The appointment')
    mustBeOpen(appointment)
    if ((input.kind === 'reschedule') !== (input.slot !== null)) throw new Refusal('no_slot', 'A request for another time needs that time, and a cancellation has none.')
    if (input.slot) await checkProposal(tx, input.slot)
    const open = await tx.select('appointment_requests', [['appointment_id', '=', input.appointmentId], ['status', '=', 'requested']])
    if (open.length > 0) throw new Refusal('already_requested', 'There is an open request about this appointment already. Settle that one first.')
    await tx.insert('appointment_requests', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      appointment_id: input.appointmentId,
      patient_id: appointment.patient_id,
      kind: input.kind,
      status: 'requested',
      location_id: input.slot?.locationId ?? null,
      operatory_id: input.slot?.operatoryId ?? null,
      dentist_id: input.slot?.dentistId ?? null,
      starts_at: input.slot?.startsAt ?? null,
      ends_at: input.slot?.endsAt ?? null,
      reason: input.reason,
      came_by: input.cameBy,
      requested_by: ctx.actorId,
      decided_by: null,
      decided_at: null,
      decision_note: '',
      updated_at: ctx.at,
    })
    await notifyOfAppointment(tx, ctx, input.kind === 'cancel' ? 'cancel_request' : 'reschedule_request', appointment)
  },
})

/**
 * Grants a request: moves or cancels the appointment in the same transaction, by the very rules of moving and
 * cancelling. When the time was taken meanwhile it is refused with the reason, and the request stays open.
 */
export const approveRequest = defineMutator({
  name: 'request.approve',
  permission: 'schedule.write',
  input: z.object({ id, note: line(300).default('') }),
  patientThrough: through,
  async apply(tx, input, ctx) {
    const request = await mustBeRequested(tx, input.id)
    const appointment = await mustGet(tx, 'appointments', request.appointment_id, 'The appointment')
    mustBeOpen(appointment)
    if (request.kind === 'cancel') await cancelAppointment.apply(tx, { id: appointment.id, reason: request.reason, missed: false }, ctx)
    else await moveAppointment.apply(tx, moveAppointment.input.parse({ id: appointment.id, ...slotOf(request) }), ctx)
    await settle(tx, ctx, request.id, 'approved', input.note)
  },
})

/** Turns a request down; the appointment stays as it was. */
export const rejectRequest = defineMutator({
  name: 'request.reject',
  permission: 'schedule.write',
  input: z.object({ id, note: line(300).default('') }),
  patientThrough: through,
  async apply(tx, input, ctx) {
    await mustBeRequested(tx, input.id)
    await settle(tx, ctx, input.id, 'rejected', input.note)
  },
})

/** The patient thought better of it, or it was entered by mistake. */
export const withdrawRequest = defineMutator({
  name: 'request.withdraw',
  permission: 'schedule.write',
  input: z.object({ id }),
  patientThrough: through,
  async apply(tx, input, ctx) {
    await mustBeRequested(tx, input.id)
    await settle(tx, ctx, input.id, 'withdrawn', '')
  },
})

function mustBeOpen(appointment: Row<'appointments'>): void {
  if (appointment.status === 'pending' || appointment.status === 'confirmed') return
  throw new Refusal('not_open', `The appointment is ${appointment.status} already.`)
}

async function mustBeRequested(tx: Tx, requestId: string): Promise<Row<'appointment_requests'>> {
  const request = await mustGet(tx, 'appointment_requests', requestId, 'The request')
  if (request.status !== 'requested') throw new Refusal('settled', `Somebody settled this request already: it is ${request.status}.`)
  return request
}

async function checkProposal(tx: Tx, slot: { locationId: string; operatoryId: string; dentistId: string; startsAt: string; endsAt: string }): Promise<void> {
  checkInterval(slot.startsAt, slot.endsAt)
  const chair = await mustGet(tx, 'operatories', slot.operatoryId, 'The chair')
  if (chair.location_id !== slot.locationId) throw new Refusal('wrong_location', 'The chair stands in another branch.')
  await mustBeDentist(tx, slot.dentistId)
}

function slotOf({ location_id, operatory_id, dentist_id, starts_at, ends_at }: Row<'appointment_requests'>) {
  if (location_id === null || operatory_id === null || dentist_id === null || starts_at === null || ends_at === null) throw new Refusal('no_slot', 'The request names no time.')
  return { locationId: location_id, operatoryId: operatory_id, dentistId: dentist_id, startsAt: starts_at, endsAt: ends_at }
}

async function settle(tx: Tx, ctx: MutationContext, requestId: string, status: 'approved' | 'rejected' | 'withdrawn', note: string): Promise<void> {
  await tx.update('appointment_requests', requestId, { status, decided_by: ctx.actorId, decided_at: ctx.at, decision_note: note, updated_at: ctx.at })
}
