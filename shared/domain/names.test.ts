import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOf, fold, fullName, parseDateQuery } from './names.ts'

describe('a full name', () => {
  it('puts the family name first and the suffix last', () => {
    expect(fullName({ last_name: 'Dela Cruz', first_name: 'Maria', middle_name: 'Santos', suffix: 'Jr' })).toBe('Dela Cruz, Maria Santos Jr')
    expect(fullName({ last_name: 'Peña', first_name: 'José', middle_name: '', suffix: '' })).toBe('Peña, José')
  })

  it('has no loose comma or blank when a part is missing', () => {
    expect(fullName({ last_name: 'Madonna', first_name: ' ', middle_name: '', suffix: '' })).toBe('Madonna')
    expect(fullName({ last_name: '', first_name: 'Ana', middle_name: '', suffix: '' })).toBe('Ana')
  })
})

// Latin, its accents, Greek, Cyrillic and punctuation.
const anyLetter = fc.integer({ min: 0, max: 0x24ff }).map((code) => String.fromCodePoint(code))

describe('folding', () => {
  it.each([
    ['Muñoz', 'munoz'], ['MUN\u0303OZ', 'munoz'], ["O'Brien-Smith", 'o brien smith'], ['  De  la Cruz, Jr. ', 'de la cruz jr'], ['Łukasz Sørensen', 'lukasz sorensen'],
    ['Straße', 'strasse'], ['2nd 王', '2nd 王'], ['---', ''],
  ])('folds "%s" to "%s"', (text, folded) => expect(fold(text)).toBe(folded))

  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: anyLetter }), (text) => {
      expect(fold(fold(text))).toBe(fold(text))
    }))
  })
})

describe('phone digits', () => {
  it.each(['09171234567', '+63 917 123 4567', '639171234567', '(0917) 123-4567', '9171234567', '0063 917 1234567', '+63 (0)917 123 4567', '0917.123.4567'])('reads "%s" as one mobile number', (phone) => {
    expect(digitsOf(phone)).toBe('09171234567')
  })

  it('keeps landlines and foreign numbers apart', () => {
    expect(digitsOf('+63 2 8123 4567')).toBe('0281234567')
    expect(digitsOf('(02) 8123-4567')).toBe('0281234567')
    expect(digitsOf('+1 630 555 0100')).toBe('16305550100')
    expect(digitsOf('630-555-0100')).toBe('6305550100')
    expect(digitsOf('')).toBe('')
    expect(digitsOf('none')).toBe('')
  })

  it('lets every beginning of a number find the whole', () => {
    const whole = digitsOf('+63 917 123 4567')
    for (const typed of ['+639', '+63 917', '0917', '0917-123', '639171', '+63 917 123 456']) expect(whole).toContain(digitsOf(typed))
  })
})

describe('dates as people type them', () => {
  it.each([
    ['3/4/85', '1985-03-04'], ['1985-03-04', '1985-03-04'], ['mar 4 1985', '1985-03-04'], ['March 4, 1985', '1985-03-04'], ['4 mar 1985', '1985-03-04'],
    ['03.04.1985', '1985-03-04'], ['1985/3/4', '1985-03-04'], ['sept 1 2001', '2001-09-01'], ['4th march 1985', '1985-03-04'], ['2/29/24', '2024-02-29'], ['1/1/29', '2029-01-01'], ['1/1/30', '1930-01-01'],
    ['4-Mar-85', '1985-03-04'],
  ])('reads "%s" as %s', (text, date) => expect(parseDateQuery(text)).toBe(date))

  it('takes the day first when asked to', () => {
    expect(parseDateQuery('3/4/85', 'dmy')).toBe('1985-04-03')
    expect(parseDateQuery('31/12/1999', 'dmy')).toBe('1999-12-31')
    expect(parseDateQuery('1999-12-31', 'dmy')).toBe('1999-12-31')
  })

  it.each(['', '3/4', '13/13/1985', '2/30/85', '2/29/2023', 'foo 4 1985', 'maria cruz 3', '1985', '3/4/985', '3/4/85/1', '0917 123 4567', '1 2 3'])('refuses "%s"', (text) => {
    expect(parseDateQuery(text)).toBeNull()
  })
})
