import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeSlots, overlaps } from './slots.ts'
import type { Slot, SlotQuery } from './slots.ts'
import { addMinutes, isoWeekday, localOf } from './time.ts'

const zone = 'Asia/Manila'
const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens_minute: 540, closes_minute: 1020, break_start_minute: 720, break_end_minute: 780 }))
// A Friday, 8:00 in Manila.
const fridayMorning = '2026-11-20T00:00:00.000Z'

function query(more: Partial<SlotQuery> = {}): SlotQuery {
  return {
    from: fridayMorning, days: 5, durationMinutes: 30, stepMinutes: 30, zone, hours: weekdays,
    operatories: [{ id: 'chair-1', name: 'Chair 1' }], dentists: [{ id: 'ana', name: 'Dr Ana' }], busy: [], limit: 1000, ...more,
  }
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
    const two = { operatories: [{ id: 'chair-1', name: '1' }, { id: 'chair-2', name: '2' }], dentists: [{ id: 'ana', name: 'A' }, { id: 'ben', name: 'B' }] }
    const slots = freeSlots(query({ ...two, busy, limit: 4 }))
    expect(slots.map((slot) => [clock(slot).slice(11), slot.operatoryId, slot.dentistId])).toEqual([
      ['9:00', 'chair-2', 'ana'], ['9:30', 'chair-2', 'ana'], ['10:00', 'chair-1', 'ana'], ['10:00', 'chair-1', 'ben'],
    ])
  })

  it('are none for a clinic without chairs, dentists or hours, and for a length of nothing', () => {
    expect([query({ operatories: [] }), query({ dentists: [] }), query({ hours: [] }), query({ durationMinutes: 0 }), query({ stepMinutes: 0 }), query({ days: 0 }), query({ limit: 0 })].flatMap(freeSlots)).toEqual([])
  })

  it('are exactly those that a search minute by minute finds', () => {
    const chairs = ['chair-1', 'chair-2'].map((id) => ({ id, name: id }))
    const dentists = ['ana', 'ben'].map((id) => ({ id, name: id }))
    const anyBusy = fc.record({ chair: fc.nat(2), dentist: fc.nat(2), start: fc.integer({ min: 0, max: 3 * 1440 }), length: fc.integer({ min: 1, max: 300 }) })
    const scenario = fc.record({ busy: fc.array(anyBusy, { maxLength: 12 }), from: fc.integer({ min: 0, max: 1440 }), duration: fc.integer({ min: 5, max: 200 }), step: fc.constantFrom(5, 15, 30) })
    fc.assert(fc.property(scenario, ({ busy, from, duration, step }) => {
      const asked = query({
        from: addMinutes(fridayMorning, from), days: 4, durationMinutes: duration, stepMinutes: step, operatories: chairs, dentists, limit: 10_000,
        busy: busy.map(({ chair, dentist, start, length }) => ({
          operatoryId: chairs[chair]?.id ?? null, dentistId: dentists[dentist]?.id ?? null,
          startsAt: addMinutes(fridayMorning, start), endsAt: addMinutes(fridayMorning, start + length),
        })),
      })
      expect(freeSlots(asked)).toEqual(oracle(asked))
    }), { numRuns: 60 })
  })
})

/** Every start that the steps of the scenarios can reach from nine o'clock. */
const STEP = 5 * 60_000

/** Looks at every minute of every possible start on its own, without arithmetic on intervals. */
function oracle(asked: SlotQuery): Slot[] {
  const slots: Slot[] = []
  const start = Date.parse(asked.from)
  const firstDay = localOf(asked.from, zone).date
  for (let ms = Math.ceil(start / STEP) * STEP; ms < start + 5 * 86_400_000; ms += STEP) {
    const startsAt = new Date(ms).toISOString()
    const { date, minute } = localOf(startsAt, zone)
    const hours = weekdays.find((each) => each.weekday === isoWeekday(date))
    const isInRange = (Date.parse(date) - Date.parse(firstDay)) / 86_400_000 < asked.days
    if (!hours || !isInRange || minute < hours.opens_minute || (minute - hours.opens_minute) % asked.stepMinutes !== 0) continue
    const minutes = Array.from({ length: asked.durationMinutes }, (_, index) => index)
    const isOpen = minutes.every((offset) => minute + offset < hours.closes_minute && (minute + offset < 720 || minute + offset >= 780))
    if (!isOpen) continue
    const isFree = (taken: (busy: SlotQuery['busy'][number]) => boolean) => !asked.busy.filter(taken).some((busy) =>
      minutes.some((offset) => ms + offset * 60_000 >= Date.parse(busy.startsAt) && ms + offset * 60_000 < Date.parse(busy.endsAt)))
    const chair = asked.operatories.find(({ id }) => isFree((busy) => busy.operatoryId === id))
    for (const { id } of asked.dentists) {
      if (!chair || !isFree((busy) => busy.dentistId === id)) continue
      slots.push({ startsAt, endsAt: addMinutes(startsAt, asked.durationMinutes), operatoryId: chair.id, dentistId: id })
    }
  }
  return slots
}
