import { isPrimary, isUpper } from '../../../shared/domain/teeth.ts'

/**
 * A simple drawing of a tooth from its facial side: crown below, roots above, as an upper tooth
 * stands. Lower teeth are the same drawing turned upside down.
 */
export interface Glyph {
  crown: string
  roots: string[]
  /** One line per root, where a root canal runs. */
  canals: string[]
  /** Apices of the roots, for what happens there. */
  apices: { x: number; y: number }[]
  width: number
}

interface Build {
  /** Width of the crown as a share of the column. */
  crown: number
  /** Apices across the crown, -1 left to 1 right. */
  roots: readonly number[]
  /** How long the roots are, of the length there is. */
  reach: number
  edge: 'flat' | 'pointed' | 'cusps'
}

/** Kind of tooth by its place in the quadrant (ISO 3950): primary 4 and 5 are molars. */
function buildOf(tooth: string): Build {
  const upper = isUpper(tooth)
  const position = Number(tooth.charAt(1))
  if (isPrimary(tooth) && position >= 4) return { crown: 0.66, roots: molarRoots(upper), reach: 0.8, edge: 'cusps' }
  if (position >= 6) return { crown: 0.76, roots: molarRoots(upper), reach: 0.86, edge: 'cusps' }
  if (position >= 4) return { crown: 0.56, roots: upper && position === 4 ? [-0.4, 0.4] : [0], reach: 0.92, edge: 'cusps' }
  if (position === 3) return { crown: 0.5, roots: [0], reach: 1, edge: 'pointed' }
  const central = position === 1
  if (upper) return { crown: central ? 0.56 : 0.46, roots: [0], reach: 0.88, edge: 'flat' }
  return { crown: central ? 0.38 : 0.42, roots: [0], reach: 0.84, edge: 'flat' }
}

const molarRoots = (upper: boolean): number[] => (upper ? [-0.75, 0, 0.75] : [-0.6, 0.6])
/** Where the crown begins, as a share of the height. */
export const NECK = 0.58

const r = (value: number): number => Math.round(value * 10) / 10

function crownPath(middle: number, half: number, neck: number, height: number, edge: Build['edge']): string {
  const waist = half * 0.76
  const start = `M${r(middle - waist)} ${r(neck)}C${r(middle - half)} ${r(neck + (height - neck) * 0.3)} ${r(middle - half)} ${r(height - 5)} ${r(middle - half * 0.86)} ${r(height - 2)}`
  const end = `C${r(middle + half)} ${r(height - 5)} ${r(middle + half)} ${r(neck + (height - neck) * 0.3)} ${r(middle + waist)} ${r(neck)}Q${r(middle)} ${r(neck + 3)} ${r(middle - waist)} ${r(neck)}Z`
  const right = `${r(middle + half * 0.86)} ${r(height - 2)}`
  if (edge === 'flat') return `${start}Q${r(middle)} ${r(height)} ${right}${end}`
  if (edge === 'pointed') return `${start}L${r(middle)} ${r(height)}L${right}${end}`
  return `${start}Q${r(middle - half * 0.5)} ${r(height + 1.5)} ${r(middle)} ${r(height - 3)}Q${r(middle + half * 0.5)} ${r(height + 1.5)} ${right}${end}`
}

function rootPath(apexX: number, apexY: number, baseX: number, half: number, neck: number): string {
  const length = neck - apexY
  const left = `M${r(baseX - half)} ${r(neck + 1)}C${r(baseX - half * 0.9)} ${r(neck - length * 0.4)} ${r(apexX - 3.4)} ${r(apexY + length * 0.3)} ${r(apexX - 1.8)} ${r(apexY + 1.8)}`
  return `${left}Q${r(apexX)} ${r(apexY - 1)} ${r(apexX + 1.8)} ${r(apexY + 1.8)}C${r(apexX + 3.4)} ${r(apexY + length * 0.3)} ${r(baseX + half * 0.9)} ${r(neck - length * 0.4)} ${r(baseX + half)} ${r(neck + 1)}Z`
}

/** The drawing of a tooth in a column of this width and height. */
export function glyphOf(tooth: string, width: number, height: number): Glyph {
  const build = buildOf(tooth)
  const middle = width / 2
  const half = (width * build.crown) / 2
  const neck = height * NECK
  const apexY = neck - neck * build.reach + 1.5
  // A single root is slimmer than its crown; several share the width of the neck.
  const reach = half * (build.roots.length === 1 ? 0.66 : 0.84)
  const share = reach / build.roots.length
  const places = build.roots.map((place, index) => ({
    apex: { x: middle + place * half * 0.72, y: apexY + (build.roots.length === 3 && index === 1 ? 3 : 0) },
    baseX: middle - reach + share * (2 * index + 1),
  }))
  return {
    crown: crownPath(middle, half, neck, height, build.edge),
    roots: places.map(({ apex, baseX }) => rootPath(apex.x, apex.y, baseX, share, neck)),
    canals: places.map(({ apex, baseX }) => `M${r(baseX)} ${r(neck + 4)}Q${r(baseX)} ${r(neck - 6)} ${r(apex.x)} ${r(apex.y + 2.5)}`),
    apices: places.map(({ apex }) => apex),
    width,
  }
}
