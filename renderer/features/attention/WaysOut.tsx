import { Button, Group } from '@mantine/core'
import { CalendarPlus, UserRound } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { AttentionItem, DayAppointment } from '../../../shared/protocol/views.ts'
import { useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { say } from '../../ui/undo.tsx'
import { openBooking } from '../schedule/index.tsx'
import { minutesOf, otherValues, refusedBooking, refusedMove } from './describe.ts'
import type { RefusedBooking, RefusedMove } from './describe.ts'

const words = en.attention

/** What can be done about an item; only what still makes sense for what it is about. */
export function WaysOut({ item, zone }: { item: AttentionItem; zone: string }) {
  const mutate = useMutate()
  const mayResolve = useCan('attention.resolve')
  const mayEdit = useCan('patients.write')
  const others = otherValues(item)
  const patientId = item.isPatientHere ? item.patient_id : null
  const settle = async (resolution: string) => {
    if (mayResolve && (await mutate('attention.resolve', { id: item.id, resolution }))) say(words.settledSaid)
  }
  const takeOther = async () => {
    if (patientId !== null && (await mutate('patient.edit', { id: patientId, changes: others }))) await settle(words.resolutions.other)
  }

  return (
    <Group gap="xs" mt={4}>
      <AnotherTime item={item} zone={zone} onDone={(resolution) => void settle(resolution)} />
      {others.length > 0 && patientId !== null && mayEdit && <Button variant="light" onClick={() => void takeOther()}>{others.length === 1 ? words.takeOther : words.takeOthers}</Button>}
      {patientId !== null && <Button variant="default" leftSection={<UserRound size={16} />} onClick={() => go({ screen: 'patient', patientId, ...tabOf(item) })}>{words.openPatient}</Button>}
      {mayResolve && <Button variant="default" onClick={() => void settle(words.resolutions.keep)}>{words.keep}</Button>}
    </Group>
  )
}

/** The part of the patient's record that the item is about. */
function tabOf({ mutation }: AttentionItem): { tab?: string } {
  if (/^(?:chart|treatment)\./.test(mutation)) return { tab: 'chart' }
  return /^(?:payment|statement)\./.test(mutation) ? { tab: 'billing' } : {}
}

/** For a booking or a move that found its time taken: the same in one of the free times, and the day it was asked for. */
function AnotherTime({ item, zone, onDone }: { item: AttentionItem; zone: string; onDone: (resolution: string) => void }) {
  const mayBook = useCan('schedule.write')
  const booking = item.isPatientHere && item.appointment === null ? refusedBooking(item) : null
  const move = refusedMove(item)
  const moving = move && item.appointment && isMovable(item.appointment) ? { move, appointment: item.appointment } : null
  return (
    <>
      {booking && mayBook && <Button leftSection={<CalendarPlus size={16} />} onClick={() => bookAnew(item, booking, zone, () => onDone(words.resolutions.rebooked))}>{words.findAnother}</Button>}
      {moving && mayBook && <Button leftSection={<CalendarPlus size={16} />} onClick={() => moveElsewhere(item, moving, zone, () => onDone(words.resolutions.moved))}>{words.findAnother}</Button>}
      {move && <Button variant="default" onClick={() => go({ screen: 'day', date: localOf(move.startsAt, zone).date, ...(item.appointment ? { appointmentId: move.id } : {}) })}>{words.openDay}</Button>}
    </>
  )
}

function isMovable({ status }: { status: string }): boolean {
  return status === 'pending' || status === 'confirmed'
}

/** Under the id that was refused: should another desk do the same meanwhile, the patient is still booked only once. */
function bookAnew(item: AttentionItem, booking: RefusedBooking, zone: string, onBooked: () => void): void {
  openBooking({
    id: booking.id,
    patient: { id: booking.patientId, name: item.patientName ?? '' },
    serviceId: booking.serviceId,
    notes: booking.notes,
    minutes: minutesOf(booking),
    ...wantedOf(booking, zone),
    onBooked,
  })
}

function moveElsewhere(item: AttentionItem, { move, appointment }: { move: RefusedMove; appointment: NonNullable<AttentionItem['appointment']> }, zone: string, onBooked: () => void): void {
  const moving: DayAppointment = { ...appointment, patientName: item.patientName ?? '', patientPhone: '', dentistName: null, dentistColour: null, serviceName: null, serviceColour: null, alerts: [], isNewPatient: false, isWaiting: false }
  openBooking({ moving, ...wantedOf(move, zone), onBooked })
}

/** The time, chair and dentist that were asked for, with what is free from then on. */
function wantedOf(wanted: RefusedMove, zone: string) {
  const { date, minute } = localOf(wanted.startsAt, zone)
  return { date, start: minute, operatoryId: wanted.operatoryId, dentistId: wanted.dentistId, offerFreeSlots: true }
}
