import { describe } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { fromCentre } from '../store/codec.ts'
import type { CentreRow } from '../store/codec.ts'
import type { Db } from '../store/database.ts'
import { createTableSql } from '../store/ddl.ts'
import { deleteRow, putRow } from './rebase.ts'

/** Where a shape's next generation is gathered while the old one stays readable (S11). */
export function stageName(table: TableName): string {
  return `_stage_${table}`
}

export interface StagedRow {
  operation: 'put' | 'delete'
  row: CentreRow
}

/** Starts a generation afresh. */
export function beginStage(db: Db, table: TableName): void {
  db.transaction(() => {
    db.exec(`drop table if exists ${stageName(table)}`)
    db.exec(createTableSql(table, stageName(table)))
    db.prepare(`insert into _shapes (table_name) values (?) on conflict (table_name) do update set stage_handle = null, stage_position = null`).run(table)
  }).immediate()
}

/** Adds a response to the generation and saves how far it reaches, together: a kill loses neither. */
export function stageRows(db: Db, table: TableName, rows: readonly StagedRow[], cursor: { handle: string; position: string }): void {
  const stage = stageName(table)
  const { key } = describe(table)
  db.transaction(() => {
    for (const { operation, row } of rows) {
      if (operation === 'put') putRow(db, table, fromCentre(table, row), stage)
      else deleteRow(db, table, row[key]!, stage)
    }
    db.prepare('update _shapes set stage_handle = ?, stage_position = ? where table_name = ?').run(cursor.handle, cursor.position, table)
  }).immediate()
}

/** Makes the desk fetch every table anew, beside the rows it shows meanwhile. */
export function forgetShapes(db: Db): void {
  db.exec('update _shapes set handle = null, position = null, lsn = null, stage_handle = null, stage_position = null')
}

export interface ShapeState {
  table: TableName
  handle: string | null
  position: string | null
  lsn: string | null
  stage_handle: string | null
  stage_position: string | null
}

/** Where each shape stood when the desk last stopped. */
export function shapeStates(db: Db): ShapeState[] {
  return db.prepare<[], ShapeState>('select table_name as "table", handle, position, lsn, stage_handle, stage_position from _shapes').all()
}
