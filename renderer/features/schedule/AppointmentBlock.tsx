import type { FocusEvent, KeyboardEvent, MouseEvent, PointerEvent } from 'react'
import { CloudUpload, Layers2, Pin, Sparkles, StickyNote, TriangleAlert } from 'lucide-react'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatSpan } from '../../ui/format.ts'
import { blockId } from './day-store.ts'
import { heightOf, linesOf, topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import type { Column } from './board.ts'
import type { Placed } from './place.ts'
import classes from './schedule.module.css'
import { actionsFor, STATE_ICON, stateLabel, visitState } from './status.ts'
import type { DragKind } from './use-drag.ts'

const words = en.schedule

interface AppointmentBlockProps {
  placed: Placed
  grid: Grid
  columns: readonly Column[]
  isSelected: boolean
  isMoving: boolean
  /** Whether it is being carried on the pinboard. */
  isPinned: boolean
  canMove: boolean
  onOpen: (event: MouseEvent) => void
  /** Kind is null where the appointment can no longer be moved. */
  onPointerDown: (event: PointerEvent, kind: DragKind | null) => void
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: () => void
  onBlur: (event: FocusEvent) => void
}

/** Gap to the neighbours, in pixels. */
const GAP = 2
/** Beyond so many side by side no word can be read in a block: a week of many chairs would be drawn letter by letter for nothing. */
const MOST_READABLE = 5
/** Beyond so many not even a mark is seen whole; an alert is then an edge across the top. */
const MOST_MARKED = 8

/** One appointment on the day: who, what for, its state in shape, word and colour, and its marks. */
export function AppointmentBlock({ placed, grid, columns, isSelected, isMoving, isPinned, canMove, onOpen, onPointerDown, onKeyDown, onFocus, onBlur }: AppointmentBlockProps) {
  const { appointment } = placed
  const state = visitState(appointment)
  const movable = canMove && !placed.isCut && actionsFor(appointment).has('move')
  const height = heightOf(grid, placed.minutes) - GAP
  const width = 100 / columns.length
  const lane = width / placed.lanes
  const isReadable = placed.lanes <= MOST_READABLE
  const isMarked = placed.lanes <= MOST_MARKED
  const name = nameOf(placed, columns)
  return (
    <button
      type="button"
      // What runs over midnight stands on two days, but has one place in the document.
      id={placed.isCut && placed.start === 0 ? undefined : blockId(appointment.id)}
      className={classes.block}
      data-appointment={appointment.id}
      data-state={state}
      data-selected={isSelected}
      data-moving={isMoving}
      data-pinned={isPinned}
      data-movable={movable}
      data-tight={linesOf(height).tight}
      data-alert={!isMarked && appointment.alerts.length > 0}
      aria-expanded={isSelected}
      aria-label={isMarked ? undefined : name}
      style={{
        left: `calc(${placed.column * width + placed.lane * lane}% + ${GAP}px)`,
        width: `calc(${lane}% - ${GAP * 2}px)`,
        top: topOf(grid, placed.start),
        height,
        borderLeftColor: appointment.dentistColour ?? 'var(--mantine-color-gray-5)',
      }}
      onClick={onOpen}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={onBlur}
      onPointerDown={(event) => onPointerDown(event, movable ? 'move' : null)}
    >
      {isMarked && <span className="visually-hidden">{name}</span>}
      {isReadable ? <BlockText placed={placed} height={height} isPinned={isPinned} /> : isMarked && <SliverMark appointment={appointment} />}
      {movable && (
        <span
          className={classes.handle}
          onPointerDown={(event) => {
            event.stopPropagation()
            onPointerDown(event, 'resize')
          }}
        />
      )}
    </button>
  )
}

/** The one mark there is room for: that there is an alert, else the state. */
function SliverMark({ appointment }: { appointment: DayAppointment }) {
  const StateIcon = STATE_ICON[visitState(appointment)]
  return <span className={classes.line} aria-hidden="true">{appointment.alerts.length > 0 ? <TriangleAlert size={13} className={classes.alertMark} /> : <StateIcon size={13} className={classes.stateIcon} />}</span>
}

/** As many lines as fit: the name always, then the state, then service and dentist, then the time. */
function BlockText({ placed, height, isPinned }: { placed: Placed; height: number; isPinned: boolean }) {
  const { appointment } = placed
  const state = visitState(appointment)
  const StateIcon = STATE_ICON[state]
  const service = [appointment.serviceName, appointment.dentistName].filter(Boolean).join(' · ')
  const { lines } = linesOf(height)
  return (
    <>
      <span className={classes.line} aria-hidden="true">
        <StateIcon size={13} className={classes.stateIcon} />
        <b className={classes.patient}>{appointment.patientName}</b>
        <Marks appointment={appointment} isPinned={isPinned} />
        {lines === 1 && <span className={classes.rest}>{stateLabel(state)}{service ? ` · ${service}` : ''}</span>}
      </span>
      {lines >= 2 && <span className={classes.line} aria-hidden="true"><span className={classes.stateWord}>{stateLabel(state)}</span><span className={classes.rest}>{service}</span></span>}
      {lines >= 3 && <span className={classes.line} aria-hidden="true"><span className={classes.rest}>{formatSpan(placed.start, placed.start + placed.minutes)}</span></span>}
      {lines >= 4 && appointment.notes !== '' && <span className={classes.line} aria-hidden="true"><span className={classes.rest}>{appointment.notes}</span></span>}
    </>
  )
}

function Marks({ appointment, isPinned }: { appointment: DayAppointment; isPinned: boolean }) {
  return (
    <span className={classes.marks}>
      {isPinned && <Pin size={13} />}
      {appointment.overlap_reason !== null && appointment.legacy_source === null && <Layers2 size={13} />}
      {appointment.notes !== '' && <StickyNote size={13} />}
      {appointment.alerts.length > 0 && <TriangleAlert size={13} className={classes.alertMark} />}
      {appointment.isNewPatient && <Sparkles size={13} className={classes.newMark} />}
      {appointment.isWaiting && <CloudUpload size={13} className={classes.waitMark} />}
    </span>
  )
}

function nameOf({ appointment, start, minutes, column }: Placed, columns: readonly Column[]): string {
  return words.block([
    appointment.patientName,
    formatSpan(start, start + minutes),
    appointment.serviceName,
    stateLabel(visitState(appointment)),
    columns[column]?.name ?? null,
    columns[column]?.dentistId === appointment.dentist_id ? null : appointment.dentistName,
    appointment.isNewPatient ? words.newPatient : null,
    appointment.overlap_reason !== null && appointment.legacy_source === null ? words.overridden : null,
    appointment.alerts.length > 0 ? en.app.alerts(appointment.alerts) : null,
    appointment.isWaiting ? words.waiting : null,
  ])
}
