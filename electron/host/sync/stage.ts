import { describe } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { CentreRow } from '../store/codec.ts'
import type { Db } from '../store/database.ts'
import { dropParked, removeRow, takeRow } from './parked.ts'
import { putAside } from './spent.ts'

/** Where a shape's next generation is gathered while the old one stays readable (S11). */
export function stageName(table: TableName): string {
  return `_stage_${table}`
}

/** Keys whose rows differ from the old generation's, while they are gathered and when all were compared; see swap.ts. */
export function differencesName(table: TableName, state: 'comparing' | 'compared'): string {
  return `${stageName(table)}_${state}`
}

export interface StagedRow {
  operation: 'put' | 'delete'
  row: CentreRow
}

/** Starts a generation afresh. */
export function beginStage(db: Db, table: TableName): void {
  db.transaction(() => {
    retireStage(db, table)
    db.exec(stageSql(db, table))
    db.prepare(`insert into _shapes (table_name) values (?) on conflict (table_name) do nothing`).run(table)
  }).immediate()
}

/** The table's own columns with their defaults: an older centre does not send what only this program knows. */
function stageSql(db: Db, table: TableName): string {
  const sql = db.prepare<[string], string>(`select sql from sqlite_schema where type = 'table' and name = ?`).pluck().get(table)
  if (!sql) throw new TypeError(`This replica has no table ${table}`)
  return `create table ${stageName(table)} ${sql.slice(sql.indexOf('('))}`
}

/** Puts a generation aside that is swapped in or begun afresh, and forgets how far it reached; within the caller's transaction. */
export function retireStage(db: Db, table: TableName): void {
  for (const name of partsOf(table)) putAside(db, name)
  forgetStage(db, table)
}

/** Drops what was gathered of a generation at once, as of a table that leaves this desk, and forgets how far it reached. */
export function dropStage(db: Db, table: TableName): void {
  for (const name of partsOf(table)) db.exec(`drop table if exists ${name}`)
  forgetStage(db, table)
}

function partsOf(table: TableName): string[] {
  return [stageName(table), differencesName(table, 'comparing'), differencesName(table, 'compared')]
}

function forgetStage(db: Db, table: TableName): void {
  dropParked(db, stageName(table))
  db.prepare('update _shapes set stage_handle = null, stage_position = null where table_name = ?').run(table)
}

/**
 * Throws away generations that were half fetched when another program stopped, and do not fit their tables since a
 * migration: they are fetched anew instead of failing at every row.
 */
export function dropMisfits(db: Db): void {
  const columns = db.prepare<[string], string>(`select json_group_array(json_array(name, type, "notnull", dflt_value, pk)) from pragma_table_info(?)`).pluck()
  const begun = db.prepare<[], TableName>('select table_name from _shapes where stage_handle is not null').pluck().all()
  for (const table of begun) {
    if (columns.get(stageName(table)) !== columns.get(table)) retireStage(db, table)
  }
}

/** Adds a response to the generation and saves how far it reaches, together: a kill loses neither. */
export function stageRows(db: Db, table: TableName, rows: readonly StagedRow[], cursor: { handle: string; position: string }): void {
  const stage = stageName(table)
  const { key } = describe(table)
  db.transaction(() => {
    for (const { operation, row } of rows) {
      if (operation === 'put') takeRow(db, table, row, stage)
      else removeRow(db, table, row[key]!, stage)
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
