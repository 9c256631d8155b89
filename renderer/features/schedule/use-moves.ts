import { useCallback, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { sayRefused } from '../../ui/undo.tsx'
import { useScheduleActions } from './actions.ts'
import { viewOn } from './board.ts'
import type { Board } from './board.ts'
import { localOf } from '../../../shared/domain/time.ts'
import type { Spot } from './geometry.ts'
import { useAllowance } from './override/allowance.ts'
import { slotAtSpot } from './place.ts'
import { problemSentence } from './problem-text.ts'

export interface Moves {
  /** Where blocks stand that were just dropped and whose new rows have not been read yet. */
  moved: ReadonlyMap<string, Spot>
  /** Moves or resizes; gives whether it was done. When it cannot be, says why and leaves it where it was. */
  move(appointment: DayAppointment, spot: Spot): Promise<boolean>
  /** Whether a spot would be refused without a reason. */
  isTaken(appointment: DayAppointment, spot: Spot): boolean
}

function refuse(message: string): false {
  sayRefused(en.app.errorTitle.refused, `${message} ${en.schedule.snapBack}`)
  return false
}

/** Moving by dragging, by keys and from the pinboard, on the open board. */
export function useMoves(board: Board): Moves {
  const { move: send } = useScheduleActions()
  const mayOverride = useAllowance()
  const queryClient = useQueryClient()
  const [moved, setMoved] = useState<ReadonlyMap<string, Spot>>(new Map())

  const problemOf = useCallback((appointment: DayAppointment, spot: Spot) => {
    const slot = slotAtSpot(board, appointment, spot)
    const view = slot && viewOn(board, localOf(slot.startsAt, board.zone).date)
    return slot && view ? problemSentence(view, slot, { id: appointment.id, patientId: appointment.patient_id }) : null
  }, [board])

  const move = useCallback(async (appointment: DayAppointment, spot: Spot) => {
    const to = slotAtSpot(board, appointment, spot)
    if (!to) return refuse(appointment.dentist_id === null ? en.schedule.chooseDentist : en.schedule.chooseChair)
    const found = problemOf(appointment, spot)
    if (found && !mayOverride(found.problem.code)) return refuse(found.sentence)
    setMoved((old) => new Map(old).set(appointment.id, spot))
    const done = await send(appointment, to, board.zone, { onError: (error) => refuse(error.message) })
    // The block stays where it was dropped until the new rows are here, or it would jump back and forth.
    if (done) await queryClient.refetchQueries({ type: 'active', predicate: ({ queryKey: [name] }) => name === 'schedule.day' || name === 'schedule.week' })
    setMoved((old) => new Map([...old].filter(([id]) => id !== appointment.id)))
    return done
  }, [send, queryClient, board, problemOf, mayOverride])

  const isTaken = useCallback((appointment: DayAppointment, spot: Spot) => problemOf(appointment, spot) !== null, [problemOf])
  return { moved, move, isTaken }
}
