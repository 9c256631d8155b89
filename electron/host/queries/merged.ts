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

/** SQL that reads the records of one person as one. */
export interface AsOne {
  /** Stands before the statement, or before the first of its own table expressions. */
  prefix: string
  /** The record that stands for the person whom a column names. */
  root: (column: string) => string
  /** Whether a column names any record of the person who stands under `root`. */
  isOf: (column: string, root: string) => string
}

/** How a list follows the merges. Most clinics have merged nobody: then the plain form, which asks the indexes directly. */
export function asOne(db: Db): AsOne {
  if (one(db, 'select 1 from patient_merges where undone_at is null limit 1') === undefined) return { prefix: '', root: (column) => column, isOf: (column, root) => `${column} = ${root}` }
  return {
    // Once a statement: asked row by row, the view follows every merge of the clinic each time.
    prefix: 'with went (patient_id, root_id) as materialized (select patient_id, root_id from _merged) ',
    root: (column) => `coalesce((select g.root_id from went g where g.patient_id = ${column}), ${column})`,
    isOf: (column, root) => `${column} in (select ${root} union all select g.patient_id from went g where g.root_id = ${root})`,
  }
}

/** Placeholders for a list of values. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
