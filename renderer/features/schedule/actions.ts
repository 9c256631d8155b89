import { useMemo } from 'react'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { DayAppointment, MutationReceipt } from '../../../shared/protocol/views.ts'
import { showError } from '../../api/errors.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import type { MutateOptions } from '../../api/hooks.ts'
import { offerFreed } from '../front-desk/asap-offer.ts'
import { en } from '../../text/index.ts'
import { formatSpan } from '../../ui/format.ts'
import { offerUndo, say } from '../../ui/undo.tsx'
import { useAllowance } from './override/allowance.ts'
import { askReason } from './override/store.ts'

const words = en.schedule

/** Where an appointment is to be, as the mutators take it. */
export interface SlotFields {
  locationId: string
  operatoryId: string
  dentistId: string
  startsAt: string
  endsAt: string
}

export interface NewAppointment extends SlotFields {
  /** A fresh one when absent. */
  id?: string
  patientId: string
  patientName: string
  serviceId: string | null
  notes: string
  /** Why it was booked against the rules before; it is booked so again. */
  standingReason?: string | null
}

type Cancel = { missed: boolean; reason: string }

/** What the front desk does with appointments; each step says what was done and how to take it back. */
export interface ScheduleActions {
  /** Gives the new appointment's id, or null when it was refused. */
  book(wanted: NewAppointment, zone: string, options?: MutateOptions): Promise<string | null>
  /** Whether it was moved. */
  move(appointment: DayAppointment, to: SlotFields, zone: string, options?: MutateOptions): Promise<boolean>
  confirm(appointment: DayAppointment): Promise<void>
  flow(appointment: DayAppointment, flow: 'arrived' | 'in_chair' | 'done'): Promise<void>
  cancel(appointment: DayAppointment, how: Cancel, zone: string): Promise<boolean>
}

/** The slot an appointment holds now; null for imported history without a chair or dentist. */
export function slotOf(appointment: DayAppointment): SlotFields | null {
  const { location_id, operatory_id, dentist_id, starts_at, ends_at } = appointment
  if (operatory_id === null || dentist_id === null) return null
  return { locationId: location_id, operatoryId: operatory_id, dentistId: dentist_id, startsAt: starts_at, endsAt: ends_at }
}

/** "9:30 AM" by the clinic's clock. */
function clock(instant: string, zone: string): string {
  return formatTime(localOf(instant, zone).minute)
}

/** A new length is no new time for the patient; a new time of a confirmed appointment is one to tell them. */
function movedText(appointment: DayAppointment, to: SlotFields, zone: string): string {
  const name = appointment.patientName
  const isLength = to.startsAt === appointment.starts_at && to.operatoryId === appointment.operatory_id && to.dentistId === appointment.dentist_id
  if (isLength) return words.changed(name, formatSpan(localOf(to.startsAt, zone).minute, localOf(to.endsAt, zone).minute))
  const moved = words.moved(name, clock(to.startsAt, zone))
  return appointment.status === 'confirmed' && to.startsAt !== appointment.starts_at ? `${moved}. ${words.movedConfirmed}` : moved
}

/** Booking or moving, given why it may go against the rules; answers the receipt or what was refused. */
type Send = (override: { reason: string } | null, options: MutateOptions) => Promise<MutationReceipt | null>

/** Sends by the rules; what is refused by them is sent once more when somebody who may says why. */
async function sendWithReason(send: Send, standing: string | null, mayOverride: (code: string) => boolean, options: MutateOptions = {}): Promise<MutationReceipt | null> {
  const refused: ApiError[] = []
  const receipt = await send(standing ? { reason: standing } : null, { onError: (error) => refused.push(error) })
  const [error] = refused
  if (!error) return receipt
  if (!mayOverride(error.code ?? '')) {
    if (options.onError) options.onError(error)
    else showError(error)
    return null
  }
  const reason = await askReason(error.message)
  return reason === null ? null : send({ reason }, options)
}

/** The steps of the schedule, bound to this window's client. */
export function useScheduleActions(): ScheduleActions {
  const mutate = useMutate()
  const mayOverride = useAllowance()
  return useMemo(() => {
    const book: ScheduleActions['book'] = async ({ patientName, id = newId(), standingReason = null, ...wanted }, zone, options) => {
      const receipt = await sendWithReason((override, how) => mutate('appointment.book', { id, ...wanted, override }, how), standingReason, mayOverride, options)
      if (!receipt) return null
      offerUndo(words.booked(patientName, clock(wanted.startsAt, zone)), () => mutate('appointment.cancel', { id, reason: words.bookedByMistake }))
      return id
    }

    const move: ScheduleActions['move'] = async (appointment, to, zone, options) => {
      const receipt = await sendWithReason((override, how) => mutate('appointment.move', { id: appointment.id, ...to, override }, how), null, mayOverride, options)
      if (!receipt) return false
      const before = slotOf(appointment)
      if (before && (before.startsAt !== to.startsAt || before.operatoryId !== to.operatoryId)) offerFreed(before, appointment.patient_id)
      const text = movedText(appointment, to, zone)
      if (!before) say(text)
      else offerUndo(text, async () => {
        const override = appointment.overlap_reason ? { reason: appointment.overlap_reason } : null
        if (await mutate('appointment.move', { id: appointment.id, ...before, override })) say(words.movedBack(appointment.patientName))
      })
      return true
    }

    const confirm: ScheduleActions['confirm'] = async (appointment) => {
      if (!(await mutate('appointment.confirm', { id: appointment.id }))) return
      offerUndo(words.confirmed(appointment.patientName), () => mutate('appointment.unconfirm', { id: appointment.id }))
    }

    const flow: ScheduleActions['flow'] = async (appointment, next) => {
      if (!(await mutate('appointment.flow', { id: appointment.id, flow: next }))) return
      const state = next === 'done' ? words.state.completed : words.state[next]
      offerUndo(words.flowSet(appointment.patientName, state), () => mutate('appointment.flow', { id: appointment.id, flow: appointment.flow }))
    }

    const cancel: ScheduleActions['cancel'] = async (appointment, how, zone) => {
      if (!(await mutate('appointment.cancel', { id: appointment.id, ...how }))) return false
      const text = how.missed ? words.missedSaid(appointment.patientName) : words.cancelled(appointment.patientName)
      const slot = slotOf(appointment)
      if (slot) offerFreed(slot, appointment.patient_id)
      if (!slot) say(text)
      // A cancelled appointment stays cancelled on record: taking it back books the same slot anew.
      else offerUndo(text, () => book({ ...slot, patientId: appointment.patient_id, patientName: appointment.patientName, serviceId: appointment.service_id, notes: appointment.notes, standingReason: appointment.overlap_reason }, zone))
      return true
    }

    return { book, move, confirm, flow, cancel }
  }, [mutate, mayOverride])
}
