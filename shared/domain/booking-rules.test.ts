import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookingProblems, bookingSentence, isBlocking } from './booking-rules.ts'
import type { Booked, Wanted } from './booking-rules.ts'
import { anyTimetable, CHAIRS, DENTISTS, MONDAY, naiveProblems, SEED } from '../../tests/support/timetables.ts'
import { addMinutes } from './time.ts'
import type { Timetable } from './timetable.ts'

const open: Timetable = { zone: 'Asia/Manila', hours: [], closedDays: [], blockouts: [], availability: [], dentistDates: [] }
const office = [1, 2, 3, 4, 5].map((weekday) => ({ location_id: 'main', weekday, opens_minute: 540, closes_minute: 1080, break_start_minute: 720, break_end_minute: 780 }))
const at = (hour: number, minute = 0) => addMinutes(MONDAY, hour * 60 + minute)

function wanted(startsAt: string, endsAt: string, more: Partial<Wanted> = {}): Wanted {
  return { id: 'new', patientId: 'juan', locationId: 'main', operatoryId: 'chair-1', dentistId: 'ana', startsAt, endsAt, ...more }
}

function booked(startsAt: string, endsAt: string, more: Partial<Booked> = {}): Booked {
  return { id: 'old', patient_id: 'juan', operatory_id: 'chair-1', dentist_id: 'ana', starts_at: startsAt, ends_at: endsAt, status: 'pending', allows_overlap: false, legacy_source: null, ...more }
}

const codes = (time: Wanted, rules: Partial<Timetable> = {}, others: Booked[] = []) => bookingProblems(time, { ...open, ...rules }, others).map((problem) => (problem.code === 'slot_taken' ? problem.who : problem.code))

describe('what speaks against a booking', () => {
  it('is nothing at a branch without hours, with nobody else booked', () => {
    expect(codes(wanted(at(2), at(3)))).toEqual([])
  })

  it('is a chair, dentist or patient who is taken, down to one minute; adjacent times are fine', () => {
    expect(codes(wanted(at(10), at(11)), {}, [booked(at(10, 59), at(12))])).toEqual(['chair', 'dentist', 'patient'])
    expect(codes(wanted(at(10), at(11)), {}, [booked(at(11), at(12)), booked(at(9), at(10))])).toEqual([])
    expect(codes(wanted(at(10), at(11)), {}, [booked(at(10), at(11), { id: 'new' })])).toEqual([])
  })

  it('is not what was cancelled or missed, nor imported history that may overlap; but what was double booked here is', () => {
    expect(codes(wanted(at(10), at(11)), {}, [booked(at(10), at(11), { status: 'cancelled' }), booked(at(10), at(11), { status: 'missed' })])).toEqual([])
    expect(isBlocking({ status: 'completed', allows_overlap: true, legacy_source: 'apexo' })).toBe(false)
    expect(isBlocking({ status: 'completed', allows_overlap: true, legacy_source: null })).toBe(true)
  })

  it('is the hours, the break, and a weekday without hours', () => {
    expect(codes(wanted(at(9), at(12)), { hours: office })).toEqual([])
    expect(codes(wanted(at(8, 59), at(9, 30)), { hours: office })).toEqual(['outside_hours'])
    expect(codes(wanted(at(17), at(18, 1)), { hours: office })).toEqual(['outside_hours'])
    expect(codes(wanted(at(11, 30), at(12, 1)), { hours: office })).toEqual(['break'])
    expect(codes(wanted(at(24 * 5 + 10), at(24 * 5 + 11)), { hours: office })).toEqual(['outside_hours'])
  })

  it('is either side of midnight: open through the night is fine, closed on one side is not', () => {
    const night = [{ ...office[0]!, closes_minute: 1440, break_start_minute: null, break_end_minute: null }, { ...office[1]!, opens_minute: 0, break_start_minute: null, break_end_minute: null }]
    expect(codes(wanted(at(23, 30), at(24, 30)), { hours: night })).toEqual([])
    expect(codes(wanted(at(23, 30), at(24)), { hours: [night[0]!] })).toEqual([])
    expect(codes(wanted(at(23, 30), at(24, 30)), { hours: [night[0]!] })).toEqual(['outside_hours'])
    const closedDays = [{ location_id: null, starts_on: '2026-11-24', ends_on: '2026-11-24', name: 'Bonifacio Day' }]
    expect(codes(wanted(at(23, 30), at(24, 30)), { hours: night, closedDays })).toEqual(['closed_day'])
    expect(codes(wanted(at(23, 30), at(24)), { hours: night, closedDays })).toEqual([])
  })

  it('is a closed day of this branch or of all, not of another', () => {
    const closed = (location_id: string | null) => ({ closedDays: [{ location_id, starts_on: '2026-11-20', ends_on: '2026-11-23', name: 'Repairs' }] })
    expect(codes(wanted(at(10), at(11)), closed('main'))).toEqual(['closed_day'])
    expect(codes(wanted(at(10), at(11)), closed(null))).toEqual(['closed_day'])
    expect(codes(wanted(at(10), at(11)), closed('other'))).toEqual([])
    expect(codes(wanted(at(34), at(35)), closed('main'))).toEqual([])
  })

  it('is a blockout of everybody, this chair or this dentist while it lasts, unless its kind is only shown', () => {
    const blockout = { locationId: null, operatoryId: null, dentistId: null, startsAt: at(10), endsAt: at(11), name: 'Staff meeting', isBlocking: true }
    const meets = (more: object, time = wanted(at(10, 30), at(11, 30))) => codes(time, { blockouts: [{ ...blockout, ...more }] })
    expect([meets({}), meets({ operatoryId: 'chair-1' }), meets({ dentistId: 'ana' }), meets({ locationId: 'main' })]).toEqual(Array.from({ length: 4 }, () => ['blockout']))
    expect([meets({ isBlocking: false }), meets({ operatoryId: 'chair-2' }), meets({ dentistId: 'ben' }), meets({ locationId: 'other' }), meets({}, wanted(at(11), at(12)))].flat()).toEqual([])
  })

  it('is a dentist off by the week or by the date; the date comes before the week', () => {
    const availability = [{ user_id: 'ana', location_id: 'main', weekday: 1, starts_minute: 780, ends_minute: 1020 }]
    const date = { user_id: 'ana', location_id: null, date: '2026-11-23', is_available: true, starts_minute: 540, ends_minute: 660, note: '' }
    expect(codes(wanted(at(10), at(11)), { availability })).toEqual(['dentist_off'])
    expect(codes(wanted(at(14), at(15)), { availability })).toEqual([])
    expect(codes(wanted(at(34), at(35)), { availability })).toEqual(['dentist_off'])
    expect(codes(wanted(at(10), at(11)), { availability, dentistDates: [date] })).toEqual([])
    expect(codes(wanted(at(14), at(15)), { availability, dentistDates: [date] })).toEqual(['dentist_off'])
    expect(codes(wanted(at(10), at(11)), { dentistDates: [date, { ...date, location_id: 'main', is_available: false, starts_minute: 0, ends_minute: 0 }] })).toEqual(['dentist_off'])
    expect(codes(wanted(at(10), at(11), { dentistId: 'ben' }), { availability })).toEqual([])
  })

  it('is told in a sentence that names the day or the blockout', () => {
    expect(bookingSentence({ code: 'closed_day', name: 'Rizal Day' })).toContain('Rizal Day')
    expect(bookingSentence({ code: 'blockout', name: 'Staff meeting' })).toContain('Staff meeting')
    expect(bookingSentence({ code: 'slot_taken', who: 'dentist' })).toBe('The dentist is already booked at that time.')
  })

  it('is what asking minute by minute finds, whatever the timetable and the book', () => {
    const anyBooked = fc.record({ chair: fc.nat(2), dentist: fc.nat(2), patient: fc.constantFrom('juan', 'maria'), start: fc.integer({ min: 0, max: 192 }), length: fc.integer({ min: 1, max: 12 }), status: fc.constantFrom('pending', 'confirmed', 'completed', 'cancelled', 'missed') })
    const scenario = fc.record({ rules: anyTimetable, book: fc.array(anyBooked, { maxLength: 8 }), chair: fc.constantFrom(...CHAIRS), dentist: fc.constantFrom(...DENTISTS), start: fc.integer({ min: 0, max: 192 }), length: fc.integer({ min: 1, max: 12 }) })
    fc.assert(fc.property(scenario, ({ rules, book, chair, dentist, start, length }) => {
      const time = wanted(at(0, start * 15), at(0, (start + length) * 15), { operatoryId: chair, dentistId: dentist })
      const others = book.map((row, index) => booked(at(0, row.start * 15), at(0, (row.start + row.length) * 15), { id: String(index), operatory_id: CHAIRS[row.chair] ?? null, dentist_id: DENTISTS[row.dentist] ?? null, patient_id: row.patient, status: row.status as Booked['status'] }))
      const busy = others.filter(({ status }) => status !== 'cancelled' && status !== 'missed').map((row) => ({ operatoryId: row.operatory_id, dentistId: row.dentist_id, patientId: row.patient_id, startsAt: row.starts_at, endsAt: row.ends_at }))
      const found = new Set(bookingProblems(time, rules, others).map((problem) => (problem.code === 'slot_taken' ? problem.who : problem.code)))
      const naive = naiveProblems(time, rules, busy)
      // Outside the hours there is no break to speak of.
      if (naive.has('outside_hours')) naive.delete('break')
      expect([...found].sort()).toEqual([...naive].sort())
    }), { numRuns: 150, seed: SEED })
  })
})
