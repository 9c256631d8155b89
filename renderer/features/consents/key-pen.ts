import { SIGNATURE_BOX } from '../../../shared/domain/consent.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { beginStroke, goOn } from './strokes.ts'

/** A pen led by keys: where its tip is, and whether it writes. */
export interface KeyPen {
  tip: readonly [number, number]
  isDown: boolean
}

/** At the left of the line, where people begin to sign. */
export const KEY_PEN: KeyPen = { tip: [80, 130], isDown: false }
const STEP = 20
const FINE_STEP = 5
/** The arrows; the four keys around them on the number pad go askew. */
const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1],
}

/**
 * What a key does to the pen: arrows lead it (with Shift in small steps), Space sets it down or lifts it. Gives
 * what it adds to the strokes; null for keys that are not the pen's.
 */
export function leadPen({ tip, isDown }: KeyPen, key: string, isFine: boolean): { pen: KeyPen; draw: (strokes: Strokes) => Strokes } | null {
  if (key === ' ') return { pen: { tip, isDown: !isDown }, draw: (drawn) => (isDown ? drawn : beginStroke(drawn, tip)) }
  const way = WAYS[key]
  if (!way) return null
  const step = isFine ? FINE_STEP : STEP
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value))
  const to = [clamp(tip[0] + way[0] * step, SIGNATURE_BOX.width), clamp(tip[1] + way[1] * step, SIGNATURE_BOX.height)] as const
  return { pen: { tip: to, isDown }, draw: (drawn) => (isDown ? goOn(drawn, to) : drawn) }
}
