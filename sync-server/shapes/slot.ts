/** The replication slot and the publication: what has to be there before the stream can start. */
import type { Pool, PoolClient } from 'pg'
import { quoteName } from './identifiers.ts'
import { parseLsn } from './lsn.ts'
import { errorCode, withSession, type Log } from './pg.ts'

export interface SlotState {
  /** True where the slot was made now, so that everything before is not in the stream. */
  readonly created: boolean
  /** Everything up to here was acknowledged. */
  readonly confirmed: bigint
}

/** The service cannot do its work until somebody changes the database's settings. The sentence is for the operator. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem'
}

const CANCEL_AGAIN_MS = 100

interface SlotRow {
  plugin: string
  lost: boolean
  confirmed: string | null
  active: boolean
}

const SLOT_SQL = `
select plugin, coalesce(wal_status = 'lost', false) as lost, confirmed_flush_lsn::text as confirmed, active
  from pg_replication_slots where slot_name = $1 and database = current_database()`

/**
 * Makes sure the slot exists and is usable. A slot whose WAL is gone is dropped and made anew; making one waits for every
 * transaction that is open on the server, unless the signal calls it off.
 */
export async function ensureSlot(db: Pool, slot: string, log: Log, signal: AbortSignal): Promise<SlotState> {
  const found = await db.query<SlotRow>(SLOT_SQL, [slot])
  const row = found.rows[0]
  if (row && row.plugin !== 'pgoutput') throw new SetupProblem(`replication slot ${slot} belongs to another program (${row.plugin})`)
  if (row && !row.lost && row.confirmed) return { created: false, confirmed: parseLsn(row.confirmed) }
  if (row) {
    log.warn({ slot }, 'the replication slot has lost its WAL and is made anew')
    await db.query('select pg_drop_replication_slot($1)', [slot])
  }
  return createSlot(db, slot, log, signal)
}

async function createSlot(db: Pool, slot: string, log: Log, signal: AbortSignal): Promise<SlotState> {
  try {
    const sql = `select lsn::text as confirmed from pg_create_logical_replication_slot($1, 'pgoutput')`
    const made = await withSession(db, (client) => cancellable(db, client, signal, () => client.query<{ confirmed: string }>(sql, [slot])))
    await warnUnbounded(db, log)
    return { created: true, confirmed: parseLsn(made.rows[0]?.confirmed ?? '') }
  } catch (error) {
    if (errorCode(error) !== '55000') throw error
    throw new SetupProblem('logical replication is off: set wal_level = logical and restart Postgres')
  }
}

/** Runs one query of a session; when the signal aborts, Postgres is asked to cancel it until it has ended. */
async function cancellable<T>(db: Pool, client: PoolClient, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  signal.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  const cancel = (): void => {
    db.query('select pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => {})
    timer = setTimeout(cancel, CANCEL_AGAIN_MS)
  }
  signal.addEventListener('abort', cancel)
  try {
    return await run()
  } finally {
    signal.removeEventListener('abort', cancel)
    clearTimeout(timer)
  }
}

async function warnUnbounded(db: Pool, log: Log): Promise<void> {
  const result = await db.query<{ bound: string }>(`select current_setting('max_slot_wal_keep_size', true) as bound`)
  if (result.rows[0]?.bound === '-1') {
    log.warn({}, 'max_slot_wal_keep_size is not set: while this service is stopped Postgres keeps WAL without bound')
  }
}

/** Resolves when nobody reads from the slot, or after two seconds: the server notices a closed connection a moment late. */
export async function waitUntilFree(db: Pool, slot: string): Promise<void> {
  const deadline = performance.now() + 2000
  for (;;) {
    const busy = await db.query('select 1 from pg_replication_slots where slot_name = $1 and active', [slot])
    if (!busy.rowCount || performance.now() > deadline) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Drops the slot, so that Postgres keeps no WAL for a service that could not use it anyway. */
export async function dropSlot(db: Pool, slot: string): Promise<void> {
  await db.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active', [slot])
}

/**
 * Makes sure the publication exists; makes an empty one where this service manages the tables itself. Changes of partitions
 * come as changes of their root. From Postgres 18 on stored generated columns are included: with full replica identity and
 * without them, Postgres refuses every update.
 */
export async function ensurePublication(db: Pool, publication: string, manual: boolean): Promise<void> {
  // Read as JSON, for before Postgres 18 there is no such column.
  const sql = `select to_jsonb(p) ->> 'pubgencols' as generated, pubviaroot as root from pg_publication p where pubname = $1`
  const known = (await db.query<{ generated: string | null; root: boolean }>(sql, [publication])).rows[0]
  if (manual && !known) throw new SetupProblem(`publication ${publication} does not exist and is made by migrations`)
  if (manual || (known?.root && known.generated !== 'n')) return
  const version = await db.query<{ number: number }>(`select current_setting('server_version_num')::int as number`)
  const generated = (version.rows[0]?.number ?? 0) >= 180_000 ? ', publish_generated_columns = stored' : ''
  const verb = known ? `alter publication ${quoteName(publication)} set` : `create publication ${quoteName(publication)} with`
  await db.query(`${verb} (publish_via_partition_root = true${generated})`)
}

/** The quoted names of a table and of its partitions, which have identities of their own. */
async function withPartitions(client: PoolClient, name: string): Promise<string[]> {
  const sql = `select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.oid = $1::regclass or c.oid in (select relid from pg_partition_tree($1::regclass))`
  return (await client.query<{ name: string }>(sql, [name])).rows.map((row) => row.name)
}

/**
 * Adds a table to the publication with full replica identity. The lock waits for transactions that write to the table
 * and keeps new ones out for a moment: a transaction that began before would be streamed in part only.
 */
export async function publishTable(db: Pool, publication: string, schema: string, table: string): Promise<void> {
  const name = `${quoteName(schema)}.${quoteName(table)}`
  const client = await db.connect()
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = '5s'`)
    await client.query(`lock table ${name} in access exclusive mode`)
    for (const each of await withPartitions(client, name)) await client.query(`alter table only ${each} replica identity full`)
    const member = await client.query(
      'select 1 from pg_publication_tables where pubname = $1 and schemaname = $2 and tablename = $3',
      [publication, schema, table],
    )
    if (!member.rowCount) await client.query(`alter publication ${quoteName(publication)} add table ${name}`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}
