import type { KeyboardEvent } from 'react'
import { nextCell } from './cells.ts'
import { useScheduleActions } from './actions.ts'
import { focusCell, useDay } from './day-store.ts'
import { rowsOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import type { Placed } from './place.ts'
import { actionsFor } from './status.ts'
import type { Action } from './status.ts'

const STEP_KEYS: Readonly<Record<string, Exclude<Action, 'move' | 'cancel'>>> = { k: 'confirm', a: 'arrived', s: 'in_chair', e: 'done' }

/** Keys on an appointment: the steps of its visit by a letter, Delete to cancel it, and the arrows back to the times around it. */
export function useBlockKeys(grid: Grid, columnCount: number) {
  const actions = useScheduleActions()
  return (event: KeyboardEvent, placed: Placed, canChange: boolean) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const beyond = cellBeyond(event.key, placed, grid, columnCount)
    const { appointment } = placed
    const possible = actionsFor(appointment)
    const step = STEP_KEYS[event.key.toLowerCase()]
    if (beyond) {
      useDay.getState().setCursor(beyond)
      focusCell(beyond)
    } else if (canChange && event.key === 'Delete' && possible.has('cancel')) useDay.getState().askCancel(appointment.id)
    else if (canChange && step && possible.has(step)) void (step === 'confirm' ? actions.confirm(appointment) : actions.flow(appointment, step))
    else return
    event.preventDefault()
  }
}

/** The slot a key leads to from an appointment: its neighbour, not a slot under it. */
export function cellBeyond(key: string, { column, start, minutes }: Pick<Placed, 'column' | 'start' | 'minutes'>, grid: Grid, columnCount: number): { column: number; minute: number } | null {
  const rows = rowsOf(grid)
  const isDown = key === 'ArrowDown' || key === 'PageDown'
  const minute = isDown ? start + minutes - 1 : start
  const row = Math.max(0, Math.min(rows.length - 1, Math.floor((minute - grid.from) / grid.slot)))
  const next = nextCell(key, column, row, columnCount, rows.length, grid.slot)
  return next && { column: next.column, minute: rows[next.row]! }
}
