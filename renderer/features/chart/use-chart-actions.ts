import { warningFor } from '../../../shared/domain/chart-warnings.ts'
import { emptyState } from '../../../shared/domain/chart.ts'
import type { ToothState } from '../../../shared/domain/chart.ts'
import { findingOf } from '../../../shared/domain/findings.ts'
import { isSurface, surfaceName, tidySurfaces } from '../../../shared/domain/surfaces.ts'
import type { Surface } from '../../../shared/domain/surfaces.ts'
import type { ChartEntry } from '../../../shared/protocol/views.ts'
import { chart as words } from '../../text/en/chart.ts'
import { usualLayer } from './command.ts'
import type { ChartCommand } from './command.ts'
import { findingName, placeName } from './History.tsx'
import { isSurfaceTool } from './tools.ts'
import type { ChartLayer, Tool } from './tools.ts'
import { useStable } from './use-stable.ts'
import { needsSurfaces } from './vocabulary.ts'
import { newestOn } from './use-charting.ts'
import type { Charting, NewMark } from './use-charting.ts'

export interface ActionContext {
  charting: Charting
  teeth: ReadonlyMap<string, ToothState>
  tool: Tool
  layer: ChartLayer
  /** False while an earlier day is shown or for who may not chart. */
  canChart: boolean
  note: string
  /** One line that tells what happened or why nothing did. */
  onNotice: (notice: string) => void
  onCharted: () => void
}

export interface ChartActions {
  onSurface: (tooth: string, surface: Surface) => void
  onTooth: (tooth: string) => void
  onCommand: (command: ChartCommand) => void
  onTakeBack: (entry: ChartEntry) => void
  onUndo: () => void
}

const sentence = (entry: Pick<ChartEntry, 'tooth' | 'surfaces' | 'finding' | 'serviceName'>) => `${placeName(entry)} ${findingName(entry)}`

/** What clicks, keys and commands do to the chart. The functions stay the same, so that no tooth is drawn again for them. */
export function useChartActions(context: ActionContext): ChartActions {
  return {
    onSurface: useStable((tooth: string, surface: Surface) => clickSurface(context, tooth, surface)),
    onTooth: useStable((tooth: string) => clickTooth(context, tooth)),
    onCommand: useStable((command: ChartCommand) => runCommand(context, command)),
    onTakeBack: useStable((entry: ChartEntry) => takeBack(context, entry)),
    onUndo: useStable(() => undo(context)),
  }
}

function clickSurface(context: ActionContext, tooth: string, surface: Surface): void {
  const { tool } = context
  if (tool === null || !context.canChart) return
  if (tool === 'eraser') erase(context, tooth, surface)
  else chart(context, { tooth, surfaces: isSurfaceTool(tool) ? surface : '', finding: tool, layer: usualLayer(tool, context.layer) })
}

function clickTooth(context: ActionContext, tooth: string): void {
  const { tool } = context
  if (tool === null || !context.canChart) return
  if (tool === 'eraser') erase(context, tooth, null)
  else if (needsSurfaces(tool)) context.onNotice(words.clickSurface(findingOf(tool)?.label ?? tool))
  else chart(context, { tooth, surfaces: '', finding: tool, layer: usualLayer(tool, context.layer) })
}

function chart(context: ActionContext, mark: NewMark): void {
  const state = context.teeth.get(mark.tooth) ?? emptyState(mark.tooth)
  if (isThere(state, mark)) {
    const where = mark.surfaces ? words.surfaceState(mark.tooth, namesOf(mark.tooth, mark.surfaces), '') : words.tooth(mark.tooth)
    context.onNotice(words.already(where, findingOf(mark.finding)?.label ?? mark.finding))
    return
  }
  const warning = warningFor(state, mark.finding, mark.layer)
  const entry = context.charting.record({ ...mark, note: context.note })
  context.onCharted()
  context.onNotice([words.recorded(sentence(entry)), warning].filter(Boolean).join('. '))
}

/** Clicking twice must not chart twice. */
function isThere(state: ToothState, mark: NewMark): boolean {
  const same = (other: { finding: string; layer: string } | undefined) => other?.finding === mark.finding && other.layer === mark.layer
  if (mark.surfaces === '') return state.marks.some(same)
  return mark.surfaces.split('').filter(isSurface).every((letter) => same(state.surfaces[letter]))
}

function namesOf(tooth: string, surfaces: string): string {
  const tidied = tidySurfaces(tooth, surfaces)
  return tidied.ok ? tidied.surfaces.split('').filter(isSurface).map(surfaceName).join(', ') : surfaces
}

function runCommand(context: ActionContext, { marks, finding, layer, hints }: ChartCommand): void {
  if (!context.canChart) return
  for (const { tooth, surfaces } of marks) chart(context, { tooth, surfaces, finding, layer })
  if (hints.length > 0) context.onNotice(hints.join(' '))
}

function erase(context: ActionContext, tooth: string, surface: string | null): void {
  const entry = newestOn(context.charting.entries, tooth, surface)
  if (entry) takeBack(context, entry)
  else context.onNotice(words.nothingToErase)
}

function takeBack(context: ActionContext, entry: ChartEntry): void {
  if (entry.layer === 'completed' && entry.service_id !== null) {
    context.onNotice(words.chargedEntry)
    return
  }
  context.charting.takeBack(entry)
  context.onNotice(words.undone(sentence(entry)))
}

function undo(context: ActionContext): void {
  const step = context.canChart ? context.charting.undo() : null
  if (!step) context.onNotice(words.nothingToUndo)
  else context.onNotice(step.done === 'charted' ? words.undone(sentence(step.entry)) : words.recorded(sentence(step.entry)))
}
