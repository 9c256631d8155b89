import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paginate } from './paginate.ts'

describe('pages of rows', () => {
  it('hold as many rows as there is room for', () => {
    expect(paginate([10, 10, 10, 10, 10], { first: 25, other: 35 }, 5)).toEqual([[0, 1], [2, 3, 4]])
  })

  it('let the last row move with the totals that do not fit under it', () => {
    expect(paginate([10, 10, 10], { first: 30, other: 60 }, 5)).toEqual([[0, 1], [2]])
  })

  it('put the totals alone when there is nothing else', () => {
    expect(paginate([], { first: 30, other: 60 }, 5)).toEqual([[]])
    expect(paginate([], { first: 3, other: 60 }, 5)).toEqual([[], []])
  })

  it('never lose, split or reorder a row, never overflow, and never orphan the totals', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(heights, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 60, max: 120 }), fc.integer({ min: 0, max: 20 }), (rows, first, other, tail) => {
      const pages = paginate(rows, { first, other }, tail)
      expect(pages.flat()).toEqual(rows.map((_, index) => index))
      expect(pages.at(-1)).not.toEqual([])
      pages.forEach((page, number) => {
        const used = page.reduce((sum, index) => sum + (rows[index] ?? 0), 0) + (number === pages.length - 1 ? tail : 0)
        expect(used).toBeLessThanOrEqual(number === 0 ? first : other)
      })
    }))
  })
})
