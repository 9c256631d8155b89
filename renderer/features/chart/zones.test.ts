import { describe, expect, it } from 'vitest'
import { zoneBeside, zoneCentre, zonePath, ZONES } from './zones.ts'

describe('the zones of a tooth box', () => {
  it('are five closed outlines whose letters stand inside the box', () => {
    for (const isAnterior of [true, false]) {
      for (const zone of ZONES) {
        expect(zonePath(zone, 50, isAnterior)).toMatch(/^M.*Z$/)
        const { x, y } = zoneCentre(zone, 50, isAnterior)
        expect(Math.min(x, y, 50 - x, 50 - y)).toBeGreaterThan(0)
      }
    }
  })

  it('give anterior teeth a narrow strip for the incisal edge', () => {
    const height = (isAnterior: boolean) => {
      const ys = [...zonePath('centre', 100, isAnterior).matchAll(/[\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]))
      return Math.max(...ys) - Math.min(...ys)
    }
    expect(height(true)).toBeLessThan(height(false))
  })

  it('are reached by arrows across the centre', () => {
    expect(zoneBeside('centre', 'up')).toBe('top')
    expect(zoneBeside('left', 'right')).toBe('centre')
    expect(zoneBeside('top', 'left')).toBe('left')
    expect(zoneBeside('right', 'right')).toBeNull()
  })
})
