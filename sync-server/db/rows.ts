import type { ClientBase } from 'pg'
import { describe } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'

/** Postgres takes at most 65,535 parameters in a statement. */
const MAX_PARAMETERS = 60_000

/** The value as pg sends it; jsonb must be text, or pg would turn arrays into Postgres arrays. */
export function toParameter(table: TableName, column: string, value: unknown): unknown {
  return describe(table).columns[column]?.kind === 'json' && value !== null ? JSON.stringify(value) : value
}

/** Inserts rows of one table, many to a statement. Constraints of the database apply; nothing is skipped. */
export async function insertRows<N extends TableName>(client: ClientBase, table: N, rows: readonly Row<N>[]): Promise<void> {
  const columns = Object.keys(describe(table).columns)
  const perStatement = Math.floor(MAX_PARAMETERS / columns.length)
  for (let start = 0; start < rows.length; start += perStatement) {
    const batch = rows.slice(start, start + perStatement) as Record<string, unknown>[]
    const values = batch.flatMap((row) => columns.map((column) => toParameter(table, column, row[column])))
    const tuples = batch.map((_, index) => `(${columns.map((__, offset) => `$${index * columns.length + offset + 1}`).join(', ')})`)
    await client.query(`insert into ${table} (${columns.join(', ')}) values ${tuples.join(', ')}`, values)
  }
}
