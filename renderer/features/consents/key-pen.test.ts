import { describe, expect, it } from 'vitest'
import { isSignature } from '../../../shared/domain/consent.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { KEY_PEN, leadPen } from './key-pen.ts'
import type { KeyPen } from './key-pen.ts'

function press(keys: readonly string[], from: { pen: KeyPen; strokes: Strokes } = { pen: KEY_PEN, strokes: [] }, isFine = false) {
  return keys.reduce(({ pen, strokes }, key) => {
    const led = leadPen(pen, key, isFine)
    return led ? { pen: led.pen, strokes: led.draw(strokes) } : { pen, strokes }
  }, from)
}

describe('a pen led by keys', () => {
  it('draws nothing while it is lifted', () => {
    expect(press(['ArrowRight', 'ArrowDown'])).toEqual({ pen: { tip: [100, 150], isDown: false }, strokes: [] })
  })

  it('draws a stroke from where it is set down to where it is lifted, and another where it is set down again', () => {
    const { strokes } = press([' ', 'ArrowRight', 'PageUp', ' ', 'ArrowRight', ' ', 'ArrowDown'])
    expect(strokes).toEqual([[80, 130, 100, 130, 120, 110], [140, 110, 140, 130]])
    expect(isSignature(strokes)).toBe(true)
  })

  it('goes in small steps with Shift, and no further than the edge of the box', () => {
    expect(press(['ArrowUp'], undefined, true).pen.tip).toEqual([80, 125])
    expect(press(Array<string>(40).fill('PageUp')).pen.tip).toEqual([600, 0])
    expect(press(Array<string>(40).fill('End')).pen.tip).toEqual([0, 200])
  })

  it('leaves other keys alone', () => {
    expect(['Tab', 'Enter', 'a', 'Escape'].map((key) => leadPen(KEY_PEN, key, false))).toEqual([null, null, null, null])
  })
})
