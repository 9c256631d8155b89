import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../postgres/embedded.ts'
import { startShapeService, type RunningShapeService } from './index.ts'
import { fetchPage, follow, publishAll, readAll, until } from './test-support.ts'

let root: string
let postgres: EmbeddedPostgres
let service: RunningShapeService

async function query(text: string): Promise<void> {
  const sql = new Client({ connectionString: postgres.ownerUrl('outage') })
  await sql.connect()
  await sql.query(text)
  if (text.includes('create table')) await publishAll(sql)
  await sql.end()
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'chairside-outage-'))
  postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres') })
  await postgres.createDatabase('outage')
  await query('create table t (id int primary key, v text)')
  service = await startShapeService({
    databaseUrl: postgres.ownerUrl('outage'),
    publication: 'test_pub',
    slot: 'outage_slot',
    longPollMs: 1000,
    readyWaitMs: 100,
  })
  await until(() => service.health() === 'active')
})
afterAll(async () => {
  await service.stop()
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

const health = async (): Promise<[number, unknown]> => {
  const response = await fetch(`${service.url}/v1/health`)
  return [response.status, await response.json()]
}

describe('when Postgres goes away', () => {
  it('the service lets go at once, requests are told to come again, and all goes on when it is back', async () => {
    const start = await readAll(service, { table: 't' })
    const follower = follow(service, { table: 't' })
    await follower.shape.rows
    await query(`insert into t values (1, 'before')`)
    const { port } = postgres
    const stopping = performance.now()
    await postgres.stop()
    // A server that shuts down waits for this service to say what it has: it must not wait long.
    expect(performance.now() - stopping).toBeLessThan(5000)
    await until(() => service.health() === 'starting')
    expect(await health()).toEqual([202, { status: 'starting' }])
    const page = await fetchPage(service, { table: 't', offset: start.offset, handle: start.handle })
    expect(page.status).toBe(503)
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(page.headers.get('cache-control')).toBe('no-store')
    postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres'), port })
    await until(() => service.health() === 'active')
    expect(await health()).toEqual([200, { status: 'active' }])
    await query(`insert into t values (2, 'after')`)
    await until(() => follower.shape.currentRows.length === 2)
    follower.stop()
    expect(follower.errors).toEqual([])
    const again = await fetchPage(service, { table: 't', offset: start.offset, handle: start.handle })
    expect(again.status).toBe(200)
  }, 60_000)

  it('and comes back as an older copy of itself, clients refetch instead of keeping what never was', async () => {
    const folder = join(root, 'postgres')
    const options = { databaseUrl: postgres.ownerUrl('outage'), publication: 'test_pub', slot: 'copy_slot', dataDir: join(root, 'shapes'), longPollMs: 1000 }
    let kept = await startShapeService(options)
    await until(() => kept.health() === 'active')
    const { port } = postgres
    const pause = async (work: () => void): Promise<void> => {
      await kept.stop()
      await postgres.stop()
      work()
      postgres = await startEmbeddedPostgres({ dataDir: folder, port })
      kept = await startShapeService(options)
      await until(() => kept.health() === 'active')
    }
    const start = await readAll(kept, { table: 't' })
    await pause(() => cpSync(folder, `${folder}-copy`, { recursive: true, preserveTimestamps: true }))
    expect((await fetchPage(kept, { table: 't', offset: start.offset, handle: start.handle })).status).toBe(200)
    await query(`insert into t select g, 'never was' from generate_series(1000, 9000) g`)
    await until(async () => (await readAll(kept, { table: 't' })).messages.length > 8000)
    await pause(() => {
      rmSync(folder, { recursive: true })
      cpSync(`${folder}-copy`, folder, { recursive: true, preserveTimestamps: true })
    })
    expect((await fetchPage(kept, { table: 't', offset: start.offset, handle: start.handle })).status).toBe(409)
    expect((await readAll(kept, { table: 't' })).messages.some((message) => message.value?.['v'] === 'never was')).toBe(false)
    await kept.stop()
  }, 60_000)

  it('a service that finds none at its start waits for it', async () => {
    const { port } = postgres
    await postgres.stop()
    const early = await startShapeService({ databaseUrl: postgres.ownerUrl('outage'), publication: 'test_pub', slot: 'early_slot', readyWaitMs: 50 })
    expect(early.health()).toBe('starting')
    expect((await fetchPage(early, { table: 't', offset: '-1' })).status).toBe(503)
    postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres'), port })
    await until(() => early.health() === 'active')
    expect((await fetchPage(early, { table: 't', offset: '-1' })).status).toBe(200)
    await early.stop()
  }, 60_000)
})

describe('while a transaction is open for long', () => {
  it('a service that waits for it to make its slot stops when told to, and leaves no slot behind', async () => {
    const sql = new Client({ connectionString: postgres.ownerUrl('outage') })
    await sql.connect()
    await sql.query('begin; select pg_current_xact_id()')
    const early = await startShapeService({ databaseUrl: postgres.ownerUrl('outage'), publication: 'test_pub', slot: 'early_slot' })
    const slots = async (): Promise<number> => (await sql.query(`select 1 from pg_replication_slots where slot_name = 'early_slot'`)).rowCount ?? 0
    await until(async () => (await slots()) === 1, 10_000, 'the slot to be in the making')
    await early.stop()
    expect(early.health()).toBe('starting')
    expect(await slots()).toBe(0)
    await sql.query('rollback')
    await sql.end()
  })
})
