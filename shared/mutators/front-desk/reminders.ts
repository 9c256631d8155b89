import { z } from 'zod'
import { isAbandoned } from '../../domain/front-desk.ts'
import { derivedId } from '../../protocol/derived-id.ts'
import { id, instant, line } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'

/** The one entry that a sending of this appointment at this start can have, at whichever desk. */
export function sendingId(appointmentId: string, startsAt: string): string {
  return derivedId(appointmentId, `reminder:${startsAt}`)
}

/** Notes that a person copied or printed the text. */
export const noteReminder = defineMutator({
  name: 'reminder.note',
  permission: 'schedule.write',
  input: z.object({ id, appointmentId: id, startsAt: instant, channel: z.enum(['copied', 'printed']) }),
  patientThrough: (input) => ({ table: 'appointments', id: input.appointmentId }),
  async apply(tx, input, ctx) {
    await mustStand(await mustGet(tx, 'appointments', input.appointmentId, 'The appointment'), input.startsAt)
    await tx.insert('reminder_log', { ...entry(input.id, input, ctx), channel: input.channel, state: 'done', finished_at: ctx.at })
  },
})

/**
 * Takes the sending of one reminder for this desk. Whoever's claim the centre takes first may send, so that nobody is
 * reminded twice; another desk's changes nothing then, and needs nobody's attention: its sender sees whose claim
 * stands. After a failure it can be claimed anew, and so it can when a desk has stopped in the middle.
 */
export const claimReminder = defineMutator({
  name: 'reminder.claim',
  permission: 'schedule.write',
  input: z.object({ appointmentId: id, startsAt: instant }),
  patientThrough: (input) => ({ table: 'appointments', id: input.appointmentId }),
  async prepare(tx, input, ctx) {
    const before = await tx.get('reminder_log', sendingId(input.appointmentId, input.startsAt))
    if (before?.state === 'done') throw new Refusal('already_sent', 'The reminder was sent already.')
    if (before && isHeld(before, ctx)) throw new Refusal('already_claimed', 'A desk is sending this reminder already.')
    return input
  },
  async apply(tx, input, ctx) {
    await mustStand(await mustGet(tx, 'appointments', input.appointmentId, 'The appointment'), input.startsAt)
    const key = sendingId(input.appointmentId, input.startsAt)
    const before = await tx.get('reminder_log', key)
    if (!before) {
      await tx.insert('reminder_log', { ...entry(key, input, ctx), created_at: ctx.correctedAt, channel: 'sent', state: 'claimed', finished_at: null })
      return
    }
    if (before.state === 'done' || isHeld(before, ctx)) return
    await tx.update('reminder_log', key, { state: 'claimed', created_at: ctx.correctedAt, client_id: ctx.clientId, detail: '', sent_by: ctx.actorId, finished_at: null })
  },
})

/** What the provider said. Only the desk that holds the claim closes it: a desk that lost it changes nothing. */
export const finishReminder = defineMutator({
  name: 'reminder.finish',
  permission: 'schedule.write',
  input: z.object({ id, outcome: z.enum(['done', 'failed']), detail: line(200).default('') }),
  async apply(tx, input, ctx) {
    const claim = await mustGet(tx, 'reminder_log', input.id, 'The reminder')
    if (claim.state !== 'claimed' || claim.client_id !== ctx.clientId) return
    await tx.update('reminder_log', input.id, { state: input.outcome, detail: input.detail, finished_at: ctx.at })
  },
})

/** By the centre's clock: a PC whose own is ahead must not take over what another is sending. */
function isHeld(claim: Row<'reminder_log'>, { correctedAt }: MutationContext): boolean {
  return claim.state === 'claimed' && !isAbandoned(claim, correctedAt)
}

/** A reminder is of one appointment at one time; moved or cancelled, there is nothing to remind of. */
async function mustStand(appointment: Row<'appointments'>, startsAt: string): Promise<void> {
  if (appointment.status !== 'pending' && appointment.status !== 'confirmed') throw new Refusal('not_open', `The appointment is ${appointment.status}: there is nothing to remind of.`)
  if (appointment.starts_at !== startsAt) throw new Refusal('moved', 'The appointment was moved meanwhile. Look at its new time first.')
}

function entry(key: string, input: { appointmentId: string; startsAt: string }, ctx: MutationContext) {
  return { id: key, clinic_id: ctx.clinicId, created_at: ctx.at, appointment_id: input.appointmentId, starts_at: input.startsAt, client_id: ctx.clientId, detail: '', sent_by: ctx.actorId }
}
