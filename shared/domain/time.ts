/**
 * Days, instants and the clinic's wall clock. Instants are ISO-8601 UTC text with milliseconds, days are
 * `YYYY-MM-DD`, times of day are minutes after local midnight. Nothing here asks for the current time.
 */
import { Temporal } from 'temporal-polyfill'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

/** Whether the text is a day that exists in the calendar. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text)
  if (!match) return false
  const at = utcMidnight(Number(match[1]), Number(match[2]), Number(match[3]))
  return at.toISOString().slice(0, 10) === text
}

function utcMidnight(year: number, month: number, day: number): Date {
  const at = new Date(0)
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  at.setUTCFullYear(year, month - 1, day)
  return at
}

/** UTC midnight of the day in milliseconds; RangeError when there is no such day. */
function midnight(date: string): number {
  const match = DATE.exec(date)
  if (!match || !isDate(date)) throw new RangeError('Not a day of the form YYYY-MM-DD.')
  return utcMidnight(Number(match[1]), Number(match[2]), Number(match[3])).getTime()
}

function millisecondsOf(instant: string): number {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) throw new RangeError('Not an instant of ISO-8601.')
  return ms
}

function dateAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/**
 * The instant at which the clinic's clock shows that minute of that day. A time that the clock skips
 * becomes the same distance after the jump; of a time it shows twice, the first is meant.
 */
export function instantOf(date: string, minuteOfDay: number, zone: string): string {
  const wall = midnight(date) + minuteOfDay * MINUTE
  const before = offsetAt(wall - DAY, zone)
  const after = offsetAt(wall + DAY, zone)
  if (before === after) return new Date(wall - before).toISOString()
  if (offsetAt(wall - before, zone) === before || offsetAt(wall - after, zone) !== after) return new Date(wall - before).toISOString()
  return new Date(wall - after).toISOString()
}

/** The same time of the clinic's clock so many days later, also where summer time begins or ends between. */
export function daysLater(instant: string, days: number, zone: string): string {
  if (days === 0) return instant
  const { date, minute } = localOf(instant, zone)
  return instantOf(addDays(date, days), minute, zone)
}

/** The day and the minute that the clinic's clock shows at an instant; seconds are cut off. */
export function localOf(instant: string, zone: string): { date: string; minute: number } {
  const ms = millisecondsOf(instant)
  const wall = ms + offsetAt(ms, zone)
  const day = Math.floor(wall / DAY) * DAY
  return { date: dateAt(day), minute: Math.floor((wall - day) / MINUTE) }
}

/**
 * Offsets by zone and UTC day, for a day view asks hundreds of times and Temporal takes microseconds each.
 * A pure memo: it never changes an answer, and is emptied rather than allowed to grow.
 */
const offsets = new Map<string, Map<number, number>>()
const REMEMBERED_DAYS = 4000

/** Milliseconds that the zone's clock is ahead of UTC. RangeError for a zone that does not exist. */
function offsetAt(ms: number, zone: string): number {
  const day = Math.floor(ms / DAY)
  let known = offsets.get(zone)
  const cached = known?.get(day)
  if (cached !== undefined) return cached
  const start = exactOffset(day * DAY, zone)
  // A day in which the clock jumps has two offsets and is not remembered.
  if (start !== exactOffset((day + 1) * DAY, zone)) return exactOffset(ms, zone)
  if (!known || known.size >= REMEMBERED_DAYS) offsets.set(zone, (known = new Map()))
  known.set(day, start)
  return start
}

function exactOffset(ms: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
}

/** The instant so many minutes later; earlier when negative. */
export function addMinutes(instant: string, minutes: number): string {
  return new Date(millisecondsOf(instant) + minutes * MINUTE).toISOString()
}

/** The half-open interval of instants that is the day on the clinic's clock: 23 or 25 hours when it jumps. */
export function dayBounds(date: string, zone: string): { from: string; to: string } {
  return { from: instantOf(date, 0, zone), to: instantOf(addDays(date, 1), 0, zone) }
}

/** 1 Monday to 7 Sunday. */
export function isoWeekday(date: string): number {
  // 1970-01-01 was a Thursday.
  const days = midnight(date) / DAY + 3
  return ((days % 7) + 7) % 7 + 1
}

/** The day so many days later; earlier when negative. */
export function addDays(date: string, days: number): string {
  return dateAt(midnight(date) + days * DAY)
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (midnight(to) - midnight(from)) / DAY
}

/** Whole years on a day. Somebody born on 29 February grows older on 1 March in common years. */
export function ageOn(birthDate: string, onDate: string): number {
  if (!isDate(birthDate) || !isDate(onDate)) throw new RangeError('Not a day of the form YYYY-MM-DD.')
  const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return onDate.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** The day that the clinic's calendar shows at an instant. */
export function todayIn(zone: string, now: string): string {
  return localOf(now, zone).date
}

/** "9:30 AM" for 570; midnight at either end of the day is "12:00 AM". */
export function formatTime(minute: number): string {
  const inDay = ((minute % 1440) + 1440) % 1440
  const hour = Math.floor(inDay / 60)
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(inDay % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}
