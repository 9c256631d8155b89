import { describe, expect, it } from 'vitest'
import { LOCATION, reference } from '../../testing/fixtures.ts'
import { fromClock, inputOf, problemOf, toClock, weekOf } from './hours.ts'

const monday = weekOf(reference().operatingHours, LOCATION)[0]!

describe('the opening hours', () => {
  it('show every weekday, those without a row as closed', () => {
    const week = weekOf([], LOCATION)
    expect(week).toHaveLength(7)
    expect(week.every((day) => !day.isOpen)).toBe(true)
    expect(monday).toMatchObject({ isOpen: true, opens: '09:00', closes: '18:00', breakStart: '12:00', breakEnd: '13:00' })
  })

  it('come back as the minutes they were made from, midnight at the end included', () => {
    for (const minute of [0, 1, 540, 1080, 1440]) expect(fromClock(toClock(minute))).toBe(minute)
    expect(fromClock('')).toBeNull()
  })

  it('say closed as opening and closing at the same minute', () => {
    expect(inputOf({ ...monday, isOpen: false })).toEqual({ weekday: 1, opens: 0, closes: 0, breakStart: null, breakEnd: null })
  })

  it('name the weekday that is wrong', () => {
    expect(problemOf(monday)).toBeNull()
    expect(problemOf({ ...monday, closes: '08:00' })).toContain('Monday')
    expect(problemOf({ ...monday, breakEnd: '' })).toContain('break')
    expect(problemOf({ ...monday, breakStart: '07:00' })).toContain('break')
    expect(problemOf({ ...monday, opens: '' })).toContain('needed')
    expect(problemOf({ ...monday, isOpen: false, opens: '' })).toBeNull()
  })
})
