import { describe, isTableName } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { fromCentre } from '../store/codec.ts'
import type { CentreRow } from '../store/codec.ts'
import { prepared } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { deleteRow, putRow } from './rebase.ts'

/**
 * Takes a row as the centre has it. What this program does not know of it, because the centre's is newer, is parked
 * beside it: a later version of the program need not fetch the table again.
 * @param into the table itself, or the one in which its next generation is gathered
 */
export function takeRow(db: Db, table: TableName, row: CentreRow, into: string = table): void {
  const stored = fromCentre(table, row)
  putRow(db, table, stored, into)
  // All rows of a generation have the same columns: without unknown ones nothing of it is parked.
  if (Object.keys(row).length > Object.keys(stored).length) park(db, into, row[describe(table).key]!, unknownOf(table, row))
}

/** Removes a row with what is parked of it. */
export function removeRow(db: Db, table: TableName, key: string, from: string = table): void {
  deleteRow(db, table, key, from)
  prepared(db, 'delete from _parked where table_name = ? and row_key = ?').run(from, key)
}

/** Forgets all that is parked under this name. */
export function dropParked(db: Db, name: string): void {
  prepared(db, 'delete from _parked where table_name = ?').run(name)
}

/** A new generation takes the place of the old one: its parked values too. */
export function swapParked(db: Db, stage: string, table: TableName): void {
  dropParked(db, table)
  prepared(db, 'update _parked set table_name = ? where table_name = ?').run(table, stage)
}

const AT_ONCE = 1000

/**
 * Puts parked values into the rows, now that the program knows their columns; what it still does not know stays parked.
 * In the caller's transaction, on the centre's rows: pending effects must be undone.
 */
export function replayParked(db: Db): void {
  const next = db.prepare<[string, string], Parked>(`select table_name, row_key, columns from _parked where (table_name, row_key) > (?, ?) order by table_name, row_key limit ${AT_ONCE}`)
  for (let some = next.all('', ''); some.length > 0; some = next.all(some.at(-1)!.table_name, some.at(-1)!.row_key)) {
    for (const each of some) replay(db, each)
  }
}

interface Parked {
  table_name: string
  row_key: string
  /** An object, column to Postgres text. */
  columns: string
}

function replay(db: Db, { table_name, row_key, columns }: Parked): void {
  if (!isTableName(table_name)) return
  const values = JSON.parse(columns) as CentreRow
  const known = Object.entries(fromCentre(table_name, values))
  if (known.length === 0) return
  prepared(db, `update ${table_name} set ${known.map(([name]) => `${name} = ?`).join(', ')} where ${describe(table_name).key} = ?`).run(...known.map(([, value]) => value), row_key)
  park(db, table_name, row_key, unknownOf(table_name, values))
}

function park(db: Db, under: string, key: string, values: CentreRow): void {
  if (Object.keys(values).length === 0) return void prepared(db, 'delete from _parked where table_name = ? and row_key = ?').run(under, key)
  prepared(db, 'insert into _parked (table_name, row_key, columns) values (?, ?, ?) on conflict (table_name, row_key) do update set columns = excluded.columns').run(under, key, JSON.stringify(values))
}

function unknownOf(table: TableName, row: CentreRow): CentreRow {
  const { columns } = describe(table)
  return Object.fromEntries(Object.entries(row).filter(([name]) => !Object.hasOwn(columns, name)))
}
