import { en } from '../../text/index.ts'
import { closedSpans } from './geometry.ts'
import type { Grid, Hours } from './geometry.ts'
import type { Placed } from './place.ts'

const words = en.schedule

export type CellState = { kind: 'free' | 'closed' | 'break' } | { kind: 'taken'; by: Placed }
export type StateOf = (column: number, minute: number) => CellState

/** What each cell of the grid is, from the opening hours and what is booked. */
export function cellStates(grid: Grid, hours: Hours | null, placed: readonly Placed[]): StateOf {
  const spans = closedSpans(grid, hours)
  return (column, minute) => {
    const by = placed.find((one) => one.column === column && one.start < minute + grid.slot && one.start + one.minutes > minute && one.appointment.status !== 'cancelled' && one.appointment.status !== 'missed')
    if (by) return { kind: 'taken', by }
    const span = spans.find((one) => minute >= one.from && minute < one.to)
    return { kind: span?.kind ?? 'free' }
  }
}

/** The state as it is read out behind chair and time. */
export function stateWord(state: CellState): string {
  if (state.kind === 'taken') return state.by.appointment.patientName
  return state.kind === 'free' ? words.free : words[state.kind].toLowerCase()
}

/** The cursor brought back onto the grid, which may have changed under it. */
export function clampCursor(cursor: { column: number; minute: number } | null, rows: readonly number[], columns: number): { column: number; minute: number } {
  const minute = rows.includes(cursor?.minute ?? -1) ? cursor!.minute : (rows[0] ?? 0)
  return { column: Math.max(0, Math.min(cursor?.column ?? 0, columns - 1)), minute }
}

/** Where a key takes the cursor; null for keys that do not move it. */
export function nextCell(key: string, column: number, row: number, columns: number, rows: number, slot: number): { column: number; row: number } | null {
  const hour = Math.max(1, Math.round(60 / slot))
  const to = (nextColumn: number, nextRow: number) => ({ column: Math.max(0, Math.min(columns - 1, nextColumn)), row: Math.max(0, Math.min(rows - 1, nextRow)) })
  switch (key) {
    case 'ArrowUp': return to(column, row - 1)
    case 'ArrowDown': return to(column, row + 1)
    case 'ArrowLeft': return to(column - 1, row)
    case 'ArrowRight': return to(column + 1, row)
    case 'PageUp': return to(column, row - hour)
    case 'PageDown': return to(column, row + hour)
    case 'Home': return to(column, 0)
    case 'End': return to(column, rows - 1)
    default: return null
  }
}
