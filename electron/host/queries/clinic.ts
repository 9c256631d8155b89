import type { AttentionItem, ClinicReference } from '../../../shared/protocol/views.ts'
import { fullName } from '../../../shared/domain/names.ts'
import type { Db } from '../store/database.ts'
import { rowOf, rowsOf } from './rows.ts'

/** The lists every screen chooses from. */
export function reference(db: Db): ClinicReference {
  const people = rowsOf(db, 'users', 'order by display_name')
  return {
    clinic: rowsOf(db, 'clinics', 'limit 1')[0]!,
    locations: rowsOf(db, 'locations', 'where deleted_at is null order by name'),
    operatingHours: rowsOf(db, 'operating_hours', 'order by location_id, weekday'),
    operatories: rowsOf(db, 'operatories', 'order by position, name'),
    roles: rowsOf(db, 'roles', 'order by name'),
    people,
    dentists: people.filter((person) => person.is_dentist && person.is_active),
    services: rowsOf(db, 'services', 'order by category, name'),
    devices: rowsOf(db, 'devices', 'order by name'),
    recipes: rowsOf(db, 'service_recipes', 'order by service_id, id'),
  }
}

const SETTLED_SHOWN = 100

/** What waits for a person, newest first, and the last that were settled. */
export function attention(db: Db): AttentionItem[] {
  const items = [
    ...rowsOf(db, 'attention_items', 'where resolved_at is null order by created_at desc'),
    ...rowsOf(db, 'attention_items', 'where resolved_at is not null order by resolved_at desc limit ?', SETTLED_SHOWN),
  ]
  return items.map((item) => {
    const patient = item.patient_id ? rowOf(db, 'patients', item.patient_id) : undefined
    return {
      ...item,
      patientName: patient ? fullName(patient) : null,
      madeByName: rowOf(db, 'users', item.made_by)?.display_name ?? null,
      deviceName: rowOf(db, 'devices', item.client_id)?.name ?? null,
    }
  })
}
