import { instantOf, localOf } from '../../../shared/domain/time.ts'
import { NOT_BLOCKING } from '../../../shared/mutators/schedule/slot.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { lanesOf } from './geometry.ts'
import type { Spot } from './geometry.ts'

/** An appointment with its place on the day, in minutes of the clinic's clock. */
export interface Placed {
  appointment: DayAppointment
  /** Index of the column, from the left. */
  column: number
  start: number
  minutes: number
  lane: number
  lanes: number
}

export interface Column {
  /** Null for the column of appointments that have no chair of today, such as imported ones. */
  operatoryId: string | null
  name: string
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

export function isBlocking(appointment: Pick<DayAppointment, 'status'>): boolean {
  return !(NOT_BLOCKING as readonly string[]).includes(appointment.status)
}

/** The columns of the day: a chair each, and one more only when something is booked outside of them. */
export function columnsOf(view: DayView, noChair: string): Column[] {
  const chairs: Column[] = view.operatories.map(({ id, name }) => ({ operatoryId: id, name }))
  const known = new Set(view.operatories.map((chair) => chair.id))
  const stray = view.appointments.some((one) => one.operatory_id === null || !known.has(one.operatory_id))
  return stray ? [...chairs, { operatoryId: null, name: noChair }] : chairs
}

/**
 * Every appointment to show with its place. `moved` overrides places, so that a block stands where it
 * was dropped from the moment it is dropped.
 */
export function placeAll(view: DayView, columns: readonly Column[], options: { withCancelled: boolean; moved?: ReadonlyMap<string, Spot> }): Placed[] {
  const shown = view.appointments.filter((one) => options.withCancelled || isBlocking(one))
  const placed = shown.map((appointment): Placed => {
    const spot = options.moved?.get(appointment.id)
    const span = spot ?? localSpan(appointment, view.date, view.timezone)
    const chair = spot?.operatoryId ?? appointment.operatory_id
    const column = columns.findIndex((one) => one.operatoryId === chair)
    return { appointment, column: column === -1 ? columns.length - 1 : column, start: span.start, minutes: span.minutes, lane: 0, lanes: 1 }
  })
  for (const column of columns.keys()) {
    const inColumn = placed.filter((one) => one.column === column)
    for (const [index, lane] of lanesOf(inColumn).entries()) Object.assign(inColumn[index]!, lane)
  }
  return placed.toSorted((a, b) => a.start - b.start || a.column - b.column)
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

/** What stands in the way of a booking among the appointments of the day; the host and the centre decide. */
export function clashOf(appointments: readonly DayAppointment[], wanted: Wanted): { kind: Clash; with: DayAppointment } | null {
  const others = appointments.filter((one) => one.id !== wanted.id && isBlocking(one) && !one.allows_overlap && one.starts_at < wanted.endsAt && one.ends_at > wanted.startsAt)
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

/** What stands in the way of putting an appointment of the day to a spot of the same day. */
export function spotClash(view: DayView, appointment: DayAppointment, spot: Spot): { kind: Clash; with: DayAppointment } | null {
  return clashOf(view.appointments, {
    id: appointment.id,
    operatoryId: spot.operatoryId,
    dentistId: appointment.dentist_id,
    patientId: appointment.patient_id,
    startsAt: instantOf(view.date, spot.start, view.timezone),
    endsAt: instantOf(view.date, spot.start + spot.minutes, view.timezone),
  })
}
