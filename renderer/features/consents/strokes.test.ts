import { describe, expect, it } from 'vitest'
import { isSignature, MOST_COORDINATES } from '../../../shared/domain/consent.ts'
import { beginStroke, goOn, pathOf, pointIn } from './strokes.ts'

const PAD = { left: 100, top: 50, width: 300, height: 100 }

describe('drawing a signature', () => {
  it('lands in the units of its box however large the pad is, and ends at its edge', () => {
    expect(pointIn(PAD, 100, 50)).toEqual([0, 0])
    expect(pointIn(PAD, 250, 100)).toEqual([300, 100])
    expect(pointIn(PAD, 9999, -5)).toEqual([600, 0])
  })

  it('makes strokes that count as a signature', () => {
    let strokes = beginStroke([], pointIn(PAD, 120, 60))
    for (let x = 130; x < 300; x += 10) strokes = goOn(strokes, pointIn(PAD, x, 60 + (x % 30)))
    strokes = goOn(beginStroke(strokes, [10, 10]), [90, 40])
    expect(strokes).toHaveLength(2)
    expect(isSignature(strokes)).toBe(true)
  })

  it('leaves out points that lie on the last one, and everything that is too much to keep', () => {
    expect(goOn([[10, 10]], [11, 10])).toEqual([[10, 10]])
    expect(goOn([], [11, 10])).toEqual([])
    const full = [Array.from({ length: MOST_COORDINATES }, (_, at) => at % 200)]
    expect(goOn(full, [500, 100])).toBe(full)
    expect(beginStroke(full, [500, 100])).toBe(full)
  })

  it('is drawn as lines, a dot as well', () => {
    expect(pathOf([[1, 2, 3, 4, 5, 6], [7, 8]])).toBe('M1 2 L3 4 5 6 M7 8 L7 8')
    expect(pathOf([])).toBe('')
  })
})
