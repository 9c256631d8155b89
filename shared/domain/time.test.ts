import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { addDays, addMinutes, ageOn, dayBounds, daysBetween, formatTime, instantOf, isDate, isoWeekday, localOf, todayIn } from './time.ts'

const ZONES = ['Asia/Manila', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Casablanca', 'America/St_Johns', 'UTC'] as const
const zone = fc.constantFrom(...ZONES)
const day = fc.integer({ min: 0, max: 45_000 }).map((days) => addDays('1950-01-01', days))
const instant = fc.integer({ min: Date.parse('1950-01-01T00:00:00Z'), max: Date.parse('2070-01-01T00:00:00Z') }).map((ms) => new Date(ms).toISOString())

describe('instants from the wall clock', () => {
  it('puts nine thirty in Manila at one thirty UTC', () => {
    expect(instantOf('2026-11-20', 570, 'Asia/Manila')).toBe('2026-11-20T01:30:00.000Z')
  })

  it('takes closing at minute 1440 for the next midnight', () => {
    expect(instantOf('2026-12-31', 1440, 'Asia/Manila')).toBe(instantOf('2027-01-01', 0, 'Asia/Manila'))
  })

  it('agrees with Temporal on any day in zones with and without jumps', () => {
    fc.assert(fc.property(day, fc.integer({ min: 0, max: 1439 }), zone, (date, minute, name) => {
      const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
      const expected = new Date(wall.toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds).toISOString()
      expect(instantOf(date, minute, name)).toBe(expected)
    }), { numRuns: 1000 })
  })

  it.each([
    ['America/New_York', '2026-03-08'], ['America/New_York', '2026-11-01'], ['Australia/Lord_Howe', '2026-04-05'], ['Australia/Lord_Howe', '2026-10-04'],
    ['Pacific/Apia', '2011-12-31'], ['America/St_Johns', '2006-04-02'],
  ])('agrees with Temporal at every minute around the jump of %s on %s', (name, date) => {
    for (let minute = 0; minute < 1440; minute++) {
      const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
      expect(instantOf(date, minute, name)).toBe(new Date(wall.toZonedDateTime(name).epochMilliseconds).toISOString())
    }
  })

  it('refuses days and zones that do not exist', () => {
    expect(() => instantOf('2026-02-29', 0, 'Asia/Manila')).toThrow(RangeError)
    expect(() => instantOf('2026-02-28', 0, 'Asia/Nowhere')).toThrow(RangeError)
  })
})

describe('the wall clock from instants', () => {
  it('agrees with Temporal on any instant', () => {
    fc.assert(fc.property(instant, zone, (at, name) => {
      const local = Temporal.Instant.from(at).toZonedDateTimeISO(name)
      expect(localOf(at, name)).toEqual({ date: local.toPlainDate().toString(), minute: local.hour * 60 + local.minute })
    }), { numRuns: 1000 })
  })

  it('says which day it is for the clinic', () => {
    expect(todayIn('Asia/Manila', '2026-11-20T15:59:59.999Z')).toBe('2026-11-20')
    expect(todayIn('Asia/Manila', '2026-11-20T16:00:00.000Z')).toBe('2026-11-21')
  })

  it('answers many times faster than a day view asks', () => {
    const instants = Array.from({ length: 20_000 }, (_, index) => addMinutes('2026-11-20T00:00:00.000Z', index))
    const started = performance.now()
    for (const at of instants) localOf(at, 'Asia/Manila')
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('refuses text that is no instant', () => {
    expect(() => localOf('yesterday', 'UTC')).toThrow(RangeError)
  })
})

describe('days', () => {
  it('span 24 hours in Manila, 23 and 25 where the clock jumps', () => {
    const hours = (date: string, name: string) => {
      const { from, to } = dayBounds(date, name)
      return (Date.parse(to) - Date.parse(from)) / 3_600_000
    }
    expect(hours('2026-11-20', 'Asia/Manila')).toBe(24)
    expect(hours('2026-03-08', 'America/New_York')).toBe(23)
    expect(hours('2026-11-01', 'America/New_York')).toBe(25)
  })

  it('follow one another without gap or overlap', () => {
    fc.assert(fc.property(day, zone, (date, name) => {
      expect(dayBounds(date, name).to).toBe(dayBounds(addDays(date, 1), name).from)
    }))
  })

  it('have the weekday, distance and successor that Temporal says', () => {
    fc.assert(fc.property(day, fc.integer({ min: -2000, max: 2000 }), (date, days) => {
      const plain = Temporal.PlainDate.from(date)
      expect(isoWeekday(date)).toBe(plain.dayOfWeek)
      expect(addDays(date, days)).toBe(plain.add({ days }).toString())
      expect(daysBetween(date, addDays(date, days))).toBe(days)
    }))
  })

  it('are recognised only when the calendar has them', () => {
    expect(['2024-02-29', '1900-01-01', '0099-12-31'].every(isDate)).toBe(true)
    expect(['2023-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''].some(isDate)).toBe(false)
  })
})

describe('ages', () => {
  it.each([
    ['2000-05-10', '2026-05-09', 25], ['2000-05-10', '2026-05-10', 26], ['2024-02-29', '2025-02-28', 0], ['2024-02-29', '2025-03-01', 1], ['2026-01-01', '2026-01-01', 0],
  ])('born %s is on %s %d years old', (born, on, age) => expect(ageOn(born, on)).toBe(age))
})

describe('times of day', () => {
  it.each([[0, '12:00 AM'], [570, '9:30 AM'], [720, '12:00 PM'], [785, '1:05 PM'], [1439, '11:59 PM'], [1440, '12:00 AM']])('writes minute %d as %s', (minute, text) => {
    expect(formatTime(minute)).toBe(text)
  })

  it('adds minutes across midnight', () => {
    expect(addMinutes('2026-11-20T23:50:00.000Z', 15)).toBe('2026-11-21T00:05:00.000Z')
    expect(addMinutes('2026-11-21T00:05:00.000Z', -15)).toBe('2026-11-20T23:50:00.000Z')
  })
})
