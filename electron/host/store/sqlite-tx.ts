import { Refusal } from '../../../shared/mutators/mutator.ts'
import type { Condition, SelectOptions, Tx } from '../../../shared/mutators/mutator.ts'
import { describe } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { fromSqlite, toSqlite } from './codec.ts'
import type { SqliteRow, SqliteValue } from './codec.ts'
import { prepared } from './database.ts'
import type { Db } from './database.ts'

/**
 * The desk's side of `Tx`. Before a row is first changed, the centre's image of it is put aside in
 * `_base_rows`, so that the change can be undone when the centre's rows arrive. Nothing here waits:
 * the promises are resolved already, so a mutation runs within one SQLite transaction.
 */
export class SqliteTx implements Tx {
  readonly touched = new Set<TableName>()
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async get<N extends TableName>(table: N, key: string): Promise<Row<N> | undefined> {
    const stored = this.#stored(table, key)
    return stored && fromSqlite(table, stored)
  }

  async select<N extends TableName>(table: N, where: readonly Condition<Row<N>>[], options: SelectOptions<Row<N>> = {}): Promise<Row<N>[]> {
    const { text, values } = whereClause(table, where)
    // Postgres sorts nothing last, SQLite first.
    const order = options.orderBy ? ` order by ${options.orderBy.map((name) => `${known(table, name)} nulls last`).join(', ')}` : ''
    const limit = options.limit === undefined ? '' : ` limit ${Math.trunc(options.limit)}`
    const rows = prepared<SqliteValue[], SqliteRow>(this.#db, `select * from ${table} where ${text}${order}${limit}`).all(...values)
    return rows.map((stored) => fromSqlite(table, stored))
  }

  async sum<N extends TableName>(table: N, column: keyof Row<N> & string, where: readonly Condition<Row<N>>[]): Promise<number> {
    const { text, values } = whereClause(table, where)
    const row = prepared<SqliteValue[], { total: number }>(this.#db, `select coalesce(sum(${known(table, column)}), 0) as total from ${table} where ${text}`).get(...values)
    return row!.total
  }

  async insert<N extends TableName>(table: N, row: Row<N>): Promise<void> {
    const { key } = describe(table)
    const rowKey = (row as Record<string, unknown>)[key] as string
    if (this.#stored(table, rowKey)) throw new Refusal('duplicate', 'The record is already there.')
    this.#keepImage(table, rowKey, undefined)
    const stored = toSqlite(table, row)
    const names = Object.keys(stored)
    prepared(this.#db, `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(...names.map((name) => stored[name]))
    this.touched.add(table)
  }

  async update<N extends TableName>(table: N, key: string, patch: Partial<Row<N>>): Promise<void> {
    const before = this.#stored(table, key)
    if (!before) throw new Refusal('not_found', 'The record is not known here. It may have been removed at another desk.')
    const stored = toSqlite(table, patch)
    const names = Object.keys(stored)
    if (names.length === 0) return
    this.#keepImage(table, key, before)
    prepared(this.#db, `update ${table} set ${names.map((name) => `${name} = ?`).join(', ')} where ${describe(table).key} = ?`).run(...names.map((name) => stored[name]), key)
    this.touched.add(table)
  }

  #stored(table: TableName, key: string): SqliteRow | undefined {
    return prepared<[string], SqliteRow>(this.#db, `select * from ${table} where ${describe(table).key} = ?`).get(key)
  }

  /** Only the first image counts: later ones would already carry our own pending effects. */
  #keepImage(table: TableName, key: string, before: SqliteRow | undefined): void {
    prepared(this.#db, 'insert into _base_rows (table_name, row_key, image) values (?, ?, ?) on conflict do nothing').run(table, key, before ? JSON.stringify(before) : null)
  }
}

function whereClause(table: TableName, conditions: readonly Condition<Record<string, unknown>>[]): { text: string; values: SqliteValue[] } {
  const values: SqliteValue[] = []
  const bind = (value: unknown): string => {
    values.push(typeof value === 'boolean' ? Number(value) : (value as SqliteValue))
    return '?'
  }
  const parts = conditions.map((condition) => {
    const [name, operator, value] = condition as [string, string, unknown]
    const column = known(table, name)
    if (operator === 'is null' || operator === 'is not null') return `${column} ${operator}`
    if (operator === 'in' || operator === 'not in') return `${column} ${operator} (${(value as unknown[]).map(bind).join(', ')})`
    if (!['=', '<>', '<', '<=', '>', '>='].includes(operator)) throw new TypeError(`No such comparison: ${operator}`)
    return `${column} ${operator} ${bind(value)}`
  })
  return { text: parts.length > 0 ? parts.join(' and ') : 'true', values }
}

function known(table: TableName, column: string): string {
  if (!Object.hasOwn(describe(table).columns, column)) throw new TypeError(`${table} has no column ${column}`)
  return column
}
