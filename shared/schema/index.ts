import type { DeviceProfile, RowOf, Table } from './descriptor.ts'
import * as clinic from './tables/clinic.ts'
import * as frontDesk from './tables/front-desk.ts'
import * as intake from './tables/intake.ts'
import * as money from './tables/money.ts'
import * as patient from './tables/patient.ts'
import * as schedule from './tables/schedule.ts'
import * as stock from './tables/stock.ts'
import * as timetable from './tables/timetable.ts'

/** Every synced table by its name, parents before children. */
export const tables = {
  clinics: clinic.clinics,
  locations: clinic.locations,
  operating_hours: clinic.operatingHours,
  operatories: clinic.operatories,
  roles: clinic.roles,
  users: clinic.users,
  user_credentials: clinic.userCredentials,
  devices: clinic.devices,
  closed_days: timetable.closedDays,
  blockout_types: timetable.blockoutTypes,
  blockouts: timetable.blockouts,
  staff_availability: timetable.staffAvailability,
  dentist_dates: timetable.dentistDates,
  services: schedule.services,
  patients: patient.patients,
  medical_alerts: patient.medicalAlerts,
  patient_links: patient.patientLinks,
  patient_merges: patient.patientMerges,
  patient_photos: patient.patientPhotos,
  intake_forms: intake.intakeForms,
  history_reviews: intake.historyReviews,
  consent_templates: intake.consentTemplates,
  consents: intake.consents,
  appointments: schedule.appointments,
  chart_entries: schedule.chartEntries,
  invoices: money.invoices,
  payments: money.payments,
  ledger_lines: money.ledgerLines,
  statements: money.statements,
  suppliers: stock.suppliers,
  inventory_items: stock.inventoryItems,
  stock_lots: stock.stockLots,
  stock_movements: stock.stockMovements,
  service_recipes: stock.serviceRecipes,
  front_desk_settings: frontDesk.frontDeskSettings,
  appointment_requests: frontDesk.appointmentRequests,
  asap_entries: frontDesk.asapEntries,
  confirmation_calls: frontDesk.confirmationCalls,
  recall_types: frontDesk.recallTypes,
  recall_triggers: frontDesk.recallTriggers,
  recall_contacts: frontDesk.recallContacts,
  reminder_log: frontDesk.reminderLog,
  unscheduled_dismissals: frontDesk.unscheduledDismissals,
  notifications: clinic.notifications,
  notification_reads: frontDesk.notificationReads,
  attention_items: clinic.attentionItems,
  client_progress: clinic.clientProgress,
} as const

export type Tables = typeof tables
export type TableName = keyof Tables
/** The row of a synced table, by the table's name. */
export type Row<N extends TableName> = RowOf<Tables[N]>

export const TABLE_NAMES = Object.keys(tables) as TableName[]

/** Raised with every change of the descriptors; desk and centre tell each other which they speak. */
export const SCHEMA_VERSION = 6

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(tables, name)
}

/** The descriptor with its exact types forgotten, for code that serves every table alike. */
export function describe(name: TableName): Table {
  return tables[name] as unknown as Table
}

/** The tables that a desk of this profile holds. */
export function tablesFor(profile: DeviceProfile): TableName[] {
  return TABLE_NAMES.filter((name) => describe(name).profiles.includes(profile))
}

export type { Column, ColumnKind, DeviceProfile, MergeRule, Table } from './descriptor.ts'
export type { IntakeAnswers, NamedItem, Strokes } from './tables/intake.ts'
export type { StatementLine } from './tables/money.ts'
export type { AdoptedField } from './tables/patient.ts'
export { LINK_RELATIONS } from './tables/patient.ts'
export { DEVICE_PROFILES } from './descriptor.ts'
