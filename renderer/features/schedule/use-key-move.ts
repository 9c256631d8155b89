import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { stepSpot } from './geometry.ts'
import type { Grid, Spot, Step } from './geometry.ts'
import type { Placed } from './place.ts'
import { actionsFor } from './status.ts'
import type { MoveState } from './use-drag.ts'

interface Options {
  grid: Grid
  /** Keys of the columns that can be booked, from the left. */
  columns: readonly string[]
  isTaken: (appointment: DayAppointment, spot: Spot) => boolean
  onDrop: (appointment: DayAppointment, spot: Spot) => unknown
  onPin: (appointment: DayAppointment) => void
}

/** Moving an appointment without a mouse: M, arrows (with Shift its length), Enter; Escape leaves it. P puts it on the pinboard. */
export function useKeyMove({ grid, columns, isTaken, onDrop, onPin }: Options) {
  const [state, setState] = useState<MoveState | null>(null)
  const cancel = () => setState(null)

  const onKeyDown = (event: KeyboardEvent, placed: Placed, canMove: boolean) => {
    const { appointment } = placed
    if (!state || state.appointment.id !== appointment.id) {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
      const key = isPlain ? event.key.toLowerCase() : ''
      if ((key !== 'm' && key !== 'p') || !canMove || !actionsFor(appointment).has('move')) return
      event.preventDefault()
      if (key === 'p') return onPin(appointment)
      if (placed.isCut) return
      const spot: Spot = { column: columns[placed.column] ?? columns[0] ?? '', start: placed.start, minutes: placed.minutes }
      setState({ appointment, spot, isTaken: false })
      return
    }
    const step = stepOf(event)
    if (!step && event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (step) {
      const spot = stepSpot(grid, columns, state.spot, step)
      setState({ appointment, spot, isTaken: isTaken(appointment, spot) })
      return
    }
    cancel()
    if (event.key === 'Enter' && differs(placed, state.spot, columns)) onDrop(appointment, state.spot)
  }
  return { state, cancel, onKeyDown }
}

function stepOf(event: KeyboardEvent): Step | null {
  switch (event.key) {
    case 'ArrowUp': return event.shiftKey ? 'shorter' : 'up'
    case 'ArrowDown': return event.shiftKey ? 'longer' : 'down'
    case 'ArrowLeft': return 'left'
    case 'ArrowRight': return 'right'
    default: return null
  }
}

function differs(placed: Placed, spot: Spot, columns: readonly string[]): boolean {
  return spot.start !== placed.start || spot.minutes !== placed.minutes || spot.column !== columns[placed.column]
}
