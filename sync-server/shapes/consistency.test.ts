import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable, Materialised } from './materialise.ts'
import { HISTORY_SCHEMA, histories, mark, play, selected } from './random-history.ts'
import { startBench, type Bench } from './test-support.ts'

const RUNS = Number(process.env['HISTORY_RUNS'] ?? 40)

let bench: Bench
beforeAll(async () => {
  bench = await startBench(HISTORY_SCHEMA)
})
afterAll(async () => {
  await bench.close()
})

describe('snapshots taken while others write', () => {
  let writers: Client[]
  beforeAll(async () => {
    writers = [0, 1, 2, 3].map(() => new Client({ connectionString: bench.database.url }))
    await Promise.all(writers.map((client) => client.connect()))
  })
  afterAll(async () => {
    await Promise.all(writers.map((client) => client.end()))
  })

  async function writeAll(count: number): Promise<void> {
    const jobs = Array.from({ length: count }, (_, i) => i)
    const work = async (client: Client): Promise<void> => {
      for (let i = jobs.shift(); i !== undefined; i = jobs.shift()) {
        await client.query('begin')
        await client.query('insert into t0 values ($1, $2, $3, $4)', [i, i % 5, `row ${i}`, i % 2 === 0])
        await client.query('update t0 set a = a + 1 where id = $1', [Math.max(0, i - 7)])
        if (i % 3 === 0) await client.query('delete from t0 where id = $1', [i - 20])
        await client.query('commit')
      }
    }
    await Promise.all(writers.map(work))
  }

  it('lose nothing and double nothing: 500 transactions against 10 snapshots', async () => {
    const readers: { where: string; reader: Materialised }[] = []
    const openAll = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) {
        const where = `id <> -${i + 1}${i % 2 ? ' and a % 2 = 0' : ''}`
        const reader = new Materialised({ table: 't0', where, replica: i % 3 ? 'full' : 'default' })
        readers.push({ where, reader })
        await reader.step(bench.service)
        await reader.step(bench.service)
      }
    }
    await Promise.all([writeAll(500), openAll()])
    const end = await mark(bench)
    for (const { where, reader } of readers) {
      await reader.reach(bench.service, end)
      expect(comparable(reader.rows.values())).toEqual(await selected(bench, 't0', where))
      expect(reader.refetches).toBe(0)
    }
  })
})

describe('a shape', () => {
  it('equals SELECT ... WHERE, whatever was written, opened and read, in whatever order', async () => {
    const property = fc.asyncProperty(histories(40, 0), async (events) => {
      for (const { table, where, reader } of await play(bench, events)) {
        expect(comparable(reader.rows.values())).toEqual(await selected(bench, table, where))
      }
    })
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
    expect.hasAssertions()
  }, 600_000)
})

describe('a shape on disk', () => {
  let durable: Bench
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chairside-histories-'))
    durable = await startBench(HISTORY_SCHEMA, { dataDir: folder, chunkBytes: 10_000 })
  })
  afterAll(async () => {
    await durable.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('equals SELECT ... WHERE with restarts in between, and no client has to fetch anew', async () => {
    const property = fc.asyncProperty(histories(30, 1), async (events) => {
      for (const { table, where, reader } of await play(durable, events)) {
        expect(comparable(reader.rows.values())).toEqual(await selected(durable, table, where))
        expect(reader.refetches).toBe(0)
      }
    })
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4), endOnFailure: true })
    expect.hasAssertions()
  }, 600_000)
})
