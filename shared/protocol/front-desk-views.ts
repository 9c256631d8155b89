/** Answers about the lists of the front desk. Days are of the clinic's calendar, times ISO-8601. */
import type { FrontDeskSettings } from '../domain/front-desk.ts'
import type { Row } from '../schema/index.ts'

/** Whom a list row is about, and how to reach that person. */
export interface ListedPatient {
  patientId: string
  patientName: string
  phone: string
  /** Labels of critical and caution alerts. */
  alerts: string[]
}

/** An appointment as lists show it. */
export interface ListedAppointment extends ListedPatient {
  appointmentId: string
  startsAt: string
  endsAt: string
  status: Row<'appointments'>['status']
  dentistId: string | null
  dentistName: string | null
  operatoryId: string | null
  operatoryName: string | null
  locationId: string
  serviceId: string | null
  serviceName: string | null
}

export interface WaitingRow extends ListedAppointment {
  flow: Row<'appointments'>['flow']
  arrivedAt: string | null
  seatedAt: string | null
  notes: string
}

export interface WaitingRoom {
  /** Minutes after which somebody has waited too long. */
  alertMinutes: number
  rows: WaitingRow[]
}

export interface RequestRow extends ListedAppointment {
  request: Row<'appointment_requests'>
  proposedDentistName: string | null
  proposedOperatoryName: string | null
  requestedByName: string | null
  decidedByName: string | null
  /** Whether the proposed time is taken as far as this desk knows. */
  isTaken: boolean
}

export interface UnscheduledRow extends ListedAppointment {
  cancelReason: string | null
  cancelledAt: string | null
}

export interface AsapRow extends ListedPatient {
  entry: Row<'asap_entries'>
  serviceName: string | null
  dentistName: string | null
  /** Start of the later appointment that would be moved. */
  laterStartsAt: string | null
}

export interface PlannedRow extends ListedPatient {
  items: { entryId: string; tooth: string | null; surfaces: string; finding: string }[]
  /** When the oldest of them was planned. */
  since: string
}

export interface ConfirmationRow extends ListedAppointment {
  calls: number
  lastOutcome: Row<'confirmation_calls'>['outcome'] | null
  lastCallAt: string | null
}

export interface RecallRow extends ListedPatient {
  recallTypeId: string
  recallName: string
  lastDone: string
  dueOn: string
  state: 'overdue' | 'due' | 'snoozed'
  contacts: number
  lastOutcome: Row<'recall_contacts'>['outcome'] | null
  lastContactAt: string | null
  snoozedUntil: string | null
  /** The next appointment for something else, if there is one. */
  nextStartsAt: string | null
}

export interface ReminderRow extends ListedAppointment {
  /** What became of reminding of this very time: null when nothing did. */
  sent: Pick<Row<'reminder_log'>, 'id' | 'channel' | 'state' | 'detail' | 'created_at' | 'finished_at'> | null
}

export interface ListCounts {
  waiting: number
  requests: number
  unscheduled: number
  asap: number
  planned: number
  confirmations: number
  recalls: number
  reminders: number
}

export interface FrontDesk {
  settings: FrontDeskSettings
  recallTypes: (Row<'recall_types'> & { serviceIds: string[] })[]
}

export interface NotificationView {
  id: string
  kind: string
  at: string
  message: string
  isRead: boolean
  /** Whether it is this person's own: the dentist concerned. */
  isMine: boolean
  actorName: string | null
  appointmentId: string | null
  patientId: string | null
  patientName: string | null
  startsAt: string | null
  dentistName: string | null
}

export interface NotificationList {
  unread: number
  items: NotificationView[]
}

/** An outage pack of this PC. */
export interface PackView {
  /** Names it in calls. */
  name: string
  madeAt: string
  /** The days it shows. */
  days: string[]
}
