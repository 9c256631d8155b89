import { z } from 'zod'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import { PATIENT_FIELDS } from '../../../shared/mutators/patient/fields.ts'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatDate, formatDay, formatMinutes } from '../../ui/format.ts'

const words = en.attention

/** What is read back out of a refused booking or move; anything else in the input is left alone. */
const slot = z.object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime(), operatoryId: z.string(), dentistId: z.string() })
const booking = slot.extend({ patientId: z.string(), serviceId: z.string().nullable().default(null), notes: z.string().default('') })
const moving = slot.extend({ id: z.string() })

export type RefusedBooking = z.output<typeof booking>
export type RefusedMove = z.output<typeof moving>

/** The booking that was refused; null when the item is something else or cannot be understood. */
export function refusedBooking(item: AttentionItem): RefusedBooking | null {
  if (item.mutation !== 'appointment.book' || item.outcome !== 'rejected') return null
  return booking.safeParse(item.input).data ?? null
}

/** The move that was refused; null when the item is something else. */
export function refusedMove(item: AttentionItem): RefusedMove | null {
  if (item.mutation !== 'appointment.move' || item.outcome !== 'rejected') return null
  return moving.safeParse(item.input).data ?? null
}

export function titleOf(item: AttentionItem): string {
  if (item.outcome === 'merged') return words.merged
  return words.rejected[item.mutation] ?? words.rejectedOther
}

/** "Fri 20 Nov 2026, 9:30 AM, 30 min" for what was asked; null when it was no time. */
export function askedFor(item: AttentionItem, zone: string): string | null {
  const wanted = refusedBooking(item) ?? refusedMove(item)
  if (!wanted) return null
  const { date, minute } = localOf(wanted.startsAt, zone)
  return words.askedSlot(formatDay(date), formatTime(minute), formatMinutes(minutesOf(wanted)))
}

export function minutesOf(wanted: { startsAt: string; endsAt: string }): number {
  return Math.round((Date.parse(wanted.endsAt) - Date.parse(wanted.startsAt)) / 60_000)
}

export function fieldName(field: string): string {
  return words.fields[field] ?? field.replaceAll('_', ' ')
}

/** A value of any field as a person reads it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return words.emptyValue
  if (typeof value === 'boolean') return value ? en.app.yes : en.app.no
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDate(value) : value
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

export interface FieldChange {
  field: PatientField
  from: string | boolean | null
  to: string | boolean | null
}

/** The edit that puts the losing values in after all; empty when the losses are not a patient's fields. */
export function otherValues(item: AttentionItem): FieldChange[] {
  if (item.mutation !== 'patient.edit' || item.outcome !== 'merged') return []
  return item.losses.flatMap(({ field, kept, lost }) => (isPatientField(field) && isValue(kept) && isValue(lost) ? [{ field, from: kept, to: lost }] : []))
}

function isPatientField(field: string): field is PatientField {
  return (PATIENT_FIELDS as string[]).includes(field)
}
function isValue(value: unknown): value is string | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
