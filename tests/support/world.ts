import { PERMISSIONS } from '../../shared/mutators/mutator.ts'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'

/** A readable UUIDv7 for tests: the same number gives the same id. */
export const uid = (n: number): string => `01930000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** When the small clinic was set up. */
export const T0 = '2026-11-20T00:00:00.000Z'
/** An instant some minutes after T0. */
export const minutes = (n: number): string => new Date(Date.parse(T0) + n * 60_000).toISOString()

export const CLINIC = uid(1)
export const OTHER_CLINIC = uid(2)
export const LOCATION = uid(10)
export const CHAIRS = [uid(20), uid(21), uid(22)] as const
export const ROLES = { manager: uid(30), dentist: uid(31), receptionist: uid(32), assistant: uid(33) } as const
export const MANAGER = uid(40)
export const DENTIST = uid(41)
export const DENTIST_2 = uid(42)
export const RECEPTIONIST = uid(43)
export const ASSISTANT = uid(44)
export const FORMER = uid(45)
export const CLEANING = uid(50)
export const FILLING = uid(51)
export const PATIENTS = [uid(60), uid(61), uid(62)] as const
export const GLOVES = uid(70)
export const COMPOSITE = uid(71)
export const LOT_SOON = uid(80)
export const LOT_LATE = uid(81)
export const DESK = uid(100)
export const DESK_2 = uid(101)
/** A manager, a desk and a patient of the other clinic. */
export const STRANGER = { manager: uid(46), desk: uid(102), patient: uid(63), role: uid(34) } as const

/** Rows of a table in the order they can be inserted at the centre. */
export type World = { [N in TableName]: Row<N>[] }

const base = (id: string, clinicId = CLINIC) => ({ id, clinic_id: clinicId, created_at: T0 })

export function patient(id: string, more: Partial<Row<'patients'>> = {}): Row<'patients'> {
  return {
    ...base(id), chart_number: '', last_name: 'Muñoz', first_name: 'Ñandú', middle_name: '', suffix: '', birth_date: null, sex: 'unknown', phone: '', email: '',
    street: '', barangay: '', city: '', province: '', postal_code: '', emergency_name: '', emergency_phone: '', notes: '', is_deceased: false, field_edits: {},
    legacy_source: null, legacy_id: null, created_by: null, updated_at: T0, archived_at: null, deleted_at: null,
    emergency_relation: '', osca_id: '', pwd_id: '', pwd_valid_until: null, ...more,
  }
}

export function appointment(id: string, more: Partial<Row<'appointments'>> = {}): Row<'appointments'> {
  return {
    ...base(id), location_id: LOCATION, operatory_id: CHAIRS[0], dentist_id: DENTIST, patient_id: PATIENTS[0], service_id: CLEANING,
    starts_at: minutes(60), ends_at: minutes(90), status: 'pending', flow: 'none', arrived_at: null, seated_at: null, dismissed_at: null,
    allows_overlap: false, overlap_reason: null, notes: '', cancel_reason: null, cancelled_at: null, legacy_source: null, legacy_id: null, created_by: null, updated_at: T0, ...more,
  }
}

export function progress(clientId: string, lastSeq: number, more: Partial<Row<'client_progress'>> = {}): Row<'client_progress'> {
  return { client_id: clientId, clinic_id: CLINIC, last_seq: lastSeq, mutation_id: null, tables: [], updated_at: T0, returned: 0, returned_at: null, ...more }
}

function user(id: string, username: string, role: keyof typeof ROLES, more: Partial<Row<'users'>> = {}): Row<'users'> {
  return { ...base(id), role_id: ROLES[role], username, display_name: username, is_dentist: role === 'dentist', colour: '#1c7ed6', prc_licence: '', is_active: true, updated_at: T0, ...more }
}

function role(id: string, code: Row<'roles'>['code'], permissions: readonly string[], clinicId = CLINIC): Row<'roles'> {
  return { ...base(id, clinicId), code, name: code, permissions: [...permissions], updated_at: T0 }
}

function device(id: string, series: string, profile: Row<'devices'>['profile'] = 'front_desk', clinicId = CLINIC): Row<'devices'> {
  return { ...base(id, clinicId), name: series, profile, series, revoked_at: null }
}

function movement(id: string, itemId: string, lotId: string | null, quantity: number): Row<'stock_movements'> {
  return { ...base(id), item_id: itemId, lot_id: lotId, kind: 'receive', quantity, reason: '', chart_entry_id: null, moved_by: null }
}

const clinic = (id: string, name: string): Row<'clinics'> => ({ id, name, timezone: 'Asia/Manila', currency: 'PHP', slot_minutes: 15, created_at: T0, updated_at: T0, history_review_months: 6, double_booking: 'refuse' })

function people(): Pick<World, 'roles' | 'users' | 'devices' | 'client_progress'> {
  const front = ['patients.write', 'schedule.write', 'billing.read', 'payments.record', 'statements.issue', 'stock.write', 'attention.resolve']
  return {
    roles: [
      role(ROLES.manager, 'manager', PERMISSIONS),
      role(ROLES.dentist, 'dentist', ['patients.write', 'schedule.write', 'chart.write', 'treatment.complete', 'attention.resolve']),
      role(ROLES.receptionist, 'receptionist', front),
      role(ROLES.assistant, 'assistant', []),
      role(STRANGER.role, 'manager', PERMISSIONS, OTHER_CLINIC),
    ],
    users: [
      user(MANAGER, 'manager', 'manager'), user(DENTIST, 'dentist', 'dentist'), user(DENTIST_2, 'dentist2', 'dentist'),
      user(RECEPTIONIST, 'reception', 'receptionist'), user(ASSISTANT, 'assistant', 'assistant'), user(FORMER, 'former', 'receptionist', { is_active: false }),
      user(STRANGER.manager, 'stranger', 'manager', { clinic_id: OTHER_CLINIC, role_id: STRANGER.role }),
    ],
    devices: [device(DESK, 'FD1'), device(DESK_2, 'FD2'), device(STRANGER.desk, 'FD1', 'front_desk', OTHER_CLINIC)],
    client_progress: [progress(DESK, 0), progress(DESK_2, 0), progress(STRANGER.desk, 0, { clinic_id: OTHER_CLINIC })],
  }
}

function stock(): Pick<World, 'inventory_items' | 'stock_lots' | 'stock_movements' | 'service_recipes'> {
  const item = (id: string, name: string) => ({ ...base(id), supplier_id: null, sku: '', name, category: '', unit: 'piece', reorder_level: 2, unit_cost_centavos: 1500, is_active: true, updated_at: T0 })
  const lot = (id: string, expires: string) => ({ ...base(id), item_id: COMPOSITE, lot_number: '', expires_on: expires, unit_cost_centavos: 1500 })
  return {
    inventory_items: [item(GLOVES, 'Gloves'), item(COMPOSITE, 'Composite')],
    stock_lots: [lot(LOT_LATE, '2028-01-31'), lot(LOT_SOON, '2027-01-31')],
    stock_movements: [movement(uid(90), GLOVES, null, 10), movement(uid(91), COMPOSITE, LOT_LATE, 5), movement(uid(92), COMPOSITE, LOT_SOON, 1)],
    service_recipes: [
      { ...base(uid(95)), service_id: FILLING, item_id: COMPOSITE, quantity: 2 },
      { ...base(uid(96)), service_id: FILLING, item_id: GLOVES, quantity: 1 },
    ],
  }
}

/** A small clinic with everything a mutator may want, and a stranger's clinic beside it. */
export function world(): World {
  const empty = Object.fromEntries(TABLE_NAMES.map((name) => [name, []])) as unknown as World
  const service = (id: string, code: string, area: Row<'services'>['treatment_area'], more: Partial<Row<'services'>>) => ({
    ...base(id), code, name: code, category: 'restorations' as const, treatment_area: area, finding: null, duration_minutes: 30, price_centavos: 150_000, colour: '#2f9e44', is_active: true, updated_at: T0, ...more,
  })
  return {
    ...empty,
    clinics: [clinic(CLINIC, 'Ngiping Malusog'), clinic(OTHER_CLINIC, 'Next door')],
    locations: [{ ...base(LOCATION), name: 'Main', street: '', barangay: '', city: '', province: '', postal_code: '', phone: '', tin: '', tax_profile: 'non_vat', latitude: 14.5995, longitude: 120.9842, updated_at: T0, deleted_at: null }],
    operatories: CHAIRS.map((id, position) => ({ ...base(id), location_id: LOCATION, name: `Chair ${position + 1}`, position, is_active: true, updated_at: T0 })),
    ...people(),
    services: [service(CLEANING, 'CLEAN', 'mouth', {}), service(FILLING, 'FILL', 'surface', { finding: 'filling' })],
    patients: [...PATIENTS.map((id, index) => patient(id, { first_name: `Ñandú ${index}` })), patient(STRANGER.patient, { clinic_id: OTHER_CLINIC, last_name: 'Stranger' })],
    ...stock(),
  }
}
