import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { Alert, Button, Group, Stack, Title } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import type { ApiError } from '../../../../shared/protocol/clinic-api.ts'
import type { ClinicReference, DayView, FreeSlot } from '../../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../../api/hooks.ts'
import { en } from '../../../text/index.ts'
import { RegisterForm } from '../../search/index.tsx'
import { useScheduleActions } from '../actions.ts'
import { useAllowance } from '../override/allowance.ts'
import { useOverride } from '../override/store.ts'
import { problemSentence } from '../problem-text.ts'
import classes from '../schedule.module.css'
import { BookingFields, SERVICE_FIELD_ID } from './BookingFields.tsx'
import { FreeSlots } from './FreeSlots.tsx'
import { appointmentOf, intervalOf, problemsOf, withSlot } from './draft.ts'
import type { Draft } from './draft.ts'
import type { BookingRequest } from './store.ts'
import { suggestDentist } from './suggest-dentist.ts'

const words = en.schedule

interface BookingFormProps {
  start: Draft
  request: BookingRequest
  reference: ClinicReference
  onClose: () => void
}

/** Who, what, with whom, where and when; warns of clashes while typing and offers free times. */
export function BookingForm({ start, request, reference, onClose }: BookingFormProps) {
  const [chosen, setDraft] = useState(start)
  const { data: view } = useClinicQuery('schedule.day', { date: chosen.date }, { enabled: chosen.date !== '' })
  const draft = { ...chosen, dentistId: chosen.dentistId || suggestDentist(chosen, view, reference) }
  const [tried, setTried] = useState(false)
  const [registering, setRegistering] = useState<string | null>(null)
  const { submit, refusal, forget, busy } = useSubmit(draft, request, reference, onClose)
  const mayOverride = useAllowance()
  const isAsking = useOverride((store) => store.question !== null)
  const found = draftProblem(draft, view, request, reference)
  const problem = refusal ?? found?.sentence ?? null
  const isSoft = refusal === null && found !== null && mayOverride(found.problem.code)
  useFocusAfterPatient(draft.patient?.id ?? null)
  const change = (next: Draft) => {
    forget()
    setDraft(next.dentistId === draft.dentistId ? { ...next, dentistId: chosen.dentistId } : next)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(problemsOf(draft)).length === 0) void submit()
  }

  if (registering !== null) {
    return (
      <Stack gap="xs">
        <Title order={3}>{en.search.registerTitle}</Title>
        <RegisterForm
          text={registering}
          onCancel={() => setRegistering(null)}
          onDone={(patient) => {
            change({ ...draft, patient })
            setRegistering(null)
          }}
        />
      </Stack>
    )
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <BookingFields draft={draft} reference={reference} problems={tried ? problemsOf(draft) : {}} isMove={request.moving !== undefined} onChange={change} onRegister={setRegistering} />
        <div role="alert">{problem && <Alert role="none" color={isSoft ? 'yellow' : 'red'} p="xs" icon={<CircleAlert />}>{isSoft ? `${problem} ${words.override.canBook}` : problem}</Alert>}</div>
        {(problem !== null || request.offerFreeSlots) && (
          <FreeSlots draft={draft} zone={reference.clinic.timezone} onTake={(slot: FreeSlot) => change(withSlot(draft, slot, reference.clinic.timezone))} />
        )}
        <Group justify="flex-end" className={classes.footer}>
          <Button variant="default" onClick={onClose}>{en.app.cancel}</Button>
          <Button type="submit" loading={busy && !isAsking}>{request.moving ? words.moveIt : words.bookIt}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The search field goes when a patient is chosen; the keyboard moves on to the service. */
function useFocusAfterPatient(patientId: string | null): void {
  const before = useRef(patientId)
  useEffect(() => {
    if (before.current !== patientId && patientId !== null) document.getElementById(SERVICE_FIELD_ID)?.focus()
    before.current = patientId
  }, [patientId])
}

/** Sends the draft; what the host refuses is shown in the form instead of a notification. */
function useSubmit(draft: Draft, request: BookingRequest, reference: ClinicReference, onClose: () => void) {
  const actions = useScheduleActions()
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const onError = (error: ApiError) => setRefusal(error.message)

  const submit = async () => {
    const wanted = appointmentOf(draft, reference)
    if (!wanted || busy) return
    setBusy(true)
    setRefusal(null)
    const zone = reference.clinic.timezone
    const { moving } = request
    const { locationId, operatoryId, dentistId, startsAt, endsAt } = wanted
    const id = moving
      ? (await actions.move(moving, { locationId, operatoryId, dentistId, startsAt, endsAt }, zone, { onError })) ? moving.id : null
      : await actions.book({ ...wanted, id: request.id }, zone, { onError })
    setBusy(false)
    if (id === null) return
    request.onBooked?.(id)
    onClose()
  }
  return { submit, refusal, forget: () => setRefusal(null), busy }
}

/** What is in the way as far as this desk knows, before anything is sent. */
function draftProblem(draft: Draft, view: DayView | undefined, request: BookingRequest, reference: ClinicReference) {
  const interval = intervalOf(draft, reference.clinic.timezone)
  const chair = reference.operatories.find((one) => one.id === draft.operatoryId)
  if (!view || !interval || !chair) return null
  const slot = { ...interval, locationId: chair.location_id, operatoryId: chair.id, dentistId: draft.dentistId }
  return problemSentence(view, slot, { id: request.moving?.id ?? null, patientId: draft.patient?.id ?? null })
}
