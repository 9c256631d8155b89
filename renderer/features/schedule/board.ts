import { addDays, isoWeekday } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { isBlocking } from './status.ts'

/** How the schedule is laid out: the day by chair or by dentist, or the days of a week side by side. */
export type Layout = 'chairs' | 'dentists' | 'week'

/** One column of the schedule. A null chair or dentist keeps whichever the appointment has. */
export interface Column {
  /** Unique among the columns; the chair, the dentist or the day. */
  key: string
  name: string
  date: string
  operatoryId: string | null
  dentistId: string | null
  /** The column of what belongs to no chair or dentist of today, such as imported history: nothing is booked there. */
  isStray: boolean
}

/** What is drawn: days with their columns. */
export interface Board {
  layout: Layout
  days: readonly DayView[]
  columns: readonly Column[]
  zone: string
  slotMinutes: number
}

/** Whose appointments the week shows; null for everybody's. */
export type Who = { chair: string } | { dentist: string } | null

const STRAY = 'stray'

/** The board of one day. A column for what has no chair or dentist stands there only when it is needed. */
export function dayBoard(view: DayView, layout: 'chairs' | 'dentists', names: { noChair: string; noDentist: string }): Board {
  const own = layout === 'chairs' ? view.operatories : view.dentists
  const known = new Set(own.map(({ id }) => id))
  const columns = own.map(({ id, name }): Column => ({
    key: id, name, date: view.date, operatoryId: layout === 'chairs' ? id : null, dentistId: layout === 'dentists' ? id : null, isStray: false,
  }))
  const isStray = (one: DayAppointment) => !known.has((layout === 'chairs' ? one.operatory_id : one.dentist_id) ?? '')
  if (view.appointments.some(isStray)) columns.push({ key: STRAY, name: layout === 'chairs' ? names.noChair : names.noDentist, date: view.date, operatoryId: null, dentistId: null, isStray: true })
  return { layout, days: [view], columns, zone: view.timezone, slotMinutes: view.slotMinutes }
}

/** The board of a week: a column a day, without weekdays on which the clinic never opens and nobody is booked. */
export function weekBoard(days: readonly DayView[], who: Who, nameOf: (date: string) => string): Board {
  const [first] = days
  const shown = days.filter((view) => view.hours !== null || view.appointments.some(isBlocking))
  const columns = (shown.length > 0 ? shown : days).map((view): Column => ({
    key: view.date, name: nameOf(view.date), date: view.date,
    operatoryId: who && 'chair' in who ? who.chair : null, dentistId: who && 'dentist' in who ? who.dentist : null, isStray: false,
  }))
  return { layout: 'week', days, columns, zone: first?.timezone ?? 'UTC', slotMinutes: first?.slotMinutes ?? 15 }
}

/** The Monday of the week of a day. */
export function weekStart(date: string): string {
  return addDays(date, 1 - isoWeekday(date))
}

export function viewOn(board: Board, date: string): DayView | undefined {
  return board.days.find((view) => view.date === date)
}

/** The column an appointment stands in on a day; -1 when it is not shown there. */
export function columnFor(board: Board, appointment: DayAppointment, date: string): number {
  const { columns, layout } = board
  if (layout === 'week') return columns.findIndex((one) => one.date === date && (one.operatoryId === null || one.operatoryId === appointment.operatory_id) && (one.dentistId === null || one.dentistId === appointment.dentist_id))
  const own = layout === 'chairs' ? appointment.operatory_id : appointment.dentist_id
  const index = columns.findIndex((one) => one.key === own)
  return index === -1 ? columns.findIndex((one) => one.isStray) : index
}
