import { Button, CloseButton, Group, Text } from '@mantine/core'
import { Armchair, CircleCheck, Circle, DoorOpen } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import { useClient, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { walkIn as words } from '../../text/en/walk-in.ts'
import { say } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { openBooking } from '../schedule/booking/store.ts'
import { endWalkIn, SEAT_ID, useIsWalkIn } from './store.ts'
import classes from './walk-in.module.css'

const USUAL_MINUTES = 30

/** The way of a walk-in over the record: history, consent, then the waiting room or the chair. */
export function WalkInBar({ page }: { page: PatientPage }) {
  const isWalkIn = useIsWalkIn(page.patient.id)
  return isWalkIn ? <Bar page={page} /> : null
}

function Bar({ page }: { page: PatientPage }) {
  const patientId = page.patient.id
  const today = useToday()
  const mayBook = useCan('schedule.write')
  const consents = useClinicQuery('consents.view', { patientId })
  const book = useBookNow(page)
  const show = (tab: 'history' | 'consents') => go({ screen: 'patient', patientId, tab }, 'replace')
  return (
    <section className={classes.bar} aria-label={words.bar(page.name)}>
      <Text size="sm" fw={650} style={{ flex: 'none' }}>{words.title}</Text>
      <Step label={words.steps.history} isDone={page.review.reviewedOn === today} onOpen={() => show('history')} />
      <Step label={words.steps.consents} isDone={(consents.data?.signed ?? []).some((consent) => consent.revoked_at === null)} onOpen={() => show('consents')} />
      {mayBook && (
        <Group gap={8} wrap="nowrap">
          <Button id={SEAT_ID} size="xs" leftSection={<Armchair size={16} />} onClick={() => void book('in_chair')}>{words.seat}</Button>
          <Button size="xs" variant="default" leftSection={<DoorOpen size={16} />} onClick={() => void book('arrived')}>{words.wait}</Button>
        </Group>
      )}
      <CloseButton ml="auto" aria-label={words.end} onClick={endWalkIn} />
    </section>
  )
}

function Step({ label, isDone, onOpen }: { label: string; isDone: boolean; onOpen: () => void }) {
  const Icon = isDone ? CircleCheck : Circle
  return <Button size="compact-sm" variant="subtle" leftSection={<Icon size={16} />} aria-label={isDone ? words.done(label) : label} onClick={onOpen}>{label}</Button>
}

/** Opens the booking at the next free time; once it is booked the patient is there already. */
function useBookNow(page: PatientPage) {
  const client = useClient()
  const mutate = useMutate()
  const zone = useZone()
  const { name } = page
  const patientId = page.patient.id
  const arrive = async (appointmentId: string, date: string, flow: 'arrived' | 'in_chair') => {
    // In the chair too one has arrived first: the times of both are kept.
    if (!(await mutate('appointment.flow', { id: appointmentId, flow: 'arrived' }))) return
    if (flow === 'in_chair' && !(await mutate('appointment.flow', { id: appointmentId, flow }))) return
    say(flow === 'in_chair' ? words.seated(name) : words.waiting(name))
    endWalkIn()
    go({ screen: 'day', date, appointmentId })
  }
  return async (flow: 'arrived' | 'in_chair') => {
    const now = new Date().toISOString()
    const today = localOf(now, zone).date
    const [slot] = await client.call('schedule.freeSlots', { from: now, durationMinutes: USUAL_MINUTES, dentistId: null, operatoryId: null, patientId, limit: 1 }).catch(() => [])
    const at = slot && localOf(slot.startsAt, zone)
    // A time on another day is no time for somebody who is here.
    const found = slot && at?.date === today ? { start: at.minute, operatoryId: slot.operatoryId, dentistId: slot.dentistId } : {}
    openBooking({ patient: { id: patientId, name }, date: today, minutes: USUAL_MINUTES, ...found, onBooked: (id) => void arrive(id, today, flow) })
  }
}
