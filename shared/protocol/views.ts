/** Answers of the ClinicApi: what the screens show, already joined and computed by the host. */
import type { DeviceProfile, Row, StatementLine } from '../schema/index.ts'
import type { Timetable } from '../domain/timetable.ts'
import type { Agreement } from '../domain/duplicates.ts'
import type { Permission } from '../mutators/mutator.ts'
import type { ReviewState } from './record-views.ts'

export type * from './record-views.ts'

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

/** How far a copy of tables has come; counts what has arrived, promises nothing. */
export interface CopyProgress {
  tablesDone: number
  tablesTotal: number
  rows: number
}

export interface ProgramFacts {
  version: string
  schema: number
  protocol: number
}

export interface SyncStatus {
  network: 'online' | 'offline' | 'connecting'
  /** Mutations recorded here that the centre's rows do not contain yet. */
  waiting: number
  /** When the oldest of them was made, ISO-8601. */
  waitingSince: string | null
  /** Unsettled items of Needs attention. */
  attention: number
  lastContactAt: string | null
  /** Present while the first copy of the clinic's data is loading. */
  firstSync: CopyProgress | null
  /** Present while tables are fetched anew, beside the rows that are shown meanwhile. */
  refetch: CopyProgress | null
  /** How far this PC's clock is behind the centre's, in whole minutes; negative: ahead. Null until the centre has told its time. */
  clockBehindMinutes: number | null
  /** This program, */
  program: ProgramFacts
  /** and the centre's, as it said when it was last asked. */
  centre: ProgramFacts | null
  /** When the newest backup of this PC that was read through was made, ISO-8601; null when there is none. */
  lastBackupAt: string | null
  /** What waits was made by a newer program than the centre's, which cannot read it before it is updated. */
  held: boolean
  /** A sentence when something needs a person: revoked device, version mismatch, full disk. */
  problem: string | null
  /** A sentence when the disk of this PC needs a person: it is full, or no backup could be made. */
  storage: string | null
  /** What happened to the data of this PC and what was kept, until somebody has read it. */
  notice: string | null
}

/** What came of sending now. */
export interface SendResult {
  /** Writes that reached the centre meanwhile. */
  sent: number
  waiting: number
  network: SyncStatus['network']
}

/** A write of this PC that the centre's rows do not contain yet, in facts that can be put into words. */
export interface OutboxItem {
  mutationId: string
  /** Name of the mutator. */
  mutation: string
  madeAt: string
  /** `answered`: the centre has dealt with it, and its rows are on their way here. */
  state: 'waiting' | 'answered'
  patientId: string | null
  patientName: string | null
  madeByName: string | null
  /** The time it asks for, where it does. */
  slot: { startsAt: string; endsAt: string } | null
  /** Fields of a patient that it changes. */
  fields: string[]
  amountCentavos: number | null
  /** It does not fit the centre's newest rows; the centre decides, and a person is told. */
  isDoubtful: boolean
}

export interface Outbox {
  /** In the order in which they are sent; the first of them when there are very many. */
  items: OutboxItem[]
  total: number
}

/** A PC of the clinic, as far as the centre has told. */
export interface DeskSeen {
  id: string
  name: string
  profile: DeviceProfile
  isRevoked: boolean
  /** When the centre last took a write of it, by the centre's clock; null when it never did. */
  lastWriteAt: string | null
}

export interface Diagnostics {
  fileName: string
  /** JSON without any data of patients, people or the clinic. */
  text: string
}

/** Writes that a restored centre had forgotten and that a desk has brought back. */
export interface ReturnedWrites {
  deviceId: string
  deviceName: string
  writes: number
  /** When the newest of them came back. */
  at: string
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

export interface DayAppointment extends Row<'appointments'> {
  patientName: string
  patientPhone: string
  dentistName: string | null
  dentistColour: string | null
  serviceName: string | null
  serviceColour: string | null
  /** Labels of critical and caution alerts. */
  alerts: string[]
  /** First appointment the patient ever had here. */
  isNewPatient: boolean
  /** Not confirmed by the centre yet. */
  isWaiting: boolean
}

export interface DayView {
  date: string
  timezone: string
  /** Null when the location is closed that weekday; minutes after local midnight. */
  hours: { opens: number; closes: number; breakStart: number | null; breakEnd: number | null } | null
  /** Why the branch is closed that day though it has hours. */
  closedDay: string | null
  slotMinutes: number
  operatories: { id: string; name: string; locationId: string }[]
  dentists: { id: string; name: string; colour: string }[]
  /** What limits booking on that day, so that screens ask the same rule as the mutators. */
  timetable: Omit<Timetable, 'blockouts'> & { blockouts: BlockoutView[] }
  appointments: DayAppointment[]
}

/** What managers set up about when the clinic works. */
export interface TimetableSetup {
  closedDays: Row<'closed_days'>[]
  blockoutTypes: Row<'blockout_types'>[]
  /** Those that have not passed, the earliest first. */
  blockouts: BlockoutView[]
  availability: Row<'staff_availability'>[]
  dentistDates: Row<'dentist_dates'>[]
}

/** Marked time on the schedule, with its type; null means all. */
export interface BlockoutView {
  id: string
  typeId: string
  name: string
  colour: string
  isBlocking: boolean
  locationId: string | null
  operatoryId: string | null
  dentistId: string | null
  startsAt: string
  endsAt: string
  note: string
}

export interface FreeSlot {
  startsAt: string
  endsAt: string
  locationId: string
  operatoryId: string
  operatoryName: string
  dentistId: string
  dentistName: string
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

/** A copy of this PC's replica that can be restored. */
export interface BackupView {
  /** Its file; names it in calls. */
  name: string
  kind: 'daily' | 'before_update'
  madeAt: string
  bytes: number
  /** When it was read from its first page to its last; null when that is not known of this file. */
  checkedAt: string | null
  /** Writes in it that the centre had not got then. */
  waiting: number | null
}
