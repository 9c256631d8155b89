import { z } from 'zod'
import type { MutationInput, MutatorName } from '../mutators/index.ts'
import type { Row, TableName } from '../schema/index.ts'
import { DEVICE_PROFILES, TABLE_NAMES } from '../schema/index.ts'
import { day, id, instant, line, required } from '../mutators/fields.ts'
import type * as lists from './front-desk-views.ts'
import type * as views from './views.ts'

/** Raised when a call changes its meaning; renderer and host refuse to talk across a difference. */
export const CLINIC_API_VERSION = 1

interface Method<I extends z.ZodType, O> {
  readonly input: I
  /** Tables whose changes make the answer stale; empty for commands. */
  readonly reads: readonly TableName[]
  /** May be called before anybody has signed in. */
  readonly open: boolean
  readonly output?: O
}

function query<O>() {
  return <I extends z.ZodType>(input: I, reads: readonly TableName[]): Method<I, O> => ({ input, reads, open: false })
}
function command<O>(open = false) {
  return <I extends z.ZodType>(input: I): Method<I, O> => ({ input, reads: [], open })
}
const nothing = z.object({})
const limit = z.int().min(1).max(500)
const minuteOfDay = z.int().min(0).max(24 * 60)
/** What says when the clinic works. */
const TIMETABLE = ['operating_hours', 'closed_days', 'blockouts', 'blockout_types', 'staff_availability', 'dentist_dates'] as const satisfies TableName[]
const DAY_READS = ['appointments', 'patients', 'patient_merges', 'services', 'users', 'operatories', 'clinics', 'medical_alerts', ...TIMETABLE] as const satisfies TableName[]
const patient = z.object({ patientId: id })
const onDay = z.object({ date: day })
/** Forms that are kept while they are being filled in. */
const draft = z.object({ kind: z.enum(['intake']), patientId: id })
const credentials = { username: required('The user name', 60), password: z.string().min(1).max(200) }
/** `serverUrl`: the centre's address as typed, where this PC does not know it yet. */
const newDesk = { deviceName: required('The name of this PC', 60), serverUrl: line(200).optional() }
const enrolmentCode = z.string().max(40).transform((typed) => typed.toUpperCase().replaceAll(/[\s-]/g, '')).refine((code) => /^[0-9A-Z]{10}$/.test(code), 'A code has ten letters and digits, such as 7KQ3F-9XWPD.')

/**
 * Every call the screens can make of the host, by name. There is no SQL and no generic access:
 * what is not listed here cannot be asked.
 */
export const clinicApi = {
  'session.state': command<views.SessionState>(true)(nothing),
  /** Takes up the session of a window that was reloaded or lost its connection; the id is the window's own secret. */
  'session.attach': command<views.SessionState>(true)(z.object({ window: z.uuid() })),
  'session.signIn': command<views.SessionUser>(true)(z.object(credentials)),
  'session.signOut': command<null>()(nothing),
  'setup.enrol': command<null>(true)(z.object({ ...credentials, ...newDesk, profile: z.enum(DEVICE_PROFILES) })),
  /** Joins this PC by a code that a manager made; the code says what the PC is for. */
  'setup.enrolByCode': command<null>(true)(z.object({ code: enrolmentCode, ...newDesk })),
  'setup.createManager': command<null>(true)(z.object({ clinicName: required('The name of the clinic'), displayName: required('Your name'), username: required('The user name', 60), password: z.string().min(8, 'Use at least 8 characters.').max(200) })),
  'sync.status': command<views.SyncStatus>(true)(nothing),
  /** Asks the centre now and waits a few seconds for what comes of it. */
  'sync.now': command<views.SendResult>()(nothing),
  /** What waits here. Stale with every table: any write may be among them. */
  'sync.outbox': query<views.Outbox>()(nothing, TABLE_NAMES.filter((table) => table !== 'user_credentials')),
  'sync.desks': query<views.DeskSeen[]>()(nothing, ['devices', 'client_progress']),
  /** A file for whoever helps from afar: states, counts, versions and kinds of errors. */
  'sync.diagnostics': command<views.Diagnostics>()(nothing),
  /** What came back to the centre after it was restored from a backup, newest desk first; empty when nothing did. */
  'sync.returned': query<views.ReturnedWrites[]>()(nothing, ['client_progress', 'devices']),

  'clinic.reference': query<views.ClinicReference>()(nothing, ['clinics', 'locations', 'operating_hours', 'operatories', 'roles', 'users', 'services', 'devices', 'service_recipes']),
  'schedule.day': query<views.DayView>()(z.object({ date: day }), DAY_READS),
  /** Days in a row, the first of them named. */
  'schedule.week': query<views.DayView[]>()(z.object({ date: day, days: z.int().min(1).max(14) }), DAY_READS),
  /** Closed days, blockouts and working hours from a day on, to be changed. */
  'schedule.setup': query<views.TimetableSetup>()(z.object({ date: day }), TIMETABLE),
  /** The day's schedule to print, chair by chair. */
  'schedule.dayPdf': command<views.PdfFile>()(z.object({ date: day })),
  /** The next free times by the rules of booking; nothing before `from`, nor outside the weekdays and hours asked for. */
  'schedule.freeSlots': query<views.FreeSlot[]>()(z.object({
    from: instant, durationMinutes: z.int().min(5).max(600), dentistId: id.nullable(), operatoryId: id.nullable(), patientId: id.nullable().default(null),
    weekdays: z.array(z.int().min(1).max(7)).max(7).optional(), between: z.object({ start: minuteOfDay, end: minuteOfDay }).optional(), limit,
  }), ['appointments', ...TIMETABLE, 'operatories', 'users', 'clinics']),
  'patients.search': query<views.PatientHit[]>()(z.object({ text: line(100), limit, archived: z.boolean().default(false), activeOnly: z.boolean().default(false) }), ['patients', 'medical_alerts', 'appointments', 'ledger_lines', 'patient_merges', 'patient_photos']),
  /** Who may be the person that is about to be registered. */
  'patients.similar': query<views.SimilarPatient[]>()(z.object({ card: z.object({ last_name: line(80), first_name: line(80), suffix: line(20), birth_date: day.nullable(), phone: line(40), email: line(320) }) }), ['patients', 'patient_merges']),
  /** Records that may be of one person and that nobody has told apart. */
  'patients.duplicates': query<views.DuplicatePair[]>()(nothing, ['patients', 'patient_merges', 'patient_links']),
  'patients.mergePreview': query<views.MergePreview | null>()(z.object({ fromId: id, intoId: id }), ['patients', 'patient_merges', 'appointments', 'ledger_lines', 'chart_entries', 'medical_alerts']),
  'patients.photo': query<{ content: string } | null>()(patient, ['patient_photos', 'patient_merges']),
  'patients.alerts': query<Row<'medical_alerts'>[]>()(patient, ['medical_alerts', 'patient_merges']),
  'patients.history': query<views.HistoryView>()(patient, ['intake_forms', 'history_reviews', 'patient_merges', 'users']),
  'consents.view': query<views.PatientConsents>()(patient, ['consents', 'consent_templates', 'patient_merges', 'users']),
  'consents.templates': query<Row<'consent_templates'>[]>()(nothing, ['consent_templates']),
  'consents.pdf': command<views.PdfFile>()(z.object({ consentId: id })),
  /** What the person signed in has begun of a form; it stays on this PC, sealed. */
  'drafts.read': command<views.DraftView | null>()(draft),
  'drafts.keep': command<{ savedAt: string }>()(draft.extend({ content: z.string().max(60_000) })),
  'drafts.drop': command<null>()(draft),
  'patients.page': query<views.PatientPage | null>()(patient, ['patients', 'medical_alerts', 'appointments', 'ledger_lines', 'chart_entries', 'services', 'users', 'operatories', 'patient_links', 'patient_merges', 'history_reviews', 'clinics']),
  'chart.view': query<views.ChartView>()(patient, ['chart_entries', 'users', 'services', 'patient_merges']),
  'billing.overview': query<views.BillingOverview>()(nothing, ['ledger_lines', 'patients', 'payments', 'patient_merges']),
  'billing.account': query<views.PatientAccount | null>()(patient, ['ledger_lines', 'patients', 'payments', 'statements', 'users', 'patient_merges']),
  /** `reprint` marks every page as a copy of one handed out before. */
  'billing.statementPdf': command<views.PdfFile>()(z.object({ statementId: id, reprint: z.boolean().default(false) })),
  'inventory.list': query<views.StockItem[]>()(nothing, ['inventory_items', 'stock_movements', 'stock_lots', 'suppliers']),
  'inventory.item': query<views.StockItemDetail | null>()(z.object({ itemId: id }), ['inventory_items', 'stock_movements', 'stock_lots', 'users']),
  'frontDesk.settings': query<lists.FrontDesk>()(nothing, ['front_desk_settings', 'recall_types', 'recall_triggers']),
  'frontDesk.urgent': query<Pick<lists.ListCounts, 'waiting' | 'requests'>>()(onDay, ['appointments', 'appointment_requests', 'clinics']),
  'frontDesk.counts': query<lists.ListCounts>()(onDay, ['appointments', 'unscheduled_dismissals', 'appointment_requests', 'asap_entries', 'chart_entries', 'recall_types', 'recall_triggers', 'recall_contacts', 'reminder_log', 'patients', 'patient_merges', 'front_desk_settings', 'clinics']),
  'frontDesk.waiting': query<lists.WaitingRoom>()(onDay, ['appointments', 'patients', 'patient_merges', 'users', 'services', 'operatories', 'medical_alerts', 'front_desk_settings', 'clinics']),
  'frontDesk.requests': query<lists.RequestRow[]>()(nothing, ['appointment_requests', 'appointments', 'patients', 'patient_merges', 'users', 'services', 'operatories', 'medical_alerts']),
  'frontDesk.unscheduled': query<lists.UnscheduledRow[]>()(onDay, ['appointments', 'unscheduled_dismissals', 'patients', 'patient_merges', 'users', 'services', 'operatories', 'medical_alerts', 'clinics']),
  'frontDesk.asap': query<lists.AsapRow[]>()(nothing, ['asap_entries', 'appointments', 'patients', 'patient_merges', 'users', 'services', 'medical_alerts']),
  'frontDesk.asapMatches': query<lists.AsapRow[]>()(z.object({ startsAt: instant, endsAt: instant, dentistId: id, exceptPatientId: id.nullable() }), ['asap_entries', 'appointments', 'patients', 'patient_merges', 'users', 'services', 'medical_alerts', 'clinics']),
  'frontDesk.planned': query<lists.PlannedRow[]>()(onDay, ['chart_entries', 'appointments', 'patients', 'patient_merges', 'medical_alerts', 'clinics']),
  'frontDesk.confirmations': query<lists.ConfirmationRow[]>()(onDay, ['appointments', 'confirmation_calls', 'patients', 'patient_merges', 'users', 'services', 'operatories', 'medical_alerts', 'front_desk_settings', 'clinics']),
  'frontDesk.recalls': query<lists.RecallRow[]>()(onDay, ['recall_types', 'recall_triggers', 'recall_contacts', 'chart_entries', 'appointments', 'patients', 'patient_merges', 'medical_alerts', 'clinics']),
  'frontDesk.reminders': query<lists.ReminderRow[]>()(onDay, ['appointments', 'reminder_log', 'patients', 'patient_merges', 'users', 'services', 'operatories', 'medical_alerts', 'front_desk_settings', 'clinics']),
  'notifications.list': query<lists.NotificationList>()(nothing, ['notifications', 'notification_reads', 'appointments', 'patients', 'patient_merges', 'users']),
  'attention.list': query<views.AttentionItem[]>()(nothing, ['attention_items', 'users', 'patients', 'devices', 'appointments']),
  /** Who takes reminders from this PC: configured on it, off by default. */
  'reminders.provider': command<{ kind: 'none' | 'webhook' | 'command' }>()(nothing),
  'reminders.send': command<{ ok: boolean; detail: string }>()(z.object({ appointmentId: id, startsAt: instant })),
  /** Outage packs of this PC, newest first. */
  'outage.list': command<lists.PackView[]>()(nothing),
  'outage.make': command<lists.PackView>()(nothing),
  'outage.open': command<views.PdfFile>()(z.object({ name: z.string().regex(/^pack-\d{4}-\d{2}-\d{2}-\d{13}\.sealed$/, 'That is not the name of a pack.') })),
  /** Hashes a new password at the desk, so that only its verifier ever enters a mutation. */
  'people.save': command<null>()(z.object({ userId: id.nullable(), username: required('The user name', 60), displayName: required('The name'), roleId: id, isDentist: z.boolean(), colour: z.string(), prcLicence: line(30), isActive: z.boolean(), password: z.string().max(200).nullable() })),

  /** Backups of this PC's replica, newest first. */
  'backups.list': command<views.BackupView[]>()(nothing),
  'backups.create': command<views.BackupView>()(nothing),
  /** Puts a backup of the list in the replica's place, with everything entered since on top. Signs everybody at this PC out. */
  'backups.restore': command<null>()(z.object({ name: z.string().regex(/^(?:replica-\d{4}-\d{2}-\d{2}|before-\d{4})\.db$/, 'That is not the name of a backup.') })),
  /** Somebody has read the notice of the sync status. */
  'backups.noticeRead': command<null>()(nothing),

  mutate: command<views.MutationReceipt>()(z.object({ name: z.string().max(60), input: z.unknown() })),
} as const

export type ClinicApi = typeof clinicApi
export type MethodName = keyof ClinicApi
/** Names of the calls that only read; the renderer caches these and refetches on change events. */
export type QueryName = { [N in MethodName]: ClinicApi[N]['reads'] extends readonly [] ? never : N }[MethodName]
export type MethodInput<N extends MethodName> = N extends 'mutate' ? { [M in MutatorName]: { name: M; input: MutationInput<M> } }[MutatorName] : z.input<ClinicApi[N]['input']>
export type MethodOutput<N extends MethodName> = NonNullable<ClinicApi[N]['output']> | (null extends ClinicApi[N]['output'] ? null : never)

/** What a caller can tell apart; the message is a sentence for the person at the desk. */
export const API_ERROR_KINDS = ['invalid', 'refused', 'forbidden', 'signed_out', 'not_enrolled', 'offline', 'disk_full', 'version', 'internal'] as const
export type ApiErrorKind = (typeof API_ERROR_KINDS)[number]

export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly code: string | undefined
  constructor(kind: ApiErrorKind, message: string, code?: string) {
    super(message)
    this.name = 'ApiError'
    this.kind = kind
    this.code = code
  }
}

/** One message each way, JSON over MessagePort and WebSocket alike. */
export type ApiRequest = { v: number; id: number; method: string; input: unknown }
export type ApiResponse = { id: number; ok: true; result: unknown } | { id: number; ok: false; error: { kind: ApiErrorKind; message: string; code?: string } }
export type ApiEvent =
  | { event: 'changed'; tables: TableName[] }
  | { event: 'sync'; status: views.SyncStatus }
  | { event: 'session'; state: views.SessionState }
export type ApiMessage = ApiResponse | ApiEvent
