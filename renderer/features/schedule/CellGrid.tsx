import { memo, useMemo, useRef } from 'react'
import type { DragEvent, KeyboardEvent } from 'react'
import { formatTime } from '../../../shared/domain/time.ts'
import { en } from '../../text/index.ts'
import type { Column } from './board.ts'
import { blockId, useDay } from './day-store.ts'
import { cellStates, clampCursor, nextCell, stateWord } from './cells.ts'
import type { StateOf } from './cells.ts'
import { rowsOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import { usePinboard } from './pinboard/store.ts'
import type { Placed } from './place.ts'
import type { Shade } from './shades.ts'
import classes from './schedule.module.css'

const words = en.schedule

interface CellGridProps {
  label: string
  grid: Grid
  columns: readonly Column[]
  /** By column. */
  shades: readonly (readonly Shade[])[]
  placed: readonly Placed[]
  today: string
  /** A time was chosen: it is booked, or what is on the pinboard placed there. */
  onChoose: (column: Column, minute: number) => void
}

/** The empty slots: a grid of cells with one stop for the keyboard, moved by the arrow keys. */
export const CellGrid = memo(function CellGrid(props: CellGridProps) {
  const { label, grid, columns, shades, placed, today } = props
  const rows = useMemo(() => rowsOf(grid), [grid])
  const stateOf = useMemo(() => cellStates(grid, shades, placed), [grid, shades, placed])
  const { root, at, onKeyDown, onClick, onDrop } = useCells(props, rows, stateOf)
  return (
    <div ref={root} role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} tabIndex={-1} className={classes.grid} data-owns-arrows>
      <div role="row" className={classes.head}>
        <div role="columnheader" className={classes.corner}><span className="visually-hidden">{words.time}</span></div>
        {columns.map((column) => <div key={column.key} role="columnheader" className={classes.chair} data-today={column.key === today}>{column.name}</div>)}
      </div>
      {rows.map((minute) => (
        <div key={minute} role="row" className={classes.row} data-hour={minute % 60 === 0}>
          <div role="rowheader" className={classes.time}><TimeLabel minute={minute} grid={grid} /></div>
          {columns.map((column, index) => (
            <div
              key={column.key}
              role="gridcell"
              className={classes.cell}
              data-cell={`${index}-${minute}`}
              data-kind={stateOf(index, minute).kind}
              tabIndex={at.column === index && at.minute === minute ? 0 : -1}
              aria-label={words.cell(column.name, formatTime(minute), stateWord(stateOf(index, minute)))}
              onKeyDown={onKeyDown}
              onClick={() => onClick(index, minute)}
              onDragOver={allowDrop}
              onDrop={(event) => onDrop(event, index, minute)}
            />
          ))}
        </div>
      ))}
    </div>
  )
})

/** Only what comes from the pinboard may be let go here. */
function allowDrop(event: DragEvent): void {
  if (usePinboard.getState().placing !== null) event.preventDefault()
}

/** The cell the keyboard is on, and what keys, clicks and drops do. */
function useCells({ grid, columns, onChoose }: CellGridProps, rows: readonly number[], stateOf: StateOf) {
  const root = useRef<HTMLDivElement>(null)
  const cursor = useDay((day) => day.cursor)
  const setCursor = useDay((day) => day.setCursor)
  const select = useDay((day) => day.select)
  const at = clampCursor(cursor, rows, columns.length)

  const activate = (column: number, minute: number) => {
    const state = stateOf(column, minute)
    if (state.kind !== 'taken' || usePinboard.getState().placing !== null) return onChoose(columns[column]!, minute)
    select(state.by.appointment.id)
    document.getElementById(blockId(state.by.appointment.id))?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = nextCell(event.key, at.column, rows.indexOf(at.minute), columns.length, rows.length, grid.slot)
    const activates = event.key === 'Enter' || event.key === ' '
    if (!target && !activates) return
    event.preventDefault()
    if (!target) return activate(at.column, at.minute)
    const minute = rows[target.row]!
    setCursor({ column: target.column, minute })
    root.current?.querySelector<HTMLElement>(`[data-cell="${target.column}-${minute}"]`)?.focus()
  }
  const onClick = (column: number, minute: number) => {
    setCursor({ column, minute })
    activate(column, minute)
  }
  const onDrop = (event: DragEvent, column: number, minute: number) => {
    event.preventDefault()
    onChoose(columns[column]!, minute)
  }
  return { root, at, onKeyDown, onClick, onDrop }
}

function TimeLabel({ minute, grid }: { minute: number; grid: Grid }) {
  if (minute % 60 === 0) return <b>{formatTime(minute)}</b>
  // Half hours only where there is room to read them.
  if (minute % 30 === 0 && grid.row * (30 / grid.slot) >= 22) return <span>{formatTime(minute).replace(/ [AP]M$/, '')}</span>
  return <span className="visually-hidden">{formatTime(minute)}</span>
}
