import type { Row } from '../schema/index.ts'
import { addDays, addMinutes, instantOf, isoWeekday, localOf } from './time.ts'

/** A half-open interval of instants: its end belongs to the next one. */
export interface Interval {
  startsAt: string
  endsAt: string
}

/** Whether two half-open intervals share time: 10:00-10:30 and 10:30-11:00 do not. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt
}

type Hours = Pick<Row<'operating_hours'>, 'weekday' | 'opens_minute' | 'closes_minute' | 'break_start_minute' | 'break_end_minute'>

export interface BusyTime extends Interval {
  operatoryId: string | null
  dentistId: string | null
}

export interface SlotQuery {
  /** Nothing before this instant is offered. */
  from: string
  /** How many days of the clinic's calendar to look at, the day of `from` included. */
  days: number
  durationMinutes: number
  /** Starts are this many minutes apart, counted from opening. */
  stepMinutes: number
  zone: string
  /** Of one location; a weekday without a row is closed. */
  hours: readonly Hours[]
  /** In the order of preference. */
  operatories: readonly { id: string; name: string }[]
  dentists: readonly { id: string; name: string }[]
  /** Only what blocks: cancelled and missed appointments are the caller's to leave out. */
  busy: readonly BusyTime[]
  limit: number
}

export interface Slot extends Interval {
  operatoryId: string
  dentistId: string
}

/**
 * Free times, the earliest first: for each start each free dentist, in the first chair that is free.
 * A slot lies within the opening hours of its day and does not touch the break.
 */
export function freeSlots(query: SlotQuery): Slot[] {
  const slots: Slot[] = []
  if (query.durationMinutes <= 0 || query.stepMinutes <= 0) return slots
  const first = localOf(query.from, query.zone).date
  for (let day = 0; day < query.days && slots.length < query.limit; day++) {
    const date = addDays(first, day)
    for (const startsAt of startsOf(date, query)) {
      slots.push(...freeAt(startsAt, query))
      if (slots.length >= query.limit) break
    }
  }
  return slots.slice(0, query.limit)
}

function startsOf(date: string, query: SlotQuery): string[] {
  const starts: string[] = []
  const weekday = isoWeekday(date)
  for (const hours of query.hours.filter((each) => each.weekday === weekday)) {
    for (let minute = hours.opens_minute; minute + query.durationMinutes <= hours.closes_minute; minute += query.stepMinutes) {
      if (!isInBreak(minute, minute + query.durationMinutes, hours)) starts.push(instantOf(date, minute, query.zone))
    }
  }
  return starts.filter((startsAt) => startsAt >= query.from).toSorted()
}

function isInBreak(start: number, end: number, hours: Hours): boolean {
  if (hours.break_start_minute === null || hours.break_end_minute === null) return false
  return start < hours.break_end_minute && hours.break_start_minute < end
}

function freeAt(startsAt: string, query: SlotQuery): Slot[] {
  const wanted = { startsAt, endsAt: addMinutes(startsAt, query.durationMinutes) }
  const taken = query.busy.filter((busy) => overlaps(busy, wanted))
  const chair = query.operatories.find(({ id }) => !taken.some((busy) => busy.operatoryId === id))
  if (!chair) return []
  const free = query.dentists.filter(({ id }) => !taken.some((busy) => busy.dentistId === id))
  return free.map((dentist) => ({ ...wanted, operatoryId: chair.id, dentistId: dentist.id }))
}
