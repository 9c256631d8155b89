import { findingOf } from '../../../shared/domain/findings.ts'
import type { Mark, ToothState } from '../../../shared/domain/chart.ts'
import type { Surface, Zone } from '../../../shared/domain/surfaces.ts'
import { SURFACE_ORDER, zoneOf } from '../../../shared/domain/surfaces.ts'
import type { EntryLayer } from './tools.ts'

export interface Paint {
  fill: string
  stroke: string
  /** Colour of letters on the fill; at least 4.5:1 against it. */
  ink: string
  dash?: string
}

/** Id of the SVG pattern that hatches planned work, so that it differs from conditions in grey too. */
export const HATCH = 'chart-planned-hatch'

const RED = '#b3261e'
const BLUE = '#1b4fb8'
const SLATE = '#48555a'

/** Colours by layer (domain §2.4): red is to be treated, blue is there or done. */
export const PAINTS: Readonly<Record<EntryLayer, Paint>> = {
  condition: { fill: '#ffdcd9', stroke: RED, ink: '#8c1d18' },
  planned: { fill: `url(#${HATCH})`, stroke: RED, ink: '#8c1d18', dash: '4 2' },
  existing: { fill: '#dce6fb', stroke: BLUE, ink: '#173f94' },
  completed: { fill: BLUE, stroke: '#123a8c', ink: '#ffffff' },
}
const NEUTRAL: Paint = { fill: '#edf1f2', stroke: SLATE, ink: '#303b3f' }

/** How a mark is painted. A state of the tooth, such as unerupted, is no disease and not red. */
export function paintOf(mark: Pick<Mark, 'layer' | 'finding'>): Paint {
  if (mark.layer === 'condition' && findingOf(mark.finding)?.group === 'state' && mark.finding !== 'watch') return NEUTRAL
  return PAINTS[mark.layer]
}

/** Letters of the PDA legend for a mark; our own where it has none. */
export function lettersOf(mark: Pick<Mark, 'finding'>): string {
  return findingOf(mark.finding)?.letters ?? '?'
}

/** In words: "caries", "planned crown", "existing amalgam filling". */
export function describe(mark: Pick<Mark, 'layer' | 'finding'>): string {
  const label = (findingOf(mark.finding)?.label ?? mark.finding).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
  return mark.layer === 'condition' ? label : `${mark.layer} ${label}`
}

/** What to paint in a zone. The cervical surface shares the facial zone; the later of the two is on top. */
export function markIn(state: ToothState, zone: Zone): { mark: Mark; surface: Surface } | null {
  const found = SURFACE_ORDER.filter((surface) => state.surfaces[surface] && zoneOf(state.tooth, surface) === zone)
  const surface = found.find((candidate) => candidate !== 'V') ?? found[0]
  const mark = surface && state.surfaces[surface]
  return surface && mark ? { mark, surface } : null
}

/** Whether the crown is gone, so that its surfaces are only drawn faintly. */
export function isCrownless(state: ToothState): boolean {
  return state.present === 'missing' || state.present === 'root' || state.present === 'unerupted'
}

/** Marks that are written as letters beside the tooth's number: the newest last, sound teeth without. */
export function letteredMarks(state: ToothState): Mark[] {
  return state.marks.filter((mark) => mark.finding !== 'sound' && lettersOf(mark) !== '')
}

/** The tooth in words, for its accessible name and the side panel. */
export function describeTooth(state: ToothState): string {
  return state.marks.map(describe).join(', ')
}
