import { useState } from 'react'
import { Alert, NativeSelect, Radio, Stack, TextInput, Group } from '@mantine/core'
import { instantOf, isDate } from '../../../shared/domain/time.ts'
import type { DayAppointment, FreeSlot, PatientHit, Visit } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { say } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { useZone } from '../patients/today.ts'
import { whenText } from './columns.tsx'
import { PatientChoice } from './PatientChoice.tsx'

const words = frontDesk.requests
type Channel = keyof typeof words.channels

/** The appointment it is about, where that is known already. */
type About = Pick<DayAppointment, 'id' | 'patient_id' | 'patientName'>

/** Enters what a patient asks, as on the phone: who, which appointment, what instead, why. */
export function RequestDialog({ about, onClose }: { about?: About; onClose: () => void }) {
  const mutate = useMutate()
  const [id] = useState(newId)
  const [patient, setPatient] = useState<Pick<PatientHit, 'id' | 'name'> | null>(about ? { id: about.patient_id, name: about.patientName } : null)
  const [chosen, setChosen] = useState<string>(about?.id ?? '')
  const [kind, setKind] = useState<'reschedule' | 'cancel'>('reschedule')
  const [slot, setSlot] = useState<FreeSlot | null>(null)
  const [reason, setReason] = useState('')
  const [cameBy, setCameBy] = useState<Channel>('phone')
  const [problem, setProblem] = useState<string | null>(null)
  const ahead = useAhead(patient?.id ?? null)
  const visit = ahead.find((one) => one.id === chosen) ?? (about ? undefined : ahead[0])

  const save = async () => {
    const missing = patient === null ? words.choosePatient : visit === undefined ? words.chooseAppointment : kind === 'reschedule' && slot === null ? words.choose : null
    setProblem(missing)
    if (missing !== null || visit === undefined) return false
    const wanted = kind === 'cancel' || slot === null ? null : { locationId: slot.locationId, operatoryId: slot.operatoryId, dentistId: slot.dentistId, startsAt: slot.startsAt, endsAt: slot.endsAt }
    const done = await mutate('request.enter', { id, appointmentId: visit.id, kind, slot: wanted, reason, cameBy }, { onError: (error) => setProblem(error.message) })
    if (done) say(words.saved)
    return done !== null
  }
  return (
    <FormDialog title={words.enter} saveLabel={words.save} onClose={onClose} onSave={save} size="lg">
      <PatientChoice label={words.patient} patient={patient} onPick={setPatient} />
      {patient !== null && (visit === undefined ? <Alert color="yellow" p="xs">{words.none}</Alert> : <Appointment ahead={ahead} visit={visit} onChoose={(next) => { setChosen(next); setSlot(null) }} />)}
      {visit !== undefined && (
        <>
          <Radio.Group label={words.kind} value={kind} onChange={(value) => setKind(value as typeof kind)}>
            <Group mt={4}><Radio value="reschedule" label={words.reschedule} /><Radio value="cancel" label={words.cancel} /></Group>
          </Radio.Group>
          {kind === 'reschedule' && <SlotChoice visit={visit} slot={slot} onChoose={setSlot} />}
        </>
      )}
      <TextInput label={words.reason} value={reason} maxLength={300} onChange={(event) => setReason(event.currentTarget.value)} />
      <NativeSelect label={words.channel} value={cameBy} onChange={(event) => setCameBy(event.currentTarget.value as Channel)} data={(Object.keys(words.channels) as Channel[]).map((value) => ({ value, label: words.channels[value] }))} />
      <div role="alert">{problem !== null && <Alert role="none" color="red" p="xs">{problem}</Alert>}</div>
    </FormDialog>
  )
}

/** The patient's open appointments from now on, the next one first. */
export function useAhead(patientId: string | null): Visit[] {
  const now = useNow()
  const { data } = useClinicQuery('patients.page', { patientId: patientId ?? '' }, { enabled: patientId !== null })
  if (patientId === null || !data) return []
  return data.visits.filter((visit) => visit.starts_at >= now && (visit.status === 'pending' || visit.status === 'confirmed')).toSorted((a, b) => a.starts_at.localeCompare(b.starts_at))
}

function Appointment({ ahead, visit, onChoose }: { ahead: readonly Visit[]; visit: Visit; onChoose: (id: string) => void }) {
  const zone = useZone()
  const label = (one: Visit) => [whenText(one.starts_at, zone), one.serviceName, one.dentistName].filter(Boolean).join(', ')
  return <NativeSelect label={words.appointment} value={visit.id} onChange={(event) => onChoose(event.currentTarget.value)} data={ahead.map((one) => ({ value: one.id, label: label(one) }))} />
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b
}

const OFFERED = 40

/** Free times of the same length with the same dentist, from a day on. */
function SlotChoice({ visit, slot, onChoose }: { visit: Visit; slot: FreeSlot | null; onChoose: (slot: FreeSlot | null) => void }) {
  const zone = useZone()
  const now = useNow()
  const [from, setFrom] = useState('')
  const minutes = Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000)
  const { data } = useClinicQuery('schedule.freeSlots', { from: from === '' ? now : laterOf(now, instantOf(from, 0, zone)), durationMinutes: minutes, dentistId: visit.dentist_id, operatoryId: null, limit: OFFERED }, { keepPrevious: true })
  const keyOf = (one: FreeSlot) => `${one.startsAt} ${one.operatoryId} ${one.dentistId}`
  const label = (one: FreeSlot) => [whenText(one.startsAt, zone), one.dentistName, one.operatoryName].join(', ')
  const none = data === undefined ? words.searching : data.length === 0 ? words.noSlots : en.app.none
  return (
    <Stack gap="sm">
      <TextInput type="date" label={words.from} value={from} onChange={(event) => { setFrom(isDate(event.currentTarget.value) ? event.currentTarget.value : ''); onChoose(null) }} />
      <NativeSelect label={words.slot} value={slot ? keyOf(slot) : ''} onChange={(event) => onChoose(data?.find((one) => keyOf(one) === event.currentTarget.value) ?? null)} data={[{ value: '', label: none }, ...(data ?? []).map((one) => ({ value: keyOf(one), label: label(one) }))]} />
    </Stack>
  )
}
