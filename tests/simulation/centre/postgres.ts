import type { Client, Pool, PoolClient } from 'pg'
import type { CentreRow } from '../../../electron/host/store/codec.ts'
import type { CentralChange } from '../../../electron/host/sync/apply-central.ts'
import type { PushResult } from '../../../shared/protocol/push.ts'
import { describe, isTableName, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { migrateUp, readMigrations } from '../../../sync-server/db/migrate.ts'
import { createClient } from '../../../sync-server/db/pool.ts'
import { insertRows } from '../../../sync-server/db/rows.ts'
import { CLINIC } from '../../support/world.ts'
import type { World } from '../../support/world.ts'
import type { CentreStore } from './store.ts'

/** Virtual time in the database: `now()` of a statement is found here before the real one. Defaults of columns keep theirs, but for the one that orders. */
const CLOCK = `create schema if not exists simulation;
  create or replace function simulation.now() returns timestamptz language sql stable as $$ select current_setting('simulation.now')::timestamptz $$;
  alter table mutation_results alter column answered_at set default simulation.now();
  create schema if not exists kept;`

/** A real Postgres as the centre's database, one run after the other. */
export class CentrePostgres implements CentreStore {
  onCommit: (changes: CentralChange[]) => void = () => {}
  onBusy: (delta: 1 | -1) => void = () => {}
  readonly pool: Pool
  readonly #client: Client
  readonly #tables: string[]
  /** Tables that the transaction has written. */
  #written = new Set<TableName>()
  #turn: Promise<void> = Promise.resolve()

  private constructor(client: Client, tables: string[]) {
    this.#client = client
    this.#tables = tables
    this.pool = { connect: () => this.#connect() } as unknown as Pool
  }

  /** Migrates an empty database. */
  static async open(url: string): Promise<CentrePostgres> {
    const client = createClient(url)
    await client.connect()
    await migrateUp(client, await readMigrations())
    await client.query(CLOCK)
    await client.query(`set timezone = 'UTC'; set search_path = simulation, public, pg_catalog`)
    const { rows } = await client.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' and tablename !~ 'migration' order by tablename`)
    return new CentrePostgres(client, rows.map(({ name }) => name))
  }

  /** Begins another run. */
  async reset(rows: World): Promise<void> {
    await this.#client.query('rollback')
    await this.#client.query(`truncate ${this.#tables.join(', ')} cascade`)
    await this.#client.query('begin')
    for (const table of TABLE_NAMES) await insertRows(this.#client, table, rows[table] as Row<typeof table>[])
    await this.#client.query('commit')
    this.#turn = Promise.resolve()
  }

  async rowsOf(table: TableName): Promise<CentreRow[]> {
    const { key, scope } = describe(table)
    return (await this.#ask(`select ${asText(table)} from ${table} where ${scope} = $1 order by ${key}`, [CLINIC])).rows as CentreRow[]
  }

  async read<N extends TableName>(table: N): Promise<Row<N>[]> {
    return (await this.#ask(`select * from ${table} order by ${describe(table).key}`, [])).rows as Row<N>[]
  }

  async answers(): Promise<(PushResult & { client: string })[]> {
    return (await this.#ask('select client_id as client, seq, mutation_id as id, status, code, message from mutation_results order by client_id, seq', [])).rows as (PushResult & { client: string })[]
  }

  async byHand(sql: string, values: unknown[]): Promise<void> {
    const session = await this.#connect()
    await session.query('begin')
    await session.query(sql, values)
    await session.query('commit')
    session.release()
  }

  async save(): Promise<() => Promise<void>> {
    for (const table of this.#tables) await this.#ask(`drop table if exists kept.${table}; create table kept.${table} as table public.${table}`)
    return async () => {
      await this.#ask(`set session_replication_role = replica; truncate ${this.#tables.join(', ')} cascade`)
      for (const table of this.#tables) await this.#ask(`insert into public.${table} select * from kept.${table}`)
      await this.#ask('set session_replication_role = origin')
    }
  }

  /** Between runs the connection stays; `end` closes it. */
  async close(): Promise<void> {
    await this.#turn
  }

  async end(): Promise<void> {
    await this.#client.end()
  }

  /** One session after the other: what they do to each other is tested elsewhere, and would not be the same twice. */
  async #connect(): Promise<PoolClient> {
    const before = this.#turn
    let over!: () => void
    this.#turn = new Promise((resolve) => (over = resolve))
    await before
    let isOpen = false
    return {
      query: async (sql: string, values: unknown[] = []) => {
        if (sql.startsWith('begin')) {
          await this.#ask(`select set_config('simulation.now', $1, false)`, [new Date().toISOString()])
          this.#written = new Set()
        }
        const changes = sql === 'commit' ? await this.#changes() : []
        const table = /^(?:insert into|update) (\w+)/.exec(sql)?.[1] ?? ''
        if (isTableName(table)) this.#written.add(table)
        const result = await this.#ask(sql, values)
        isOpen = sql.startsWith('begin') || (isOpen && sql !== 'commit' && sql !== 'rollback')
        if (changes.length > 0) this.onCommit(changes)
        return result
      },
      release: () => void (isOpen ? this.#ask('rollback').then(over) : over()),
    } as unknown as PoolClient
  }

  /** The rows that the open transaction has written, as replication would tell of them. */
  async #changes(): Promise<CentralChange[]> {
    const changes: CentralChange[] = []
    for (const table of TABLE_NAMES.filter((each) => this.#written.has(each))) {
      const { rows } = await this.#ask(`select ${asText(table)} from ${table} where xmin = pg_current_xact_id()::xid order by ${describe(table).key}`)
      for (const row of rows as CentreRow[]) changes.push({ table, operation: 'put', row })
    }
    return changes
  }

  async #ask(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }> {
    this.onBusy(1)
    try {
      return await this.#client.query(sql, values)
    } finally {
      this.onBusy(-1)
    }
  }
}

function asText(table: TableName): string {
  return Object.keys(describe(table).columns).map((column) => `${column}::text as ${column}`).join(', ')
}
