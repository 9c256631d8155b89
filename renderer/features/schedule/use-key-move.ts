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
  chairs: readonly string[]
  isTaken: (appointment: DayAppointment, spot: Spot) => boolean
  onDrop: (appointment: DayAppointment, spot: Spot) => Promise<void>
}

/** Moving an appointment without a mouse: M, arrows (with Shift its length), Enter; Escape leaves it. */
export function useKeyMove({ grid, chairs, isTaken, onDrop }: Options) {
  const [state, setState] = useState<MoveState | null>(null)
  const cancel = () => setState(null)

  const onKeyDown = (event: KeyboardEvent, placed: Placed, canMove: boolean) => {
    const { appointment } = placed
    if (!state || state.appointment.id !== appointment.id) {
      const plainM = event.key.toLowerCase() === 'm' && !event.ctrlKey && !event.metaKey && !event.altKey
      if (!plainM || !canMove || !actionsFor(appointment).has('move')) return
      event.preventDefault()
      const spot: Spot = { operatoryId: chairs[placed.column] ?? chairs[0] ?? '', start: placed.start, minutes: placed.minutes }
      setState({ appointment, spot, isTaken: false })
      return
    }
    const step = stepOf(event)
    if (!step && event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (step) {
      const spot = stepSpot(grid, chairs, state.spot, step)
      setState({ appointment, spot, isTaken: isTaken(appointment, spot) })
      return
    }
    cancel()
    if (event.key === 'Enter' && differs(placed, state.spot, chairs)) void onDrop(appointment, state.spot)
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

function differs(placed: Placed, spot: Spot, chairs: readonly string[]): boolean {
  return spot.start !== placed.start || spot.minutes !== placed.minutes || spot.operatoryId !== chairs[placed.column]
}
