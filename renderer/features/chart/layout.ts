import { PERMANENT_TEETH, PRIMARY_TEETH } from '../../../shared/domain/teeth.ts'

/**
 * Where every tooth stands on the chart, as seen facing the patient: the patient's right is on the
 * left of the screen (ISO 3950). Lengths are units of the SVG's own coordinate system.
 */
export const COLUMN = 62
export const BOX = 52
export const PRIMARY_BOX = 42
/** Between the two halves of the mouth. */
export const MIDLINE_GAP = 18
export const CHART_WIDTH = 16 * COLUMN + MIDLINE_GAP

const half = PERMANENT_TEETH.length / 2
const primaryHalf = PRIMARY_TEETH.length / 2

/** The four rows from the top of the screen down; each from the left of the screen to the right. */
export const ROWS: readonly (readonly string[])[] = [
  PERMANENT_TEETH.slice(0, half),
  PRIMARY_TEETH.slice(0, primaryHalf),
  PRIMARY_TEETH.slice(primaryHalf),
  PERMANENT_TEETH.slice(half),
]

export interface Place {
  tooth: string
  /** Left edge and width of the tooth's column. */
  x: number
  /** Top edge of the tooth's cell. */
  y: number
  width: number
  height: number
  isUpper: boolean
  isPrimary: boolean
  box: number
}

/** Number and, on a line of their own, the letters of what is charted on the whole tooth. */
const NUMBER = 26
const GLYPH = 48
const PRIMARY_GLYPH = 34
const PAD = 4
const ROW_GAP = 6
const PERMANENT_HEIGHT = NUMBER + GLYPH + BOX + PAD
const PRIMARY_HEIGHT = NUMBER + PRIMARY_GLYPH + PRIMARY_BOX + PAD

/** Heights of the parts of a tooth's cell. */
export const PARTS = { number: NUMBER, glyph: GLYPH, primaryGlyph: PRIMARY_GLYPH, pad: PAD } as const

const ROW_TOPS = [
  0,
  PERMANENT_HEIGHT + ROW_GAP,
  PERMANENT_HEIGHT + PRIMARY_HEIGHT + 2 * ROW_GAP + 6,
  PERMANENT_HEIGHT + 2 * PRIMARY_HEIGHT + 3 * ROW_GAP + 6,
] as const
export const CHART_HEIGHT = ROW_TOPS[3] + PERMANENT_HEIGHT

function placeIn(row: number, index: number, tooth: string): Place {
  const isPrimary = row === 1 || row === 2
  // A primary tooth stands in the column of its successor, three columns in from the edge.
  const column = isPrimary ? index + 3 : index
  return {
    tooth,
    x: column * COLUMN + (column >= 8 ? MIDLINE_GAP : 0),
    y: ROW_TOPS[row] ?? 0,
    width: COLUMN,
    height: isPrimary ? PRIMARY_HEIGHT : PERMANENT_HEIGHT,
    isUpper: row < 2,
    isPrimary,
    box: isPrimary ? PRIMARY_BOX : BOX,
  }
}

/** The place of every tooth, in the order of the screen. */
export const PLACES: readonly Place[] = ROWS.flatMap((teeth, row) => teeth.map((tooth, index) => placeIn(row, index, tooth)))

const byTooth = new Map(PLACES.map((place) => [place.tooth, place]))

export function placeOf(tooth: string): Place | undefined {
  return byTooth.get(tooth)
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The tooth next to this one on the screen; itself at the edge of the chart. */
export function neighbour(tooth: string, direction: Direction): string {
  const row = ROWS.findIndex((teeth) => teeth.includes(tooth))
  const here = byTooth.get(tooth)
  if (!here || row < 0) return tooth
  if (direction === 'left' || direction === 'right') {
    const teeth = ROWS[row] ?? []
    return teeth[teeth.indexOf(tooth) + (direction === 'left' ? -1 : 1)] ?? tooth
  }
  const next = row + (direction === 'up' ? -1 : 1)
  const below = PLACES.filter((place) => ROWS[next]?.includes(place.tooth))
  return below.toSorted((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0]?.tooth ?? tooth
}
