import { FINDINGS, isFinding } from '../../../shared/domain/findings.ts'
import type { FindingCode } from '../../../shared/domain/findings.ts'
import type { Row } from '../../../shared/schema/index.ts'

export type EntryLayer = Row<'chart_entries'>['layer']
/** Layers that are charted by hand; `completed` comes from completing a service. */
export const CHART_LAYERS = ['condition', 'existing', 'planned'] as const satisfies readonly EntryLayer[]
export type ChartLayer = (typeof CHART_LAYERS)[number]

/** What the next click does: nothing, chart a finding, or take the newest entry back. */
export type Tool = FindingCode | 'eraser' | null

/** Findings that are a button of their own; the others stand in the menu. */
export const QUICK_TOOLS: readonly FindingCode[] = ['caries', 'filling_amalgam', 'filling_composite', 'sealant', 'crown', 'root_canal', 'missing', 'extraction', 'implant']

/** The other findings of a tooth, in the order of the catalogue. */
export const OTHER_TOOLS: readonly FindingCode[] = Object.keys(FINDINGS).filter(isFinding)
  .filter((code) => FINDINGS[code].scope !== 'mouth' && !QUICK_TOOLS.includes(code))

/** Whether clicking one surface charts that surface; otherwise the whole tooth is charted. */
export function isSurfaceTool(code: FindingCode): boolean {
  return FINDINGS[code].scope === 'surface'
}
