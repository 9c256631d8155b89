import { CircleAlert } from 'lucide-react'
import { en } from '../../text/index.ts'
import { formatSpan } from '../../ui/format.ts'
import { heightOf, topOf } from './geometry.ts'
import type { Grid, Spot } from './geometry.ts'
import type { Column } from './board.ts'
import classes from './schedule.module.css'

interface GhostProps {
  spot: Spot
  grid: Grid
  columns: readonly Column[]
  name: string
  /** Whether something stands there already. */
  isTaken: boolean
}

/** Where an appointment would stand if it were dropped now. */
export function Ghost({ spot, grid, columns, name, isTaken }: GhostProps) {
  const column = columns.findIndex((one) => one.key === spot.column)
  const width = 100 / columns.length
  return (
    <div className={classes.ghost} data-taken={isTaken} aria-hidden="true" style={{ left: `${column * width}%`, width: `${width}%`, top: topOf(grid, spot.start), height: heightOf(grid, spot.minutes) }}>
      {isTaken && <CircleAlert size={13} />}
      <b>{formatSpan(spot.start, spot.start + spot.minutes)}</b> {isTaken ? en.schedule.moveClash : name}
    </div>
  )
}
