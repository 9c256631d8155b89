import { addDays, addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { earlier } from './calendar.ts'
import { demoId } from './ids.ts'
import { patientId } from './patients.ts'
import { CHAIRS, CLINIC, LOCATION, userId, ZONE } from './place.ts'
import { serviceId } from './services.ts'
import type { ServiceCode } from './services.ts'

type Lists = { [N in 'recall_types' | 'recall_triggers' | 'asap_entries' | 'appointment_requests' | 'confirmation_calls' | 'notifications']: Row<N>[] }

/** name, months, days, services that start it anew; the short ones are there so that the demo's two weeks show some due */
const RECALLS: readonly (readonly [string, number, number, readonly ServiceCode[]])[] = [['Cleaning', 6, 0, ['PROPHY']], ['Braces adjustment', 0, 21, ['BRACE']], ['Check after surgery', 0, 7, ['ODONT', 'EXT']]]

/** patient, dentist, minutes, part of the day, service, note */
const SHORT_NOTICE = [
  [17, 'drcruz', 45, 'morning', 'PROPHY', 'Works nearby, can come within half an hour'],
  [24, null, 60, 'afternoon', 'COMP', ''],
  [35, null, 90, 'any', 'RCT', 'In pain now and then'],
] as const

/** What waits for the front desk of the demo: requests, short notice, calls, recalls and news. */
export function frontDeskRows(appointments: readonly Row<'appointments'>[], opened: string, today: string, now: string): Lists {
  const base = (id: string, at: string) => ({ id, clinic_id: CLINIC, created_at: at })
  const made = earlier(instantOf(today, 9 * 60, ZONE), now)
  const ahead = appointments.filter((row) => row.starts_at >= instantOf(addDays(today, 1), 0, ZONE) && (row.status === 'pending' || row.status === 'confirmed'))
  const [first, second] = ahead.filter((row) => row.starts_at >= instantOf(addDays(today, 3), 0, ZONE))
  return {
    recall_types: RECALLS.map(([name, interval_months, interval_days], index) => ({ ...base(demoId('recall', index + 1), opened), name, interval_months, interval_days, is_active: true, updated_at: opened })),
    recall_triggers: RECALLS.flatMap(([, , , codes], index) => codes.map((code, at) => ({ ...base(demoId('trigger', index * 10 + at + 1), opened), recall_type_id: demoId('recall', index + 1), service_id: serviceId(code), is_active: true, updated_at: opened }))),
    asap_entries: SHORT_NOTICE.map(([patient, dentist, duration_minutes, day_part, service, note], index) => ({
      ...base(demoId('asap', index + 1), made), patient_id: patientId(patient), appointment_id: null, service_id: serviceId(service), dentist_id: dentist && userId(dentist),
      duration_minutes, weekdays: [], day_part, note, status: 'waiting' as const, booked_appointment_id: null, created_by: userId('maria'), updated_at: made,
    })),
    appointment_requests: [...(first ? [request(1, first, made, 'reschedule', 'Has to work that day')] : []), ...(second ? [request(2, second, made, 'cancel', 'Is out of town')] : [])],
    confirmation_calls: ahead.filter((row) => row.status === 'pending').slice(0, 3).map((row, index) => ({
      ...base(demoId('call', index + 1), made), appointment_id: row.id, starts_at: row.starts_at, outcome: index === 1 ? 'left_message' as const : 'no_answer' as const, note: '', made_by: userId('maria'),
    })),
    notifications: appointments.filter((row) => row.flow === 'arrived').map((row, index) => ({
      ...base(demoId('news', index + 1), earlier(row.arrived_at ?? made, addMinutes(now, -30))), user_id: row.dentist_id, kind: 'arrived', subject_id: row.id, message: '', read_at: null, actor_id: userId('maria'),
    })),
  }
}

function request(n: number, appointment: Row<'appointments'>, at: string, kind: 'reschedule' | 'cancel', reason: string): Row<'appointment_requests'> {
  // Far enough ahead that nobody of the demo is booked there.
  const starts = kind === 'cancel' ? null : addMinutes(appointment.starts_at, 21 * 24 * 60)
  const minutes = (Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)) / 60_000
  return {
    id: demoId('request', n), clinic_id: CLINIC, created_at: at, appointment_id: appointment.id, patient_id: appointment.patient_id, kind, status: 'requested',
    location_id: starts && LOCATION, operatory_id: starts && (appointment.operatory_id ?? CHAIRS[0]!), dentist_id: starts && appointment.dentist_id, starts_at: starts, ends_at: starts && addMinutes(starts, minutes),
    reason, came_by: 'phone', requested_by: userId('maria'), decided_by: null, decided_at: null, decision_note: '', updated_at: at,
  }
}
