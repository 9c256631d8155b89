import type { Row } from '../schema/index.ts'
import { formatTime, isoWeekday, localOf } from './time.ts'

export type FrontDeskSettings = Pick<Row<'front_desk_settings'>, 'waiting_alert_minutes' | 'confirm_days' | 'reminder_days' | 'reminder_text' | 'recall_text' | 'asap_text' | 'pack_minute'>

/** What the program comes with, until a manager changes it. */
export const FRONT_DESK_DEFAULTS: FrontDeskSettings = {
  waiting_alert_minutes: 15,
  confirm_days: 3,
  reminder_days: 1,
  reminder_text: 'Hello {patient}, this is {clinic}. We expect you on {date} at {time}. Please call us if you cannot come.',
  recall_text: 'Hello {patient}, this is {clinic}. It is time for your next visit. Please call us for an appointment.',
  asap_text: 'Hello {patient}, this is {clinic}. An earlier time is free: {date} at {time}. Please call us if you would like it.',
  pack_minute: 18 * 60,
}

export const TEMPLATE_VARIABLES = ['patient', 'date', 'time', 'clinic'] as const
export type TemplateValues = Partial<Record<(typeof TEMPLATE_VARIABLES)[number], string>>

/** Puts the values where their names stand in braces. A name that is not known stays as it is, to be seen. */
export function fillTemplate(text: string, values: TemplateValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name as keyof TemplateValues] ?? '' : whole))
}

/** Names in braces that no template knows, such as a misspelt one. */
export function unknownVariables(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).filter((name) => !(TEMPLATE_VARIABLES as readonly string[]).includes(name))
}

/** "Fri, Nov 20": short enough for a text message, the month in letters. */
function messageDay(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-PH', { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' })
}

/** The values of a text about an appointment. @param patient how the patient is addressed; least data: the given name */
export function appointmentValues(patient: string, startsAt: string, clinic: { name: string; timezone: string }): TemplateValues {
  const { date, minute } = localOf(startsAt, clinic.timezone)
  return { patient, date: messageDay(date), time: formatTime(minute), clinic: clinic.name }
}

/** Longer than any provider is waited for: whoever claimed a reminder so long ago has stopped in the middle. */
export const CLAIM_MINUTES = 10

/** Whether a desk took a reminder on and never said what came of it. @param at an instant of now */
export function isAbandoned(claim: Pick<Row<'reminder_log'>, 'state' | 'created_at'>, at: string): boolean {
  return claim.state === 'claimed' && Date.parse(at) - Date.parse(claim.created_at) >= CLAIM_MINUTES * 60_000
}

export interface FreedSlot {
  startsAt: string
  endsAt: string
  dentistId: string
}

type Wishes = Pick<Row<'asap_entries'>, 'duration_minutes' | 'dentist_id' | 'weekdays' | 'day_part'>

const NOON = 12 * 60

/** Whether a freed time suits somebody on the short-notice list: long enough, the dentist, the weekday, the part of the day. */
export function suits(wishes: Wishes, slot: FreedSlot, zone: string): boolean {
  const minutes = (Date.parse(slot.endsAt) - Date.parse(slot.startsAt)) / 60_000
  const { date, minute } = localOf(slot.startsAt, zone)
  if (wishes.duration_minutes > minutes) return false
  if (wishes.dentist_id !== null && wishes.dentist_id !== slot.dentistId) return false
  if (wishes.weekdays.length > 0 && !wishes.weekdays.includes(isoWeekday(date))) return false
  if (wishes.day_part === 'morning') return minute < NOON
  return wishes.day_part !== 'afternoon' || minute >= NOON
}
