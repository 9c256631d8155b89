import { describe, expect, it } from 'vitest'
import { instantOf } from '../../../shared/domain/time.ts'
import { appointment, CHAIR_1, CHAIR_2, DATE, dayView, DR_CRUZ, DR_REYES, id, ZONE } from '../../testing/fixtures.ts'
import { clashOf, columnsOf, localSpan, placeAll, spotClash } from './place.ts'

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
    const columns = columnsOf(view, 'No chair')
    expect(placeAll(view, columns, { withCancelled: false })).toHaveLength(1)
    expect(placeAll(view, columns, { withCancelled: true })).toHaveLength(3)
  })

  it('shows what has no chair of today in a column of its own instead of losing it', () => {
    const view = dayView([appointment(1, 540, 30, { operatory_id: null }), appointment(2, 540, 30, { operatory_id: id('c', 77) })])
    const columns = columnsOf(view, 'No chair')
    expect(columns.map((column) => column.name)).toEqual(['Chair 1', 'Chair 2', 'No chair'])
    expect(placeAll(view, columns, { withCancelled: false }).map((one) => one.column)).toEqual([2, 2])
    expect(columnsOf(dayView(), 'No chair')).toHaveLength(2)
  })

  it('is where it was dropped until the new rows arrive', () => {
    const view = dayView([appointment(1, 540, 30)])
    const moved = new Map([[id('8', 1), { operatoryId: CHAIR_2, start: 600, minutes: 60 }]])
    const [placed] = placeAll(view, columnsOf(view, ''), { withCancelled: false, moved })
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

  it('is never a cancelled or missed visit, one booked over on purpose, or itself', () => {
    const free = [appointment(1, 600, 30, { status: 'cancelled' }), appointment(2, 600, 30, { status: 'missed' }), appointment(3, 600, 30, { allows_overlap: true })]
    expect(clashOf(free, wanted(600, 30, { operatoryId: CHAIR_1 }))).toBeNull()
    expect(spotClash(dayView([standing]), standing, { operatoryId: CHAIR_1, start: 615, minutes: 30 })).toBeNull()
  })
})
