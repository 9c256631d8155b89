/** Answers of the ClinicApi: what the screens show, already joined and computed by the host. */
import type { DeviceProfile, Row, StatementLine } from '../schema/index.ts'
import type { Agreement } from '../domain/duplicates.ts'
import type { Permission } from '../mutators/mutator.ts'
import type { ReviewState } from './record-views.ts'

export type * from './record-views.ts'
export type * from './schedule-views.ts'
export type * from './sync-views.ts'

export interface SessionUser {
  id: string
  displayName: string
  username: string
  roleCode: Row<'roles'>['code']
  isDentist: boolean
  permissions: Permission[]
}

export interface SessionState {
  apiVersion: number
  /** `enrol`: the desk has no device token yet; `first_manager`: the clinic has nobody who can sign in. */
  stage: 'enrol' | 'loading' | 'first_manager' | 'sign_in' | 'signed_in'
  clinicName: string | null
  device: { id: string; name: string; profile: DeviceProfile; series: string } | null
  /** The centre; null while this PC has not been told where it is. */
  serverUrl: string | null
  user: SessionUser | null
}

export interface ClinicReference {
  clinic: Row<'clinics'>
  locations: Row<'locations'>[]
  operatingHours: Row<'operating_hours'>[]
  operatories: Row<'operatories'>[]
  roles: Row<'roles'>[]
  people: Row<'users'>[]
  dentists: Row<'users'>[]
  services: Row<'services'>[]
  devices: Row<'devices'>[]
  recipes: Row<'service_recipes'>[]
}

export interface PatientHit {
  id: string
  name: string
  birthDate: string | null
  /** Whole years today, in the clinic's zone. */
  age: number | null
  phone: string
  chartNumber: string
  lastVisit: string | null
  alerts: string[]
  /** Centavos owed; null where balances are not shown. */
  balanceCentavos: number | null
  standing: PatientStanding
  hasPhoto: boolean
}

/** Derived: `inactive` is who had no appointment for two years. */
export type PatientStanding = 'active' | 'inactive' | 'archived' | 'deceased'

export interface SimilarPatient {
  patient: PatientHit
  agrees: Agreement[]
}

/** Two records that may be one person. */
export interface DuplicatePair {
  first: PatientHit
  second: PatientHit
  agrees: Agreement[]
}

/** What somebody is to the patient. */
export interface LinkView {
  id: string
  patientId: string
  name: string
  phone: string
  relation: Row<'patient_links'>['relation']
  note: string
}

/** A record that is read as part of this one. */
export interface MergedRecord {
  mergeId: string
  patientId: string
  name: string
  chartNumber: string
  mergedAt: string
  byName: string | null
  reason: string
}

export interface MergeSide {
  hit: PatientHit
  patient: Row<'patients'>
  /** How many rows of each kind belong to it; money only where it is shown. */
  counts: { visits: number; chart: number; alerts: number; forms: number; consents: number; charges?: number; payments?: number; statements?: number }
}

export interface MergePreview {
  from: MergeSide
  into: MergeSide
}

export interface Visit extends Row<'appointments'> {
  dentistName: string | null
  serviceName: string | null
  operatoryName: string | null
}

export interface PatientPage {
  patient: Row<'patients'>
  name: string
  age: number | null
  alerts: Row<'medical_alerts'>[]
  visits: Visit[]
  /** Centavos owed; negative is credit. Null at desks whose profile does not show balances. */
  balanceCentavos: number | null
  standing: PatientStanding
  links: LinkView[]
  /** Records that were merged into this one. */
  merged: MergedRecord[]
  review: ReviewState
  treatments: { entryId: string; date: string; tooth: string | null; surfaces: string; name: string; dentistName: string | null }[]
}

export interface ChartEntry extends Row<'chart_entries'> {
  dentistName: string | null
  serviceName: string | null
  isVoided: boolean
}

export interface ChartView {
  patientId: string
  /** All entries, oldest first; the picture is drawn from them by shared/domain/chart. */
  entries: ChartEntry[]
}

export interface BillingOverview {
  outstandingCentavos: number
  collectedTodayCentavos: number
  /** Patients who owe, most first. */
  debtors: { patientId: string; name: string; phone: string; balanceCentavos: number; oldestCharge: string | null }[]
}

export interface AccountLine extends Row<'ledger_lines'> {
  /** Balance after this line, centavos. */
  runningCentavos: number
}

export interface PatientAccount {
  patientId: string
  name: string
  balanceCentavos: number
  lines: AccountLine[]
  payments: Row<'payments'>[]
  statements: Row<'statements'>[]
}

export interface PdfFile {
  fileName: string
  base64: string
}

export interface StockItem extends Row<'inventory_items'> {
  onHand: number
  isLow: boolean
  supplierName: string | null
  /** Soonest expiry among lots that still hold something. */
  nextExpiry: string | null
}

export interface StockItemDetail {
  item: StockItem
  lots: (Row<'stock_lots'> & { onHand: number })[]
  movements: (Row<'stock_movements'> & { byName: string | null })[]
}

export interface AttentionItem extends Row<'attention_items'> {
  patientName: string | null
  madeByName: string | null
  deviceName: string | null
  resolvedByName: string | null
  /** Whether the patient's record is at this desk; false also when it was withdrawn. */
  isPatientHere: boolean
  /** What the patient's fields that it is about hold now; empty when they are no patient's or the record is gone. */
  current: Record<string, unknown>
  /** The appointment it is about as it stands now; null when there is none. */
  appointment: Row<'appointments'> | null
}

export interface MutationReceipt {
  mutationId: string
  /** The input as recorded, with the numbers that were fixed at the desk. */
  input: unknown
}

export type { StatementLine }
