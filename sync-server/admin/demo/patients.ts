import type { Row } from '../../../shared/schema/index.ts'
import { demoId } from './ids.ts'
import { CLINIC, userId } from './place.ts'

/** last name, first name, middle name, suffix, sex, birth date, barangay, city; all invented */
const PATIENTS = [
  ['Muñoz', 'Ana Liza', 'Reyes', '', 'female', '1988-03-14', 'Kamuning', 'Quezon City'],
  ['Peña', 'Roberto', 'Garcia', '', 'male', '1975-11-02', 'Bel-Air', 'Makati'],
  ['dela Cruz', 'Juan', 'Santos', 'Jr.', 'male', '1992-06-24', 'Laging Handa', 'Quezon City'],
  ['Santos', 'Ñora', 'Villaruz', '', 'female', '1961-01-09', 'Paligsahan', 'Quezon City'],
  ['Reyes', 'Carmela', 'Bautista', '', 'female', '2001-08-30', 'Sacred Heart', 'Quezon City'],
  ['Garcia', 'Emmanuel', 'Ocampo', '', 'male', '1983-12-25', 'Obrero', 'Quezon City'],
  ['Mendoza', 'Liwayway', 'Ramos', '', 'female', '1954-05-17', 'Kristong Hari', 'Quezon City'],
  ['Bautista', 'Mark Anthony', 'Flores', '', 'male', '1996-02-11', 'Pinyahan', 'Quezon City'],
  ['Aquino', 'Teresita', 'Domingo', '', 'female', '1969-07-22', 'South Triangle', 'Quezon City'],
  ['Ocampo', 'Gabriel', 'Luna', '', 'male', '2019-04-03', 'Kamuning', 'Quezon City'],
  ['Villanueva', 'Princess Joy', 'Castro', '', 'female', '2017-09-12', 'Roxas', 'Quezon City'],
  ['Ramos', 'Danilo', 'Mercado', 'Sr.', 'male', '1948-10-28', 'Damayang Lagi', 'Quezon City'],
  ['Castillo', 'Jasmine', 'Torres', '', 'female', '1999-03-03', 'Mariana', 'Quezon City'],
  ['Navarro', 'Ramon', 'Ibañez', '', 'male', '1980-08-19', 'Horseshoe', 'Quezon City'],
  ['Ibañez', 'Cecilia', 'Pascual', '', 'female', '1973-02-27', 'Valencia', 'Quezon City'],
  ['Torres', 'Kristine', 'Aguilar', '', 'female', '1994-11-15', 'Poblacion', 'Makati'],
  ['Domingo', 'Rafael', 'Soriano', '', 'male', '1987-05-05', 'Ugong', 'Pasig'],
  ['Mercado', 'Lourdes', 'Valdez', '', 'female', '1966-06-16', 'San Antonio', 'Pasig'],
  ['Pascual', 'Joshua', 'Lim', '', 'male', '2008-01-20', 'Little Baguio', 'San Juan'],
  ['Lim', 'Patricia', 'Tan', '', 'female', '1990-09-09', 'Greenhills', 'San Juan'],
  ['Tan', 'Benedict', 'Uy', '', 'male', '1978-04-14', 'Wack-Wack', 'Mandaluyong'],
  ['Uy', 'Katrina', 'Go', '', 'female', '2003-12-01', 'Highway Hills', 'Mandaluyong'],
  ['Soriano', 'Fernando', 'Manalo', '', 'male', '1958-08-08', 'Project 4', 'Quezon City'],
  ['Manalo', 'Angelica', 'Cabrera', '', 'female', '1997-07-07', 'Loyola Heights', 'Quezon City'],
  ['Cabrera', 'Noel', 'Gutierrez', '', 'male', '1985-10-10', 'Matandang Balara', 'Quezon City'],
  ['Gutierrez', 'Rosario', 'Del Rosario', '', 'female', '1951-03-19', 'Teachers Village', 'Quezon City'],
  ['Del Rosario', 'Vincent', 'Magno', '', 'male', '2000-05-23', 'Krus na Ligas', 'Quezon City'],
  ['Magno', 'Bernadette', 'Salazar', '', 'female', '1982-02-02', 'Bagumbayan', 'Quezon City'],
  ['Salazar', 'Eduardo', 'Panganiban', 'III', 'male', '1971-12-12', 'White Plains', 'Quezon City'],
  ['Panganiban', 'Sofia', 'Ligaya', '', 'female', '2020-10-05', 'Laging Handa', 'Quezon City'],
  ['Fernandez', 'Ernesto', 'Briones', '', 'male', '1963-09-21', 'Malamig', 'Mandaluyong'],
  ['Briones', 'Marites', 'Alcantara', '', 'female', '1976-01-31', 'Addition Hills', 'Mandaluyong'],
  ['Alcantara', 'Paolo', 'Evangelista', '', 'male', '1993-04-27', 'Kapitolyo', 'Pasig'],
  ['Evangelista', 'Hannah', 'Yap', '', 'female', '2012-06-30', 'Kapitolyo', 'Pasig'],
  ['Yap', 'Dominic', 'Chua', '', 'male', '1989-11-11', 'Binondo', 'Manila'],
  ['Chua', 'Michelle', 'Sy', '', 'female', '1984-08-26', 'Ermita', 'Manila'],
  ['Macaraeg', 'Rolando', 'Fajardo', '', 'male', '1956-02-14', 'Sampaloc', 'Manila'],
  ['Fajardo', 'Imelda', 'Zamora', '', 'female', '1968-05-29', 'Project 6', 'Quezon City'],
  ['Zamora', 'Christian', 'Nuñez', '', 'male', '1998-10-18', 'Commonwealth', 'Quezon City'],
  ['Nuñez', 'Rowena', 'Macapagal', '', 'female', '1979-07-04', 'Fairview', 'Quezon City'],
] as const

/** Who comes and goes: the calendar is made of them. */
export const PATIENT_COUNT = PATIENTS.length

/** A second record of patient 32, and somebody whose record is archived; neither has visits. */
const ASIDE = [
  ['Briones', 'Maritess', '', '', 'female', '1976-01-31', 'Addition Hills', 'Mandaluyong'],
  ['Quintos', 'Benigno', 'Salonga', '', 'male', '1949-04-08', 'Sacred Heart', 'Quezon City'],
] as const
const TWICE = { n: 41, of: 32 }
const ARCHIVED = 42

/** Numbers of senior citizen cards; of a PWD card with the last day it is valid. */
const SENIOR_CARDS: Record<number, string> = { 7: 'QC-093127', 12: 'QC-048812', 37: 'MNL-20611' }
const PWD_CARDS: Record<number, [string, string]> = { 25: ['13-7404-000-0012345', '2030-12-31'] }
/** Patients who still have milk teeth, by number. */
export const CHILDREN: ReadonlySet<number> = new Set([10, 11, 30])

/** The n-th patient's id, n from 1. */
export function patientId(n: number): string {
  return demoId('patient', n)
}

/** @param registered when the n-th patient was registered, ISO-8601 */
export function patientRows(registered: (n: number) => string): Row<'patients'>[] {
  return [...PATIENTS, ...ASIDE].map(([last_name, first_name, middle_name, suffix, sex, birth_date, barangay, city], index) => {
    const n = index + 1
    const at = registered(n)
    return {
      id: patientId(n), clinic_id: CLINIC, created_at: at, chart_number: n === TWICE.n ? '' : `NG-${String(n).padStart(4, '0')}`,
      last_name, first_name, middle_name, suffix, sex, birth_date, phone: phoneOf(n === TWICE.n ? TWICE.of : n, 917),
      // Reserved for examples: mail to it reaches nobody (RFC 2606).
      email: n % 3 === 1 ? `patient${n}@example.com` : '',
      street: `${(n * 37) % 290 + 4} ${STREETS[n % STREETS.length]}`, barangay, city, province: 'Metro Manila', postal_code: '',
      emergency_name: n % 2 === 0 ? `${['Jose', 'Elena', 'Ricardo', 'Luz'][n % 4]} ${last_name}` : '', emergency_phone: n % 2 === 0 ? phoneOf(n, 918) : '',
      notes: NOTES[n] ?? '', is_deceased: false, field_edits: {}, legacy_source: null, legacy_id: null, created_by: userId('maria'),
      updated_at: at, archived_at: n === ARCHIVED ? at : null, deleted_at: null,
      emergency_relation: n % 2 === 0 ? ['Brother', 'Father', 'Uncle', 'Cousin'][(n / 2) % 4]! : '',
      osca_id: SENIOR_CARDS[n] ?? '', pwd_id: PWD_CARDS[n]?.[0] ?? '', pwd_valid_until: PWD_CARDS[n]?.[1] ?? null,
    }
  })
}

const STREETS = ['Scout Tuason Street', 'Mabini Street', 'Rizal Avenue', 'Sampaguita Street', 'Kalayaan Avenue', 'Bonifacio Street', 'Ilang-Ilang Street']

const NOTES: Record<number, string> = {
  2: 'Prefers text messages; in meetings until 5 pm.',
  7: 'Comes with her daughter. Ground floor chair, please.',
  10: 'First visits were difficult: morning appointments only.',
  12: 'Senior citizen card on file.',
  21: 'Company HMO, asks for a statement every month.',
}

function phoneOf(n: number, prefix: number): string {
  return `0${prefix} 555 ${String((n * 1237) % 10_000).padStart(4, '0')}`
}

/** patient, kind, severity, label */
const ALERTS = [
  [1, 'allergy', 'critical', 'Penicillin allergy'],
  [4, 'condition', 'caution', 'Hypertension, takes losartan'],
  [4, 'medication', 'critical', 'Blood thinner: warfarin'],
  [7, 'condition', 'caution', 'Type 2 diabetes'],
  [9, 'allergy', 'critical', 'Latex allergy'],
  [12, 'condition', 'critical', 'Pacemaker'],
  [15, 'condition', 'caution', 'Asthma, brings her inhaler'],
  [20, 'condition', 'caution', 'Pregnant, second trimester'],
  [23, 'medication', 'caution', 'Aspirin 80 mg daily'],
  [26, 'allergy', 'caution', 'Aspirin gives hives'],
  [30, 'other', 'info', 'Anxious: tell-show-do'],
  [36, 'condition', 'info', 'Faints at needles'],
  [41, 'allergy', 'caution', 'Ibuprofen gives a rash'],
] as const

export function alertRows(registered: (n: number) => string): Row<'medical_alerts'>[] {
  return ALERTS.map(([patient, kind, severity, label], index) => ({
    id: demoId('alert', index + 1), clinic_id: CLINIC, created_at: registered(patient), patient_id: patientId(patient), kind, severity, label,
    created_by: userId('maria'), ended_at: null, ended_by: null,
  }))
}

/** patient, other, what the other is to the patient, remark */
const LINKS = [
  [7, 28, 'child', 'Brings her and takes her home'],
  [7, 28, 'guarantor', ''],
  [30, 29, 'guardian', 'Grandfather'],
  [35, 36, 'spouse', ''],
] as const

export function linkRows(registered: (n: number) => string): Row<'patient_links'>[] {
  return LINKS.map(([patient, other, relation, note], index) => ({
    id: demoId('link', index + 1), clinic_id: CLINIC, created_at: registered(Math.max(patient, other)), patient_id: patientId(patient), other_id: patientId(other), relation, note,
    created_by: userId('maria'), ended_at: null, ended_by: null,
  }))
}

/** The n-th patient's name as written under a text. */
export function patientName(n: number): string {
  const [last, first, middle, suffix] = PATIENTS[n - 1]!
  return [first, middle, last, suffix].filter(Boolean).join(' ')
}
