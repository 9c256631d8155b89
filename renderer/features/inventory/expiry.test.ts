import { describe, expect, it } from 'vitest'
import { expiryMark } from './expiry.ts'

describe('how close a lot is to its expiry', () => {
  it.each([
    ['2026-11-19', 'expired'],
    ['2026-11-20', 'within30'],
    ['2026-12-20', 'within30'],
    ['2026-12-21', 'within90'],
    ['2027-02-18', 'within90'],
    ['2027-02-19', 'later'],
  ])('calls %s, seen on 2026-11-20, %s', (expiresOn, mark) => {
    expect(expiryMark(expiresOn, '2026-11-20')).toBe(mark)
  })
})
