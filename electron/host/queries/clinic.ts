import type { AttentionItem, ClinicReference } from '../../../shared/protocol/views.ts'
import { fullName } from '../../../shared/domain/names.ts'
import type { Row } from '../../../shared/schema/index.ts'
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
  return items.map((item) => toView(db, item))
}

function toView(db: Db, item: Row<'attention_items'>): AttentionItem {
  const patient = item.patient_id === null ? undefined : rowOf(db, 'patients', item.patient_id)
  const asked = (item.input ?? {}) as { id?: unknown; changes?: { field?: unknown }[] }
  const fields = item.mutation.startsWith('patient.') ? [...item.losses.map(({ field }) => field), ...(Array.isArray(asked.changes) ? asked.changes.map(({ field }) => String(field)) : [])] : []
  const held = (patient ?? {}) as Record<string, unknown>
  return {
    ...item,
    patientName: patient ? fullName(patient) : null,
    madeByName: nameOf(db, item.made_by),
    deviceName: rowOf(db, 'devices', item.client_id)?.name ?? null,
    resolvedByName: item.resolved_by === null ? null : nameOf(db, item.resolved_by),
    isPatientHere: patient !== undefined && patient.deleted_at === null,
    current: Object.fromEntries(fields.filter((field) => Object.hasOwn(held, field)).map((field) => [field, held[field]])),
    appointment: item.mutation.startsWith('appointment.') && typeof asked.id === 'string' ? (rowOf(db, 'appointments', asked.id) ?? null) : null,
  }
}

function nameOf(db: Db, userId: string): string | null {
  return rowOf(db, 'users', userId)?.display_name ?? null
}
