import type { Zone } from '../../../shared/domain/surfaces.ts'

/** The five clickable zones of a tooth's box, in reading order. */
export const ZONES = ['top', 'left', 'centre', 'right', 'bottom'] as const satisfies readonly Zone[]

type Point = readonly [number, number]
const path = (points: readonly Point[]): string => `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z`
const round = (value: number): number => Math.round(value * 100) / 100

/** Inset of the centre from each side, as shares of the box: [across, down]. */
function insets(isAnterior: boolean): Point {
  // The incisal edge is a line on the tooth: a narrow strip, still thick enough to hit.
  return isAnterior ? [0.26, 0.4] : [0.3, 0.3]
}

/** Outline of a zone in a box of the given side, as SVG path data. */
export function zonePath(zone: Zone, side: number, isAnterior: boolean): string {
  const [across, down] = insets(isAnterior)
  const left = side * across
  const right = side - left
  const top = side * down
  const bottom = side - top
  switch (zone) {
    case 'top': return path([[0, 0], [side, 0], [right, top], [left, top]])
    case 'bottom': return path([[left, bottom], [right, bottom], [side, side], [0, side]])
    case 'left': return path([[0, 0], [left, top], [left, bottom], [0, side]])
    case 'right': return path([[side, 0], [side, side], [right, bottom], [right, top]])
    default: return path([[left, top], [right, top], [right, bottom], [left, bottom]])
  }
}

/** Middle of a zone, where its letter stands. */
export function zoneCentre(zone: Zone, side: number, isAnterior: boolean): { x: number; y: number } {
  const [across, down] = insets(isAnterior)
  const half = side / 2
  switch (zone) {
    case 'top': return { x: half, y: (side * down) / 2 }
    case 'bottom': return { x: half, y: side - (side * down) / 2 }
    case 'left': return { x: (side * across) / 2, y: half }
    case 'right': return { x: side - (side * across) / 2, y: half }
    default: return { x: half, y: half }
  }
}

/** The zone reached from another by an arrow key; null when the arrow leaves the box. */
export function zoneBeside(zone: Zone, direction: 'left' | 'right' | 'up' | 'down'): Zone | null {
  const outward = ({ left: 'left', right: 'right', up: 'top', down: 'bottom' } as const)[direction]
  const opposite = ({ left: 'right', right: 'left', up: 'bottom', down: 'top' } as const)[direction]
  if (zone === 'centre') return outward
  if (zone === outward) return null
  if (zone === opposite) return 'centre'
  return outward
}
