import { instantOf, localOf } from '../../../../shared/domain/time.ts'
import type { ClinicReference, FreeSlot, SessionUser } from '../../../../shared/protocol/views.ts'
import { en } from '../../../text/index.ts'
import type { NewAppointment } from '../actions.ts'
import { LONGEST_MINUTES } from '../geometry.ts'
import type { BookingRequest } from './store.ts'

/** The booking form as it stands; times are minutes of the clinic's clock. */
export interface Draft {
  patient: { id: string; name: string } | null
  serviceId: string | null
  /** Empty until somebody chooses; then one is suggested. */
  dentistId: string
  operatoryId: string
  date: string
  start: number
  minutes: number | ''
  notes: string
}

const DEFAULT_MINUTES = 30

/** A form filled with all that is known: the request first, then the habits of the clinic. */
export function startDraft(request: BookingRequest, reference: ClinicReference, user: SessionUser | null, now: { date: string; minute: number }): Draft {
  const { moving } = request
  const zone = reference.clinic.timezone
  const from = moving ? localOf(moving.starts_at, zone) : null
  const chairs = activeChairs(reference)
  const own = activeDentists(reference).find((dentist) => dentist.id === user?.id)
  const service = reference.services.find((one) => one.id === request.serviceId)
  return {
    patient: moving ? { id: moving.patient_id, name: moving.patientName } : (request.patient ?? null),
    serviceId: (moving ? moving.service_id : request.serviceId) ?? null,
    dentistId: request.dentistId ?? moving?.dentist_id ?? own?.id ?? '',
    operatoryId: request.operatoryId ?? moving?.operatory_id ?? chairs[0]?.id ?? '',
    date: request.date ?? from?.date ?? now.date,
    start: request.start ?? from?.minute ?? nextSlot(now.minute, reference.clinic.slot_minutes),
    minutes: moving ? minutesBetween(moving.starts_at, moving.ends_at) : (request.minutes ?? service?.duration_minutes ?? DEFAULT_MINUTES),
    notes: moving?.notes ?? request.notes ?? '',
  }
}

/** The slot that begins next, and not after the last of the day. */
function nextSlot(minute: number, slot: number): number {
  return Math.min(Math.ceil(minute / slot) * slot, 24 * 60 - slot)
}

export function minutesBetween(startsAt: string, endsAt: string): number {
  return Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000)
}

export function activeChairs(reference: ClinicReference) {
  return reference.operatories.filter((chair) => chair.is_active).toSorted((a, b) => a.position - b.position)
}

export function activeDentists(reference: ClinicReference) {
  return reference.people.filter((person) => person.is_dentist && person.is_active)
}

/** Choosing a service sets the length it usually takes. */
export function withService(draft: Draft, serviceId: string | null, reference: ClinicReference): Draft {
  const service = reference.services.find((one) => one.id === serviceId)
  return { ...draft, serviceId, minutes: service?.duration_minutes ?? draft.minutes }
}

/** Takes over a free slot; its length stays the draft's own. */
export function withSlot(draft: Draft, slot: FreeSlot, zone: string): Draft {
  const { date, minute } = localOf(slot.startsAt, zone)
  return { ...draft, date, start: minute, operatoryId: slot.operatoryId, dentistId: slot.dentistId }
}

export type DraftProblems = Partial<Record<'patient' | 'dentistId' | 'operatoryId' | 'date' | 'minutes', string>>

/** What has to be filled in before the draft can be booked; empty when nothing. */
export function problemsOf(draft: Draft): DraftProblems {
  const words = en.schedule
  const problems: DraftProblems = {}
  if (!draft.patient) problems.patient = words.choosePatient
  if (!draft.dentistId) problems.dentistId = words.chooseDentist
  if (!draft.operatoryId) problems.operatoryId = words.chooseChair
  if (!draft.date) problems.date = words.chooseDate
  if (draft.minutes === '' || !Number.isInteger(draft.minutes) || draft.minutes < 5 || draft.minutes > LONGEST_MINUTES) problems.minutes = words.badMinutes
  return problems
}

/** The half-open interval of the draft as instants; null while the length is missing. */
export function intervalOf(draft: Draft, zone: string): { startsAt: string; endsAt: string } | null {
  if (draft.minutes === '' || !draft.date) return null
  const startsAt = instantOf(draft.date, draft.start, zone)
  return { startsAt, endsAt: new Date(Date.parse(startsAt) + draft.minutes * 60_000).toISOString() }
}

/** The draft as an appointment; null while something is missing. */
export function appointmentOf(draft: Draft, reference: ClinicReference): NewAppointment | null {
  const interval = intervalOf(draft, reference.clinic.timezone)
  const chair = reference.operatories.find((one) => one.id === draft.operatoryId)
  if (!draft.patient || !interval || !chair || !draft.dentistId) return null
  return { patientId: draft.patient.id, patientName: draft.patient.name, serviceId: draft.serviceId, notes: draft.notes, locationId: chair.location_id, operatoryId: chair.id, dentistId: draft.dentistId, ...interval }
}
