import { describe, expect, it } from 'vitest'
import { isOddPostalCode, isOddPwdId, phoneProblem, seniorIdProblem } from './contact.ts'

describe('a phone number', () => {
  it.each(['', '0917 555 0101', '+63 917 555 0101', '0063-917-555-0101', '(02) 8555 0142', '8555-0142', '032 255 1234', '+63 32 255 1234', '+1 415 555 2671', '0917 555 0101 / 8555 0142'])('“%s” is as expected', (text) => {
    expect(phoneProblem(text)).toBeNull()
  })
  it.each([['0917 555 010', 'length'], ['0917 555 01011', 'length'], ['+63 917 555', 'length'], ['12345', 'length'], ['ask her son', 'letters'], ['0917 555 0101 / son', 'letters']])('“%s” is odd: %s', (text, problem) => {
    expect(phoneProblem(text)).toBe(problem)
  })
})

it('a ZIP code has four digits', () => {
  expect(['', '1103', ' 1103 ', '110', '11035', 'QC'].map(isOddPostalCode)).toEqual([false, false, false, true, true, true])
})

it('a senior citizen card belongs to somebody of sixty or more, to the day', () => {
  const today = '2026-11-20'
  expect(seniorIdProblem('', null, today)).toBeNull()
  expect(seniorIdProblem('QC-123456', '1966-11-20', today)).toBeNull()
  expect(seniorIdProblem('QC-123456', '1966-11-21', today)).toBe('too_young')
  expect(seniorIdProblem('QC-123456', null, today)).toBe('no_birth_date')
  expect(seniorIdProblem('yes', '1950-01-01', today)).toBe('no_digits')
})

it('a PWD card has two, four, three and seven digits', () => {
  expect(['', '13-7404-000-0001234', '1374040000001234', '13-7404-1234', 'see file'].map(isOddPwdId)).toEqual([false, false, false, true, true])
})
