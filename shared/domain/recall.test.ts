import { describe, expect, it } from 'vitest'
import { recallDue } from './recall.ts'

describe('the day a recall is due', () => {
  it.each([
    ['2026-01-15', 6, 0, '2026-07-15'],
    ['2026-08-31', 6, 0, '2027-02-28'],
    ['2027-08-31', 6, 0, '2028-02-29'],
    ['2026-12-20', 0, 10, '2026-12-30'],
    ['2026-01-31', 1, 1, '2026-03-01'],
    ['2024-02-29', 60, 0, '2029-02-28'],
  ])('after %s and %i months and %i days is %s', (last, interval_months, interval_days, due) => {
    expect(recallDue(last, { interval_months, interval_days })).toBe(due)
  })
})
