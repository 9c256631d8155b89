import { useCallback, useEffect, useRef, useState } from 'react'
import type { MouseEvent as ReactMouseEvent, PointerEvent as ReactPointerEvent, RefObject } from 'react'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { columnAt, minutesFor, startFor, topOf } from './geometry.ts'
import type { Grid, Spot } from './geometry.ts'
import type { Placed } from './place.ts'

export type DragKind = 'move' | 'resize'

export interface MoveState {
  appointment: DayAppointment
  spot: Spot
  isTaken: boolean
}

interface Options {
  /** The layer that the blocks lie in; its box gives the grid's place on the screen. */
  root: RefObject<HTMLDivElement | null>
  scroll: RefObject<HTMLDivElement | null>
  grid: Grid
  /** Keys of the columns that can be booked, from the left. */
  columns: readonly string[]
  /** How many columns there are, with the one of appointments that belong to none. */
  columnCount: number
  isTaken: (appointment: DayAppointment, spot: Spot) => boolean
  onDrop: (appointment: DayAppointment, spot: Spot) => unknown
  /** Let go over the pinboard. */
  onPin: (appointment: DayAppointment) => void
}

interface Held {
  placed: Placed
  kind: DragKind
  fromX: number
  fromY: number
  /** Distance from the block's upper edge to the pointer. */
  grip: number
  spot: Spot | null
  overPinboard: boolean
}

/** Smaller movements of the hand are clicks. */
const THRESHOLD_PX = 4
/** This near to the edge of the view the grid scrolls along. */
const EDGE_PX = 28

/** Dragging blocks with mouse or pen: snaps to slots and columns; Escape leaves everything as it was. */
export function useDrag({ root, scroll, grid, columns, columnCount, isTaken, onDrop, onPin }: Options) {
  const [state, setState] = useState<MoveState | null>(null)
  const held = useRef<Held | null>(null)
  const dragged = useRef(false)
  const stop = useRef<() => void>(() => undefined)

  const finish = useCallback((drop: boolean) => {
    const current = held.current
    held.current = null
    stop.current()
    setState(null)
    if (!drop || !current?.spot) return
    const { appointment, start, minutes, column } = current.placed
    if (current.kind === 'move' && current.overPinboard) return onPin(appointment)
    const same = current.spot.start === start && current.spot.minutes === minutes && current.spot.column === columns[column]
    if (!same) onDrop(appointment, current.spot)
  }, [columns, onDrop, onPin])

  const follow = (event: PointerEvent) => {
    const current = held.current
    const box = root.current?.getBoundingClientRect()
    if (!current || !box) return
    if (!current.spot && Math.hypot(event.clientX - current.fromX, event.clientY - current.fromY) < THRESHOLD_PX) return
    dragged.current = true
    current.overPinboard = isOverPinboard(event)
    scrollAlong(scroll.current, event.clientY)
    current.spot = spotFor(current, event, box, grid, columns, columnCount)
    const { appointment } = current.placed
    setState({ appointment, spot: current.spot, isTaken: isTaken(appointment, current.spot) })
  }

  const start = (event: ReactPointerEvent, placed: Placed, kind: DragKind | null) => {
    dragged.current = false
    const box = root.current?.getBoundingClientRect()
    // Touch scrolls the page; there the details panel moves appointments.
    if (kind === null || event.button !== 0 || event.pointerType === 'touch' || !box) return
    held.current = { placed, kind, fromX: event.clientX, fromY: event.clientY, grip: event.clientY - box.top - topOf(grid, placed.start), spot: null, overPinboard: false }
    stop.current = whileHeld(follow, finish)
  }

  useEffect(() => () => stop.current(), [])
  /** Whether a click is only the end of a drag. Clicks made by the keyboard count no presses. */
  const wasDrag = (click: ReactMouseEvent) => click.detail > 0 && dragged.current
  return { state, start, wasDrag }
}

/** Follows the pointer over the whole window until the block is let go; gives the way to stop. */
function whileHeld(follow: (event: PointerEvent) => void, finish: (drop: boolean) => void): () => void {
  const ended = new AbortController()
  const options = { signal: ended.signal }
  window.addEventListener('pointermove', follow, options)
  window.addEventListener('pointerup', () => finish(true), options)
  window.addEventListener('pointercancel', () => finish(false), options)
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    finish(false)
  }, { ...options, capture: true })
  return () => ended.abort()
}

function spotFor(held: Held, event: PointerEvent, box: DOMRect, grid: Grid, columns: readonly string[], columnCount: number): Spot {
  const { placed, kind, grip } = held
  const standing = columns[placed.column]
  if (kind === 'resize' && standing !== undefined) {
    return { column: standing, start: placed.start, minutes: minutesFor(grid, placed.start, event.clientY - box.top) }
  }
  // Only what can be booked can be dropped on, not the column of appointments that belong to none.
  const column = columnAt(event.clientX - box.left, box.width / columnCount, columns.length)
  return { column: columns[column]!, start: startFor(grid, event.clientY - box.top - grip, placed.minutes), minutes: placed.minutes }
}

/** By its place, for a notice may lie over it. */
function isOverPinboard({ clientX, clientY }: PointerEvent): boolean {
  const box = document.querySelector('[data-pinboard]')?.getBoundingClientRect()
  return box !== undefined && clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom
}

function scrollAlong(element: HTMLElement | null, y: number): void {
  if (!element) return
  const box = element.getBoundingClientRect()
  if (y > box.bottom - EDGE_PX) element.scrollTop += EDGE_PX / 2
  else if (y < box.top + EDGE_PX * 2) element.scrollTop -= EDGE_PX / 2
}
