/** Decayed, missing and filled teeth, after the WHO Oral Health Surveys, 5th edition (domain §2.6). */
import type { ToothState } from './chart.ts'
import { isPrimary, isThirdMolar } from './teeth.ts'

export interface Dmft {
  /** Permanent teeth. */
  D: number
  M: number
  F: number
  DMFT: number
  /** Primary teeth. */
  d: number
  m: number
  f: number
  dmft: number
  /** How many permanent teeth were looked at: 28 leaves the third molars out. Printed with the result. */
  base: 28 | 32
}

/** From this age on, every missing permanent tooth counts, whatever the cause. */
const AGE_ALL_MISSING_COUNT = 30

const PRIMARY_LETTER = { D: 'd', M: 'm', F: 'f' } as const

/**
 * Counts the teeth of a chart for a person of that age in whole years. Decay counts before fillings;
 * abutments, veneers, implants, sealants and unerupted teeth do not count; a retained root is decayed.
 */
export function dmft(chart: ReadonlyMap<string, ToothState>, age: number, base: 28 | 32): Dmft {
  const counts = { D: 0, M: 0, F: 0, d: 0, m: 0, f: 0 }
  for (const state of chart.values()) {
    if (base === 28 && isThirdMolar(state.tooth)) continue
    const status = statusOf(state, age)
    if (!status) continue
    counts[isPrimary(state.tooth) ? PRIMARY_LETTER[status] : status] += 1
  }
  return { ...counts, DMFT: counts.D + counts.M + counts.F, dmft: counts.d + counts.m + counts.f, base }
}

function statusOf(state: ToothState, age: number): 'D' | 'M' | 'F' | null {
  if (state.present === 'missing') return countsAsMissing(state, age) ? 'M' : null
  if (state.present === 'root') return 'D'
  if (state.present !== 'present') return null
  if (state.decayed.length > 0) return 'D'
  if (has(state, 'bridge_abutment') || has(state, 'veneer')) return null
  return state.filled.length > 0 || has(state, 'crown') ? 'F' : null
}

function countsAsMissing(state: ToothState, age: number): boolean {
  if (!isPrimary(state.tooth) && age >= AGE_ALL_MISSING_COUNT) return true
  return has(state, 'missing') || has(state, 'extraction')
}

/** Whether the tooth as a whole bears the finding; plans are not there yet. */
function has(state: ToothState, finding: string): boolean {
  return state.marks.some((mark) => mark.layer !== 'planned' && mark.finding === finding)
}
