import { z } from 'zod'
import { formatPeso } from '../../../shared/domain/money.ts'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import { PATIENT_FIELDS } from '../../../shared/mutators/patient/fields.ts'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import type { AttentionItem, OutboxItem } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatDate, formatDay, formatMinutes } from '../../ui/format.ts'

const words = en.changes

/** What is read back out of a refused booking or move; anything else in the input is left alone. */
const slot = z.object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime(), operatoryId: z.string(), dentistId: z.string() })
const booking = slot.extend({ id: z.string(), patientId: z.string(), serviceId: z.string().nullable().default(null), notes: z.string().default('') })
const moving = slot.extend({ id: z.string() })
const edit = z.object({ changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })) })
const amount = z.object({ amountCentavos: z.int() })

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

/** What to do about a refusal; null for a merge, whose two values say it. */
export function adviceOf(item: AttentionItem): string | null {
  return item.outcome === 'rejected' ? (words.advice[item.code] ?? words.advice['failed']!) : null
}

/** "Fri 20 Nov 2026, 9:30 AM, 30 min", or "₱500.00"; null when it was neither. */
export function askedFor(item: AttentionItem, zone: string): string | null {
  const wanted = refusedBooking(item) ?? refusedMove(item)
  if (wanted) return slotText(wanted, zone)
  const money = item.outcome === 'rejected' ? amount.safeParse(item.input).data : undefined
  return money ? formatPeso(money.amountCentavos) : null
}

function slotText(wanted: { startsAt: string; endsAt: string }, zone: string): string {
  const { date, minute } = localOf(wanted.startsAt, zone)
  return words.slot(formatDay(date), formatTime(minute), formatMinutes(minutesOf(wanted)))
}

/** A write of this PC in words: "Booking: Fri 20 Nov 2026, 9:30 AM, 30 min", "Change of a patient: Phone, City". */
export function changeText(item: Pick<OutboxItem, 'mutation' | 'slot' | 'fields' | 'amountCentavos'>, zone: string): string {
  const what = words.what[item.mutation] ?? words.whatOther
  const details = item.slot ? slotText(item.slot, zone) : item.amountCentavos !== null ? formatPeso(item.amountCentavos) : item.fields.map(fieldName).join(', ')
  return details === '' ? what : `${what}: ${details}`
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

/** A field with what stands now and what was not taken. */
export interface TwoValues {
  field: string
  stands: unknown
  notTaken: unknown
  /** Whether the value that was not taken is that of whoever made the change; else it is the other person's. */
  isMine: boolean
}

/** Both values of every field that an item is about; empty when it is about no fields. */
export function bothValues(item: AttentionItem): TwoValues[] {
  const asked = edit.safeParse(item.input).data?.changes ?? []
  // What was settled is shown as it stood then: since then the other value may have been put in.
  const isOpen = item.resolved_at === null
  const now = (field: string, otherwise: unknown) => (isOpen && Object.hasOwn(item.current, field) ? item.current[field] : otherwise)
  if (item.outcome === 'merged') {
    return item.losses.map(({ field, kept, lost }) => ({ field, stands: now(field, kept), notTaken: lost, isMine: asked.some((change) => change.field === field && change.to === lost) }))
  }
  if (item.mutation !== 'patient.edit') return []
  return asked.map(({ field, from, to }) => ({ field, stands: now(field, from), notTaken: to, isMine: true }))
}

export interface FieldChange {
  field: PatientField
  from: string | boolean | null
  to: string | boolean | null
}

/** The edit that puts the values in that were not taken; empty when these are not a patient's, or stand there already. */
export function otherValues(item: AttentionItem): FieldChange[] {
  if (!item.mutation.startsWith('patient.') || !item.isPatientHere) return []
  return bothValues(item).flatMap(({ field, stands, notTaken }) => (isPatientField(field) && isValue(stands) && isValue(notTaken) && stands !== notTaken ? [{ field, from: stands, to: notTaken }] : []))
}

function isPatientField(field: string): field is PatientField {
  return (PATIENT_FIELDS as string[]).includes(field)
}
function isValue(value: unknown): value is string | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
