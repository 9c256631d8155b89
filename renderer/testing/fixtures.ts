import type { ClinicReference, DayAppointment, DayView, PatientHit, SessionState, SyncStatus } from '../../shared/protocol/views.ts'
import type { Permission } from '../../shared/mutators/mutator.ts'
import { PERMISSIONS } from '../../shared/mutators/mutator.ts'
import { instantOf } from '../../shared/domain/time.ts'

export const ZONE = 'Asia/Manila'
export const DATE = '2026-11-20'
const AT = '2026-11-01T00:00:00.000Z'

/** A UUID that is the same in every run: `id('1a', 3)`. */
export function id(kind: string, number: number): string {
  return `019aa000-0000-7000-8000-${kind.padStart(4, '0')}${String(number).padStart(8, '0')}`
}

export const CHAIR_1 = id('c', 1)
export const CHAIR_2 = id('c', 2)
export const DR_REYES = id('d', 1)
export const DR_CRUZ = id('d', 2)
export const CLEANING = id('e', 1)
export const LOCATION = id('f', 1)
const CLINIC = id('a', 1)
const ROLE = id('b', 1)

const base = { clinic_id: CLINIC, created_at: AT, updated_at: AT }

function person(personId: string, name: string, isDentist: boolean): ClinicReference['people'][number] {
  return { ...base, id: personId, role_id: ROLE, username: name.toLowerCase().replaceAll(/[^a-z]/g, ''), display_name: name, is_dentist: isDentist, colour: '#1971c2', prc_licence: '', is_active: true }
}

/** A clinic with two chairs, two dentists and one service, open 9 to 18 with a break at noon on every day. */
export function reference(): ClinicReference {
  const dentists = [person(DR_REYES, 'Dr. Reyes', true), person(DR_CRUZ, 'Dr. Cruz', true)]
  return {
    clinic: { id: CLINIC, name: 'Ngiti Dental Clinic', timezone: ZONE, currency: 'PHP', slot_minutes: 30, created_at: AT, updated_at: AT, history_review_months: 6, double_booking: 'refuse' },
    locations: [{ ...base, id: LOCATION, name: 'Main', street: '', barangay: '', city: '', province: '', postal_code: '', phone: '', tin: '', tax_profile: 'non_vat', latitude: null, longitude: null, deleted_at: null }],
    operatingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ id: id('9', weekday), clinic_id: CLINIC, created_at: AT, location_id: LOCATION, weekday, opens_minute: 540, closes_minute: 1080, break_start_minute: 720, break_end_minute: 780 })),
    operatories: [CHAIR_1, CHAIR_2].map((chair, index) => ({ ...base, id: chair, location_id: LOCATION, name: `Chair ${index + 1}`, position: index + 1, is_active: true })),
    roles: [{ ...base, id: ROLE, code: 'manager', name: 'Manager', permissions: [...PERMISSIONS] }],
    people: [person(id('d', 9), 'Maria Santos', false), ...dentists],
    dentists,
    services: [{ ...base, id: CLEANING, code: 'CLEAN', name: 'Cleaning', category: 'preventive', treatment_area: 'mouth', finding: 'cleaning', duration_minutes: 60, price_centavos: 120_000, colour: '#0b6f7c', is_active: true }],
    devices: [],
    recipes: [],
  }
}

/** An appointment of the fixture day, from minutes after midnight; everything else can be overridden. */
export function appointment(number: number, start: number, minutes: number, patch: Partial<DayAppointment> = {}): DayAppointment {
  return {
    id: id('8', number), clinic_id: CLINIC, created_at: AT, updated_at: AT,
    location_id: LOCATION, operatory_id: CHAIR_1, dentist_id: DR_REYES, patient_id: id('7', number), service_id: CLEANING,
    starts_at: instantOf(DATE, start, ZONE), ends_at: instantOf(DATE, start + minutes, ZONE),
    status: 'pending', flow: 'none', arrived_at: null, seated_at: null, dismissed_at: null,
    allows_overlap: false, overlap_reason: null, notes: '', cancel_reason: null, cancelled_at: null, legacy_source: null, legacy_id: null, created_by: null,
    patientName: `Patient ${number}`, patientPhone: '', dentistName: 'Dr. Reyes', dentistColour: '#1971c2', serviceName: 'Cleaning', serviceColour: '#0b6f7c',
    alerts: [], isNewPatient: false, isWaiting: false,
    ...patch,
  }
}

/** The fixture day with these appointments. */
export function dayView(appointments: DayAppointment[] = [], patch: Partial<DayView> = {}): DayView {
  return {
    date: DATE, timezone: ZONE, slotMinutes: 30,
    hours: { opens: 540, closes: 1080, breakStart: 720, breakEnd: 780 },
    closedDay: null,
    operatories: [{ id: CHAIR_1, name: 'Chair 1', locationId: LOCATION }, { id: CHAIR_2, name: 'Chair 2', locationId: LOCATION }],
    dentists: [{ id: DR_CRUZ, name: 'Dr. Cruz', colour: '#2f9e44' }, { id: DR_REYES, name: 'Dr. Reyes', colour: '#1971c2' }],
    timetable: { zone: ZONE, hours: reference().operatingHours, closedDays: [], blockouts: [], availability: [], dentistDates: [] },
    appointments,
    ...patch,
  }
}

export function hit(number: number, patch: Partial<PatientHit> = {}): PatientHit {
  return { id: id('7', number), name: `Patient ${number}`, birthDate: '1985-03-04', age: 41, phone: '0917 555 0101', chartNumber: '', lastVisit: null, alerts: [], balanceCentavos: null, standing: 'active', hasPhoto: false, ...patch }
}

/** Somebody signed in at a front desk, with every permission unless told otherwise. */
export function signedIn(permissions: Permission[] = [...PERMISSIONS]): SessionState {
  return {
    apiVersion: 1, stage: 'signed_in', clinicName: 'Ngiti Dental Clinic', serverUrl: 'http://127.0.0.1:1',
    device: { id: id('6', 1), name: 'Front desk 1', profile: 'front_desk', series: 'A' },
    user: { id: id('d', 9), displayName: 'Maria Santos', username: 'maria', roleCode: 'manager', isDentist: false, permissions },
  }
}

export function syncStatus(patch: Partial<SyncStatus> = {}): SyncStatus {
  return { network: 'online', waiting: 0, waitingSince: null, attention: 0, lastContactAt: AT, firstSync: null, refetch: null, clockBehindMinutes: 0, program: { version: '0.1.0', schema: 1, protocol: 1 }, centre: { version: '0.1.0', schema: 1, protocol: 1 }, lastBackupAt: AT, held: false, problem: null, storage: null, notice: null, ...patch }
}
