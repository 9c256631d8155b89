import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookingProblems, bookingSentence, decideBooking, isBlocking } from './booking-rules.ts'
import type { Booked, Override, Wanted } from './booking-rules.ts'
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
    fc.assert(fc.property(anyCase, (asked) => {
      const { time, others } = inWords(asked)
      const found = new Set(bookingProblems(time, asked.rules, others).map((problem) => (problem.code === 'slot_taken' ? problem.who : problem.code)))
      expect([...found].sort()).toEqual([...naively(asked)].sort())
    }), { numRuns: 150, seed: SEED })
  })
})

describe('what is booked against the rules', () => {
  const taken = [{ code: 'slot_taken', who: 'chair' } as const]
  const override = (more: Partial<Override> = {}): Override => ({ reason: 'In pain', doubleBooking: 'allow', isPermitted: true, ...more })

  it('needs a reason, the right and, over another appointment, the policy of the clinic; one of them missing refuses it', () => {
    expect(decideBooking(taken, override())).toEqual({ isBooked: true, overlaps: true, reason: 'In pain' })
    expect(decideBooking(taken, override({ doubleBooking: 'refuse' }))).toEqual({ isBooked: false, problem: taken[0], lacksRight: false })
    expect(decideBooking(taken, override({ reason: null }))).toEqual({ isBooked: false, problem: taken[0], lacksRight: false })
    expect(decideBooking(taken, override({ isPermitted: false }))).toEqual({ isBooked: false, problem: taken[0], lacksRight: true })
    expect(decideBooking([{ code: 'break' }], override({ doubleBooking: 'refuse' }))).toEqual({ isBooked: true, overlaps: false, reason: 'In pain' })
  })

  it('keeps no reason and overlaps nothing where nothing is in the way', () => {
    expect(decideBooking([], override())).toEqual({ isBooked: true, overlaps: false, reason: null })
  })

  it('is what somebody decides who asks minute by minute and then looks at the policy, the right and the reason', () => {
    const anyOverride = fc.record({ reason: fc.constantFrom(null, 'In pain'), doubleBooking: fc.constantFrom('refuse' as const, 'allow' as const), isPermitted: fc.boolean() })
    fc.assert(fc.property(anyCase, anyOverride, (asked, over) => {
      const { time, others } = inWords(asked)
      const decision = decideBooking(bookingProblems(time, asked.rules, others), over)
      const naive = naively(asked)
      const isOverlapping = ['chair', 'dentist', 'patient'].some((who) => naive.has(who))
      const isAllowed = naive.size === 0 || (over.reason !== null && over.isPermitted && (!isOverlapping || over.doubleBooking === 'allow'))
      const refusals = [...naive].map((word) => (['chair', 'dentist', 'patient'].includes(word) ? 'slot_taken' : word))
      expect(decision.isBooked ? { overlaps: decision.overlaps, reason: decision.reason } : refusals.includes(decision.problem.code)).toEqual(isAllowed ? { overlaps: isOverlapping, reason: naive.size === 0 ? null : over.reason } : true)
    }), { numRuns: 150, seed: SEED })
  })

  it('is never asked about appointments that only touch: one may end where the next begins, whatever the policy', () => {
    const length = fc.integer({ min: 1, max: 12 })
    fc.assert(fc.property(fc.integer({ min: 12, max: 180 }), length, length, length, (start, before, own, after) => {
      const spans = [[start - before, start], [start + own, start + own + after]] as const
      const around = spans.map(([from, to], index) => booked(at(0, from * 15), at(0, to * 15), { id: String(index) }))
      const problems = bookingProblems(wanted(at(0, start * 15), at(0, (start + own) * 15)), open, around)
      expect(decideBooking(problems, override({ reason: null, doubleBooking: 'refuse', isPermitted: false }))).toMatchObject({ isBooked: true, overlaps: false })
    }), { numRuns: 100, seed: SEED })
  })
})

const span = { start: fc.integer({ min: 0, max: 192 }), length: fc.integer({ min: 1, max: 12 }) }
const anyBooked = fc.record({
  ...span, chair: fc.nat(2), dentist: fc.nat(2), patient: fc.constantFrom('juan', 'maria'), status: fc.constantFrom('pending', 'confirmed', 'completed', 'cancelled', 'missed'),
  // As booked here, as double booked here, and as imported history.
  kind: fc.constantFrom({ allows_overlap: false, legacy_source: null }, { allows_overlap: true, legacy_source: null }, { allows_overlap: true, legacy_source: 'apexo' }),
})
/** A timetable, a book, and a time that somebody asks for. */
const anyCase = fc.record({ ...span, rules: anyTimetable, book: fc.array(anyBooked, { maxLength: 8 }), chair: fc.constantFrom(...CHAIRS), dentist: fc.constantFrom(...DENTISTS) })
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never

function inWords({ book, chair, dentist, start, length }: Case): { time: Wanted; others: Booked[] } {
  return {
    time: wanted(at(0, start * 15), at(0, (start + length) * 15), { operatoryId: chair, dentistId: dentist }),
    others: book.map((row, index) => booked(at(0, row.start * 15), at(0, (row.start + row.length) * 15), { id: String(index), operatory_id: CHAIRS[row.chair] ?? null, dentist_id: DENTISTS[row.dentist] ?? null, patient_id: row.patient, status: row.status as Booked['status'], ...row.kind })),
  }
}

/** The oracle's answer. */
function naively(asked: Case): Set<string> {
  const { time, others } = inWords(asked)
  const blocking = others.filter(({ status, legacy_source }) => status !== 'cancelled' && status !== 'missed' && legacy_source === null)
  const naive = naiveProblems(time, asked.rules, blocking.map((row) => ({ operatoryId: row.operatory_id, dentistId: row.dentist_id, patientId: row.patient_id, startsAt: row.starts_at, endsAt: row.ends_at })))
  // Outside the hours there is no break to speak of.
  if (naive.has('outside_hours')) naive.delete('break')
  return naive
}
