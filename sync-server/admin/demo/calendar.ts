import { addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { demoId } from './ids.ts'
import { CHILDREN, PATIENT_COUNT, patientId } from './patients.ts'
import { CHAIRS, CLINIC, LOCATION, userId, ZONE } from './place.ts'
import { minutesOf, serviceId } from './services.ts'
import type { ServiceCode } from './services.ts'
import { CRUZ_OFF, HOLIDAY } from './timetable.ts'

/** A booked time of the demo, before it becomes a row. */
export interface Visit {
  n: number
  date: string
  /** Days from today: negative is past. */
  day: number
  start: number
  minutes: number
  service: ServiceCode
  dentist: 'drreyes' | 'drcruz'
  chair: number
  /** Number of the patient. */
  patient: number
  status: Row<'appointments'>['status']
  flow: Row<'appointments'>['flow']
}

type Slot = readonly [dentist: Visit['dentist'], chair: number, start: number, minutes: number, service: ServiceCode]

/** A full day: minutes after midnight. The third chair is Dr. Reyes's alone, so the two never meet in it. */
const DAY: readonly Slot[] = [
  ['drreyes', 1, 540, 30, 'CONS'], ['drcruz', 2, 540, 45, 'PROPHY'], ['drreyes', 1, 570, 45, 'COMP'], ['drcruz', 2, 600, 30, 'BRACE'],
  ['drreyes', 1, 630, 45, 'PROPHY'], ['drcruz', 2, 630, 30, 'BRACE'], ['drcruz', 2, 660, 45, 'COMP'], ['drreyes', 1, 675, 15, 'PERI'],
  ['drreyes', 3, 780, 90, 'ODONT'], ['drcruz', 2, 780, 90, 'RCT'], ['drreyes', 3, 885, 45, 'EXT'], ['drcruz', 2, 885, 30, 'SEAL'],
  ['drreyes', 1, 945, 60, 'PFM'], ['drcruz', 2, 930, 30, 'BRACE'], ['drcruz', 2, 960, 45, 'COMP'], ['drreyes', 1, 1020, 30, 'CONS'],
  ['drcruz', 2, 1020, 45, 'PROPHY'],
]

/** Today's states, slot by slot, so that every one of them can be seen at once. */
const TODAY: readonly (readonly [Visit['status'], Visit['flow']])[] = [
  ['completed', 'done'], ['completed', 'done'], ['completed', 'done'], ['missed', 'none'], ['confirmed', 'in_chair'], ['confirmed', 'in_chair'],
  ['confirmed', 'arrived'], ['cancelled', 'none'], ['confirmed', 'none'], ['confirmed', 'none'], ['pending', 'none'], ['confirmed', 'none'],
  ['confirmed', 'none'], ['pending', 'none'], ['pending', 'none'], ['confirmed', 'none'], ['pending', 'none'],
]

/** What is done for a child where an adult would get the other. */
const FOR_CHILDREN: Partial<Record<ServiceCode, ServiceCode>> = { COMP: 'FLUOR', RCT: 'FLUOR', PFM: 'PROPHY', ODONT: 'PROPHY', BRACE: 'FLUOR', EXT: 'CONS' }

const FIRST_DAY = -14
const LAST_DAY = 14

/** Two weeks back and two ahead. The days ahead thin out; the same patient never comes twice in a day. */
export function visits(dateOf: (day: number) => string): Visit[] {
  const all: Visit[] = []
  for (let day = FIRST_DAY; day <= LAST_DAY; day += 1) {
    for (const [index, [dentist, chair, start, length, planned]] of DAY.entries()) {
      if (!isBooked(day, index) || day === HOLIDAY || (day === CRUZ_OFF && dentist === 'drcruz')) continue
      const n = all.length + 1
      const patient = ((n - 1) * 7) % PATIENT_COUNT + 1
      const service = CHILDREN.has(patient) ? FOR_CHILDREN[planned] ?? planned : planned
      const minutes = service === planned ? length : Math.min(length, minutesOf(service))
      const [status, flow] = day === 0 ? TODAY[index]! : day < 0 ? past(n) : ahead(day, n)
      all.push({ n, date: dateOf(day), day, start, minutes, service, dentist, chair, patient, status, flow })
    }
  }
  return all
}

function isBooked(day: number, index: number): boolean {
  if (day === 0) return true
  if (day < 0) return (day * 5 + index * 3) % 4 !== 0
  return (day * 3 + index * 7) % 10 < 8 - day / 2
}

function past(n: number): readonly [Visit['status'], Visit['flow']] {
  if (n % 17 === 0) return ['missed', 'none']
  if (n % 13 === 0) return ['cancelled', 'none']
  return ['completed', 'done']
}

function ahead(day: number, n: number): readonly [Visit['status'], Visit['flow']] {
  return [day <= 2 || n % 3 === 0 ? 'confirmed' : 'pending', 'none']
}

/** @param now no instant of the day lies after it: nobody arrives in the future. */
export function appointmentRows(booked: readonly Visit[], now: string): Row<'appointments'>[] {
  return booked.map((visit) => {
    const starts = instantOf(visit.date, visit.start, ZONE)
    const came = visit.flow !== 'none'
    const at = (minutes: number) => earlier(addMinutes(starts, minutes), now)
    const made = at(-60 * 24 * 6)
    return {
      id: demoId('appointment', visit.n), clinic_id: CLINIC, created_at: made, location_id: LOCATION, operatory_id: CHAIRS[visit.chair - 1]!,
      dentist_id: userId(visit.dentist), patient_id: patientId(visit.patient), service_id: serviceId(visit.service),
      starts_at: starts, ends_at: addMinutes(starts, visit.minutes), status: visit.status, flow: visit.flow,
      arrived_at: came ? at(-10) : null,
      seated_at: visit.flow === 'in_chair' || visit.flow === 'done' ? at(2) : null,
      dismissed_at: visit.flow === 'done' ? at(visit.minutes) : null,
      allows_overlap: false, overlap_reason: null, notes: NOTES[visit.n % 19] ?? '',
      cancel_reason: visit.status === 'cancelled' ? 'Patient has a fever, will call again' : null,
      cancelled_at: visit.status === 'cancelled' ? at(-120) : null,
      legacy_source: null, legacy_id: null, created_by: userId('maria'), updated_at: at(0),
    }
  })
}

const NOTES: Record<number, string> = { 3: 'Pain on the lower right since Monday', 9: 'Running late, texted', 14: 'Bring the panoramic X-ray' }

export function earlier(a: string, b: string): string {
  return a < b ? a : b
}
