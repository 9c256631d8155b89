import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { createClient, createPool } from './pool.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool(database.url, { max: 2, leftBehindMs: 2_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const sessionOf = async (client: { query: pg.Client['query'] }): Promise<number> =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid

/** Listens to the end alone: whoever listens to errors too would hide that nobody else does. */
const ended = (client: pg.PoolClient | pg.Client): Promise<void> => new Promise((resolve) => client.once('end', resolve))

/** The database ends a session that nobody is using at this moment, as it does when it shuts down. */
async function endSession(client: pg.PoolClient | pg.Client): Promise<void> {
  const pid = await sessionOf(client)
  const noticed = ended(client)
  await pool.query('select pg_terminate_backend($1)', [pid])
  await noticed
}

describe('a session that the database ends', () => {
  it('in the hands of its user does not end the process: the next statement is refused, and the pool goes on', async () => {
    const client = await pool.connect()
    await endSession(client)
    await expect(client.query('select 1')).rejects.toThrow(/not queryable|connection error|terminated/i)
    client.release(true)
    expect(await sessionOf(pool)).toBeGreaterThan(0)
  })

  it('while it is idle in the pool does not end the process', async () => {
    const client = await pool.connect()
    const pid = await sessionOf(client)
    const noticed = ended(client)
    const other = await pool.connect()
    client.release()
    await other.query('select pg_terminate_backend($1)', [pid])
    await noticed
    other.release()
    expect(await sessionOf(pool)).not.toBe(pid)
  })

  it('of its own does not end the process either', async () => {
    const client = createClient(database.url)
    await client.connect()
    await endSession(client)
    await expect(client.query('select 1')).rejects.toThrow(/not queryable|connection error|terminated/i)
    await client.end()
  })
})

describe('a session that a vanished centre left behind', () => {
  it('[S9] is ended by the database in the middle of its transaction, so that what it held is free within seconds', async () => {
    const gone = await pool.connect()
    const noticed = ended(gone)
    await gone.query('begin')
    await gone.query('select pg_advisory_xact_lock(7)')
    const waiting = await pool.connect()
    await waiting.query('select pg_advisory_lock(7)')
    waiting.release(true)
    await noticed
    gone.release(true)
    expect((await pool.query<{ idle: string }>(`select current_setting('idle_session_timeout') as idle`)).rows[0]!.idle).toBe('1min')
  })
})
