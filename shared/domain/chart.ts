/**
 * The picture of the mouth, replayed from the chart entries (domain §0.2, §2.3). The log is never
 * changed; the picture of an earlier day is the replay up to that day.
 */
import type { Row } from '../schema/index.ts'
import { findingOf, isFilling } from './findings.ts'
import type { Presence } from './findings.ts'
import { isSurface, surfacesOf, SURFACE_ORDER } from './surfaces.ts'
import type { Surface } from './surfaces.ts'
import { ALL_TEETH } from './teeth.ts'

export type ChartRow = Pick<
  Row<'chart_entries'>,
  'id' | 'created_at' | 'tooth' | 'surfaces' | 'layer' | 'finding' | 'effective_date' | 'voids_entry_id'
>
export type Layer = Row<'chart_entries'>['layer']

export interface Mark {
  finding: string
  layer: Layer
  entryId: string
}

/** A surface, or the whole tooth where none was named. */
export type Place = Surface | 'whole'

export interface ToothState {
  tooth: string
  present: Presence
  /** On the tooth as a whole, oldest first. A planned extraction among them is painted as an X. */
  marks: Mark[]
  /** What to paint on each surface: the latest entry. Empty where no crown stands. */
  surfaces: Partial<Record<Surface, Mark>>
  /** Where there is caries that nothing done so far has removed; a plan removes nothing. */
  decayed: Place[]
  /** Surfaces with a filling, also where later paint hides it. */
  filled: Place[]
}

/**
 * How each of the 52 teeth stands after the entries, or stood at the end of the day `asOf`. Entries that
 * were taken back do not count, on no day: they were never true.
 */
export function drawChart(entries: readonly ChartRow[], asOf?: string): Map<string, ToothState> {
  const chart = new Map<string, ToothState>(ALL_TEETH.map((tooth) => [tooth, emptyState(tooth)]))
  for (const entry of standing(entries, asOf)) {
    const state = entry.tooth === null ? undefined : chart.get(entry.tooth)
    if (state) chart.set(state.tooth, draw(state, entry))
  }
  return chart
}

/** A tooth of which nothing is charted. */
export function emptyState(tooth: string): ToothState {
  return { tooth, present: 'present', marks: [], surfaces: {}, decayed: [], filled: [] }
}

/** The entries that count, in the order in which they became true. */
export function standing<E extends ChartRow>(entries: readonly E[], asOf?: string): E[] {
  const voided = new Set(entries.map((entry) => entry.voids_entry_id))
  return entries
    .filter((entry) => entry.voids_entry_id === null && !voided.has(entry.id))
    .filter((entry) => asOf === undefined || entry.effective_date <= asOf)
    .toSorted((a, b) => compare(a.effective_date, b.effective_date) || compare(a.created_at, b.created_at) || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function draw(state: ToothState, entry: ChartRow): ToothState {
  const mark: Mark = { finding: entry.finding, layer: entry.layer, entryId: entry.id }
  if (mark.layer === 'planned') return paint(state, mark, lettersOf(entry))
  const presence = findingOf(mark.finding)?.presence
  if (mark.finding === 'implant') return drawImplant(state, mark)
  if (presence === 'present') return drawSound(state, mark, lettersOf(entry))
  if (presence) return leave(state, presence, mark)
  return track(paint(state, mark, lettersOf(entry)), mark, lettersOf(entry))
}

function lettersOf(entry: ChartRow): Surface[] {
  return entry.surfaces.split('').filter(isSurface)
}

/** Paints surfaces where they are named, the whole tooth where not; a surface that is not there takes no paint. */
function paint(state: ToothState, mark: Mark, letters: readonly Surface[]): ToothState {
  if (letters.length === 0) return { ...state, marks: withMark(state.marks, mark) }
  if (!hasCrown(state)) return state
  const surfaces = { ...state.surfaces }
  for (const letter of letters) surfaces[letter] = mark
  return { ...state, surfaces }
}

function hasCrown(state: ToothState): boolean {
  return state.present === 'present' || state.present === 'implant'
}

/** The newest mark of a finding stands for it, except that a plan leaves what is there; done work settles the plan. */
function withMark(marks: readonly Mark[], mark: Mark): Mark[] {
  const isSame = (other: Mark) => other.finding === mark.finding && (mark.layer !== 'planned' || other.layer === 'planned')
  return [...marks.filter((other) => !isSame(other)), mark]
}

/** Only a gap takes an implant; charted elsewhere it is shown as a mark and changes nothing (domain §2.3). */
function drawImplant(state: ToothState, mark: Mark): ToothState {
  if (state.present !== 'missing') return { ...state, marks: withMark(state.marks, mark) }
  return leave(state, 'implant', mark)
}

/** What is left of the tooth loses the paint and the marks of its crown; the log keeps them. */
function leave(state: ToothState, present: Presence, mark: Mark): ToothState {
  const stays = (other: Mark) => findingOf(other.finding)?.needsNoTooth === true
  return { ...state, present, surfaces: {}, decayed: [], filled: [], marks: withMark(state.marks.filter(stays), mark) }
}

/** A sound surface loses its paint; a sound or present tooth is back, without the conditions charted before. */
function drawSound(state: ToothState, mark: Mark, letters: readonly Surface[]): ToothState {
  if (letters.length > 0) return track(without(state, letters), mark, letters)
  const isCondition = (other: Mark | undefined) => other?.layer === 'condition'
  const cleared = mark.finding === 'sound' ? SURFACE_ORDER.filter((letter) => isCondition(state.surfaces[letter])) : []
  const marks = state.marks.filter((other) => findingOf(other.finding)?.presence === undefined && !(mark.finding === 'sound' && isCondition(other)))
  const decayed = mark.finding === 'sound' ? [] : state.decayed
  return { ...without(state, cleared), present: 'present', marks: [...marks, mark], decayed }
}

function without(state: ToothState, letters: readonly Surface[]): ToothState {
  const surfaces = { ...state.surfaces }
  for (const letter of letters) delete surfaces[letter]
  return { ...state, surfaces }
}

/** Keeps count of caries and fillings apart from the paint, for a plan or a sealant hides them and removes nothing. */
function track(state: ToothState, mark: Mark, letters: readonly Surface[]): ToothState {
  if (!hasCrown(state)) return state
  const places: readonly Place[] = letters.length > 0 ? letters : ['whole']
  if (mark.finding === 'caries') return { ...state, decayed: union(state.decayed, places) }
  if (mark.finding === 'crown') return { ...without(state, surfacesOf(state.tooth)), decayed: [], filled: [], marks: withoutCaries(state.marks) }
  if (mark.finding === 'sound') return { ...state, decayed: minus(state.decayed, letters), filled: minus(state.filled, letters) }
  return isFilling(mark.finding) ? fill(state, mark, places) : state
}

/** A filling made here was made for the decay it covers; an old one is the newer word only on the surfaces it names. */
function fill(state: ToothState, mark: Mark, places: readonly Place[]): ToothState {
  const filled = union(state.filled, places)
  const named = places.filter((place) => place !== 'whole')
  if (mark.layer !== 'completed') return { ...state, filled, decayed: minus(state.decayed, named) }
  const decayed = named.length === 0 ? [] : minus(state.decayed, [...named, 'whole'])
  return { ...state, filled, decayed, marks: withoutCaries(state.marks) }
}

function union(places: readonly Place[], more: readonly Place[]): Place[] {
  return [...new Set([...places, ...more])]
}

function minus(places: readonly Place[], fewer: readonly Place[]): Place[] {
  return places.filter((place) => !fewer.includes(place))
}

function withoutCaries(marks: readonly Mark[]): Mark[] {
  return marks.filter((mark) => mark.finding !== 'caries')
}
