import { PATIENT_FIELDS, patientFields } from '../../../shared/mutators/patient/fields.ts'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import { isDate } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { patients } from '../../text/en/patients.ts'
import { tidyDay } from '../fields/DayField.tsx'

/** What the form holds: text as typed, so that half a date survives until it is whole. */
export type FormValues = Record<Exclude<PatientField, 'is_deceased'>, string> & { is_deceased: boolean }
export type FieldValue = string | boolean | null
export type FieldErrors = Partial<Record<PatientField, string>>
export interface Change {
  field: PatientField
  /** What the person saw, */
  from: FieldValue
  /** and what they typed. */
  to: FieldValue
}

type Patient = Row<'patients'>

/** The form as it stands for a patient's row. */
export function valuesOf(patient: Pick<Patient, PatientField>): FormValues {
  const { chart_number, last_name, first_name, middle_name, suffix, sex, phone, email, street, barangay, city, province, postal_code, emergency_name, emergency_phone, notes, is_deceased, emergency_relation, osca_id, pwd_id } = patient
  return {
    chart_number, last_name, first_name, middle_name, suffix, birth_date: patient.birth_date ?? '', sex, phone, email, street, barangay, city, province, postal_code,
    emergency_name, emergency_phone, notes, is_deceased, emergency_relation, osca_id, pwd_id, pwd_valid_until: patient.pwd_valid_until ?? '',
  }
}

const isDay = (field: PatientField): field is 'birth_date' | 'pwd_valid_until' => field === 'birth_date' || field === 'pwd_valid_until'

/** A typed value as the row would hold it: a date that was cleared is null, not empty text. */
function asStored(field: PatientField, typed: string | boolean): FieldValue {
  if (typeof typed === 'boolean') return typed
  const trimmed = typed.trim()
  if (!isDay(field)) return trimmed
  return trimmed === '' ? null : tidyDay(trimmed)
}

/** Only what the person changed, field by field, each with the value they saw before (design §6). */
export function changesBetween(seen: Pick<Patient, PatientField>, typed: FormValues): Change[] {
  return PATIENT_FIELDS.flatMap((field) => {
    const from = seen[field]
    const to = asStored(field, typed[field])
    // Leading or trailing spaces of an imported row are not the person's edit.
    const isSame = typeof from === 'string' ? from.trim() === to : from === to
    return isSame ? [] : [{ field, from, to }]
  })
}

/** What is wrong with the fields, in the words of the schema that host and centre check with. */
export function errorsOf(typed: FormValues, fields: readonly PatientField[] = PATIENT_FIELDS): FieldErrors {
  const errors: FieldErrors = {}
  for (const field of fields) {
    const parsed = patientFields[field].safeParse(asStored(field, typed[field]))
    if (!parsed.success) errors[field] = isDay(field) && !isDate(tidyDay(typed[field])) ? patients.form.badDate : parsed.error.issues[0]?.message ?? 'That value does not fit.'
  }
  return errors
}

/**
 * Brings a form up to date with a row that changed underneath it: fields the person has not touched
 * follow the row, fields they have keep what was typed and what had been seen. `conflicts` are the
 * touched fields whose row value moved.
 */
export function follow(seen: Patient, typed: FormValues, now: Patient): { seen: Patient; typed: FormValues; conflicts: PatientField[] } {
  const touched = new Set(changesBetween(seen, typed).map((change) => change.field))
  const keep = <V>(values: Record<PatientField, V>) => Object.fromEntries([...touched].map((field) => [field, values[field]]))
  const conflicts = [...touched].filter((field) => now[field] !== seen[field] && now[field] !== asStored(field, typed[field]))
  return { seen: { ...now, ...keep<FieldValue>(seen) }, typed: { ...valuesOf(now), ...keep<string | boolean>(typed) }, conflicts }
}
