import type { Db } from '../store/database.ts'
import { all, one } from './rows.ts'

/** The record that stands for this one: itself, or what it was merged into in the end. */
export function rootOf(db: Db, patientId: string): string {
  return one<{ root_id: string }>(db, 'select root_id from _merged where patient_id = ?', patientId)?.root_id ?? patientId
}

/** Every record that is read as one with this one, the standing one first. */
export function recordsOf(db: Db, patientId: string): string[] {
  const root = rootOf(db, patientId)
  return [root, ...all<{ patient_id: string }>(db, 'select patient_id from _merged where root_id = ? order by patient_id', root).map((row) => row.patient_id)]
}

/** Placeholders for a list of values. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
