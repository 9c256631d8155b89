import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CSSProperties } from 'react'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { formatDay } from '../../ui/format.ts'
import { AppointmentLayer } from './AppointmentLayer.tsx'
import { Bands } from './Bands.tsx'
import { CellGrid } from './CellGrid.tsx'
import { NowLine } from './NowLine.tsx'
import { openBlockout } from './blockout/store.ts'
import { viewOn } from './board.ts'
import type { Board, Column } from './board.ts'
import { openBooking } from './booking/store.ts'
import { useDay } from './day-store.ts'
import { gridOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import { Pinboard } from './pinboard/Pinboard.tsx'
import { usePinboard } from './pinboard/store.ts'
import { isBlocking, localSpan, placeAll, problemAt } from './place.ts'
import classes from './schedule.module.css'
import { shadesOf } from './shades.ts'
import { useScrollToNow } from './use-scroll-to-now.ts'
import { useMoves } from './use-moves.ts'
import type { Moves } from './use-moves.ts'

const HEADER_HEIGHT = 32
const NARROWEST = { chairs: 150, dentists: 150, week: 120 } as const

/** The columns side by side with the hours down the left, the appointments over them, and the pinboard below. */
export function DayGrid({ board, today }: { board: Board; today: string }) {
  const { ref: sizeRef, height } = useHeight()
  const scroll = useRef<HTMLDivElement>(null)
  const merged = useMergedRef(sizeRef, scroll)
  const mayBook = useCan('schedule.write')
  const mayOverride = useCan('schedule.override')
  const withCancelled = useDay((day) => day.withCancelled)
  const [isDragging, setDragging] = useState(false)
  const grid = useGrid(board, withCancelled, height - HEADER_HEIGHT)
  const moves = useMoves(board)
  const placed = useMemo(() => placeAll(board, { withCancelled, moved: moves.moved }), [board, withCancelled, moves.moved])
  const shades = useMemo(() => board.columns.map((column) => (column.isStray ? [] : shadesOf(column, viewOn(board, column.date)!, { pause: en.schedule.break, off: en.schedule.off }))), [board])
  useScrollToNow(scroll, grid, board, today)
  const choose = useChoose(board, moves, mayBook)

  const { columns } = board
  const style = { '--columns': columns.length, '--row': `${grid.row}px`, '--header': `${HEADER_HEIGHT}px`, '--narrowest': `${NARROWEST[board.layout]}px` } as CSSProperties
  const [first] = columns
  const label = board.layout === 'week' ? en.schedule.weekLabel(formatDay(first?.date ?? today)) : en.schedule.gridLabel(formatDay(board.days[0]!.date))
  return (
    <>
      <div ref={merged} className={classes.scroll} style={style}>
        <div className={classes.canvas}>
          <CellGrid label={label} grid={grid} columns={columns} shades={shades} placed={placed} today={today} onChoose={choose} />
          <div className={classes.layer} role="group" aria-label={en.schedule.appointmentsLabel} data-owns-arrows>
            <AppointmentLayer board={board} grid={grid} placed={placed} scroll={scroll} canMove={mayBook} isTaken={moves.isTaken} onMove={(one, spot) => void moves.move(one, spot)} onDragging={setDragging} />
            <NowLine board={board} grid={grid} today={today} />
          </div>
          <div className={classes.layer} role="group" aria-label={en.schedule.bandsLabel}><Bands grid={grid} shades={shades} onOpen={mayOverride ? (blockout) => openBlockout({ blockout }) : undefined} /></div>
        </div>
      </div>
      <Pinboard zone={board.zone} isDragging={isDragging} />
    </>
  )
}

let lastHeight = 0

/** The height of the grid; until it is measured the one it had last, or every day would be laid out twice. */
function useHeight() {
  const { ref, height } = useElementSize()
  const [before] = useState(lastHeight)
  useEffect(() => {
    if (height > 0) lastHeight = height
  }, [height])
  return { ref, height: height || before }
}

function useGrid(board: Board, withCancelled: boolean, height: number): Grid {
  return useMemo(() => {
    const shown = board.days.flatMap((view) => view.appointments.filter((one) => withCancelled || isBlocking(one)).map((one) => localSpan(one, view.date, board.zone)))
    return gridOf(board.days.flatMap(({ hours }) => hours ?? []), shown, board.slotMinutes, height)
  }, [board, withCancelled, height])
}

/** What choosing a time does: places what the pinboard holds ready, else opens the booking form. */
function useChoose(board: Board, moves: Moves, mayBook: boolean) {
  return useCallback((column: Column, minute: number) => {
    if (!mayBook || column.isStray) return
    const { pinned, placing, unpin } = usePinboard.getState()
    const carried = pinned.find((one) => one.id === placing)
    if (!carried) return openBooking({ date: column.date, start: minute, ...startPlace(board, column, minute) })
    void moves.move(carried, { column: column.key, start: minute, minutes: lengthOf(carried) }).then((done) => done && unpin(carried.id))
  }, [board, moves, mayBook])
}

function lengthOf(appointment: DayAppointment): number {
  return Math.round((Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)) / 60_000)
}

/** The chair and dentist a new booking in this column starts from; a chair that is free for half an hour, where the column names none. */
function startPlace(board: Board, column: Column, minute: number): { operatoryId?: string; dentistId?: string } {
  const dentist = column.dentistId === null ? {} : { dentistId: column.dentistId }
  if (column.operatoryId !== null) return { operatoryId: column.operatoryId, ...dentist }
  const view = viewOn(board, column.date)
  const startsAt = instantOf(column.date, minute, board.zone)
  const interval = { startsAt, endsAt: addMinutes(startsAt, 30) }
  const free = view?.operatories.find((chair) => problemAt(view, { ...interval, locationId: chair.locationId, operatoryId: chair.id, dentistId: column.dentistId ?? '' }, { id: null, patientId: null })?.code !== 'slot_taken')
  return { ...(free ? { operatoryId: free.id } : {}), ...dentist }
}
