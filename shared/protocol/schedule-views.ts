/** Answers of the ClinicApi about the schedule. */
import type { Timetable } from '../domain/timetable.ts'
import type { Row } from '../schema/index.ts'

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
