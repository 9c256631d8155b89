import { describe } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { fromSqlite } from '../store/codec.ts'
import type { SqliteRow, SqliteValue } from '../store/codec.ts'
import { prepared } from '../store/database.ts'
import type { Db } from '../store/database.ts'

/** Rows of a synced table; `tail` is everything after `from TABLE`. */
export function rowsOf<N extends TableName>(db: Db, table: N, tail = '', ...values: SqliteValue[]): Row<N>[] {
  return (prepared(db, `select * from ${table} ${tail}`).all(...values) as SqliteRow[]).map((stored) => fromSqlite(table, stored))
}

export function rowOf<N extends TableName>(db: Db, table: N, key: string): Row<N> | undefined {
  return rowsOf(db, table, `where ${describe(table).key} = ?`, key)[0]
}

export function all<T>(db: Db, sql: string, ...values: SqliteValue[]): T[] {
  return prepared(db, sql).all(...values) as T[]
}

export function one<T>(db: Db, sql: string, ...values: SqliteValue[]): T | undefined {
  return prepared(db, sql).get(...values) as T | undefined
}

export interface Now {
  now: string
}
