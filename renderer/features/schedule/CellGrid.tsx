import { memo, useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { formatTime } from '../../../shared/domain/time.ts'
import { en } from '../../text/index.ts'
import { blockId, useDay } from './day-store.ts'
import { closedSpans, rowsOf } from './geometry.ts'
import type { Grid, Hours } from './geometry.ts'
import type { Column, Placed } from './place.ts'
import classes from './schedule.module.css'

const words = en.schedule

interface CellGridProps {
  label: string
  grid: Grid
  columns: readonly Column[]
  hours: Hours | null
  placed: readonly Placed[]
  onBook: (column: Column, minute: number) => void
}

type CellState = { kind: 'free' | 'closed' | 'break' } | { kind: 'taken'; by: Placed }

/** The empty slots: a grid of cells with one stop for the keyboard, moved by the arrow keys. */
export const CellGrid = memo(function CellGrid({ label, grid, columns, hours, placed, onBook }: CellGridProps) {
  const root = useRef<HTMLDivElement>(null)
  const cursor = useDay((day) => day.cursor)
  const setCursor = useDay((day) => day.setCursor)
  const select = useDay((day) => day.select)
  const rows = useMemo(() => rowsOf(grid), [grid])
  const at = clampCursor(cursor, rows, columns.length)
  const stateOf = useMemo(() => cellStates(grid, hours, placed), [grid, hours, placed])

  const focusCell = (column: number, row: number) => {
    const minute = rows[row]!
    setCursor({ column, minute })
    root.current?.querySelector<HTMLElement>(`[data-cell="${column}-${minute}"]`)?.focus()
  }
  const activate = (column: number, minute: number) => {
    const state = stateOf(column, minute)
    if (state.kind === 'taken') {
      select(state.by.appointment.id)
      document.getElementById(blockId(state.by.appointment.id))?.focus()
    } else onBook(columns[column]!, minute)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.indexOf(at.minute)
    const target = nextCell(event.key, at.column, row, columns.length, rows.length, grid.slot)
    if (target) {
      event.preventDefault()
      focusCell(target.column, target.row)
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      activate(at.column, at.minute)
    }
  }

  return (
    <div ref={root} role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} tabIndex={-1} className={classes.grid} data-owns-arrows>
      <div role="row" className={classes.head}>
        <div role="columnheader" className={classes.corner}><span className="visually-hidden">{words.time}</span></div>
        {columns.map((column) => <div key={column.operatoryId ?? 'none'} role="columnheader" className={classes.chair}>{column.name}</div>)}
      </div>
      {rows.map((minute) => (
        <div key={minute} role="row" className={classes.row} data-hour={minute % 60 === 0}>
          <div role="rowheader" className={classes.time}><TimeLabel minute={minute} grid={grid} /></div>
          {columns.map((column, index) => {
            const state = stateOf(index, minute)
            const isCursor = at.column === index && at.minute === minute
            return (
              <div
                key={column.operatoryId ?? 'none'}
                role="gridcell"
                className={classes.cell}
                data-cell={`${index}-${minute}`}
                data-kind={state.kind}
                tabIndex={isCursor ? 0 : -1}
                onKeyDown={onKeyDown}
                aria-label={words.cell(column.name, formatTime(minute), stateWord(state))}
                onClick={() => {
                  setCursor({ column: index, minute })
                  activate(index, minute)
                }}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
})

function TimeLabel({ minute, grid }: { minute: number; grid: Grid }) {
  if (minute % 60 === 0) return <b>{formatTime(minute)}</b>
  // Half hours only where there is room to read them.
  if (minute % 30 === 0 && grid.row * (30 / grid.slot) >= 22) return <span>{formatTime(minute).replace(/ [AP]M$/, '')}</span>
  return <span className="visually-hidden">{formatTime(minute)}</span>
}

function cellStates(grid: Grid, hours: Hours | null, placed: readonly Placed[]): (column: number, minute: number) => CellState {
  const spans = closedSpans(grid, hours)
  return (column, minute) => {
    const by = placed.find((one) => one.column === column && one.start < minute + grid.slot && one.start + one.minutes > minute && one.appointment.status !== 'cancelled' && one.appointment.status !== 'missed')
    if (by) return { kind: 'taken', by }
    const span = spans.find((one) => minute >= one.from && minute < one.to)
    return { kind: span?.kind ?? 'free' }
  }
}

function stateWord(state: CellState): string {
  if (state.kind === 'taken') return state.by.appointment.patientName
  return state.kind === 'free' ? words.free : words[state.kind].toLowerCase()
}

function clampCursor(cursor: { column: number; minute: number } | null, rows: readonly number[], columns: number): { column: number; minute: number } {
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
