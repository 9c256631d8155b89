import { useEffect, useMemo, useRef } from 'react'
import type { RefObject } from 'react'
import { formatTime } from '../../../shared/domain/time.ts'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatMinutes } from '../../ui/format.ts'
import { AppointmentBlock } from './AppointmentBlock.tsx'
import { BlockHint } from './BlockHint.tsx'
import { Ghost } from './Ghost.tsx'
import { useDay } from './day-store.ts'
import type { Grid, Spot } from './geometry.ts'
import type { Board, Column } from './board.ts'
import { pinAndFocus, usePinboard } from './pinboard/store.ts'
import type { Placed } from './place.ts'
import classes from './schedule.module.css'
import { useDrag } from './use-drag.ts'
import { useBlockKeys } from './use-block-keys.ts'
import { useKeyMove } from './use-key-move.ts'
import { useKeptFocus } from './use-kept-focus.ts'

interface AppointmentLayerProps {
  board: Board
  grid: Grid
  placed: readonly Placed[]
  scroll: RefObject<HTMLDivElement | null>
  canMove: boolean
  isTaken: (appointment: DayAppointment, spot: Spot) => boolean
  onMove: (appointment: DayAppointment, spot: Spot) => unknown
  /** Told while a block is dragged, for then the pinboard shows itself. */
  onDragging: (isDragging: boolean) => void
}

/** The appointments over the cells, and the one that is being moved. */
export function AppointmentLayer({ board, grid, placed, scroll, canMove, isTaken, onMove, onDragging }: AppointmentLayerProps) {
  const { columns } = board
  const root = useRef<HTMLDivElement>(null)
  const selectedId = useDay((day) => day.selectedId)
  const { select, enter } = useDay.getState()
  const pinned = usePinboard((store) => store.pinned)
  const bookable = useMemo(() => columns.filter((one) => !one.isStray).map((one) => one.key), [columns])
  const drag = useDrag({ root, scroll, grid, columns: bookable, columnCount: columns.length, isTaken, onDrop: onMove, onPin: pinAndFocus })
  const keys = useKeyMove({ grid, columns: bookable, isTaken, onDrop: onMove, onPin: pinAndFocus })
  const blockKeys = useBlockKeys(grid, columns.length)
  const kept = useKeptFocus(placed, grid)
  const active = drag.state ?? keys.state
  const isDragging = drag.state !== null
  useEffect(() => onDragging(isDragging), [isDragging, onDragging])

  return (
    <div ref={root} className={classes.blocks}>
      {placed.map((one) => (
        <AppointmentBlock
          key={`${one.appointment.id} ${one.date}`}
          placed={one}
          grid={grid}
          columns={columns}
          isSelected={one.appointment.id === selectedId}
          isPinned={pinned.some((pin) => pin.id === one.appointment.id)}
          isMoving={one.appointment.id === active?.appointment.id}
          canMove={canMove}
          // Enter goes on into the details; a click leaves the keyboard where it is.
          onOpen={(event) => drag.wasDrag(event) || (event.detail === 0 ? enter : select)(one.appointment.id)}
          onPointerDown={(event, kind) => drag.start(event, one, kind)}
          onKeyDown={(event) => {
            keys.onKeyDown(event, one, canMove)
            if (!event.isDefaultPrevented() && keys.state === null) blockKeys(event, one, canMove)
          }}
          onFocus={() => kept.onFocus(one)}
          onBlur={(event) => {
            keys.cancel()
            kept.onBlur(event)
          }}
        />
      ))}
      <BlockHint root={root} placed={placed} />
      {active && <Ghost spot={active.spot} grid={grid} columns={columns} name={active.appointment.patientName} isTaken={active.isTaken} />}
      <span className="visually-hidden" role="status">{keys.state && describe(keys.state, columns)}</span>
      {keys.state && <div className={classes.keyHint} aria-hidden="true">{en.schedule.moveHere}</div>}
    </div>
  )
}

function describe(state: { spot: Spot; isTaken: boolean }, columns: readonly Column[]): string {
  const chair = columns.find((column) => column.key === state.spot.column)?.name ?? ''
  const where = en.schedule.moveAnnounce(chair, formatTime(state.spot.start), formatMinutes(state.spot.minutes))
  return state.isTaken ? `${where}, ${en.schedule.moveClash}` : where
}
