import { en } from '../../text/index.ts'
import type { Grid } from './geometry.ts'
import type { Placed } from './place.ts'
import type { Shade } from './shades.ts'

const words = en.schedule

export type CellState = { kind: 'free' | Shade['kind']; label: string } | { kind: 'taken'; by: Placed }
export type StateOf = (column: number, minute: number) => CellState

const FREE: CellState = { kind: 'free', label: '' }

/** What each cell of the grid is, from the shades of its column and what is booked. */
export function cellStates(grid: Grid, shades: readonly (readonly Shade[])[], placed: readonly Placed[]): StateOf {
  const inColumn = Map.groupBy(placed.filter((one) => one.appointment.status !== 'cancelled' && one.appointment.status !== 'missed'), (one) => one.column)
  return (column, minute) => {
    const by = inColumn.get(column)?.find((one) => one.start < minute + grid.slot && one.start + one.minutes > minute)
    if (by) return { kind: 'taken', by }
    const shade = shades[column]?.find((one) => minute < one.to && minute + grid.slot > one.from)
    return shade ? { kind: shade.kind, label: shade.label } : FREE
  }
}

/** The state as it is read out behind column and time. */
export function stateWord(state: CellState): string {
  switch (state.kind) {
    case 'taken': return state.by.appointment.patientName
    case 'free': return words.free
    case 'shown': return `${words.free}, ${state.label}`
    case 'closed': return state.label ? words.closedFor(state.label) : words.closed.toLowerCase()
    default: return state.label.toLowerCase()
  }
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
