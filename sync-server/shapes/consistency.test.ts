import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable, Materialised, type Values } from './materialise.ts'
import { startBench, type Bench } from './test-support.ts'

const SCHEMA = 'create table t0 (id int primary key, a int, b text, c bool); create table sentinel (n int primary key)'

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA)
})
afterAll(async () => {
  await bench.close()
})

/** The LSN of a replicated transaction behind everything committed so far. */
async function mark(): Promise<bigint> {
  const follower = new Materialised({ table: 'sentinel' })
  await follower.reach(bench.service, 0n)
  await bench.sql.query('insert into sentinel values (1)')
  while (follower.rows.size === 0) await follower.step(bench.service, true)
  return follower.lastLsn
}

async function selected(where: string): Promise<string[]> {
  return comparable((await bench.sql.query<Values>(`select id::text, a::text, b::text, c::text from t0 where ${where}`)).rows)
}

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
    const end = await mark()
    for (const { where, reader } of readers) {
      await reader.reach(bench.service, end)
      expect(comparable(reader.rows.values())).toEqual(await selected(where))
      expect(reader.refetches).toBe(0)
    }
  })
})
