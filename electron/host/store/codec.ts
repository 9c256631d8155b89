import { describe } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'

/** What better-sqlite3 binds and returns. */
export type SqliteValue = string | number | null
export type SqliteRow = Record<string, SqliteValue>
/** A row as a shape carries it: Postgres text, whatever the type. */
export type CentreRow = Record<string, string | null>

/** From what mutators and screens hold to what the replica stores. */
export function toSqlite<N extends TableName>(table: N, row: Partial<Row<N>>): SqliteRow {
  const { columns } = describe(table)
  const stored: SqliteRow = {}
  for (const [name, value] of Object.entries(row as Record<string, unknown>)) {
    const column = columns[name]
    if (!column) throw new TypeError(`${table} has no column ${name}`)
    if (value === undefined) continue
    if (value === null) stored[name] = null
    else if (column.kind === 'bool') stored[name] = value ? 1 : 0
    else if (column.kind === 'json') stored[name] = JSON.stringify(value)
    else stored[name] = value as string | number
  }
  return stored
}

/** From what the replica stores to what mutators and screens hold. */
export function fromSqlite<N extends TableName>(table: N, stored: SqliteRow): Row<N> {
  const { columns } = describe(table)
  const row: Record<string, unknown> = {}
  for (const name of Object.keys(columns)) {
    const value = stored[name] ?? null
    const kind = columns[name]!.kind
    if (value === null) row[name] = null
    else if (kind === 'bool') row[name] = value === 1
    else if (kind === 'json') row[name] = JSON.parse(value as string)
    else row[name] = value
  }
  return row as Row<N>
}

/** From Postgres text to what the replica stores. Columns this program does not know are left out. */
export function fromCentre(table: TableName, values: CentreRow): SqliteRow {
  const { columns } = describe(table)
  const stored: SqliteRow = {}
  for (const [name, { kind }] of Object.entries(columns)) {
    const value = values[name]
    if (value === undefined) continue
    if (value === null) stored[name] = null
    else if (kind === 'int' || kind === 'real') stored[name] = Number(value)
    // A snapshot spells booleans true/false, replication t/f.
    else if (kind === 'bool') stored[name] = value === 't' || value === 'true' ? 1 : 0
    else if (kind === 'timestamp') stored[name] = instantFromPostgres(value)
    // jsonb has its own spacing; one spelling makes equal values equal bytes.
    else if (kind === 'json') stored[name] = JSON.stringify(JSON.parse(value))
    else stored[name] = value
  }
  return stored
}

/** `2026-11-20 01:30:00.5+00` under TimeZone=UTC to `2026-11-20T01:30:00.500Z`. */
export function instantFromPostgres(value: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00(?::?00)?$/.exec(value)
  if (!match) throw new RangeError('Not an instant in UTC as Postgres writes it.')
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
}
