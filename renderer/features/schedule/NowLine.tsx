import { formatTime, localOf } from '../../../shared/domain/time.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import type { Board } from './board.ts'
import { topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import classes from './schedule.module.css'

/** The line of the present: across the day, or over today's column of the week. */
export function NowLine({ board, grid, today }: { board: Board; grid: Grid; today: string }) {
  const { minute } = localOf(useNow(), board.zone)
  const column = board.columns.findIndex((one) => one.date === today)
  if (column === -1 || minute < grid.from || minute > grid.to) return null
  const width = 100 / board.columns.length
  const across = board.layout === 'week' ? { left: `${column * width}%`, width: `${width}%`, right: 'auto' } : {}
  return <div className={classes.now} role="img" style={{ top: topOf(grid, minute), ...across }} aria-label={en.schedule.now(formatTime(minute))} />
}
