import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { startShapeService, type RunningShapeService } from './index.ts'
import { Materialised } from './materialise.ts'
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
  service = await startShapeService({ databaseUrl: database.url, publication: 'own_pub', slot: `own_${database.url.slice(-12)}`, manualPublishing: false, longPollMs: 2000, reconcileMs: 200 })
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

  it('says so when somebody keeps the table to himself, and serves it afterwards', async () => {
    await sql.query('create table locked (id int primary key)')
    const other = new Client({ connectionString: database.url })
    await other.connect()
    await other.query('begin; lock table locked in access exclusive mode')
    const page = await fetchPage(service, { table: 'locked', offset: '-1' })
    expect([page.status, page.headers.has('retry-after')]).toEqual([503, true])
    expect(JSON.parse(page.text)).toMatchObject({ message: 'Snapshot timed out while waiting for a table lock' })
    await other.query('commit')
    await other.end()
    expect((await fetchPage(service, { table: 'locked', offset: '-1' })).status).toBe(200)
  })

  it('takes types nobody told it of, and stored generated columns, without breaking the writes of the application', async () => {
    await sql.query(`create type "Odd Schema".point3 as (x float8, y float8, z float8); create domain "Odd Schema".code as text check (value <> '')`)
    await sql.query(`create table odd (id int primary key, p "Odd Schema".point3, c "Odd Schema".code, r tstzrange, double int generated always as (id * 2) stored)`)
    await sql.query(`insert into odd (id, p, c, r) values (1, row(1, 2.5, null), 'a', '[2026-01-01, 2026-02-01)')`)
    const start = await readAll(service, { table: 'odd' })
    expect(changes(start.messages)[0]?.value).toEqual({ id: '1', p: '(1,2.5,)', c: 'a', r: '["2026-01-01 00:00:00+00","2026-02-01 00:00:00+00")', double: '2' })
    await sql.query(`update odd set id = 4`)
    const page = await fetchPage(service, { table: 'odd', offset: start.offset, handle: start.handle, live: 'true' })
    expect(changes(page.messages).map((message) => message.value)).toEqual([{ id: '1' }, { id: '4', p: '(1,2.5,)', c: 'a', r: '["2026-01-01 00:00:00+00","2026-02-01 00:00:00+00")', double: '8' }])
  })

  it('follows a partitioned table through all of its partitions', async () => {
    await sql.query(`create table parted (id int, v text, primary key (id)) partition by range (id);
      create table parted_low partition of parted for values from (0) to (10); create table parted_high partition of parted for values from (10) to (20);
      insert into parted values (1, 'a'), (11, 'b')`)
    const reader = new Materialised({ table: 'parted' })
    await reader.reach(service, 0n)
    await sql.query(`update parted set v = 'c' where id = 11; update parted set id = 12 where id = 1; insert into parted_low values (2, 'd'); delete from parted where id = 11`)
    await until(async () => {
      await reader.step(service)
      return reader.rows.size === 2 && reader.rows.has('"public"."parted"/"2"')
    })
    expect(Object.fromEntries(reader.rows)).toEqual({ '"public"."parted"/"12"': { id: '12', v: 'a' }, '"public"."parted"/"2"': { id: '2', v: 'd' } })
    expect(reader.refetches).toBe(0)
    await sql.query(`create table parted_new (id int not null, v text); insert into parted_new values (25, 'new'); alter table parted attach partition parted_new for values from (20) to (30)`)
    await until(async () => {
      await reader.step(service)
      return reader.rows.has('"public"."parted"/"25"')
    })
    await sql.query(`update parted set v = 'changed' where id = 25`)
    await until(async () => {
      await reader.step(service)
      return reader.rows.get('"public"."parted"/"25"')?.['v'] === 'changed'
    })
  })

  it.each([
    ['a view', 'create view seen as select 1 as id', 'seen', /does not exist/],
    ['an unlogged table', 'create unlogged table forgetful (id int primary key)', 'forgetful', /forgetful/],
    ['a table of Postgres itself', 'select 1', 'pg_catalog.pg_class', /pg_class/],
    ['a table with virtual generated columns', 'create table shadow (id int primary key, twice int generated always as (id * 2) virtual)', 'shadow', /virtual generated columns.*twice/],
  ])('refuses %s with a 400, and changes nothing about it', async (_what, create, name, message) => {
    await sql.query(create)
    const page = await fetchPage(service, { table: name, offset: '-1' })
    expect(page.status).toBe(400)
    expect(page.text).toMatch(message)
    expect((await sql.query(`select 1 from pg_class where relname = $1 and relreplident = 'f'`, [name])).rowCount).toBe(0)
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
