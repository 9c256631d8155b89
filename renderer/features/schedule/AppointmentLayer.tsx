import { useRef } from 'react'
import type { RefObject } from 'react'
import { formatTime } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatMinutes } from '../../ui/format.ts'
import { AppointmentBlock } from './AppointmentBlock.tsx'
import { Ghost } from './Ghost.tsx'
import { useDay } from './day-store.ts'
import type { Grid, Spot } from './geometry.ts'
import { spotClash } from './place.ts'
import type { Column, Placed } from './place.ts'
import classes from './schedule.module.css'
import { useDrag } from './use-drag.ts'
import { useKeyMove } from './use-key-move.ts'

interface AppointmentLayerProps {
  view: DayView
  grid: Grid
  columns: readonly Column[]
  placed: readonly Placed[]
  scroll: RefObject<HTMLDivElement | null>
  canMove: boolean
  onMove: (appointment: DayAppointment, spot: Spot) => Promise<void>
}

/** The appointments over the cells, and the one that is being moved. */
export function AppointmentLayer({ view, grid, columns, placed, scroll, canMove, onMove }: AppointmentLayerProps) {
  const root = useRef<HTMLDivElement>(null)
  const selectedId = useDay((day) => day.selectedId)
  const select = useDay((day) => day.select)
  const chairs = view.operatories.map((chair) => chair.id)
  const isTaken = (appointment: DayAppointment, spot: Spot) => spotClash(view, appointment, spot) !== null
  const drag = useDrag({ root, scroll, grid, chairs, columnCount: columns.length, isTaken, onDrop: onMove })
  const keys = useKeyMove({ grid, chairs, isTaken, onDrop: onMove })
  const active = drag.state ?? keys.state

  return (
    <div ref={root} className={classes.blocks}>
      {placed.map((one) => (
        <AppointmentBlock
          key={one.appointment.id}
          placed={one}
          grid={grid}
          columns={columns}
          isSelected={one.appointment.id === selectedId}
          isMoving={one.appointment.id === active?.appointment.id}
          canMove={canMove}
          onOpen={(event) => drag.wasDrag(event) || select(one.appointment.id)}
          onPointerDown={(event, kind) => drag.start(event, one, kind)}
          onKeyDown={(event) => keys.onKeyDown(event, one, canMove)}
          onBlur={keys.cancel}
        />
      ))}
      {active && <Ghost spot={active.spot} grid={grid} columns={columns} name={active.appointment.patientName} isTaken={active.isTaken} />}
      <span className="visually-hidden" role="status">{keys.state && describe(keys.state, columns)}</span>
      {keys.state && <div className={classes.keyHint} aria-hidden="true">{en.schedule.moveHere}</div>}
    </div>
  )
}

function describe(state: { spot: Spot; isTaken: boolean }, columns: readonly Column[]): string {
  const chair = columns.find((column) => column.operatoryId === state.spot.operatoryId)?.name ?? ''
  const where = en.schedule.moveAnnounce(chair, formatTime(state.spot.start), formatMinutes(state.spot.minutes))
  return state.isTaken ? `${where}, ${en.schedule.moveClash}` : where
}
