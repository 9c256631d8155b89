import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { startShapeService, type RunningShapeService } from './index.ts'
import { changes, fetchPage, readAll, until } from './test-support.ts'

let database: TestDatabase
let sql: Client
let service: RunningShapeService

beforeAll(async () => {
  database = await createTestDatabase()
  sql = new Client({ connectionString: database.url })
  await sql.connect()
  await sql.query('set synchronous_commit = on')
  await sql.query('create schema "Odd Schema"; create table "Odd Schema"."a table" (id int primary key, v text)')
  service = await startShapeService({ databaseUrl: database.url, publication: 'own_pub', slot: `own_${database.url.slice(-12)}`, manualPublishing: false, longPollMs: 2000 })
  await until(() => service.health() === 'active')
})
afterAll(async () => {
  await service.stop()
  await sql.end()
  await database.drop()
})

describe('a service that publishes tables itself', () => {
  const table = '"Odd Schema"."a table"'

  it('makes its publication and adds a table on its first request', async () => {
    await sql.query(`insert into ${table} values (1, 'x')`)
    const start = await readAll(service, { table })
    expect(changes(start.messages)).toMatchObject([{ key: '"Odd Schema"."a table"/"1"', value: { id: '1', v: 'x' } }])
    await sql.query(`update ${table} set v = 'y'`)
    const page = await fetchPage(service, { table, offset: start.offset, handle: start.handle, live: 'true' })
    expect(changes(page.messages)).toMatchObject([{ value: { id: '1', v: 'y' }, headers: { operation: 'update' } }])
  })

  it('misses nothing of a transaction that was open on the table when the first request came', async () => {
    await sql.query('create table busy (id int primary key, v text)')
    const writer = new Client({ connectionString: database.url })
    await writer.connect()
    await writer.query(`begin; insert into busy values (1, 'open')`)
    const reading = readAll(service, { table: 'busy' })
    await until(async () => (await sql.query(`select 1 from pg_locks where relation = 'busy'::regclass and not granted`)).rowCount === 1)
    await writer.query(`insert into busy values (2, 'still open'); commit`)
    const start = await reading
    expect(changes(start.messages).map((message) => message.value?.['id'])).toEqual(['1', '2'])
    await writer.end()
  })

  it('holds no lock that keeps a table from being dropped', async () => {
    await sql.query(`set lock_timeout = '2s'; drop table busy; drop table ${table}`)
    await until(async () => (await fetchPage(service, { table, offset: '-1' })).status === 400)
    expect((await fetchPage(service, { table: 'busy', offset: '-1' })).text).toContain('does not exist')
  })

  it('keeps no slot behind when it had no folder for its logs', async () => {
    await service.stop()
    expect((await sql.query('select 1 from pg_replication_slots where database = current_database()')).rowCount).toBe(0)
  })
})
