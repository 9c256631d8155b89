import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../postgres/embedded.ts'
import { startShapeService, type RunningShapeService } from './index.ts'
import { Materialised } from './materialise.ts'
import { silentLog } from './pg.ts'
import { levelOf, SlotWatch, type SlotReport } from './slot-watch.ts'
import { publishAll, until } from './test-support.ts'

const MB = 1024 * 1024

describe('how serious the state of a slot is', () => {
  const at = (heldMb: number, limitMb: number | null, walStatus = 'reserved') => levelOf({ heldBytes: heldMb * MB, limitBytes: limitMb === null ? null : limitMb * MB, walStatus })

  it('goes by the share of what Postgres keeps at most', () => {
    expect([at(0, 100), at(49, 100), at(50, 100), at(79, 100), at(80, 100), at(500, 100)]).toEqual(['ok', 'ok', 'behind', 'behind', 'at_risk', 'at_risk'])
  })

  it('goes by what it holds where nothing limits that', () => {
    expect([at(1023, null), at(1024, null), at(10_240, null)]).toEqual(['ok', 'behind', 'at_risk'])
  })

  it('believes Postgres when it says that it gives the slot up', () => {
    expect([at(0, 100, 'extended'), at(0, 100, 'unreserved'), at(0, 100, 'lost')]).toEqual(['ok', 'at_risk', 'lost'])
  })
})

describe('the watch', () => {
  const row = { slot: 's', active: true, status: 'reserved', held: 0, behind: 0, limit_mb: 100 }
  type Seen = Partial<typeof row> | Error | null
  function watching(): { watch: SlotWatch; told: string[]; show: (seen: Seen) => void; see: (seen: Seen) => Promise<void>; pass: (ms: number) => void } {
    let answer: Seen = {}
    let now = 0
    const told: string[] = []
    const db = { query: async <R extends object>(): Promise<{ rows: R[] }> => {
      if (answer instanceof Error) throw answer
      return { rows: (answer === null ? [] : [{ ...row, ...answer }]) as unknown as R[] }
    } }
    const log = { info: (_: object, text: string) => told.push(text), warn: (_: object, text: string) => told.push(text), error: (_: object, text: string) => told.push(text) }
    const watch = new SlotWatch({ db, log, pattern: '^s$', everyMs: 1000, now: () => now })
    const show = (seen: Seen): void => void (answer = seen)
    const see = async (seen: Seen): Promise<void> => {
      show(seen)
      await watch.look()
    }
    return { watch, told, show, see, pass: (ms) => (now += ms) }
  }

  it('says a change once, reminds of it every hour, and says when it is over', async () => {
    const { told, see, pass } = watching()
    await see({})
    expect(told).toEqual([])
    await see({ held: 60 * MB })
    await see({ held: 61 * MB })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('falls behind')
    pass(61 * 60_000)
    await see({ held: 61 * MB })
    expect(told).toHaveLength(2)
    await see({ held: 90 * MB })
    expect(told.at(-1)).toContain('about to give it up')
    await see({})
    expect(told.at(-1)).toContain('caught up')
    await see({})
    expect(told).toHaveLength(4)
  })

  it('does not know while the database is away, and keeps quiet then', async () => {
    const { watch, told, see } = watching()
    expect(watch.level).toBe('unknown')
    await see({ status: 'lost' })
    expect(watch.level).toBe('lost')
    await see(new Error('connection refused'))
    expect([watch.level, told.length]).toEqual(['unknown', 1])
    await see(null)
    expect([watch.level, watch.reports]).toEqual(['ok', []])
  })

  it('looks again for whoever asks, but not more often than its interval', async () => {
    const { watch, show, pass } = watching()
    expect(await watch.fresh()).toBe('ok')
    show({ held: 60 * MB })
    expect(await watch.fresh()).toBe('ok')
    pass(1000)
    expect(await watch.fresh()).toBe('behind')
  })
})

describe('a slot on a Postgres that keeps little', () => {
  let root: string
  let postgres: EmbeddedPostgres
  let sql: Client
  let service: RunningShapeService
  const warned: { details: SlotReport; text: string }[] = []
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'chairside-slot-'))
    const settings = { max_slot_wal_keep_size: '64MB', max_wal_size: '64MB', min_wal_size: '32MB' }
    postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres'), durable: false, settings })
    await postgres.createDatabase('watched')
    sql = new Client({ connectionString: postgres.ownerUrl('watched') })
    await sql.connect()
    await sql.query('create table t (id int primary key); create table other (id int)')
    await publishAll(sql)
    const warn = (details: object, text: string): void => void warned.push({ details: details as SlotReport, text })
    service = await startShapeService({ databaseUrl: postgres.ownerUrl('watched'), publication: 'test_pub', slot: 'watched_slot', slotCheckMs: 50, log: { ...silentLog, warn, error: warn } })
    await until(() => service.health() === 'active')
  })
  afterAll(async () => {
    await sql.end()
    await service.stop()
    await postgres.stop()
    rmSync(root, { recursive: true, force: true })
  })

  const health = async (): Promise<unknown> => (await fetch(`${service.url}/v1/health`)).json()

  /** Fills the WAL with what nobody reads, a segment (16 MB) at a time. */
  async function fill(segments: number): Promise<void> {
    for (let i = 0; i < segments; i++) await sql.query(`select pg_logical_emit_message(false, 'filling', 'x'); select pg_switch_wal()`)
  }

  it('is reported in the log and by health while there is still time, and again when it is over', async () => {
    expect([service.slot(), await health()]).toEqual(['ok', { status: 'active' }])
    // A transaction that stays open: from its beginning on all WAL has to be kept for the slot.
    const open = new Client({ connectionString: postgres.ownerUrl('watched') })
    await open.connect()
    await open.query('begin; insert into t values (1)')
    await fill(3)
    await until(() => service.slot() === 'behind')
    expect(await health()).toEqual({ status: 'active', replication_slot: 'behind' })
    const report = warned.find(({ details }) => details.level === 'behind')
    expect(report?.text).toContain('falls behind')
    expect(report?.details).toMatchObject({ slot: 'watched_slot', active: true, limitBytes: 64 * MB, walStatus: expect.stringMatching(/reserved|extended/) })
    await open.query('commit')
    await open.end()
    await until(async () => {
      // A checkpoint notes which transactions are open; the slot lets go up to the last such note its reader has passed.
      await sql.query('insert into other values (1)')
      await sql.query('checkpoint')
      return service.slot() === 'ok'
    }, 20_000)
    expect(await health()).toEqual({ status: 'active' })
  })

  it('that nobody reads is reported as nearly given up, then as lost', async () => {
    await sql.query(`select pg_create_logical_replication_slot('chairside_left_behind', 'pgoutput')`)
    const watch = new SlotWatch({ db: sql, log: silentLog, pattern: '^chairside_', everyMs: 60_000 })
    await watch.look()
    expect(watch.reports).toMatchObject([{ slot: 'chairside_left_behind', level: 'ok', active: false }])
    await fill(4)
    await watch.look()
    expect(watch.level).toBe('at_risk')
    await fill(4)
    await sql.query('checkpoint')
    await watch.look()
    expect(watch.level).toBe('lost')
    await sql.query(`select pg_drop_replication_slot('chairside_left_behind')`)
    await watch.look()
    expect([watch.level, watch.reports]).toEqual(['ok', []])
  })

  it('that was given up while its service was stopped is made anew: clients fetch once more, and miss nothing', async () => {
    const options = { databaseUrl: postgres.ownerUrl('watched'), publication: 'test_pub', slot: 'kept_slot', dataDir: join(root, 'shapes'), longPollMs: 1000 }
    const start = async (): Promise<RunningShapeService> => {
      const started = await startShapeService(options)
      await until(() => started.health() === 'active')
      return started
    }
    const before = await start()
    const reader = new Materialised({ table: 't' })
    await reader.reach(before, 0n)
    await before.stop()
    await sql.query('insert into t values (50)')
    await fill(8)
    await sql.query('checkpoint')
    expect((await sql.query(`select wal_status from pg_replication_slots where slot_name = 'kept_slot'`)).rows).toEqual([{ wal_status: 'lost' }])
    const after = await start()
    await reader.reach(after, 0n)
    expect([reader.refetches, reader.rows.has('"public"."t"/"50"'), after.slot()]).toEqual([1, true, 'ok'])
    await after.stop()
  })
})
