import Database from 'better-sqlite3'
import type { Pool, PoolClient } from 'pg'
import type { CentreRow, SqliteRow } from '../../../electron/host/store/codec.ts'
import { fromSqlite, toSqlite } from '../../../electron/host/store/codec.ts'
import { createTableSql } from '../../../electron/host/store/ddl.ts'
import type { CentralChange } from '../../../electron/host/sync/apply-central.ts'
import type { PushResult } from '../../../shared/protocol/push.ts'
import { describe, isTableName, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { asCentreRow } from '../../support/centre-rows.ts'
import { CLINIC } from '../../support/world.ts'
import type { World } from '../../support/world.ts'
import { readConstraints } from './constraints.ts'
import type { Constraints } from './constraints.ts'
import { inOrder } from './store.ts'
import type { CentreStore } from './store.ts'

const constraints = readConstraints()

/**
 * A centre's database in memory that takes the very SQL of the push handler and holds the constraints of the Postgres
 * migrations. `replay.test.ts` plays the same histories on it and on Postgres, to the same end.
 */
export class CentreDouble implements CentreStore {
  onCommit: (changes: CentralChange[]) => void = () => {}
  onBusy: (delta: 1 | -1) => void = () => {}
  readonly pool: Pool
  #db: Database.Database
  #turn: Promise<void> = Promise.resolve()
  readonly #statements = new Map<string, Database.Statement>()

  constructor(rows: World) {
    this.#db = new Database(':memory:')
    this.#equip()
    this.#db.exec(schemaSql(constraints))
    this.#db.transaction(() => {
      for (const table of TABLE_NAMES) for (const row of rows[table] as Row<TableName>[]) this.#insert(table, toSqlite(table, row))
    })()
    this.#db.exec('delete from written')
    this.pool = { connect: () => this.#connect() } as unknown as Pool
  }

  async rowsOf(table: TableName): Promise<CentreRow[]> {
    const { scope } = describe(table)
    return (await this.read(table)).filter((row) => (row as Record<string, unknown>)[scope] === CLINIC).map((row) => asCentreRow(table, row, 'snapshot'))
  }

  async read<N extends TableName>(table: N): Promise<Row<N>[]> {
    return this.#db.prepare<[], SqliteRow>(`select * from ${table} order by ${describe(table).key}`).all().map((row) => fromSqlite(table, row))
  }

  async answers(): Promise<(PushResult & { client: string })[]> {
    return this.#db.prepare<[], PushResult & { client: string }>('select client_id as client, seq, mutation_id as id, status, code, message from mutation_results order by client_id, seq').all()
  }

  async byHand(sql: string, values: unknown[]): Promise<void> {
    this.#db.prepare(translated(sql)).run(...bound(sql, values))
    this.#tell()
  }

  async save(): Promise<() => Promise<void>> {
    const copy = this.#db.serialize()
    return async () => {
      this.#db.close()
      this.#statements.clear()
      this.#db = new Database(copy)
      this.#equip()
    }
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  /** One session at a time, which is what SERIALIZABLE promises to look like. */
  async #connect(): Promise<PoolClient> {
    const before = this.#turn
    let over!: () => void
    this.#turn = new Promise((resolve) => (over = resolve))
    await before
    return { query: async (sql: string, values: unknown[] = []) => this.#query(sql, values), release: () => {
      if (this.#db.inTransaction) this.#db.exec('rollback')
      over()
    } } as unknown as PoolClient
  }

  #query(sql: string, values: unknown[]): { rows: Record<string, unknown>[]; rowCount: number } {
    if (/^begin/.test(sql)) this.#db.exec('begin')
    else if (sql === 'rollback') {
      if (this.#db.inTransaction) this.#db.exec('rollback')
    } else if (sql === 'commit') {
      this.#tell(() => this.#db.exec('commit'))
    } else if (!/advisory/.test(sql)) {
      try {
        return this.#run(sql, values)
      } catch (error) {
        throw asPostgres(error)
      }
    }
    return { rows: [], rowCount: 0 }
  }

  #run(sql: string, values: unknown[]): { rows: Record<string, unknown>[]; rowCount: number } {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(translated(sql))))
    const parameters = bound(sql, values)
    if (!statement.reader) return { rows: [], rowCount: statement.run(...parameters).changes }
    const origins = statement.columns()
    const rows = (statement.all(...parameters) as SqliteRow[]).map((row) => Object.fromEntries(origins.map(({ name, table, column }) => [name, asDeskValue(table, column, row[name] ?? null)])))
    return { rows, rowCount: rows.length }
  }

  /** Tells of the rows that were written since it last told. */
  #tell(commit: () => void = () => {}): void {
    const written = this.#db.prepare<[], { table_name: TableName; row_key: string }>('select distinct table_name, row_key from written').all()
    this.#db.exec('delete from written')
    const changes = written.map(({ table_name: table, row_key }): CentralChange => {
      const stored = this.#db.prepare<[string], SqliteRow>(`select * from ${table} where ${describe(table).key} = ?`).get(row_key)!
      return { table, operation: 'put', row: asCentreRow(table, fromSqlite(table, stored)) }
    })
    commit()
    if (changes.length > 0) this.onCommit(inOrder(changes, TABLE_NAMES, ({ table, row }) => row[describe(table).key]!))
  }

  #insert(table: TableName, stored: SqliteRow): void {
    const names = Object.keys(stored)
    this.#db.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(...names.map((name) => stored[name]))
  }

  #equip(): void {
    this.#db.pragma('foreign_keys=on')
    this.#db.function('regexp', { deterministic: true }, (pattern, text) => (text === null ? null : new RegExp(String(pattern)).test(String(text)) ? 1 : 0))
    this.#db.function('later', { deterministic: true }, (at, hours) => new Date(Date.parse(String(at)) + Number(hours) * 3_600_000).toISOString())
    this.#db.function('a_millisecond_after', { deterministic: true }, (at) => new Date(Date.parse(String(at)) + 1).toISOString())
    this.#db.function('jsonb_typeof', { deterministic: true }, (text) => (String(text).startsWith('[') ? 'array' : 'object'))
    this.#db.function('pg_column_size', { deterministic: true }, (text) => String(text).length)
    this.#db.function('centre_now', () => new Date().toISOString())
  }
}

function schemaSql({ references, checks, uniques, appendOnly }: Constraints): string {
  const tables = TABLE_NAMES.map((table) => {
    const more = [
      ...[...references.get(table)!].map(([column, to]) => `foreign key (${column}) references ${to}`),
      ...checks.filter((check) => check.table === table).map(({ name, expression }) => `constraint ${name} check (${expression})`),
      ...Object.entries(describe(table).columns).filter(([, { values }]) => values).map(([column, { values }]) => `constraint ${table}_${column}_enum check (${column} in (${values!.map((value) => `'${value}'`).join(', ')}))`),
    ]
    return createTableSql(table).replace('\n) strict;', () => `${more.map((line) => `,\n  ${line}`).join('')}\n) strict;`)
  })
  return [
    ...tables,
    ...uniques.map(({ name, table, columns, where }) => `create unique index ${name} on ${table} (${columns})${where ? ` where ${where}` : ''};`),
    ...appendOnly.map((table) => `create trigger ${table}_append_only before update on ${table} begin select raise(abort, '23001 append_only'); end;`),
    'create table written (table_name text, row_key text);',
    ...TABLE_NAMES.flatMap((table) => ['insert', 'update'].map((event) => `create trigger ${table}_${event}_written after ${event} on ${table} begin insert into written values ('${table}', new.${describe(table).key}); end;`)),
    ...['dentist', 'chair', 'patient'].flatMap((who) => ['insert', 'update'].map((event) => exclusion(who, event))),
    `create table mutation_results (client_id text, seq integer, mutation_id text, clinic_id text, name text, status text, code text, message text, accepted_before integer not null default 0, correction_ms integer not null default 0, answered_at text not null default (centre_now()), primary key (client_id, seq));`,
    'create table audit_chains (chain_id text primary key, position integer, hash blob);',
    'create table audit_log (chain_id text, position integer, at text, clinic_id text, event text, actor_id text, device_id text, subject text, subject_id text, detail text, previous_hash blob, hash blob);',
  ].join('\n')
}

/** What `exclude using gist` says of the appointments. */
function exclusion(who: string, event: string): string {
  const column = who === 'chair' ? 'operatory_id' : `${who}_id`
  return `create trigger appointments_${who}_free_${event} before ${event} on appointments
    when new.status not in ('cancelled', 'missed') and not new.allows_overlap and exists (select 1 from appointments o
      where o.id <> new.id and o.${column} = new.${column} and o.starts_at < new.ends_at and new.starts_at < o.ends_at and o.status not in ('cancelled', 'missed') and not o.allows_overlap)
    begin select raise(abort, '23P01 appointments_${who}_free'); end;`
}

const texts = new Map<string, string>()

/** The handler's Postgres in SQLite's words. */
function translated(sql: string): string {
  let text = texts.get(sql)
  if (text === undefined) {
    text = sql
      .replaceAll(/ for update/g, '')
      .replaceAll(/to_char\(clock_timestamp\(\)[\s\S]*?\) as at/g, 'centre_now() as at')
      .replaceAll(/to_char\((\S+) at time zone 'UTC', '[^']*'\)/g, '$1')
      .replaceAll(/\bjson_build_object\(/g, 'json_object(')
      .replaceAll(`'input', i.input`, `'input', json(i.input)`)
      .replaceAll(/\bgreatest\(/g, 'max(')
      .replaceAll(/(\S+) \+ interval '1 millisecond'/g, 'a_millisecond_after($1)')
      .replaceAll(/\bnow\(\)/g, 'centre_now()')
      .replaceAll(/::text = any\(\$(\d+)::text\[\]\)/g, ' in (select value from json_each(?$1))')
      .replaceAll(/::text <> all\(\$(\d+)::text\[\]\)/g, ' not in (select value from json_each(?$1))')
      .replaceAll(/::(text|bigint|int)\b/g, '')
      .replaceAll(/\$(\d+)/g, '?$1')
    texts.set(sql, text)
  }
  return text
}

function bound(sql: string, values: unknown[]): unknown[] {
  const given = values.map((value) => (typeof value === 'boolean' ? Number(value) : Array.isArray(value) ? JSON.stringify(value) : value))
  return [Object.fromEntries(given.map((value, index) => [index + 1, value] as const).filter(([index]) => sql.includes(`$${index}`)))]
}

function asDeskValue(table: string | null, column: string | null, value: SqliteRow[string]): unknown {
  const kind = table !== null && column !== null && isTableName(table) ? describe(table).columns[column]?.kind : undefined
  if (value === null) return null
  // Made by json_object: no column's, and read by pg's driver.
  if (table === null && typeof value === 'string' && value.startsWith('{')) return JSON.parse(value)
  if (kind === 'bool') return value === 1
  return kind === 'json' ? (JSON.parse(value as string) as unknown) : value
}

const CODES: Record<string, string> = { SQLITE_CONSTRAINT_PRIMARYKEY: '23505', SQLITE_CONSTRAINT_UNIQUE: '23505', SQLITE_CONSTRAINT_FOREIGNKEY: '23503', SQLITE_CONSTRAINT_CHECK: '23514', SQLITE_CONSTRAINT_NOTNULL: '23502' }

/** The refusal of a constraint, as pg reports it. */
function asPostgres(error: unknown): unknown {
  const { code = '', message } = error as { code?: string; message: string }
  const raised = /^(\w{5}) (\w+)$/.exec(message)
  if (raised) return Object.assign(new Error(message), { code: raised[1], constraint: raised[2] })
  if (!(code in CODES)) return error
  return Object.assign(new Error(message), { code: CODES[code], constraint: constraintOf(message) })
}

function constraintOf(message: string): string {
  const detail = message.replace(/^.*failed: /, '').replace(/^index '(\w+)'$/, '$1')
  const columns = detail.split(', ').map((each) => each.split('.'))
  const unique = constraints.uniques.find((each) => each.table === columns[0]![0] && each.columns.replaceAll(' ', '') === columns.map(([, column]) => column).join(','))
  return unique?.name ?? detail
}
