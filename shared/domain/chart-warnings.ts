import { findingOf } from './findings.ts'
import type { Layer, ToothState } from './chart.ts'

/**
 * A sentence to show before a finding is charted that contradicts the picture of its tooth, or null. A
 * warning, not a refusal: the dentist sees the mouth and the program does not.
 */
export function warningFor(state: ToothState, finding: string, layer: Layer): string | null {
  const known = findingOf(finding)
  if (!known) return null
  if (known.scope === 'mouth') return `${known.label} is charted without a tooth.`
  if (finding === 'implant') return implantWarning(state, layer)
  if (state.present === 'missing' && !('needsNoTooth' in known) && known.presence !== 'present') return `Tooth ${state.tooth} is charted as missing.`
  if (state.present === 'unerupted' && known.group === 'restoration') return `Tooth ${state.tooth} is charted as unerupted.`
  return null
}

function implantWarning(state: ToothState, layer: Layer): string | null {
  if (state.present === 'implant' && layer !== 'planned') return `Tooth ${state.tooth} already has an implant.`
  if (state.present === 'missing' || state.present === 'implant') return null
  return `An implant needs a gap: tooth ${state.tooth} is not charted as missing.`
}
