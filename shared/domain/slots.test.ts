import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookingProblems } from './booking-rules.ts'
import { overlaps } from './interval.ts'
import { freeSlots } from './slots.ts'
import type { Slot, SlotQuery } from './slots.ts'
import { anyTimetable, CHAIRS, DENTISTS, MONDAY, naiveProblems, SEED } from '../../tests/support/timetables.ts'
import { addMinutes, isoWeekday, localOf } from './time.ts'
import type { Timetable } from './timetable.ts'

const zone = 'Asia/Manila'
const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ location_id: 'main', weekday, opens_minute: 540, closes_minute: 1020, break_start_minute: 720, break_end_minute: 780 }))
// A Friday, 8:00 in Manila.
const fridayMorning = '2026-11-20T00:00:00.000Z'

const timetable: Timetable = { zone, hours: weekdays, closedDays: [], blockouts: [], availability: [], dentistDates: [] }
const chair = (id: string) => ({ id, locationId: 'main' })

function query(more: Partial<SlotQuery> = {}): SlotQuery {
  return { from: fridayMorning, days: 5, durationMinutes: 30, stepMinutes: 30, timetable, operatories: [chair('chair-1')], dentists: [{ id: 'ana' }], busy: [], limit: 1000, ...more }
}

const clock = (slot: Slot | undefined) => {
  if (!slot) return 'none'
  const { date, minute } = localOf(slot.startsAt, zone)
  return `${date} ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}
const at = (hour: number, minute = 0) => addMinutes('2026-11-19T16:00:00.000Z', hour * 60 + minute)

describe('overlapping', () => {
  it('is half-open: what ends at 10:30 leaves 10:30 free', () => {
    const first = { startsAt: at(10), endsAt: at(10, 30) }
    expect(overlaps(first, { startsAt: at(10, 30), endsAt: at(11) })).toBe(false)
    expect(overlaps({ startsAt: at(10, 30), endsAt: at(11) }, first)).toBe(false)
    expect(overlaps(first, { startsAt: at(10, 29), endsAt: at(11) })).toBe(true)
    expect(overlaps(first, { startsAt: at(9), endsAt: at(12) })).toBe(true)
  })
})

describe('free slots', () => {
  it('fill the open hours around the break, day by day, and skip closed days', () => {
    const slots = freeSlots(query({ durationMinutes: 60, stepMinutes: 60 })).map(clock)
    expect(slots.slice(0, 8)).toEqual(['9:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'].map((time) => `2026-11-20 ${time}`).concat('2026-11-23 9:00'))
  })

  it('never lie in the past', () => {
    expect(clock(freeSlots(query({ from: at(9, 1) }))[0])).toBe('2026-11-20 9:30')
    expect(clock(freeSlots(query({ from: at(9, 30) }))[0])).toBe('2026-11-20 9:30')
  })

  it('end by closing time', () => {
    const friday = freeSlots(query({ days: 1, durationMinutes: 45, stepMinutes: 15 })).map(clock)
    expect(friday.at(-1)).toBe('2026-11-20 16:15')
    expect(friday).not.toContain('2026-11-20 11:30')
  })

  it('go to the next chair when the first is taken, and to nobody when the dentist is', () => {
    const busy = [{ operatoryId: 'chair-1', dentistId: 'ben', startsAt: at(9), endsAt: at(10) }]
    const two = { operatories: [chair('chair-1'), chair('chair-2')], dentists: [{ id: 'ana' }, { id: 'ben' }] }
    const slots = freeSlots(query({ ...two, busy, limit: 4 }))
    expect(slots.map((slot) => [clock(slot).slice(11), slot.operatoryId, slot.dentistId])).toEqual([
      ['9:00', 'chair-2', 'ana'], ['9:30', 'chair-2', 'ana'], ['10:00', 'chair-1', 'ana'], ['10:00', 'chair-1', 'ben'],
    ])
  })

  it('are none for a clinic without chairs, dentists or hours, and for a length of nothing', () => {
    expect([query({ operatories: [] }), query({ dentists: [] }), query({ timetable: { ...timetable, hours: [] } }), query({ durationMinutes: 0 }), query({ stepMinutes: 0 }), query({ days: 0 }), query({ limit: 0 })].flatMap(freeSlots)).toEqual([])
  })

  it('keep to the weekdays and hours asked for', () => {
    const slots = freeSlots(query({ weekdays: [2], between: { start: 600, end: 690 } })).map(clock)
    expect(slots).toEqual(['2026-11-24 10:00', '2026-11-24 10:30', '2026-11-24 11:00'])
  })

  it('leave out times at which the patient is booked already', () => {
    const busy = [{ operatoryId: 'other', dentistId: 'ben', patientId: 'juan', startsAt: at(9), endsAt: at(11) }]
    expect(clock(freeSlots(query({ busy, patientId: 'juan' }))[0])).toBe('2026-11-20 11:00')
    expect(clock(freeSlots(query({ busy, patientId: 'pedro' }))[0])).toBe('2026-11-20 9:00')
  })

  it('stay clear of closed days, blockouts, days off and hours of a single date', () => {
    const blockout = { locationId: null, operatoryId: 'chair-1', dentistId: null, startsAt: at(9), endsAt: at(11), name: 'Cleaning the unit', isBlocking: true }
    const slots = freeSlots(query({
      timetable: {
        ...timetable, blockouts: [blockout],
        closedDays: [{ location_id: null, starts_on: '2026-11-23', ends_on: '2026-11-23', name: 'Holiday' }],
        availability: [5, 1, 2].map((weekday) => ({ user_id: 'ana', location_id: 'main', weekday, starts_minute: 540, ends_minute: 690 })),
        dentistDates: [{ user_id: 'ana', location_id: null, date: '2026-11-24', is_available: true, starts_minute: 960, ends_minute: 1020, note: '' }],
      },
    })).map(clock)
    expect(slots).toEqual(['2026-11-20 11:00', '2026-11-24 16:00', '2026-11-24 16:30'])
  })

  it('are exactly those that a search minute by minute finds, and each may be booked', () => {
    const anyBusy = fc.record({ chair: fc.nat(2), dentist: fc.nat(2), start: fc.integer({ min: 0, max: 3 * 1440 }), length: fc.integer({ min: 1, max: 300 }) })
    const scenario = fc.record({ timetable: anyTimetable, busy: fc.array(anyBusy, { maxLength: 8 }), from: fc.integer({ min: 0, max: 1440 }), duration: fc.integer({ min: 1, max: 18 }), step: fc.constantFrom(15, 30) })
    fc.assert(fc.property(scenario, ({ busy, from, duration, step, timetable: rules }) => {
      const asked = query({
        from: addMinutes(MONDAY, from), days: 3, durationMinutes: duration * 5, stepMinutes: step, operatories: CHAIRS.map(chair), dentists: DENTISTS.map((id) => ({ id })), limit: 10_000, timetable: rules,
        busy: busy.map(({ chair: c, dentist, start, length }) => ({ operatoryId: CHAIRS[c] ?? null, dentistId: DENTISTS[dentist] ?? null, startsAt: addMinutes(MONDAY, start), endsAt: addMinutes(MONDAY, start + length) })),
      })
      const slots = freeSlots(asked)
      expect(slots).toEqual(oracle(asked))
      for (const slot of slots) expect(bookingProblems({ ...slot, id: 'new', patientId: 'juan' }, rules, [])).toEqual([])
    }), { numRuns: 15, seed: SEED })
  })
})

/** Tries every start of the grid on its own, each minute by minute. */
function oracle(asked: SlotQuery): Slot[] {
  const slots: Slot[] = []
  const end = Date.parse(MONDAY) + asked.days * 86_400_000
  for (let ms = Math.ceil(Date.parse(asked.from) / 300_000) * 300_000; ms < end; ms += 300_000) {
    const startsAt = new Date(ms).toISOString()
    const { date, minute } = localOf(startsAt, zone)
    const hours = asked.timetable.hours.find((each) => each.weekday === isoWeekday(date))
    if (!hours || minute < hours.opens_minute || (minute - hours.opens_minute) % asked.stepMinutes !== 0 || minute + asked.durationMinutes > 1440) continue
    for (const { id: dentistId } of asked.dentists) {
      const fits = asked.operatories.find(({ id: operatoryId, locationId }) => {
        const place = { startsAt, endsAt: addMinutes(startsAt, asked.durationMinutes), locationId, operatoryId, dentistId }
        return naiveProblems(place, asked.timetable, asked.busy.map((busy) => ({ ...busy, patientId: null }))).size === 0
      })
      if (fits) slots.push({ startsAt, endsAt: addMinutes(startsAt, asked.durationMinutes), locationId: 'main', operatoryId: fits.id, dentistId })
    }
  }
  return slots
}
