/** When a branch is open and a dentist works: opening hours, closed days, weekly availability, single dates. Minutes after local midnight. */
import type { Row } from '../schema/index.ts'
import { overlaps } from './interval.ts'
import type { Interval } from './interval.ts'
import { addDays, isoWeekday, localOf } from './time.ts'

export type Hours = Pick<Row<'operating_hours'>, 'location_id' | 'weekday' | 'opens_minute' | 'closes_minute' | 'break_start_minute' | 'break_end_minute'>
export type ClosedDay = Pick<Row<'closed_days'>, 'location_id' | 'starts_on' | 'ends_on' | 'name'>
export type Availability = Pick<Row<'staff_availability'>, 'user_id' | 'location_id' | 'weekday' | 'starts_minute' | 'ends_minute'>
export type DentistDate = Pick<Row<'dentist_dates'>, 'user_id' | 'location_id' | 'date' | 'is_available' | 'starts_minute' | 'ends_minute' | 'note'>

export interface Blockout extends Interval {
  locationId: string | null
  operatoryId: string | null
  dentistId: string | null
  /** Name of its type. */
  name: string
  isBlocking: boolean
}

/** What limits booking at a clinic. Rows that were taken back are the caller's to leave out. */
export interface Timetable {
  zone: string
  /** A branch without any row has not set its hours and is not limited by them; a weekday without one is closed. */
  hours: readonly Hours[]
  closedDays: readonly ClosedDay[]
  blockouts: readonly Blockout[]
  availability: readonly Availability[]
  dentistDates: readonly DentistDate[]
}

export interface Span {
  start: number
  end: number
}

export const WHOLE_DAY: Span = { start: 0, end: 24 * 60 }

/** An interval cut at local midnights, each piece in minutes of its day. */
export function piecesOf(startsAt: string, endsAt: string, zone: string): (Span & { date: string })[] {
  const first = localOf(startsAt, zone)
  const last = localOf(endsAt, zone)
  if (first.date === last.date) return [{ date: first.date, start: first.minute, end: last.minute }]
  const pieces = [{ date: first.date, start: first.minute, end: 24 * 60 }]
  for (let date = addDays(first.date, 1); date < last.date; date = addDays(date, 1)) pieces.push({ date, ...WHOLE_DAY })
  if (last.minute > 0) pieces.push({ date: last.date, start: 0, end: last.minute })
  return pieces
}

/** The opening hours of a branch on a day and its midday break; null when it is closed that weekday. Closed days are not looked at. */
export function hoursOn(date: string, locationId: string, { hours }: Pick<Timetable, 'hours'>): { open: Span; pause: Span | null } | null {
  const own = hours.filter((each) => each.location_id === locationId)
  if (own.length === 0) return { open: WHOLE_DAY, pause: null }
  const weekday = isoWeekday(date)
  const row = own.find((each) => each.weekday === weekday && each.opens_minute < each.closes_minute)
  if (!row) return null
  const pause = row.break_start_minute !== null && row.break_end_minute !== null ? { start: row.break_start_minute, end: row.break_end_minute } : null
  return { open: { start: row.opens_minute, end: row.closes_minute }, pause }
}

/** The closed day that a date falls on at a branch. */
export function closedDayOn(date: string, locationId: string, { closedDays }: Pick<Timetable, 'closedDays'>): ClosedDay | undefined {
  return closedDays.find((each) => (each.location_id === null || each.location_id === locationId) && each.starts_on <= date && date <= each.ends_on)
}

/**
 * When a dentist works on a day at a branch; an empty span on a day off. The date's own entry comes before the week's,
 * one for the branch before one for all. Somebody without weekly hours works whenever the branch is open.
 */
export function workOn(date: string, dentistId: string, locationId: string, { availability, dentistDates }: Pick<Timetable, 'availability' | 'dentistDates'>): Span {
  const dates = dentistDates.filter((each) => each.user_id === dentistId && each.date === date && (each.location_id === null || each.location_id === locationId))
  const own = dates.find((each) => each.location_id !== null) ?? dates[0]
  if (own) return own.is_available ? { start: own.starts_minute, end: own.ends_minute } : { start: 0, end: 0 }
  const weekly = availability.filter((each) => each.user_id === dentistId)
  if (weekly.length === 0) return WHOLE_DAY
  const weekday = isoWeekday(date)
  const row = weekly.find((each) => each.location_id === locationId && each.weekday === weekday)
  return row ? { start: row.starts_minute, end: row.ends_minute } : { start: 0, end: 0 }
}

/** A time of a dentist in a chair of a branch. */
export interface Place extends Interval {
  locationId: string
  operatoryId: string
  dentistId: string
}

/** Whether a blockout keeps somebody from booking there. */
export function blocks(blockout: Blockout, place: Place): boolean {
  const concerns = (meant: string | null, asked: string) => meant === null || meant === asked
  return blockout.isBlocking && overlaps(blockout, place)
    && concerns(blockout.locationId, place.locationId) && concerns(blockout.operatoryId, place.operatoryId) && concerns(blockout.dentistId, place.dentistId)
}

export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

export function spansMeet(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}
