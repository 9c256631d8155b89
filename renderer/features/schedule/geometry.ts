/** Where things are on the grid: minutes after midnight down, columns across. Pure arithmetic. */

export interface Grid {
  /** First and last minute shown; whole slots. */
  from: number
  to: number
  slot: number
  /** Height of one slot in pixels. */
  row: number
}

/** A place on the grid: a column by its key, a start in minutes after midnight and a length in minutes. */
export interface Spot {
  column: string
  start: number
  minutes: number
}

export interface Hours {
  opens: number
  closes: number
  breakStart: number | null
  breakEnd: number | null
}

interface Interval {
  start: number
  minutes: number
}

const DEFAULT_FROM = 8 * 60
const DEFAULT_TO = 18 * 60
const DAY_END = 24 * 60
const TALLEST_ROW = 40
export const LONGEST_MINUTES = 600

/** A row is never lower than this, in pixels: text must stay readable when the window is small. */
export function lowestRow(slot: number): number {
  if (slot >= 30) return 24
  // Ten hours must fit on the smallest usual screen; blocks of half an hour then still hold their name.
  return slot >= 15 ? 15 : slot
}

/** The grid of one or more days: their opening hours, widened to whole hours and to whatever is booked outside them. */
export function gridOf(hours: readonly Hours[], booked: readonly Interval[], slot: number, height: number): Grid {
  const starts = booked.map((one) => one.start)
  const ends = booked.map((one) => one.start + one.minutes)
  const from = Math.max(0, floorTo(Math.min(...(hours.length > 0 ? hours.map((one) => one.opens) : [DEFAULT_FROM]), ...starts), 60))
  const to = Math.min(DAY_END, ceilTo(Math.max(...(hours.length > 0 ? hours.map((one) => one.closes) : [DEFAULT_TO]), ...ends), 60))
  const rows = (to - from) / slot
  const fitting = Math.floor(height / rows)
  return { from, to, slot, row: Math.min(TALLEST_ROW, Math.max(lowestRow(slot), fitting)) }
}

const LINE_PX = 15
const EDGES_PX = 4

/** How many lines of text a block of this height in pixels holds, and whether they must stand close. */
export function linesOf(height: number): { lines: number; tight: boolean } {
  const lines = height < 30 ? 1 : height < 44 ? 2 : height < 62 ? 3 : 4
  return { lines, tight: height < lines * LINE_PX + EDGES_PX }
}

/** The starts of the rows, in minutes after midnight. */
export function rowsOf(grid: Grid): number[] {
  return Array.from({ length: Math.round((grid.to - grid.from) / grid.slot) }, (_, index) => grid.from + index * grid.slot)
}

/** Pixels from the top of the grid to a minute. */
export function topOf(grid: Grid, minute: number): number {
  return ((minute - grid.from) / grid.slot) * grid.row
}

/** Height in pixels of so many minutes. */
export function heightOf(grid: Grid, minutes: number): number {
  return (minutes / grid.slot) * grid.row
}

/** The slot that a distance from the top lies in; kept inside the grid. */
export function slotAt(grid: Grid, y: number): number {
  const minute = grid.from + Math.floor(y / grid.row) * grid.slot
  return clamp(minute, grid.from, grid.to - grid.slot)
}

/** The column that a distance from the left lies in; kept inside the grid. */
export function columnAt(x: number, columnWidth: number, columns: number): number {
  return clamp(Math.floor(x / columnWidth), 0, columns - 1)
}

/**
 * The start of an appointment whose upper edge is dragged to `y`: the nearest slot, and so that its end
 * stays on the grid.
 */
export function startFor(grid: Grid, y: number, minutes: number): number {
  const nearest = grid.from + Math.round(y / grid.row) * grid.slot
  return clamp(nearest, grid.from, Math.max(grid.from, grid.to - minutes))
}

/** The length of an appointment whose lower edge is dragged to `y`: whole slots, at least one. */
export function minutesFor(grid: Grid, start: number, y: number): number {
  const end = grid.from + Math.round(y / grid.row) * grid.slot
  return clamp(end - start, grid.slot, Math.min(LONGEST_MINUTES, grid.to - start))
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'longer' | 'shorter'

/** The spot one key press further: by slot, by column or in length; at the edge it stays. */
export function stepSpot(grid: Grid, columns: readonly string[], spot: Spot, step: Step): Spot {
  const column = columns.indexOf(spot.column)
  switch (step) {
    case 'up': return { ...spot, start: clamp(spot.start - grid.slot, grid.from, grid.to - spot.minutes) }
    case 'down': return { ...spot, start: clamp(spot.start + grid.slot, grid.from, grid.to - spot.minutes) }
    case 'left': return { ...spot, column: columns[Math.max(0, column - 1)] ?? spot.column }
    case 'right': return { ...spot, column: columns[Math.min(columns.length - 1, column + 1)] ?? spot.column }
    case 'longer': return { ...spot, minutes: clamp(spot.minutes + grid.slot, grid.slot, Math.min(LONGEST_MINUTES, grid.to - spot.start)) }
    case 'shorter': return { ...spot, minutes: Math.max(grid.slot, spot.minutes - grid.slot) }
  }
}

/** Side-by-side places for what overlaps in one column: the lane of each and how many lanes its group has. */
export function lanesOf(intervals: readonly Interval[]): { lane: number; lanes: number }[] {
  const order = intervals.map((_, index) => index).toSorted((a, b) => intervals[a]!.start - intervals[b]!.start || a - b)
  const result = intervals.map(() => ({ lane: 0, lanes: 1 }))
  let group: number[] = []
  let laneEnds: number[] = []
  const finish = () => {
    for (const index of group) result[index]!.lanes = laneEnds.length
    group = []
    laneEnds = []
  }
  for (const index of order) {
    const { start, minutes } = intervals[index]!
    if (laneEnds.every((end) => end <= start)) finish()
    const free = laneEnds.findIndex((end) => end <= start)
    const lane = free === -1 ? laneEnds.length : free
    laneEnds[lane] = start + minutes
    result[index]!.lane = lane
    group.push(index)
  }
  finish()
  return result
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step
}
function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
