import { formatTime, localOf } from '../../../shared/domain/time.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import { topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import classes from './schedule.module.css'

/** The line of the present across all chairs. */
export function NowLine({ grid, zone }: { grid: Grid; zone: string }) {
  const { minute } = localOf(useNow(), zone)
  if (minute < grid.from || minute > grid.to) return null
  return <div className={classes.now} role="img" style={{ top: topOf(grid, minute) }} aria-label={en.schedule.now(formatTime(minute))} />
}
