import { fullName } from '../../../shared/domain/names.ts'
import { addDays, addMinutes, dayBounds } from '../../../shared/domain/time.ts'
import { closedDayOn, hoursOn } from '../../../shared/domain/timetable.ts'
import type { Row } from '../../../shared/schema/index.ts'
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

const dayOf = ({ prefix, root, isOf }: AsOne) => `${prefix}select a.*, p.id as person_id, p.last_name, p.first_name, p.middle_name, p.suffix, p.phone,
  u.display_name as dentist_name, u.colour as dentist_colour, s.name as service_name, s.colour as service_colour,
  (select json_group_array(m.label) from medical_alerts m where ${isOf('m.patient_id', 'p.id')} and m.ended_at is null and m.severity <> 'info') as alert_labels,
  exists (select 1 from _visits v where ${isOf('v.patient_id', 'p.id')} and v.first_start < a.starts_at) as earlier,
  exists (select 1 from _base_rows b where b.table_name = 'appointments' and b.row_key = a.id) as is_waiting
  from appointments a join patients p on p.id = ${root('a.patient_id')}
  left join users u on u.id = a.dentist_id left join services s on s.id = a.service_id
  where a.starts_at > ? and a.starts_at < ? and a.ends_at > ? order by a.starts_at, a.id`

const LONGEST_MINUTES = 12 * 60

/** What the days of one question have in common, read once. */
interface Setting {
  clinic: Row<'clinics'>
  timetable: DayView['timetable']
  chairs: Row<'operatories'>[]
  dentists: DayView['dentists']
}

function settingOf(db: Db, first: string, last: string): Setting {
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]!
  return {
    clinic,
    timetable: timetableBetween(db, clinic.timezone, dayBounds(first, clinic.timezone).from, addMinutes(dayBounds(last, clinic.timezone).to, -1)),
    chairs: rowsOf(db, 'operatories', 'where is_active = 1 order by position, name'),
    dentists: rowsOf(db, 'users', 'where is_dentist = 1 and is_active = 1 order by display_name').map(({ id, display_name, colour }) => ({ id, name: display_name, colour })),
  }
}

/** One day of the clinic, as the schedule draws it, with what began before midnight and runs into it. */
export function day(db: Db, { date }: { date: string }): DayView {
  const setting = settingOf(db, date, date)
  return dayIn(setting, date, appointmentsFrom(db, date, date, setting.clinic.timezone))
}

/** Days in a row from one on, as the week is drawn; all of one snapshot. */
export function week(db: Db, { date, days }: { date: string; days: number }): DayView[] {
  const last = addDays(date, days - 1)
  const setting = settingOf(db, date, last)
  const booked = appointmentsFrom(db, date, last, setting.clinic.timezone)
  return Array.from({ length: days }, (_, n) => dayIn(setting, addDays(date, n), booked))
}

function appointmentsFrom(db: Db, first: string, last: string, zone: string): DayAppointment[] {
  const { from } = dayBounds(first, zone)
  return all<Joined>(db, dayOf(asOne(db)), addMinutes(from, -LONGEST_MINUTES), dayBounds(last, zone).to, from).map(appointment)
}

/** A day cut out of what was read for one or more. */
function dayIn({ clinic, timetable, chairs, dentists }: Setting, date: string, booked: readonly DayAppointment[]): DayView {
  const { from, to } = dayBounds(date, clinic.timezone)
  const ofDay = {
    ...timetable,
    closedDays: timetable.closedDays.filter((one) => one.starts_on <= date && one.ends_on >= date),
    blockouts: timetable.blockouts.filter((one) => one.endsAt > from && one.startsAt < to),
    dentistDates: timetable.dentistDates.filter((one) => one.date === date),
  }
  const location = chairs[0]?.location_id ?? timetable.hours[0]?.location_id ?? ''
  const hours = timetable.hours.some((row) => row.location_id === location) ? hoursOn(date, location, ofDay) : null
  return {
    date,
    timezone: clinic.timezone,
    hours: hours && { opens: hours.open.start, closes: hours.open.end, breakStart: hours.pause?.start ?? null, breakEnd: hours.pause?.end ?? null },
    closedDay: closedDayOn(date, location, ofDay)?.name ?? null,
    slotMinutes: clinic.slot_minutes,
    operatories: chairs.map(({ id, name, location_id }) => ({ id, name, locationId: location_id })),
    dentists,
    timetable: ofDay,
    appointments: booked.filter((one) => one.starts_at < to && one.ends_at > from),
  }
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
