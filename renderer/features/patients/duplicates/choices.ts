import { PATIENT_FIELDS } from '../../../../shared/mutators/patient/fields.ts'
import type { PatientField } from '../../../../shared/mutators/patient/fields.ts'
import type { Row } from '../../../../shared/schema/index.ts'

type Values = Pick<Row<'patients'>, PatientField>
/** Whose value is kept. */
export type Side = 'into' | 'from'
export type Picks = Partial<Record<PatientField, Side>>

const isEmpty = (value: Values[PatientField]) => value === null || (typeof value === 'string' && value.trim() === '') || value === 'unknown'
const same = (a: Values[PatientField], b: Values[PatientField]) => (typeof a === 'string' && typeof b === 'string' ? a.trim() === b.trim() : a === b || (isEmpty(a) && isEmpty(b)))

/** The fields in which two records differ, in the order of the form. */
export function differing(into: Values, from: Values): PatientField[] {
  return PATIENT_FIELDS.filter((field) => !same(into[field], from[field]))
}

/** Fields that both records hold and agree on. */
export function agreeing(into: Values, from: Values): PatientField[] {
  return PATIENT_FIELDS.filter((field) => same(into[field], from[field]) && !isEmpty(into[field]) && into[field] !== false)
}

/** Whose value is kept unless somebody chooses: that of the record that stays, where it has one. */
export function sideOf(field: PatientField, into: Values, from: Values, picks: Picks): Side {
  return picks[field] ?? (isEmpty(into[field]) && !isEmpty(from[field]) ? 'from' : 'into')
}

/** What the staying record takes over from the other. */
export function adopted(into: Values, from: Values, picks: Picks): { field: PatientField; from: Values[PatientField]; to: Values[PatientField] }[] {
  return differing(into, from).filter((field) => sideOf(field, into, from, picks) === 'from').map((field) => ({ field, from: into[field], to: from[field] }))
}
