import { overlaps } from './interval.ts'
import type { Interval } from './interval.ts'
import { addDays, addMinutes, dayBounds, instantOf, isoWeekday, localOf } from './time.ts'
import { blocks, closedDayOn, hoursOn, isWithin, spansMeet, WHOLE_DAY, workOn } from './timetable.ts'
import type { Blockout, Span, Timetable } from './timetable.ts'

export interface BusyTime extends Interval {
  operatoryId: string | null
  dentistId: string | null
  patientId?: string | null
}

export interface SlotQuery {
  /** Nothing before this instant is offered. */
  from: string
  /** How many days of the clinic's calendar to look at, the day of `from` included. */
  days: number
  durationMinutes: number
  /** Starts are this many minutes apart, counted from opening. */
  stepMinutes: number
  timetable: Timetable
  /** ISO weekdays that will do; all when left out. */
  weekdays?: readonly number[]
  /** Minutes of the day that a slot must lie within. */
  between?: Span
  /** Times at which this patient is booked already are not offered. */
  patientId?: string | null
  /** In the order of preference. */
  operatories: readonly { id: string; locationId: string }[]
  dentists: readonly { id: string }[]
  /** Only what blocks: cancelled and missed appointments are the caller's to leave out. */
  busy: readonly BusyTime[]
  limit: number
}

export interface Slot extends Interval {
  locationId: string
  operatoryId: string
  dentistId: string
}

/** One day of the search, narrowed to what concerns it. */
interface Day {
  date: string
  busy: readonly BusyTime[]
  blockouts: readonly Blockout[]
}

interface Start extends Interval, Span {
  locationId: string
}

/**
 * Free times, the earliest first: for each start each free dentist, in the first chair that is free. A slot lies
 * within one day's opening hours and breaks none of the rules of `bookingProblems`; a branch that has not set
 * its hours has none.
 */
export function freeSlots(query: SlotQuery): Slot[] {
  const slots: Slot[] = []
  if (query.durationMinutes <= 0 || query.stepMinutes <= 0) return slots
  const { zone } = query.timetable
  const first = localOf(query.from, zone).date
  const busyOn = byDate(query.busy, zone)
  for (let n = 0; n < query.days && slots.length < query.limit; n++) {
    const date = addDays(first, n)
    if (query.weekdays && !query.weekdays.includes(isoWeekday(date))) continue
    const { from: startsAt, to: endsAt } = dayBounds(date, zone)
    const day: Day = { date, busy: busyOn.get(date) ?? [], blockouts: query.timetable.blockouts.filter((each) => each.isBlocking && overlaps(each, { startsAt, endsAt })) }
    for (const start of startsOf(date, query)) {
      slots.push(...freeAt(start, day, query))
      if (slots.length >= query.limit) break
    }
  }
  return slots.slice(0, query.limit)
}

/** Busy times under every day they touch. */
function byDate(busy: readonly BusyTime[], zone: string): Map<string, BusyTime[]> {
  const days = new Map<string, BusyTime[]>()
  for (const each of busy) {
    const last = localOf(each.endsAt, zone).date
    for (let date = localOf(each.startsAt, zone).date; date <= last; date = addDays(date, 1)) {
      const list = days.get(date)
      if (list) list.push(each)
      else days.set(date, [each])
    }
  }
  return days
}

function startsOf(date: string, query: SlotQuery): Start[] {
  const { timetable, durationMinutes, stepMinutes, between = WHOLE_DAY } = query
  const starts: Start[] = []
  for (const locationId of new Set(query.operatories.map((chair) => chair.locationId))) {
    const isSet = timetable.hours.some((each) => each.location_id === locationId)
    const hours = hoursOn(date, locationId, timetable)
    if (!isSet || !hours || closedDayOn(date, locationId, timetable)) continue
    for (let start = hours.open.start; start + durationMinutes <= hours.open.end; start += stepMinutes) {
      const span = { start, end: start + durationMinutes }
      if (!isWithin(span, between) || (hours.pause && spansMeet(span, hours.pause))) continue
      const startsAt = instantOf(date, start, timetable.zone)
      if (startsAt >= query.from) starts.push({ ...span, startsAt, endsAt: addMinutes(startsAt, durationMinutes), locationId })
    }
  }
  return starts.sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0))
}

function freeAt(start: Start, day: Day, query: SlotQuery): Slot[] {
  const taken = day.busy.filter((busy) => overlaps(busy, start))
  if (query.patientId && taken.some((busy) => busy.patientId === query.patientId)) return []
  const chairs = query.operatories.filter(({ id, locationId }) => locationId === start.locationId && !taken.some((busy) => busy.operatoryId === id))
  const marked = day.blockouts.filter((each) => overlaps(each, start))
  const { startsAt, endsAt, locationId } = start
  return query.dentists.flatMap(({ id: dentistId }) => {
    if (taken.some((busy) => busy.dentistId === dentistId) || !isWithin(start, workOn(day.date, dentistId, locationId, query.timetable))) return []
    const chair = chairs.find(({ id: operatoryId }) => !marked.some((each) => blocks(each, { startsAt, endsAt, locationId, operatoryId, dentistId })))
    return chair ? [{ startsAt, endsAt, locationId, operatoryId: chair.id, dentistId }] : []
  })
}
