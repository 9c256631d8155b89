import { useRef } from 'react'
import type { ReactNode } from 'react'
import { Anchor, Tooltip } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { en } from '../../text/index.ts'
import classes from './list.module.css'
import { useKeptRow } from './use-kept-row.ts'

export interface Column<R> {
  key: string
  header: string
  /** Width as a grid track, such as `2fr` or `120px`. */
  width: string
  render: (row: R) => ReactNode
  /** Right-aligned with digits of one width. */
  numeric?: boolean
  /** Holds buttons, whose focus ring must not be cut off. */
  tight?: boolean
}

interface VirtualTableProps<R> {
  label: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  rowHeight?: number
}

const ROW_HEIGHT = 44
/** So few rows cost nothing to draw and stay findable by the window's own search. */
const DRAWN_WHOLE = 80

/** A table that draws only the rows in sight once there are many; says its true length to screen readers. */
export function VirtualTable<R>({ label, columns, rows, rowKey, rowHeight = ROW_HEIGHT }: VirtualTableProps<R>) {
  const scroll = useRef<HTMLDivElement>(null)
  useKeptRow(scroll)
  const isWhole = rows.length <= DRAWN_WHOLE
  // Its functions change their answers between renders; nothing here or below is memoised over them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count: isWhole ? 0 : rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 12 })
  const template = columns.map((column) => (column.width.endsWith('fr') ? `minmax(0, ${column.width})` : column.width)).join(' ')
  const line = (row: R, index: number, top?: number) => (
    <Line key={rowKey(row)} row={row} index={index} columns={columns} template={template} height={rowHeight} top={top} />
  )
  return (
    <div ref={scroll} className={classes.table} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div className={classes.head} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => <div key={column.key} role="columnheader" data-numeric={column.numeric || undefined}>{column.header}</div>)}
      </div>
      {isWhole ? <div role="rowgroup">{rows.map((row, index) => line(row, index))}</div> : (
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : line(row, item.index, item.start)
          })}
        </div>
      )}
    </div>
  )
}

interface LineProps<R> {
  row: R
  index: number
  columns: readonly Column<R>[]
  template: string
  height: number
  top: number | undefined
}

function Line<R>({ row, index, columns, template, height, top }: LineProps<R>) {
  const place = top === undefined ? {} : { position: 'absolute' as const, insetInline: 0, transform: `translateY(${top}px)` }
  return (
    <div className={classes.row} role="row" aria-rowindex={index + 2} style={{ gridTemplateColumns: template, height, ...place }}>
      {columns.map((column) => (
        <div key={column.key} role="cell" className={classes.cell} data-numeric={column.numeric || undefined} data-tight={column.tight || undefined}>{column.render(row)}</div>
      ))}
    </div>
  )
}

interface RowOpenerProps {
  label?: string
  /** Medical alerts of whoever it names: read out with the name, and shown when the keyboard is on it. */
  alerts?: readonly string[]
  dimmed?: boolean
  onOpen: () => void
  children: ReactNode
}

/** The button of a row that opens it; a click anywhere in the row beside other buttons reaches it too. */
export function RowOpener({ label, alerts = [], dimmed = false, onOpen, children }: RowOpenerProps) {
  const warning = en.app.alerts(alerts)
  const name = alerts.length === 0 ? label : `${label ?? (typeof children === 'string' ? children : '')}. ${warning}`
  const opener = <Anchor component="button" type="button" className={classes.opener} aria-label={name} fz="sm" fw={600} c={dimmed ? 'dimmed' : undefined} truncate onClick={onOpen}>{children}</Anchor>
  // Most rows have none, and what waits to be shown costs something in each.
  return alerts.length === 0 ? opener : <Tooltip label={warning} events={{ hover: false, focus: true, touch: false }} position="bottom-start">{opener}</Tooltip>
}
