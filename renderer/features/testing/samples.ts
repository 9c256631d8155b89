/** People, teeth and money for the component tests of the screens. */
import { PERMISSIONS } from '../../../shared/mutators/mutator.ts'
import type { Permission } from '../../../shared/mutators/mutator.ts'
import type { ChartEntry, ClinicReference, PatientPage, SessionState, Visit } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'

export const CLINIC = '01960000-0000-7000-8000-000000000001'
export const PATIENT = '01960000-0000-7000-8000-000000000002'
export const DENTIST = '01960000-0000-7000-8000-000000000003'
export const LOCATION = '01960000-0000-7000-8000-000000000004'
const THEN = '2026-01-05T01:00:00.000Z'

export function sampleId(number: number): string {
  return `01960000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

export function sampleSession(permissions: readonly Permission[] = PERMISSIONS): SessionState {
  return {
    apiVersion: 1,
    stage: 'signed_in',
    clinicName: 'Dental Clinic',
    device: { id: sampleId(5), name: 'Desk 1', profile: 'manager', series: 'FD1' },
    serverUrl: 'http://127.0.0.1',
    user: { id: DENTIST, displayName: 'Dr. Reyes', username: 'reyes', roleCode: 'dentist', isDentist: true, permissions: [...permissions] },
  }
}

export function samplePatient(patch: Partial<Row<'patients'>> = {}): Row<'patients'> {
  return {
    id: PATIENT, clinic_id: CLINIC, created_at: THEN, chart_number: 'C-100', last_name: 'Muñoz', first_name: 'Ana', middle_name: '', suffix: '',
    birth_date: '1990-05-01', sex: 'female', phone: '0917 123 4567', email: '', street: '', barangay: '', city: 'Cebu', province: '', postal_code: '',
    emergency_name: '', emergency_phone: '', notes: '', is_deceased: false, field_edits: {}, legacy_source: null, legacy_id: null, created_by: DENTIST,
    updated_at: THEN, archived_at: null, deleted_at: null, emergency_relation: '', osca_id: '', pwd_id: '', pwd_valid_until: null, ...patch,
  }
}

export function samplePage(patch: Partial<PatientPage> = {}): PatientPage {
  return { patient: samplePatient(), name: 'Muñoz, Ana', age: 36, alerts: [], visits: [], balanceCentavos: 0, treatments: [], standing: 'active', links: [], merged: [], review: { reviewedOn: '2026-09-01', byName: 'Maria Santos', dueOn: '2027-03-01', isDue: false }, ...patch }
}

export function sampleEntry(patch: Partial<ChartEntry> = {}): ChartEntry {
  return {
    id: sampleId(100), clinic_id: CLINIC, created_at: THEN, patient_id: PATIENT, tooth: '16', surfaces: 'M', layer: 'condition', finding: 'caries', note: '',
    service_id: null, appointment_id: null, dentist_id: DENTIST, effective_date: '2026-01-05', recorded_by: DENTIST, voids_entry_id: null, legacy_source: null,
    legacy_id: null, dentistName: 'Dr. Reyes', serviceName: null, isVoided: false, ...patch,
  }
}

export function sampleVisit(patch: Partial<Visit> = {}): Visit {
  return {
    id: sampleId(200), clinic_id: CLINIC, created_at: THEN, location_id: LOCATION, operatory_id: sampleId(6), dentist_id: DENTIST, patient_id: PATIENT, service_id: null,
    starts_at: '2026-01-05T01:00:00.000Z', ends_at: '2026-01-05T01:30:00.000Z', status: 'confirmed', flow: 'none', arrived_at: null, seated_at: null, dismissed_at: null,
    allows_overlap: false, overlap_reason: null, notes: '', cancel_reason: null, cancelled_at: null, legacy_source: null, legacy_id: null, created_by: DENTIST, updated_at: THEN,
    dentistName: 'Dr. Reyes', serviceName: 'Check-up', operatoryName: 'Chair 1', ...patch,
  }
}

export function sampleService(patch: Partial<Row<'services'>> = {}): Row<'services'> {
  return {
    id: sampleId(300), clinic_id: CLINIC, created_at: THEN, code: 'FILL', name: 'Composite filling', category: 'restorations', treatment_area: 'surface', finding: 'filling_composite',
    duration_minutes: 45, price_centavos: 150_000, colour: '#178593', is_active: true, updated_at: THEN, ...patch,
  }
}

export function sampleReference(patch: Partial<ClinicReference> = {}): ClinicReference {
  const dentist: Row<'users'> = { id: DENTIST, clinic_id: CLINIC, created_at: THEN, role_id: sampleId(7), username: 'reyes', display_name: 'Dr. Reyes', is_dentist: true, colour: '#178593', prc_licence: '', is_active: true, updated_at: THEN }
  return {
    clinic: { id: CLINIC, name: 'Dental Clinic', timezone: 'Asia/Manila', currency: 'PHP', slot_minutes: 15, created_at: THEN, updated_at: THEN, history_review_months: 6, double_booking: 'refuse' },
    locations: [], operatingHours: [], operatories: [], roles: [], people: [dentist], dentists: [dentist], services: [sampleService()], devices: [], recipes: [], ...patch,
  }
}
