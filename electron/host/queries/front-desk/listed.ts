import { FRONT_DESK_DEFAULTS } from '../../../../shared/domain/front-desk.ts'
import type { FrontDeskSettings } from '../../../../shared/domain/front-desk.ts'
import { fullName } from '../../../../shared/domain/names.ts'
import type { ListedAppointment, ListedPatient } from '../../../../shared/protocol/front-desk-views.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Db } from '../../store/database.ts'
import { asOne } from '../merged.ts'
import type { AsOne } from '../merged.ts'
import { rowsOf } from '../rows.ts'

/** What every list asks of a patient `p`: the record that stands, with the alerts of all that were merged into it. */
const patientColumns = ({ isOf }: AsOne) => `p.id as patient_id, p.last_name, p.first_name, p.middle_name, p.suffix, p.phone,
  (select json_group_array(m.label) from medical_alerts m where ${isOf('m.patient_id', 'p.id')} and m.ended_at is null and m.severity <> 'info') as alert_labels`

/** What every list asks of an appointment `a`. */
const appointmentColumns = (asOne: AsOne) => `a.id as appointment_id, a.starts_at, a.ends_at, a.status, a.dentist_id, a.operatory_id, a.location_id, a.service_id,
  u.display_name as dentist_name, o.name as operatory_name, s.name as service_name, ${patientColumns(asOne)}`
const appointmentJoins = ({ root }: AsOne) => `join patients p on p.id = ${root('a.patient_id')} left join users u on u.id = a.dentist_id
  left join operatories o on o.id = a.operatory_id left join services s on s.id = a.service_id`

/** The parts of a list's SQL, with merged records read as one. */
export function partsOf(db: Db) {
  const merges = asOne(db)
  return { ...merges, PATIENT: patientColumns(merges), APPOINTMENT: appointmentColumns(merges), APPOINTMENT_JOINS: appointmentJoins(merges) }
}

/** A statement's own table expressions behind those that follow the merges. */
export function withTables(prefix: string, tables: string): string {
  return `${prefix === '' ? 'with' : `${prefix.trim()},`} ${tables}`
}

/** People who may still be called. */
export const REACHABLE = 'p.deleted_at is null and p.archived_at is null and p.is_deceased = 0'

export interface JoinedPatient {
  patient_id: string
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  phone: string
  alert_labels: string | null
}

export interface JoinedAppointment extends JoinedPatient {
  appointment_id: string
  starts_at: string
  ends_at: string
  status: Row<'appointments'>['status']
  dentist_id: string | null
  operatory_id: string | null
  location_id: string
  service_id: string | null
  dentist_name: string | null
  operatory_name: string | null
  service_name: string | null
}

export function listedPatient(row: JoinedPatient): ListedPatient {
  return { patientId: row.patient_id, patientName: fullName(row), phone: row.phone, alerts: JSON.parse(row.alert_labels ?? '[]') as string[] }
}

export function listedAppointment(row: JoinedAppointment): ListedAppointment {
  return {
    ...listedPatient(row),
    appointmentId: row.appointment_id, startsAt: row.starts_at, endsAt: row.ends_at, status: row.status,
    dentistId: row.dentist_id, dentistName: row.dentist_name, operatoryId: row.operatory_id, operatoryName: row.operatory_name,
    locationId: row.location_id, serviceId: row.service_id, serviceName: row.service_name,
  }
}

export function zoneOf(db: Db): string {
  return rowsOf(db, 'clinics', 'limit 1')[0]?.timezone ?? 'Asia/Manila'
}

/** How the front desk works, by the clinic's own settings or those the program comes with. */
export function settingsOf(db: Db): FrontDeskSettings {
  return rowsOf(db, 'front_desk_settings', 'limit 1')[0] ?? FRONT_DESK_DEFAULTS
}
