import type { TemplateValues } from '../../../../shared/domain/front-desk.ts'
import { appointmentValues } from '../../../../shared/domain/front-desk.ts'
import type { Db } from '../../store/database.ts'
import { rootOf } from '../merged.ts'
import { one, rowOf, rowsOf } from '../rows.ts'
import { settingsOf } from './listed.ts'

/** What a reminder of an appointment says, and where it goes. */
export function reminder(db: Db, { appointmentId }: { appointmentId: string }): { phone: string; template: string; values: TemplateValues } | null {
  const appointment = rowOf(db, 'appointments', appointmentId)
  const patient = appointment && rowOf(db, 'patients', rootOf(db, appointment.patient_id))
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]
  if (!appointment || !patient || !clinic) return null
  return { phone: patient.phone, template: settingsOf(db).reminder_text, values: appointmentValues(patient.first_name, appointment.starts_at, clinic) }
}

/** Whose claim stands, and whether the centre's rows contain it yet. */
export function claim(db: Db, { id }: { id: string }): { state: string; clientId: string; isWaiting: boolean } | null {
  const row = rowOf(db, 'reminder_log', id)
  if (!row) return null
  const pending = one(db, `select 1 from _base_rows where table_name = 'reminder_log' and row_key = ?`, id)
  return { state: row.state, clientId: row.client_id, isWaiting: pending !== undefined }
}
