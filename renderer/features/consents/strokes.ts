import { MOST_COORDINATES, SIGNATURE_BOX } from '../../../shared/domain/consent.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'

/** Points nearer than this to the last one add nothing to see. */
const NEAR = 2
const MOST_STROKES = 200

/** A point of the pad in the units of a signature's box, which ends at the edge of the pad. */
export function pointIn(box: { left: number; top: number; width: number; height: number }, x: number, y: number): [number, number] {
  const clamp = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)))
  return [
    clamp(((x - box.left) / (box.width || 1)) * SIGNATURE_BOX.width, SIGNATURE_BOX.width),
    clamp(((y - box.top) / (box.height || 1)) * SIGNATURE_BOX.height, SIGNATURE_BOX.height),
  ]
}

/** Begins a stroke; a signature that has become too long to keep stays as it is. */
export function beginStroke(strokes: Strokes, [x, y]: readonly [number, number]): Strokes {
  return strokes.length >= MOST_STROKES || countOf(strokes) + 2 > MOST_COORDINATES ? strokes : [...strokes, [x, y]]
}

/** Leads the last stroke on. */
export function goOn(strokes: Strokes, [x, y]: readonly [number, number]): Strokes {
  const last = strokes.at(-1)
  if (!last || countOf(strokes) + 2 > MOST_COORDINATES) return strokes
  const isNear = Math.hypot(x - last.at(-2)!, y - last.at(-1)!) < NEAR
  return isNear ? strokes : [...strokes.slice(0, -1), [...last, x, y]]
}

/** What SVG draws: a dot is a line of no length with a round end. */
export function pathOf(strokes: Strokes): string {
  return strokes.map((stroke) => {
    const points: string[] = []
    for (let at = 0; at + 1 < stroke.length; at += 2) points.push(`${stroke[at]} ${stroke[at + 1]}`)
    return `M${points[0]} L${points.slice(1).join(' ') || points[0]}`
  }).join(' ')
}

function countOf(strokes: Strokes): number {
  return strokes.reduce((sum, stroke) => sum + stroke.length, 0)
}
