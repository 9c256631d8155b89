import { useCallback, useMemo, useRef } from 'react'
import type { CSSProperties } from 'react'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import type { DayView } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { formatDay } from '../../ui/format.ts'
import { AppointmentLayer } from './AppointmentLayer.tsx'
import { CellGrid } from './CellGrid.tsx'
import { NowLine } from './NowLine.tsx'
import { openBooking } from './booking/store.ts'
import { useDay } from './day-store.ts'
import { gridOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import { columnsOf, localSpan, placeAll } from './place.ts'
import type { Column } from './place.ts'
import classes from './schedule.module.css'
import { useScrollToNow } from './use-scroll-to-now.ts'
import { useMoves } from './use-moves.ts'

const HEADER_HEIGHT = 32

/** The chairs side by side with the hours down the left, and the appointments over them. */
export function DayGrid({ view, today }: { view: DayView; today: string }) {
  const { ref: sizeRef, height } = useElementSize()
  const scroll = useRef<HTMLDivElement>(null)
  const merged = useMergedRef(sizeRef, scroll)
  const mayBook = useCan('schedule.write')
  const withCancelled = useDay((day) => day.withCancelled)
  const columns = useMemo(() => columnsOf(view, en.schedule.noChair), [view])
  const grid = useGrid(view, withCancelled, height - HEADER_HEIGHT)
  const moves = useMoves(view)
  const placed = useMemo(() => placeAll(view, columns, { withCancelled, moved: moves.moved }), [view, columns, withCancelled, moves.moved])
  useScrollToNow(scroll, grid, view, today)

  const book = useCallback((column: Column, minute: number) => {
    if (mayBook && column.operatoryId !== null) openBooking({ date: view.date, start: minute, operatoryId: column.operatoryId })
  }, [mayBook, view.date])

  const style = { '--columns': columns.length, '--row': `${grid.row}px`, '--header': `${HEADER_HEIGHT}px` } as CSSProperties
  return (
    <div ref={merged} className={classes.scroll} style={style}>
      <div className={classes.canvas}>
        <CellGrid label={en.schedule.gridLabel(formatDay(view.date))} grid={grid} columns={columns} hours={view.hours} placed={placed} onBook={book} />
        <div className={classes.layer} role="group" aria-label={en.schedule.appointmentsLabel} data-owns-arrows>
          <AppointmentLayer view={view} grid={grid} columns={columns} placed={placed} scroll={scroll} canMove={mayBook} onMove={moves.move} />
          {view.date === today && <NowLine grid={grid} zone={view.timezone} />}
        </div>
      </div>
    </div>
  )
}

function useGrid(view: DayView, withCancelled: boolean, height: number): Grid {
  return useMemo(() => {
    const shown = view.appointments.filter((one) => withCancelled || (one.status !== 'cancelled' && one.status !== 'missed'))
    return gridOf(view.hours, shown.map((one) => localSpan(one, view.date, view.timezone)), view.slotMinutes, height)
  }, [view, withCancelled, height])
}
