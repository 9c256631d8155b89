import { randomBytes } from 'node:crypto'
import { Client, DatabaseError } from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** Owner's connection address of a database that nobody else uses. */
  url: string
  /** Removes the database with everything that hangs on it: sessions, replication slots. */
  drop(): Promise<void>
}

/** Owner's address of this worker's Postgres; no other test file uses it at the same time. */
export function postgresUrl(): string {
  return inject('postgresUrls')[Number(process.env['VITEST_POOL_ID']) - 1]!
}

/** Makes an empty database with a random name on this worker's Postgres. Call `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const ownerUrl = postgresUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  await withClient(ownerUrl, (client) => client.query(`create database "${name}"`))
  const url = new URL(ownerUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => withClient(ownerUrl, (client) => dropDatabase(client, name)) }
}

// A slot pins its database: its reader has to go, then the slot, and only then the database.
async function dropDatabase(client: Client, name: string): Promise<void> {
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name])
  const slots = await client.query<{ slot_name: string }>(`select slot_name from pg_replication_slots where database = $1`, [name])
  for (const slot of slots.rows) await dropSlot(client, slot.slot_name)
  await client.query(`drop database if exists "${name}" with (force)`)
}

async function dropSlot(client: Client, slot: string): Promise<void> {
  const deadline = performance.now() + 5000
  for (;;) {
    try {
      await client.query('select pg_drop_replication_slot($1)', [slot])
      return
    } catch (error) {
      const code = error instanceof DatabaseError ? error.code : undefined
      if (code === '42704') return
      // 55006: the terminated reader has not let go of the slot yet.
      if (code !== '55006' || performance.now() > deadline) throw error
      await client.query('select pg_sleep(0.02)')
    }
  }
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
