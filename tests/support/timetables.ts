import process from 'node:process'
import * as fc from 'fast-check'
import { addMinutes, isoWeekday, localOf } from '../../shared/domain/time.ts'
import type { Place, Timetable } from '../../shared/domain/timetable.ts'

/** Printed, so that a failure can be run again with SEED=... */
export const SEED = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31))

export const CHAIRS = ['chair-1', 'chair-2'] as const
export const DENTISTS = ['ana', 'ben'] as const
/** Local midnight of a Monday in Manila. */
export const MONDAY = '2026-11-22T16:00:00.000Z'
const DATES = ['2026-11-23', '2026-11-24', '2026-11-25'] as const
const ZONE = 'Asia/Manila'

/** Minutes in steps of fifteen, so that edges meet often. */
const minute = (min: number, max: number) => fc.integer({ min: min / 15, max: max / 15 }).map((n) => n * 15)
const orNull = <T>(values: readonly T[]) => fc.constantFrom<T | null>(null, ...values)

const hours = fc.tuple(minute(0, 600), minute(0, 240), minute(0, 60), minute(0, 600)).chain(([opens, toBreak, pause, after]) => fc.record({
  opens_minute: fc.constant(opens), closes_minute: fc.constant(Math.min(1440, opens + toBreak + pause + after)),
  break_start_minute: fc.constant(pause > 0 ? opens + toBreak : null), break_end_minute: fc.constant(pause > 0 ? opens + toBreak + pause : null),
}))
const work = fc.tuple(minute(0, 720), minute(0, 720)).map(([starts, length]) => ({ starts_minute: starts, ends_minute: starts + length }))

/** Hours, closed days, blockouts and availability of three days at one branch. */
export const anyTimetable: fc.Arbitrary<Timetable> = fc.record({
  zone: fc.constant(ZONE),
  hours: fc.tuple(hours, hours, hours).map((list) => list.map((each, index) => ({ location_id: 'main', weekday: index + 1, ...each }))),
  closedDays: fc.array(fc.record({ location_id: fc.constantFrom(null, 'main', 'other'), starts_on: fc.constantFrom(...DATES), name: fc.constant('Holiday') }).map((day) => ({ ...day, ends_on: day.starts_on })), { maxLength: 1 }),
  blockouts: fc.array(fc.record({ locationId: orNull(['main', 'other']), operatoryId: orNull(CHAIRS), dentistId: orNull(DENTISTS), start: minute(0, 3 * 1440), length: minute(15, 600), isBlocking: fc.boolean() })
    .map(({ start, length, ...more }) => ({ ...more, name: 'Meeting', startsAt: addMinutes(MONDAY, start), endsAt: addMinutes(MONDAY, start + length) })), { maxLength: 4 }),
  availability: fc.uniqueArray(fc.record({ user_id: fc.constantFrom(...DENTISTS), location_id: fc.constantFrom('main', 'other'), weekday: fc.integer({ min: 1, max: 3 }), span: work }), { maxLength: 4, selector: (row) => `${row.user_id} ${row.location_id} ${row.weekday}` })
    .map((rows) => rows.map(({ span, ...row }) => ({ ...row, ...span }))),
  dentistDates: fc.uniqueArray(fc.record({ user_id: fc.constantFrom(...DENTISTS), location_id: fc.constantFrom(null, 'main', 'other'), date: fc.constantFrom(...DATES), is_available: fc.boolean(), span: work, note: fc.constant('') }), { maxLength: 3, selector: (row) => `${row.user_id} ${row.location_id} ${row.date}` })
    .map((rows) => rows.map(({ span, ...row }) => ({ ...row, ...(row.is_available ? span : { starts_minute: 0, ends_minute: 0 }) }))),
})

export interface NaiveBusy {
  operatoryId: string | null
  dentistId: string | null
  patientId: string | null
  startsAt: string
  endsAt: string
}

/** What speaks against a time, asked of each of its minutes on its own, without arithmetic on intervals. */
export function naiveProblems(place: Place & { patientId?: string }, rules: Timetable, busy: readonly NaiveBusy[]): Set<string> {
  const problems = new Set<string>()
  for (let at = place.startsAt; at < place.endsAt; at = addMinutes(at, 1)) {
    const covers = (each: { startsAt: string; endsAt: string }) => each.startsAt <= at && at < each.endsAt
    const { date, minute: now } = localOf(at, rules.zone)
    for (const other of busy.filter(covers)) {
      if (other.operatoryId === place.operatoryId) problems.add('chair')
      if (other.dentistId === place.dentistId) problems.add('dentist')
      if (place.patientId && other.patientId === place.patientId) problems.add('patient')
    }
    const here = (id: string | null) => id === null || id === place.locationId
    if (rules.closedDays.some((day) => here(day.location_id) && day.starts_on <= date && date <= day.ends_on)) problems.add('closed_day')
    const hours = rules.hours.find((row) => row.location_id === place.locationId && row.weekday === isoWeekday(date))
    if (!hours || now < hours.opens_minute || now >= hours.closes_minute) problems.add('outside_hours')
    else if (hours.break_start_minute !== null && now >= hours.break_start_minute && now < hours.break_end_minute!) problems.add('break')
    if (!worksAt(place, date, now, rules)) problems.add('dentist_off')
    if (rules.blockouts.some((each) => each.isBlocking && covers(each) && here(each.locationId) && [null, place.operatoryId].includes(each.operatoryId) && [null, place.dentistId].includes(each.dentistId))) problems.add('blockout')
  }
  return problems
}

function worksAt({ dentistId, locationId }: Place, date: string, now: number, rules: Timetable): boolean {
  const of = (location: string | null) => rules.dentistDates.find((row) => row.user_id === dentistId && row.date === date && row.location_id === location)
  const own = of(locationId) ?? of(null)
  if (own) return own.is_available && own.starts_minute <= now && now < own.ends_minute
  const week = rules.availability.filter((row) => row.user_id === dentistId)
  return week.length === 0 || week.some((row) => row.location_id === locationId && row.weekday === isoWeekday(date) && row.starts_minute <= now && now < row.ends_minute)
}
