import { bookingProblems, isBlocking as blocks } from '../../../shared/domain/booking-rules.ts'
import type { BookingProblem } from '../../../shared/domain/booking-rules.ts'
import { overlaps } from '../../../shared/domain/interval.ts'
import { dayBounds, instantOf, localOf } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import type { SlotFields } from './actions.ts'
import { columnFor, viewOn } from './board.ts'
import type { Board } from './board.ts'
import { lanesOf } from './geometry.ts'
import type { Spot } from './geometry.ts'
import { isBlocking } from './status.ts'

export { isBlocking }

/** An appointment with its place on the board, in minutes of the clinic's clock. */
export interface Placed {
  appointment: DayAppointment
  date: string
  /** Index of the column, from the left. */
  column: number
  start: number
  minutes: number
  /** Whether midnight cuts it: what is shown is not all of it. */
  isCut: boolean
  lane: number
  lanes: number
}

const DAY_MINUTES = 24 * 60

/** Start and length on the clinic's clock of that day; what runs over midnight is cut there. */
export function localSpan(appointment: Pick<DayAppointment, 'starts_at' | 'ends_at'>, date: string, zone: string): { start: number; minutes: number } {
  const from = localOf(appointment.starts_at, zone)
  const to = localOf(appointment.ends_at, zone)
  const start = from.date < date ? 0 : from.minute
  const end = to.date > date ? DAY_MINUTES : to.minute
  return { start, minutes: Math.max(5, end - start) }
}

/**
 * Every appointment to show with its place. `moved` overrides places, so that a block stands where it
 * was dropped from the moment it is dropped.
 */
export function placeAll(board: Board, options: { withCancelled: boolean; moved?: ReadonlyMap<string, Spot> }): Placed[] {
  const placed = board.days.flatMap((view) => view.appointments.filter((one) => options.withCancelled || isBlocking(one)).flatMap((one) => placeOne(board, view, one, options.moved?.get(one.id))))
  for (const column of board.columns.keys()) {
    const inColumn = placed.filter((one) => one.column === column)
    for (const [index, lane] of lanesOf(inColumn).entries()) Object.assign(inColumn[index]!, lane)
  }
  return placed.toSorted((a, b) => a.start - b.start || a.column - b.column)
}

function placeOne(board: Board, view: DayView, appointment: DayAppointment, spot: Spot | undefined): Placed[] {
  const whole = { lane: 0, lanes: 1, appointment }
  if (spot) {
    const column = board.columns.findIndex((one) => one.key === spot.column)
    const isHere = localOf(appointment.starts_at, board.zone).date === view.date
    return column === -1 || !isHere ? [] : [{ ...whole, date: board.columns[column]!.date, column, start: spot.start, minutes: spot.minutes, isCut: false }]
  }
  const column = columnFor(board, appointment, view.date)
  if (column === -1) return []
  const isCut = localOf(appointment.starts_at, board.zone).date < view.date || appointment.ends_at > dayBounds(view.date, board.zone).to
  return [{ ...whole, date: view.date, column, ...localSpan(appointment, view.date, board.zone), isCut }]
}

/** The slot an appointment would get at a spot; null where it has no dentist or chair to keep. */
export function slotAtSpot(board: Board, appointment: DayAppointment, spot: Spot): SlotFields | null {
  const column = board.columns.find((one) => one.key === spot.column)
  const view = column && viewOn(board, column.date)
  const operatoryId = column?.operatoryId ?? appointment.operatory_id
  const dentistId = column?.dentistId ?? appointment.dentist_id
  if (!column || !view || column.isStray || operatoryId === null || dentistId === null) return null
  return {
    locationId: view.operatories.find((chair) => chair.id === operatoryId)?.locationId ?? appointment.location_id,
    operatoryId,
    dentistId,
    startsAt: instantOf(column.date, spot.start, board.zone),
    endsAt: instantOf(column.date, spot.start + spot.minutes, board.zone),
  }
}

export type Clash = 'chair' | 'dentist' | 'patient'

export interface Wanted {
  /** The appointment being moved, which never clashes with itself. */
  id: string | null
  operatoryId: string
  dentistId: string | null
  patientId: string | null
  startsAt: string
  endsAt: string
}

/** Who of the day's appointments stands in the way of a booking; the host and the centre decide. */
export function clashOf(appointments: readonly DayAppointment[], wanted: Wanted): { kind: Clash; with: DayAppointment } | null {
  const others = appointments.filter((one) => one.id !== wanted.id && blocks(one) && overlaps({ startsAt: one.starts_at, endsAt: one.ends_at }, wanted))
  const find = (kind: Clash, match: (one: DayAppointment) => boolean) => {
    const other = others.find(match)
    return other ? { kind, with: other } : null
  }
  return (
    find('chair', (one) => one.operatory_id === wanted.operatoryId) ??
    find('dentist', (one) => wanted.dentistId !== null && one.dentist_id === wanted.dentistId) ??
    find('patient', (one) => wanted.patientId !== null && one.patient_id === wanted.patientId)
  )
}

/** What speaks against a slot by the rules of booking, as far as this day's view knows; the first is the reason to show. */
export function problemAt(view: DayView, slot: SlotFields, who: { id: string | null; patientId: string | null }): BookingProblem | null {
  return bookingProblems({ ...slot, id: who.id ?? '', patientId: who.patientId ?? '' }, view.timetable, view.appointments)[0] ?? null
}
