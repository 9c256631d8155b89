import type { ClientBase } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { Row } from '../../shared/schema/index.ts'
import { insertRows } from '../db/rows.ts'
import { builtInRoles } from './built-in-roles.ts'

type Starter = Pick<Row<'services'>, 'code' | 'name' | 'category' | 'treatment_area' | 'finding' | 'duration_minutes' | 'colour'>

/** Enough to book on the first day. Prices are left at zero: an invented one would be charged unseen. */
const STARTER_SERVICES: readonly Starter[] = [
  { code: 'CONS', name: 'Consultation', category: 'other', treatment_area: 'mouth', finding: 'consultation', duration_minutes: 30, colour: '#868e96' },
  { code: 'PROPHY', name: 'Cleaning', category: 'preventive', treatment_area: 'mouth', finding: 'cleaning', duration_minutes: 45, colour: '#12b886' },
  { code: 'SEAL', name: 'Sealant', category: 'preventive', treatment_area: 'surface', finding: 'sealant', duration_minutes: 30, colour: '#20c997' },
  { code: 'FILL', name: 'Composite filling', category: 'restorations', treatment_area: 'surface', finding: 'filling_composite', duration_minutes: 45, colour: '#228be6' },
  { code: 'EXT', name: 'Extraction', category: 'oral_surgery', treatment_area: 'tooth', finding: 'extraction', duration_minutes: 45, colour: '#e03131' },
  { code: 'RCT', name: 'Root canal treatment', category: 'endodontics', treatment_area: 'tooth', finding: 'root_canal', duration_minutes: 90, colour: '#7048e8' },
  { code: 'CROWN', name: 'Crown', category: 'prosthodontics', treatment_area: 'tooth', finding: 'crown', duration_minutes: 60, colour: '#f08c00' },
  { code: 'XRAY', name: 'Periapical X-ray', category: 'xrays', treatment_area: 'mouth', finding: 'xray', duration_minutes: 15, colour: '#4c6ef5' },
]

/**
 * Makes a clinic ready to be set up, in the caller's transaction: a location open Monday to Saturday, two chairs, the
 * built-in roles, a starter list of services, nobody who can sign in. Philippine defaults, all of them settings.
 */
export async function createEmptyClinic(client: ClientBase, name: string): Promise<string> {
  const now = new Date().toISOString()
  const clinicId = uuidv7()
  const locationId = uuidv7()
  const base = () => ({ id: uuidv7(), clinic_id: clinicId, created_at: now })
  await insertRows(client, 'clinics', [{ id: clinicId, name, timezone: 'Asia/Manila', currency: 'PHP', slot_minutes: 15, created_at: now, updated_at: now, history_review_months: 6, double_booking: 'refuse' }])
  await insertRows(client, 'locations', [{
    ...base(), id: locationId, name: 'Main', street: '', barangay: '', city: '', province: '', postal_code: '', phone: '', tin: '',
    tax_profile: 'non_vat', latitude: null, longitude: null, updated_at: now, deleted_at: null,
  }])
  await insertRows(client, 'operating_hours', openingHours(clinicId, locationId, now, () => uuidv7()))
  await insertRows(client, 'operatories', [1, 2].map((position) => ({
    ...base(), location_id: locationId, name: `Chair ${position}`, position, is_active: true, updated_at: now,
  })))
  await insertRows(client, 'roles', builtInRoles(clinicId, now, () => uuidv7()))
  await insertRows(client, 'services', STARTER_SERVICES.map((service) => ({ ...base(), ...service, price_centavos: 0, is_active: true, updated_at: now })))
  return clinicId
}

/** Monday to Saturday, nine to six, with a break from twelve to one. */
export function openingHours(clinicId: string, locationId: string, now: string, idOf: (weekday: number) => string): Row<'operating_hours'>[] {
  return [1, 2, 3, 4, 5, 6].map((weekday) => ({
    id: idOf(weekday), clinic_id: clinicId, created_at: now, location_id: locationId, weekday,
    opens_minute: 9 * 60, closes_minute: 18 * 60, break_start_minute: 12 * 60, break_end_minute: 13 * 60,
  }))
}
