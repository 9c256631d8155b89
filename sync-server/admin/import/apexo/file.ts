import { z } from 'zod'
import { CentreError } from '../../../centre/errors.ts'

/** Only what is imported is described; whatever else a record carries is let pass. */
const id = z.string().trim().min(1).max(200)
const text = z.string().default('')
const money = z.number().min(0).max(100_000_000).refine((value) => Number.isSafeInteger(Math.round(value * 100)) && Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'more than two decimals')

export const staffRecord = z.object({ id, name: z.string().trim().min(1).max(120), operates: z.boolean().default(false) })
export const treatmentRecord = z.object({ id, type: z.string().trim().min(1).max(120) })
export const toothRecord = z.object({ ISO: z.number(), condition: z.string(), notes: z.array(z.string()).default([]) })
export const patientRecord = z.object({
  id,
  name: z.string().trim().min(1).max(80),
  birthYear: z.number().default(0),
  gender: text,
  tags: text,
  address: text,
  email: text,
  phone: text,
  medicalHistory: z.array(z.string()).default([]),
  gallery: z.array(z.unknown()).default([]),
  teeth: z.array(z.unknown()).default([]),
  labels: z.array(z.object({ text: z.string() })).default([]),
})
export const appointmentRecord = z.object({
  id,
  treatmentID: text,
  patientID: text,
  // Milliseconds since 1970, between 1970 and 2100.
  date: z.number().positive().max(4_102_444_800_000),
  involvedTeeth: z.array(z.union([z.number(), z.string()])).default([]),
  paidAmount: money.default(0),
  finalPrice: money.default(0),
  isDone: z.boolean().default(false),
  prescriptions: z.array(z.object({ prescription: z.string() })).default([]),
  diagnosis: text,
  complaint: text,
  staffID: z.array(z.string()).default([]),
  notes: text,
})

export type ApexoStaff = z.output<typeof staffRecord>
export type ApexoTreatment = z.output<typeof treatmentRecord>
export type ApexoPatient = z.output<typeof patientRecord>
export type ApexoTooth = z.output<typeof toothRecord>
export type ApexoAppointment = z.output<typeof appointmentRecord>

const list = z.array(z.unknown()).default([])
const fileSchema = z.object({
  staff: z.array(z.unknown()),
  treatments: z.array(z.unknown()),
  patients: z.array(z.unknown()),
  appointments: z.array(z.unknown()),
  orthoCases: list,
  labworks: list,
  prescriptions: list,
})
export type ApexoFile = z.output<typeof fileSchema>

/** The lists of an Apexo export, their records unread. Throws a CentreError when the text is something else. */
export function parseApexo(text: string): ApexoFile {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''), withoutNul)
  } catch (cause) {
    // The parser's message quotes the text around the fault.
    throw new CentreError('The file is not readable JSON: it is damaged or of another kind.', { cause })
  }
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) throw new CentreError('This is not an Apexo export: it must hold lists of staff, treatments, patients and appointments.')
  return parsed.data
}

/** Postgres stores every character but this one, which an escape in JSON can smuggle in. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : value
}

export type Listed<T> = { ok: true; value: T; where: string } | { ok: false; where: string; reason: string }

/** Each record of a list, read or with the reason why it cannot be; an id that comes a second time is refused. */
export function readList<T extends { id: string }>(list: readonly unknown[], record: string, schema: z.ZodType<T>): Listed<T>[] {
  const seen = new Set<string>()
  return list.map((item, index): Listed<T> => {
    const parsed = schema.safeParse(withId(item))
    const where = `${record} ${index + 1}${parsed.success ? ` (${parsed.data.id})` : ''}`
    if (!parsed.success) return { ok: false, where, reason: `The record cannot be read: ${fieldsOf(parsed.error)}.` }
    if (seen.has(parsed.data.id)) return { ok: false, where, reason: 'The id stands in the file twice.' }
    seen.add(parsed.data.id)
    return { ok: true, value: parsed.data, where }
  })
}

/** Apexo's database calls the key _id; everything here calls it id. */
function withId(item: unknown): unknown {
  return typeof item === 'object' && item !== null && '_id' in item ? { ...item, id: item['_id'] } : item
}

/** Names of the fields at fault, without their values. */
function fieldsOf(error: z.ZodError): string {
  const fields = [...new Set(error.issues.map((issue) => String(issue.path[0] ?? 'the whole record')))]
  return fields.join(', ')
}
