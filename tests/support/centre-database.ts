import type { Pool } from 'pg'
import { migrateUp, readMigrations } from '../../sync-server/db/migrate.ts'
import { createClient, createPool } from '../../sync-server/db/pool.ts'
import { insertRows } from '../../sync-server/db/rows.ts'
import { handlePush } from '../../sync-server/push/handler.ts'
import type { PushAnswer } from '../../sync-server/push/handler.ts'
import type { PushingDevice } from '../../sync-server/push/mutation.ts'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import type { PushMutation, PushResponse, PushResult } from '../../shared/protocol/push.ts'
import { describe, SCHEMA_VERSION, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { createTestDatabase } from './postgres.ts'
import { CLINIC, DESK, DESK_2, OTHER_CLINIC, STRANGER, world } from './world.ts'
import type { World } from './world.ts'

export interface CentreDatabase {
  url: string
  pool: Pool
  close(): Promise<void>
}

/** A migrated Postgres database that holds the small clinic and the stranger's. */
export async function createCentre(rows: World = world()): Promise<CentreDatabase> {
  const database = await createTestDatabase()
  const client = createClient(database.url)
  await client.connect()
  await migrateUp(client, await readMigrations())
  await client.query('begin')
  for (const table of TABLE_NAMES) await insertRows(client, table, rows[table] as Row<typeof table>[])
  await client.query('commit')
  await client.end()
  const pool = createPool(database.url)
  return {
    url: database.url,
    pool,
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

export const deviceOf = (id: string): PushingDevice => ({
  id,
  clinicId: id === STRANGER.desk ? OTHER_CLINIC : CLINIC,
  series: id === DESK_2 ? 'FD2' : 'FD1',
  revokedAt: null,
})

/** Sends mutations as a desk would; throws where the database fails. */
export function push(pool: Pool, mutations: readonly PushMutation[], options: { desk?: string; sentAt?: string } = {}): Promise<PushAnswer> {
  const desk = options.desk ?? DESK
  const body = { clientId: desk, protocol: PUSH_PROTOCOL, schema: SCHEMA_VERSION, sentAt: options.sentAt ?? new Date().toISOString(), mutations }
  // As it arrives: whatever JSON does to it, it does here too.
  return handlePush(pool, deviceOf(desk), JSON.parse(JSON.stringify(body)))
}

/** The answers to a push that was taken. */
export async function pushed(pool: Pool, mutations: readonly PushMutation[], options: { desk?: string; sentAt?: string } = {}): Promise<PushResult[]> {
  const { status, body } = await push(pool, mutations, options)
  if (status !== 200 || (body as PushResponse).kind !== 'done') throw new Error(`The push was answered ${status} ${JSON.stringify(body)}`)
  return (body as { results: PushResult[] }).results
}

/** Every row of a table, by key. */
export async function rowsAtCentre<N extends TableName>(pool: Pool, table: N): Promise<Row<N>[]> {
  const { rows } = await pool.query(`select * from ${table} order by ${describe(table).key}`)
  return rows as Row<N>[]
}

export async function countAtCentre(pool: Pool, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)
  return rows[0]!.n
}
