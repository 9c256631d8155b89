import { describe, expect, it } from 'vitest'
import { instantOf } from '../../../shared/domain/time.ts'
import { appointment, CHAIR_1, CHAIR_2, DATE, dayView, DR_CRUZ, DR_REYES, id, ZONE } from '../../testing/fixtures.ts'
import { dayBoard, weekBoard, weekStart } from './board.ts'
import { clashOf, localSpan, placeAll, problemAt, slotAtSpot } from './place.ts'
import { shadesOf } from './shades.ts'

const words = { pause: 'Break', off: 'Off' }
const names = { noChair: 'No chair', noDentist: 'No dentist' }
const at = (start: number, minutes: number) => ({ startsAt: instantOf(DATE, start, ZONE), endsAt: instantOf(DATE, start + minutes, ZONE) })
const wanted = (start: number, minutes: number, patch: object = {}) => ({ id: null, operatoryId: CHAIR_2, dentistId: DR_CRUZ, patientId: id('7', 99), ...at(start, minutes), ...patch })

describe('the place of an appointment', () => {
  it('is by the clock of the clinic, not of this PC', () => {
    expect(localSpan(appointment(1, 570, 45), DATE, ZONE)).toEqual({ start: 570, minutes: 45 })
  })

  it('is cut at midnight when the visit runs over it', () => {
    expect(localSpan(appointment(1, 1410, 60), DATE, ZONE)).toEqual({ start: 1410, minutes: 30 })
  })

  it('hides cancelled and missed ones until they are asked for', () => {
    const view = dayView([appointment(1, 540, 30), appointment(2, 540, 30, { status: 'cancelled' }), appointment(3, 600, 30, { status: 'missed' })])
    const board = dayBoard(view, 'chairs', names)
    expect(placeAll(board, { withCancelled: false })).toHaveLength(1)
    expect(placeAll(board, { withCancelled: true })).toHaveLength(3)
  })

  it('shows what has no chair of today in a column of its own instead of losing it', () => {
    const view = dayView([appointment(1, 540, 30, { operatory_id: null }), appointment(2, 540, 30, { operatory_id: id('c', 77) })])
    const board = dayBoard(view, 'chairs', names)
    expect(board.columns.map((column) => column.name)).toEqual(['Chair 1', 'Chair 2', 'No chair'])
    expect(placeAll(board, { withCancelled: false }).map((one) => one.column)).toEqual([2, 2])
    expect(dayBoard(dayView(), 'chairs', names).columns).toHaveLength(2)
  })

  it('is where it was dropped until the new rows arrive', () => {
    const view = dayView([appointment(1, 540, 30)])
    const moved = new Map([[id('8', 1), { column: CHAIR_2, start: 600, minutes: 60 }]])
    const [placed] = placeAll(dayBoard(view, 'chairs', names), { withCancelled: false, moved })
    expect(placed).toMatchObject({ column: 1, start: 600, minutes: 60 })
  })
})

describe('what stands in the way of a booking', () => {
  const standing = appointment(1, 600, 30)
  it('is the chair, the dentist or the patient, in this order', () => {
    expect(clashOf([standing], wanted(600, 30, { operatoryId: CHAIR_1, dentistId: DR_REYES }))?.kind).toBe('chair')
    expect(clashOf([standing], wanted(600, 30, { dentistId: DR_REYES }))?.kind).toBe('dentist')
    expect(clashOf([standing], wanted(600, 30, { patientId: standing.patient_id }))?.kind).toBe('patient')
    expect(clashOf([standing], wanted(600, 30))).toBeNull()
  })

  it('is nothing when the two only touch', () => {
    expect(clashOf([standing], wanted(570, 30, { operatoryId: CHAIR_1 }))).toBeNull()
    expect(clashOf([standing], wanted(630, 30, { operatoryId: CHAIR_1 }))).toBeNull()
    expect(clashOf([standing], wanted(570, 31, { operatoryId: CHAIR_1 }))?.kind).toBe('chair')
  })

  it('is never a cancelled or missed visit, imported history that may overlap, or itself', () => {
    const free = [appointment(1, 600, 30, { status: 'cancelled' }), appointment(2, 600, 30, { status: 'missed' }), appointment(3, 600, 30, { allows_overlap: true, legacy_source: 'apexo' })]
    expect(clashOf(free, wanted(600, 30, { operatoryId: CHAIR_1 }))).toBeNull()
    const board = dayBoard(dayView([standing]), 'chairs', names)
    const slot = slotAtSpot(board, standing, { column: CHAIR_1, start: 615, minutes: 30 })!
    expect(problemAt(board.days[0]!, slot, { id: standing.id, patientId: standing.patient_id })).toBeNull()
  })

  it('is also the hours, by the rule that books', () => {
    const board = dayBoard(dayView([standing]), 'chairs', names)
    expect(problemAt(board.days[0]!, slotAtSpot(board, standing, { column: CHAIR_1, start: 1060, minutes: 30 })!, { id: null, patientId: null })).toEqual({ code: 'outside_hours' })
  })
})

describe('the columns', () => {
  it('by dentist keep the chair of what is moved, and by day both', () => {
    const visit = appointment(1, 540, 30)
    const byDentist = dayBoard(dayView([visit]), 'dentists', names)
    expect(placeAll(byDentist, { withCancelled: false })[0]).toMatchObject({ column: 1 })
    expect(slotAtSpot(byDentist, visit, { column: DR_CRUZ, start: 600, minutes: 30 })).toMatchObject({ operatoryId: CHAIR_1, dentistId: DR_CRUZ })
    const week = weekBoard([dayView([visit]), dayView([], { date: '2026-11-21' })], null, (date) => date)
    expect(slotAtSpot(week, visit, { column: '2026-11-21', start: 600, minutes: 30 })).toMatchObject({ operatoryId: CHAIR_1, dentistId: DR_REYES, startsAt: instantOf('2026-11-21', 600, ZONE) })
  })

  it('of a week leave out weekdays on which nobody works, and show one person’s alone when asked', () => {
    const days = [dayView([appointment(1, 540, 30), appointment(2, 540, 30, { dentist_id: DR_CRUZ })]), dayView([], { date: '2026-11-21', hours: null })]
    expect(weekBoard(days, null, (date) => date).columns.map((one) => one.name)).toEqual([DATE])
    expect(placeAll(weekBoard(days, { dentist: DR_CRUZ }, String), { withCancelled: false })).toHaveLength(1)
    expect(weekStart('2026-11-22')).toBe('2026-11-16')
  })

  it('show both ends of a visit that crosses midnight, each cut', () => {
    const visit = appointment(1, 1410, 60)
    const placed = placeAll(weekBoard([dayView([visit]), dayView([visit], { date: '2026-11-21' })], null, String), { withCancelled: false })
    expect(placed.map(({ start, minutes, isCut }) => [start, minutes, isCut])).toEqual([[0, 30, true], [1410, 30, true]])
  })

  it('are shaded by the break, a holiday, marked time and a dentist’s day off', () => {
    const chair = (view = dayView()) => shadesOf(dayBoard(view, 'chairs', names).columns[0]!, view, words).map(({ kind, from, to, label }) => [kind, from, to, label])
    expect(chair()).toEqual([['closed', 0, 540, ''], ['closed', 1080, 1440, ''], ['break', 720, 780, 'Break']])
    const { timetable } = dayView()
    expect(chair(dayView([], { timetable: { ...timetable, closedDays: [{ location_id: null, starts_on: DATE, ends_on: DATE, name: 'Fiesta' }] } }))).toEqual([['closed', 0, 1440, 'Fiesta']])
    const blockout = { id: id('1', 1), typeId: id('1', 2), name: 'Meeting', colour: '#868e96', isBlocking: true, note: 'all hands', locationId: null, operatoryId: CHAIR_1, dentistId: null, startsAt: instantOf(DATE, 600, ZONE), endsAt: instantOf(DATE, 660, ZONE) }
    expect(chair(dayView([], { timetable: { ...timetable, blockouts: [blockout] } }))[0]).toEqual(['blockout', 600, 660, 'Meeting: all hands'])
    const off = dayView([], { timetable: { ...timetable, dentistDates: [{ user_id: DR_CRUZ, location_id: null, date: DATE, is_available: false, starts_minute: 0, ends_minute: 0, note: '' }] } })
    expect(shadesOf(dayBoard(off, 'dentists', names).columns[0]!, off, words).at(-1)).toMatchObject({ kind: 'off', label: 'Off' })
  })

  it('shows what is marked for one dentist in the chairs of that dentist, with the name, and leaves the time free for others', () => {
    const meeting = { id: id('b', 1), typeId: id('b', 2), name: 'Staff meeting', colour: '#868e96', isBlocking: true, locationId: null, operatoryId: null, dentistId: DR_REYES, note: '', ...at(600, 60) }
    const marked = (appointments: Parameters<typeof dayView>[0]) => {
      const view = dayView(appointments, { timetable: { ...dayView().timetable, blockouts: [meeting] } })
      return dayBoard(view, 'chairs', names).columns.map((column) => shadesOf(column, view, words).filter(({ blockout }) => blockout).map(({ kind, label }) => `${kind} ${label}`))
    }
    const shown = ['shown Dr. Reyes: Staff meeting']
    expect(marked([])).toEqual([shown, shown])
    expect(marked([appointment(1, 540, 30, { operatory_id: CHAIR_2, dentist_id: DR_REYES })])).toEqual([[], shown])
    const view = dayView([], { timetable: { ...dayView().timetable, blockouts: [meeting] } })
    const byDentist = dayBoard(view, 'dentists', names).columns.map((column) => shadesOf(column, view, words).filter(({ blockout }) => blockout).map(({ kind, label }) => `${kind} ${label}`))
    expect(byDentist).toContainEqual(['blockout Staff meeting'])
    expect(byDentist.flat()).toHaveLength(1)
  })
})
