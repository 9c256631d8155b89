import { fullName } from '../../../shared/domain/names.ts'
import { addDays, addMinutes, dayBounds } from '../../../shared/domain/time.ts'
import { closedDayOn, hoursOn } from '../../../shared/domain/timetable.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { fromSqlite } from '../store/codec.ts'
import type { SqliteRow } from '../store/codec.ts'
import type { Db } from '../store/database.ts'
import { asOne } from './merged.ts'
import type { AsOne } from './merged.ts'
import { all, rowsOf } from './rows.ts'
import { timetableBetween } from './timetable.ts'

type Joined = SqliteRow & {
  /** The record that stands for the patient. */
  person_id: string
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  phone: string
  dentist_name: string | null
  dentist_colour: string | null
  service_name: string | null
  service_colour: string | null
  alert_labels: string | null
  earlier: number
  is_waiting: number
}

const dayOf = ({ root, isOf }: AsOne) => `select a.*, p.id as person_id, p.last_name, p.first_name, p.middle_name, p.suffix, p.phone,
  u.display_name as dentist_name, u.colour as dentist_colour, s.name as service_name, s.colour as service_colour,
  (select json_group_array(m.label) from medical_alerts m where ${isOf('m.patient_id', 'p.id')} and m.ended_at is null and m.severity <> 'info') as alert_labels,
  exists (select 1 from appointments e where ${isOf('e.patient_id', 'p.id')} and e.starts_at < a.starts_at and e.status not in ('cancelled', 'missed')) as earlier,
  exists (select 1 from _base_rows b where b.table_name = 'appointments' and b.row_key = a.id) as is_waiting
  from appointments a join patients p on p.id = ${root('a.patient_id')}
  left join users u on u.id = a.dentist_id left join services s on s.id = a.service_id
  where a.starts_at > ? and a.starts_at < ? and a.ends_at > ? order by a.starts_at, a.id`

const LONGEST_MINUTES = 12 * 60

/** One day of the clinic, as the schedule draws it, with what began before midnight and runs into it. */
export function day(db: Db, { date }: { date: string }): DayView {
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]!
  const { from, to } = dayBounds(date, clinic.timezone)
  const timetable = timetableBetween(db, clinic.timezone, from, addMinutes(to, -1))
  const chairs = rowsOf(db, 'operatories', 'where is_active = 1 order by position, name')
  const location = chairs[0]?.location_id ?? timetable.hours[0]?.location_id ?? ''
  const hours = timetable.hours.some((row) => row.location_id === location) ? hoursOn(date, location, timetable) : null
  return {
    date,
    timezone: clinic.timezone,
    hours: hours && { opens: hours.open.start, closes: hours.open.end, breakStart: hours.pause?.start ?? null, breakEnd: hours.pause?.end ?? null },
    closedDay: closedDayOn(date, location, timetable)?.name ?? null,
    slotMinutes: clinic.slot_minutes,
    operatories: chairs.map(({ id, name, location_id }) => ({ id, name, locationId: location_id })),
    dentists: rowsOf(db, 'users', 'where is_dentist = 1 and is_active = 1 order by display_name').map(({ id, display_name, colour }) => ({ id, name: display_name, colour })),
    timetable,
    appointments: all<Joined>(db, dayOf(asOne(db)), addMinutes(from, -LONGEST_MINUTES), to, from).map(appointment),
  }
}

/** Days in a row from one on, as the week is drawn; all of one snapshot. */
export function week(db: Db, { date, days }: { date: string; days: number }): DayView[] {
  return Array.from({ length: days }, (_, n) => day(db, { date: addDays(date, n) }))
}

function appointment(joined: Joined): DayAppointment {
  return {
    ...fromSqlite('appointments', joined),
    patient_id: joined.person_id,
    patientName: fullName(joined),
    patientPhone: joined.phone,
    dentistName: joined.dentist_name,
    dentistColour: joined.dentist_colour,
    serviceName: joined.service_name,
    serviceColour: joined.service_colour,
    alerts: JSON.parse(joined.alert_labels ?? '[]') as string[],
    isNewPatient: joined.earlier === 0,
    isWaiting: joined.is_waiting === 1,
  }
}
