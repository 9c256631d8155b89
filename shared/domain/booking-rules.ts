import type { Row } from '../schema/index.ts'
import { overlaps } from './interval.ts'
import { blocks, closedDayOn, hoursOn, isWithin, piecesOf, spansMeet, workOn } from './timetable.ts'
import type { Place, Timetable } from './timetable.ts'

/** A time somebody wants to book. */
export interface Wanted extends Place {
  id: string
  patientId: string
}

export type Booked = Pick<Row<'appointments'>, 'id' | 'patient_id' | 'operatory_id' | 'dentist_id' | 'starts_at' | 'ends_at' | 'status' | 'allows_overlap' | 'legacy_source'>

/** Why a time cannot be booked without being overridden. */
export type BookingProblem =
  | { code: 'slot_taken'; who: 'chair' | 'dentist' | 'patient' }
  | { code: 'closed_day'; name: string }
  | { code: 'outside_hours' }
  | { code: 'break' }
  | { code: 'dentist_off' }
  | { code: 'blockout'; name: string }

export type BookingProblemCode = BookingProblem['code']
export const BOOKING_PROBLEM_CODES: readonly BookingProblemCode[] = ['slot_taken', 'closed_day', 'outside_hours', 'break', 'dentist_off', 'blockout']

/** Cancelled and missed never block (domain §1.1), nor does imported history that was allowed to overlap. */
export function isBlocking(row: Pick<Booked, 'status' | 'allows_overlap' | 'legacy_source'>): boolean {
  return row.status !== 'cancelled' && row.status !== 'missed' && !(row.allows_overlap && row.legacy_source !== null)
}

/**
 * Everything that speaks against booking a half-open interval: who is taken first, then the branch's days and
 * hours, the dentist's, and blockouts. Empty when it may be booked. The same at the desk and at the centre.
 */
export function bookingProblems(wanted: Wanted, timetable: Timetable, others: readonly Booked[]): BookingProblem[] {
  return [...takenProblems(wanted, others), ...timeProblems(wanted, timetable)]
}

function takenProblems(wanted: Wanted, others: readonly Booked[]): BookingProblem[] {
  const meeting = others.filter((row) => row.id !== wanted.id && isBlocking(row) && overlaps(wanted, { startsAt: row.starts_at, endsAt: row.ends_at }))
  const taken: BookingProblem[] = []
  if (meeting.some((row) => row.operatory_id === wanted.operatoryId)) taken.push({ code: 'slot_taken', who: 'chair' })
  if (meeting.some((row) => row.dentist_id === wanted.dentistId)) taken.push({ code: 'slot_taken', who: 'dentist' })
  if (meeting.some((row) => row.patient_id === wanted.patientId)) taken.push({ code: 'slot_taken', who: 'patient' })
  return taken
}

/** What days, hours and blockouts say, whoever is booked. */
export function timeProblems(wanted: Place, timetable: Timetable): BookingProblem[] {
  const pieces = piecesOf(wanted.startsAt, wanted.endsAt, timetable.zone)
  const problems: BookingProblem[] = []
  const closed = pieces.map(({ date }) => closedDayOn(date, wanted.locationId, timetable)).find((day) => day !== undefined)
  if (closed) problems.push({ code: 'closed_day', name: closed.name })
  const hours = pieces.map((piece) => ({ piece, on: hoursOn(piece.date, wanted.locationId, timetable) }))
  if (hours.some(({ piece, on }) => !on || !isWithin(piece, on.open))) problems.push({ code: 'outside_hours' })
  else if (hours.some(({ piece, on }) => on?.pause && spansMeet(piece, on.pause))) problems.push({ code: 'break' })
  if (pieces.some((piece) => !isWithin(piece, workOn(piece.date, wanted.dentistId, wanted.locationId, timetable)))) problems.push({ code: 'dentist_off' })
  const blockout = timetable.blockouts.find((each) => blocks(each, wanted))
  if (blockout) problems.push({ code: 'blockout', name: blockout.name })
  return problems
}

/** Who asks for a time against the rules, and what the clinic lets them do. */
export interface Override {
  /** Why it is to be booked all the same; null keeps to the rules. */
  reason: string | null
  /** Whether the clinic lets people book over another appointment at all. */
  doubleBooking: Row<'clinics'>['double_booking']
  /** Whether the person may override (`schedule.override`). */
  isPermitted: boolean
}

/** Booked, within the rules or against them for a reason; or refused for what is in the way, or for want of the right. */
export type BookingDecision = { isBooked: true; overlaps: boolean; reason: string | null } | { isBooked: false; problem: BookingProblem; lacksRight: boolean }

/** What becomes of a booking with these problems: only a reason, the right and, over another appointment, the clinic's policy together get past them. */
export function decideBooking(problems: readonly BookingProblem[], { reason, doubleBooking, isPermitted }: Override): BookingDecision {
  const [first] = problems
  if (!first) return { isBooked: true, overlaps: false, reason: null }
  const overlapping = first.code === 'slot_taken'
  if (reason === null || (overlapping && doubleBooking === 'refuse')) return { isBooked: false, problem: first, lacksRight: false }
  return isPermitted ? { isBooked: true, overlaps: overlapping, reason } : { isBooked: false, problem: first, lacksRight: true }
}

/** The reason, for the person at the desk. */
export function bookingSentence(problem: BookingProblem): string {
  switch (problem.code) {
    case 'slot_taken': return `The ${problem.who} is already booked at that time.`
    case 'closed_day': return `The clinic is closed that day: ${problem.name}.`
    case 'outside_hours': return 'The clinic is closed at that time.'
    case 'break': return 'The clinic has its midday break at that time.'
    case 'dentist_off': return 'The dentist does not work at that time.'
    case 'blockout': return `That time is kept free: ${problem.name}.`
  }
}
