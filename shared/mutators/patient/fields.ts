import { z } from 'zod'
import { day, line, note } from '../fields.ts'

/** What a person may write of a patient, column by column; also the fields that merge one by one. */
export const patientFields = {
  chart_number: line(40),
  last_name: z.string().trim().min(1, 'The family name is missing.').max(80),
  first_name: z.string().trim().min(1, 'The given name is missing.').max(80),
  middle_name: line(80),
  suffix: line(20),
  birth_date: day.nullable().refine((value) => value === null || value >= '1880-01-01', 'The birth date is too long ago.'),
  sex: z.enum(['female', 'male', 'unknown']),
  phone: line(40),
  email: z.union([z.literal(''), z.email('That is not an e-mail address.')]),
  street: line(160),
  barangay: line(80),
  city: line(80),
  province: line(80),
  postal_code: line(12),
  emergency_name: line(120),
  emergency_phone: line(40),
  notes: note,
  is_deceased: z.boolean(),
  emergency_relation: line(60),
  osca_id: line(40),
  pwd_id: line(40),
  pwd_valid_until: day.nullable(),
} as const

export type PatientField = keyof typeof patientFields
export const PATIENT_FIELDS = Object.keys(patientFields) as PatientField[]
