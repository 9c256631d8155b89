import { z } from 'zod'
import { bookingProblems, bookingSentence, decideBooking } from '../../domain/booking-rules.ts'
import type { Booked, Wanted } from '../../domain/booking-rules.ts'
import { addMinutes, localOf } from '../../domain/time.ts'
import type { Timetable } from '../../domain/timetable.ts'
import { id, instant } from '../fields.ts'
import { actorMay, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import { recordsOf } from '../patient/family.ts'

/** Statuses that never block a slot (domain §1.1). */
export const NOT_BLOCKING = ['cancelled', 'missed'] as const

/** Why a person with the right to do so books against the rules; null or absent keeps to them. */
export const override = z.object({ reason: z.string().trim().min(3, 'Say why it is booked all the same.').max(300) }).nullable().default(null)
export type Override = z.output<typeof override>

export const slotFields = {
  locationId: id,
  operatoryId: id,
  dentistId: id,
  startsAt: instant,
  endsAt: instant,
}

const LONGEST_MINUTES = 12 * 60

/** An appointment ends after it starts and stays within half a day. */
export function checkInterval(startsAt: string, endsAt: string): void {
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  if (!(minutes > 0)) throw new Refusal('bad_interval', 'The appointment must end after it starts.')
  if (minutes > LONGEST_MINUTES) throw new Refusal('bad_interval', 'An appointment cannot be longer than 12 hours.')
}

/** What of the appointment's row the decision sets. */
export interface Decision {
  allows_overlap: boolean
  overlap_reason: string | null
}

/**
 * Decides whether a time may be booked: refuses with the code and sentence of what speaks against it (see
 * `bookingProblems`), unless the person may override (`schedule.override`) and says why. Over another
 * appointment this also needs the clinic's policy. The centre's exclusion constraints have the last word.
 */
export async function checkBookable(tx: Tx, ctx: MutationContext, wanted: Wanted, reason: Override): Promise<Decision> {
  const clinic = await tx.get('clinics', ctx.clinicId)
  if (!clinic) throw new Refusal('not_found', 'The clinic is not known here.')
  const problems = bookingProblems(wanted, await timetableFor(tx, clinic.timezone, wanted), await meeting(tx, wanted))
  const isPermitted = problems.length > 0 && reason !== null && await actorMay(tx, ctx, 'schedule.override')
  const decision = decideBooking(problems, { reason: reason?.reason ?? null, doubleBooking: clinic.double_booking, isPermitted })
  if (decision.isBooked) return { allows_overlap: decision.overlaps, overlap_reason: decision.reason }
  const sentence = bookingSentence(decision.problem)
  throw decision.lacksRight ? new Refusal('forbidden', `${sentence} Your account does not have the right to book it all the same.`) : new Refusal(decision.problem.code, sentence)
}

/** What is booked at that time; another record of the same person counts as the patient's own. */
async function meeting(tx: Tx, wanted: Wanted): Promise<Booked[]> {
  const rows = await tx.select('appointments', [
    // Bounded below as well, so that the index on starts_at serves the query: nothing is longer than 12 hours.
    ['starts_at', '>', addMinutes(wanted.startsAt, -LONGEST_MINUTES)],
    ['starts_at', '<', wanted.endsAt],
    ['ends_at', '>', wanted.startsAt],
    ['status', 'not in', NOT_BLOCKING],
    ['id', '<>', wanted.id],
  ])
  if (rows.length === 0) return rows
  const records = await recordsOf(tx, wanted.patientId)
  return rows.map((row) => (records.includes(row.patient_id) ? { ...row, patient_id: wanted.patientId } : row))
}

/** What the timetable says about these hours, this branch and this dentist. */
async function timetableFor(tx: Tx, zone: string, wanted: Wanted): Promise<Timetable> {
  const [first, last] = [localOf(wanted.startsAt, zone).date, localOf(wanted.endsAt, zone).date]
  const marked = await tx.select('blockouts', [['ends_at', '>', wanted.startsAt], ['starts_at', '<', wanted.endsAt], ['deleted_at', 'is null']], { orderBy: ['starts_at', 'id'] })
  const types = new Map((marked.length > 0 ? await tx.select('blockout_types', []) : []).map((type) => [type.id, type]))
  return {
    zone,
    hours: await tx.select('operating_hours', [['location_id', '=', wanted.locationId]]),
    closedDays: await tx.select('closed_days', [['starts_on', '<=', last], ['ends_on', '>=', first], ['deleted_at', 'is null']], { orderBy: ['starts_on', 'id'] }),
    blockouts: marked.map((row) => ({
      locationId: row.location_id, operatoryId: row.operatory_id, dentistId: row.dentist_id, startsAt: row.starts_at, endsAt: row.ends_at,
      name: types.get(row.type_id)?.name ?? '', isBlocking: types.get(row.type_id)?.is_blocking ?? true,
    })),
    availability: await tx.select('staff_availability', [['user_id', '=', wanted.dentistId], ['deleted_at', 'is null']]),
    dentistDates: await tx.select('dentist_dates', [['user_id', '=', wanted.dentistId], ['date', '>=', first], ['date', '<=', last], ['deleted_at', 'is null']]),
  }
}

export const appointmentId = z.object({ id })
