import { describe, expect, it } from 'vitest'
import { fillTemplate, FRONT_DESK_DEFAULTS, suits, unknownVariables } from './front-desk.ts'
import { instantOf } from './time.ts'

describe('a text with variables', () => {
  it('says the values, and leaves a misspelt name where it can be seen', () => {
    expect(fillTemplate('Hello {patient}, {date} at {time}, {clinc}', { patient: 'Ana', date: 'Fri 20 Nov', time: '9:30 AM', clinic: 'Ngiti' })).toBe('Hello Ana, Fri 20 Nov at 9:30 AM, {clinc}')
    expect(unknownVariables('Hello {patient} {clinc} {Time}')).toEqual(['clinc', 'Time'])
  })

  it('takes a name with signs of patterns in it literally', () => {
    expect(fillTemplate('{patient}!', { patient: '$& {date} $1' })).toBe('$& {date} $1!')
  })

  it('comes without misspelt names', () => {
    for (const text of [FRONT_DESK_DEFAULTS.reminder_text, FRONT_DESK_DEFAULTS.recall_text, FRONT_DESK_DEFAULTS.asap_text]) expect(unknownVariables(text)).toEqual([])
  })
})

describe('a freed time', () => {
  const zone = 'Asia/Manila'
  // A Friday.
  const at = (minute: number, minutes = 30) => ({ startsAt: instantOf('2026-11-20', minute, zone), endsAt: instantOf('2026-11-20', minute + minutes, zone), dentistId: 'reyes' })
  const anybody = { duration_minutes: 30, dentist_id: null, weekdays: [] as number[], day_part: 'any' as const }

  it.each([
    ['as long as needed', {}, at(540), true],
    ['one minute too short', { duration_minutes: 31 }, at(540), false],
    ['with the only dentist wanted', { dentist_id: 'reyes' }, at(540), true],
    ['with another dentist', { dentist_id: 'cruz' }, at(540), false],
    ['on a day that suits', { weekdays: [1, 5] }, at(540), true],
    ['on a day that does not', { weekdays: [1, 6] }, at(540), false],
    ['a minute before noon, for mornings', { day_part: 'morning' as const }, at(719), true],
    ['at noon, for mornings', { day_part: 'morning' as const }, at(720), false],
    ['at noon, for afternoons', { day_part: 'afternoon' as const }, at(720), true],
    ['early in the clinic’s morning, though yesterday in UTC', { weekdays: [5] }, at(6 * 60), true],
  ])('%s', (_what, more, slot, fits) => {
    expect(suits({ ...anybody, ...more }, slot, zone)).toBe(fits)
  })
})
