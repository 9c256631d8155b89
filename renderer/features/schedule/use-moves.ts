import { useCallback, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { instantOf } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { sayRefused } from '../../ui/undo.tsx'
import { useScheduleActions } from './actions.ts'
import type { SlotFields } from './actions.ts'
import { clashSentence } from './clash-text.ts'
import type { Spot } from './geometry.ts'
import { spotClash } from './place.ts'

export interface Moves {
  /** Where blocks stand that were just dropped and whose new rows have not been read yet. */
  moved: ReadonlyMap<string, Spot>
  /** Moves or resizes; when it cannot be, says why and leaves it where it was. */
  move(appointment: DayAppointment, spot: Spot): Promise<void>
}

function refuse(message: string): void {
  sayRefused(en.app.errorTitle.refused, `${message} ${en.schedule.snapBack}`)
}

/** Moving by dragging and by keys on the open day. */
export function useMoves(view: DayView): Moves {
  const { move: send } = useScheduleActions()
  const queryClient = useQueryClient()
  const reference = useReference()
  const [moved, setMoved] = useState<ReadonlyMap<string, Spot>>(new Map())

  const move = useCallback(async (appointment: DayAppointment, spot: Spot) => {
    if (appointment.dentist_id === null) return refuse(en.schedule.chooseDentist)
    const to: SlotFields = {
      locationId: reference?.operatories.find((chair) => chair.id === spot.operatoryId)?.location_id ?? appointment.location_id,
      operatoryId: spot.operatoryId,
      dentistId: appointment.dentist_id,
      startsAt: instantOf(view.date, spot.start, view.timezone),
      endsAt: instantOf(view.date, spot.start + spot.minutes, view.timezone),
    }
    const clash = spotClash(view, appointment, spot)
    if (clash) return refuse(clashSentence(clash, view.timezone))
    setMoved((old) => new Map(old).set(appointment.id, spot))
    const done = await send(appointment, to, view.timezone, { onError: (error) => refuse(error.message) })
    // The block stays where it was dropped until the new rows are here, or it would jump back and forth.
    if (done) await queryClient.refetchQueries({ queryKey: ['schedule.day', { date: view.date }] })
    setMoved((old) => new Map([...old].filter(([id]) => id !== appointment.id)))
  }, [send, queryClient, reference, view])

  return { moved, move }
}
