import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { comparable, Materialised, type Values } from './materialise.ts'
import { changes, fetchPage, readAll, startBench, until, type Bench } from './test-support.ts'

const SCHEMA = 'create table t (id int primary key, v text); create table u (id int primary key, v text)'

let bench: Bench
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-shapes-'))
  bench = await startBench(SCHEMA, { dataDir: folder, chunkBytes: 2000 })
})
afterAll(async () => {
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await bench.sql.query('delete from t; delete from u')
})

async function table(name: string): Promise<string[]> {
  return comparable((await bench.sql.query<Values>(`select id::text, v from ${name}`)).rows)
}

/** Reads a shape until it has the row of this id. */
async function readUntil(reader: Materialised, name: string, id: number): Promise<void> {
  while (!reader.rows.has(`"public"."${name}"/"${id}"`)) await reader.step(bench.service, true)
}

const file = (handle: string, name: string): string => join(folder, 'shapes', handle, name)

describe('a service with a data folder', () => {
  it('keeps handles and offsets over a stop, and what was written meanwhile follows', async () => {
    await bench.sql.query(`insert into t select g, repeat('x', 100) from generate_series(1, 60) g`)
    const reader = new Materialised({ table: 't' })
    await reader.reach(bench.service, 0n)
    await bench.sql.query(`insert into t values (101, 'before the stop')`)
    await readUntil(reader, 't', 101)
    await bench.service.stop()
    await bench.sql.query(`insert into t values (102, 'while it was stopped'); delete from t where id = 1`)
    await bench.restart()
    await readUntil(reader, 't', 102)
    expect(reader.refetches).toBe(0)
    expect(comparable(reader.rows.values())).toEqual(await table('t'))
    const late = new Materialised({ table: 't' })
    await readUntil(late, 't', 102)
    expect(late.handle).toBe(reader.handle)
    expect(comparable(late.rows.values())).toEqual(await table('t'))
  })

  it('has nothing twice when Postgres sends transactions again that the log has already', async () => {
    const start = await readAll(bench.service, { table: 'u' })
    for (let i = 0; i < 30; i++) await bench.sql.query('insert into u values ($1, $2)', [i, `v${i}`])
    const reader = new Materialised({ table: 'u' })
    await readUntil(reader, 'u', 29)
    for (let i = 0; i < 3; i++) await bench.restart()
    const all = await readAll(bench.service, { table: 'u' })
    expect(all.handle).toBe(start.handle)
    const keys = changes(all.messages).filter((message) => message.headers['operation'] === 'insert').map((message) => message.key)
    expect(new Set(keys).size).toBe(30)
    expect(keys).toHaveLength(30)
  })

  it('keeps a shape that is stopped while Postgres is being asked for its where', async () => {
    const { sql } = bench
    await sql.query(`create function pass(text) returns boolean language plpgsql as 'begin perform pg_advisory_xact_lock_shared(1); return true; end'`)
    await sql.query(`create domain slow as text check (pass(value)); create table asked (id int primary key, v slow)`)
    await sql.query('alter table asked replica identity full; alter publication test_pub add table asked')
    const reader = new Materialised({ table: 'asked', where: `v is distinct from 'x'` })
    await reader.reach(bench.service, 0n)
    await sql.query('select pg_advisory_lock(1)')
    await sql.query(`insert into asked values (1, 'a'), (2, 'b')`)
    const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
    await until(async () => (await sql.query(waits)).rowCount === 1)
    const stopped = bench.service.stop()
    await until(() => !existsSync(join(folder, 'lock')), 10_000, 'the logs to be closed')
    await sql.query('select pg_advisory_unlock(1)')
    await stopped
    await bench.restart()
    await readUntil(reader, 'asked', 2)
    expect(reader.refetches).toBe(0)
    expect(comparable(reader.rows.values())).toEqual(await table('asked'))
  })

  it('does not bring back a shape that was rotated', async () => {
    // Behind this row nothing is under way any more that would answer the poll below.
    await bench.sql.query(`insert into u values (1, 'last')`)
    await readUntil(new Materialised({ table: 'u' }), 'u', 1)
    const before = await readAll(bench.service, { table: 'u' })
    await bench.sql.query('truncate u')
    // A poll may be held to its end before the truncation has come through.
    const poll = () => fetchPage(bench.service, { table: 'u', offset: before.offset, handle: before.handle, live: 'true' })
    let gone = await poll()
    while (gone.status === 200) gone = await poll()
    expect(gone.status).toBe(409)
    await bench.restart()
    const page = await fetchPage(bench.service, { table: 'u', offset: before.offset, handle: before.handle })
    expect(page.status).toBe(409)
    expect(readdirSync(join(folder, 'shapes'))).not.toContain(before.handle)
  })

  it('rotates shapes whose table was changed while it was stopped', async () => {
    const before = await readAll(bench.service, { table: 'u' })
    await bench.service.stop()
    await bench.sql.query('alter table u add column extra int')
    await bench.restart()
    const page = await fetchPage(bench.service, { table: 'u', offset: before.offset, handle: before.handle })
    expect(page.status).toBe(409)
  })

  it('is not shared by two services', async () => {
    const { startShapeService } = await import('./index.ts')
    await expect(startShapeService(bench.options)).rejects.toThrow(/in use/)
  })

  it('rotates every shape when the slot was lost', async () => {
    const before = await readAll(bench.service, { table: 't' })
    await bench.service.stop()
    await bench.sql.query('select pg_drop_replication_slot($1)', [bench.options.slot])
    await bench.restart()
    expect((await fetchPage(bench.service, { table: 't', offset: before.offset, handle: before.handle })).status).toBe(409)
  })

  it('rotates every shape when the slot was moved by somebody else', async () => {
    const before = await readAll(bench.service, { table: 't' })
    await bench.service.stop()
    await bench.sql.query(`insert into t values (999, 'never logged')`)
    await bench.sql.query('select pg_replication_slot_advance($1, pg_current_wal_lsn())', [bench.options.slot])
    await bench.restart()
    expect((await fetchPage(bench.service, { table: 't', offset: before.offset, handle: before.handle })).status).toBe(409)
  })

  it.each([
    ['of another server', /"systemId":"\d+"/, '"systemId":"1"'],
    ['of another timeline', /"timeline":\d+/, '"timeline":99'],
    ['of another slot', /"slot":"[^"]+"/, '"slot":"other"'],
    ['that cannot be read', /^\{/, '['],
    ['beyond the end of the WAL', /"acknowledged":\{"\$bigint":"\d+"\}/, '"acknowledged":{"$bigint":"99999999999999"}'],
  ])('rotates every shape when it finds the position %s', async (_name, pattern, replacement) => {
    const before = await readAll(bench.service, { table: 't' })
    await bench.service.stop()
    const path = join(folder, 'position.json')
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(pattern)
    writeFileSync(path, text.replace(pattern, replacement))
    await bench.restart()
    expect((await fetchPage(bench.service, { table: 't', offset: before.offset, handle: before.handle })).status).toBe(409)
  })
})

describe('a log damaged by a crash', () => {
  /** A shape with some messages, the service stopped, its slot back at a point before them. */
  async function stopped(): Promise<{ reader: Materialised; handle: string }> {
    const reader = new Materialised({ table: 't' })
    await reader.reach(bench.service, 0n)
    for (let i = 1; i <= 10; i++) await bench.sql.query('insert into t values ($1, $2)', [i, `row ${i}`])
    await readUntil(reader, 't', 10)
    await bench.service.stop()
    return { reader, handle: reader.handle }
  }

  it('is cut back to what both of its files agree on, bytes behind that are dropped', async () => {
    const { reader, handle } = await stopped()
    appendFileSync(file(handle, 'log.data'), '{"half a mess')
    appendFileSync(file(handle, 'log.index'), Buffer.alloc(20, 7))
    await bench.restart()
    await bench.sql.query(`insert into t values (11, 'after')`)
    await readUntil(reader, 't', 11)
    expect(reader.refetches).toBe(0)
    expect(comparable(reader.rows.values())).toEqual(await table('t'))
    expect(statSync(file(handle, 'log.index')).size % 32).toBe(0)
  })

  it('is given up where it lost what was on disk already, rather than served with a hole', async () => {
    const { reader, handle } = await stopped()
    truncateSync(file(handle, 'log.data'), statSync(file(handle, 'log.data')).size - 40)
    await bench.restart()
    await reader.step(bench.service)
    expect(reader.refetches).toBe(1)
    expect(readdirSync(join(folder, 'shapes'))).not.toContain(handle)
    await readUntil(reader, 't', 10)
    expect(comparable(reader.rows.values())).toEqual(await table('t'))
  })

  it('is given up where its description cannot be read', async () => {
    const { handle } = await stopped()
    writeFileSync(file(handle, 'meta.json'), '{"format":1,')
    await bench.restart()
    expect((await fetchPage(bench.service, { table: 't', offset: '0_inf', handle })).status).toBe(409)
  })
})
