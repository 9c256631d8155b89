import { describe, expect, it } from 'vitest'
import { daysLater, instantOf } from '../../../../shared/domain/time.ts'
import type { BlockoutView } from '../../../../shared/protocol/views.ts'
import { laterWeeks, weeksUntil } from './repeat.ts'

const ZONE = 'Asia/Manila'
const mark = (date: string, more: Partial<BlockoutView> = {}): BlockoutView => ({
  id: `${date}${JSON.stringify(more)}`, typeId: 'meeting', name: 'Meeting', colour: '#868e96', isBlocking: true, locationId: null, operatoryId: null, dentistId: null,
  startsAt: instantOf(date, 540, ZONE), endsAt: instantOf(date, 600, ZONE), note: '', ...more,
})

describe('a mark that comes back every week', () => {
  it('stands in every week up to the last day, that day included', () => {
    expect([weeksUntil('2026-11-20', '2026-11-20'), weeksUntil('2026-11-20', '2026-11-26'), weeksUntil('2026-11-20', '2026-11-27'), weeksUntil('2026-11-20', '2027-11-19')]).toEqual([1, 1, 2, 53])
  })

  it('cannot end before it begins, nor go on for more than a year', () => {
    expect([weeksUntil('2026-11-20', '2026-11-19'), weeksUntil('2026-11-20', '2027-11-26'), weeksUntil('2026-11-20', 'soon')]).toEqual([null, null, null])
  })

  it('is known again in later weeks by kind, place, person and time', () => {
    const first = mark('2026-11-20')
    const later = [mark('2026-11-27'), mark('2026-12-11')]
    const others = [first, mark('2026-11-13'), mark('2026-11-28'), mark('2026-11-27', { dentistId: 'ana' }), mark('2026-12-04', { note: 'Inventory' }), mark('2026-12-04', { endsAt: instantOf('2026-12-04', 660, ZONE) })]
    expect(laterWeeks(first, [...others, ...later], ZONE)).toEqual(later)
  })

  it('keeps its time on the clock where summer time ends in between', () => {
    expect(daysLater('2026-10-23T07:00:00.000Z', 7, 'Europe/Berlin')).toBe('2026-10-30T08:00:00.000Z')
    expect(daysLater('2026-11-20T01:00:00.000Z', 0, ZONE)).toBe('2026-11-20T01:00:00.000Z')
  })
})
