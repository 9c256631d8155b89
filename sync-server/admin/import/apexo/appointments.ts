import { v7 as uuidv7 } from 'uuid'
import { overlaps } from '../../../../shared/domain/interval.ts'
import { addMinutes, localOf } from '../../../../shared/domain/time.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Finding } from '../report.ts'
import type { CataloguePlan } from './catalogue.ts'
import type { ApexoAppointment, Listed } from './file.ts'
import { moneyRows } from './money.ts'
import type { VisitMoney } from './money.ts'
import type { Origin } from './patients.ts'

export interface PlannedVisit extends VisitMoney {
  appointment: Row<'appointments'>
}

export interface VisitPlan {
  create: PlannedVisit[]
  findings: Finding[]
}

/** An appointment of the clinic that still blocks its time. */
export type Booked = Pick<Row<'appointments'>, 'patient_id' | 'dentist_id' | 'starts_at' | 'ends_at'>

export interface VisitContext {
  catalogue: Pick<CataloguePlan, 'staff' | 'treatments'>
  /** Our ids of the patients of the file. */
  patientIds: ReadonlyMap<string, string>
  existing: { ids: ReadonlySet<string>; booked: readonly Booked[] }
  locationId: string
  timezone: string
  origin: Origin
}

/** Apexo keeps when a visit starts and not how long it takes. */
const MINUTES = 30
const LONGEST_NOTE = 4000

/** Plans the visits with their money. A visit whose patient is not in the file is reported and not created: no patient is invented. */
export function planVisits(list: readonly Listed<ApexoAppointment>[], context: VisitContext): VisitPlan {
  const plan: VisitPlan = { create: [], findings: [] }
  const booked = [...context.existing.booked]
  for (const item of list) {
    const about = { record: 'appointment', where: item.where }
    if (!item.ok) {
      plan.findings.push({ ...about, outcome: 'rejected', reason: item.reason })
      continue
    }
    const { value } = item
    const remarks = remarksOn(value, context)
    const patientId = context.patientIds.get(value.patientID)
    if (patientId === undefined) {
      plan.findings.push({ ...about, outcome: 'orphaned', reason: ['The patient is not in the file.', ...remarks].join(' ') })
    } else if (context.existing.ids.has(value.id)) {
      plan.findings.push({ ...about, outcome: 'matched', reason: '' })
    } else {
      const appointment = appointmentRow(value, patientId, booked, context)
      booked.push(appointment)
      plan.create.push({ appointment, ...moneyRows(value, appointment, treatmentName(value, context), context) })
      plan.findings.push({ ...about, outcome: 'created', reason: remarks.join(' ') })
    }
  }
  return plan
}

function remarksOn(value: ApexoAppointment, { catalogue }: VisitContext): string[] {
  const remarks: string[] = []
  if (!catalogue.treatments.has(value.treatmentID)) remarks.push('The treatment is not in the file.')
  if (value.staffID.length === 0) remarks.push('No staff is named.')
  if (value.staffID.some((id) => !catalogue.staff.has(id))) remarks.push('A member of staff is not in the file.')
  return remarks
}

function treatmentName(value: ApexoAppointment, { catalogue }: VisitContext): string {
  return catalogue.treatments.get(value.treatmentID)?.name ?? 'Treatment'
}

function appointmentRow(value: ApexoAppointment, patientId: string, booked: readonly Booked[], context: VisitContext): Row<'appointments'> {
  const { origin, catalogue } = context
  const startsAt = new Date(value.date).toISOString()
  const time = { starts_at: startsAt, ends_at: addMinutes(startsAt, MINUTES) }
  const isPast = startsAt <= origin.now
  const staff = value.staffID.flatMap((id) => catalogue.staff.get(id) ?? [])
  const who = { patient_id: patientId, dentist_id: staff.find((person) => person.operates)?.id ?? null }
  // What has happened has happened, also at the same time; what is to come must not be booked over unseen.
  const allowsOverlap = isPast || booked.some((other) => clashes({ ...time, ...who }, other))
  return {
    id: uuidv7(), clinic_id: origin.clinicId, created_at: origin.now, location_id: context.locationId, operatory_id: null, ...who,
    service_id: catalogue.treatments.get(value.treatmentID)?.id ?? null, ...time, status: statusOf(value, isPast), flow: value.isDone ? 'done' : 'none',
    arrived_at: null, seated_at: null, dismissed_at: null, allows_overlap: allowsOverlap, overlap_reason: allowsOverlap ? 'Imported history' : null,
    notes: notesOf(value, staff), cancel_reason: null, cancelled_at: null, legacy_source: origin.source, legacy_id: value.id, created_by: null, updated_at: origin.now,
  }
}

/** Nobody marked it done and its time is over: it did not take place as far as the file knows. */
function statusOf(value: ApexoAppointment, isPast: boolean): Row<'appointments'>['status'] {
  if (value.isDone) return 'completed'
  return isPast ? 'missed' : 'pending'
}

function clashes(a: Booked, b: Booked): boolean {
  const isSamePerson = a.patient_id === b.patient_id || (a.dentist_id !== null && a.dentist_id === b.dentist_id)
  return isSamePerson && overlaps({ startsAt: a.starts_at, endsAt: a.ends_at }, { startsAt: b.starts_at, endsAt: b.ends_at })
}

function notesOf(value: ApexoAppointment, staff: readonly { name: string }[]): string {
  const parts = [
    value.notes,
    value.complaint && `Complaint: ${value.complaint}`,
    value.diagnosis && `Diagnosis: ${value.diagnosis}`,
    value.involvedTeeth.length > 0 && `Teeth: ${value.involvedTeeth.join(', ')}`,
    value.prescriptions.length > 0 && `Prescribed: ${value.prescriptions.map((each) => each.prescription).join('; ')}`,
    staff.length > 1 && `Staff: ${staff.map((person) => person.name).join(', ')}`,
  ]
  return parts.filter(Boolean).join('\n').slice(0, LONGEST_NOTE)
}

/** The day of each patient's last visit that took place by now, on the clinic's calendar. */
export function lastVisits(list: readonly Listed<ApexoAppointment>[], now: string, timezone: string): Map<string, string> {
  const days = new Map<string, string>()
  for (const item of list) {
    if (!item.ok || !item.value.isDone || item.value.date > Date.parse(now)) continue
    const { date } = localOf(new Date(item.value.date).toISOString(), timezone)
    if (date > (days.get(item.value.patientID) ?? '')) days.set(item.value.patientID, date)
  }
  return days
}
