import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable, Materialised, type Values } from './materialise.ts'
import { startBench, type Bench } from './test-support.ts'

const SCHEMA = `
create table t0 (id int primary key, a int, b text, c bool);
create table t1 (id int primary key, a int, b text, c bool);
create table sentinel (n int primary key);
`

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never

let bench: Bench
let writers: Client[]
beforeAll(async () => {
  bench = await startBench(SCHEMA)
  writers = await Promise.all([0, 1, 2, 3].map(async () => {
    const client = new Client({ connectionString: bench.database.url })
    await client.connect()
    return client
  }))
})
afterAll(async () => {
  await Promise.all(writers.map((client) => client.end()))
  await bench.close()
})

let marks = 0
/** An LSN that lies behind everything committed so far, of a transaction that is replicated. */
async function mark(): Promise<bigint> {
  const follower = new Materialised({ table: 'sentinel' })
  await follower.reach(bench.service, 0n)
  const before = follower.lastLsn
  await bench.sql.query('insert into sentinel values ($1)', [++marks])
  while (!follower.rows.has(`"public"."sentinel"/"${marks}"`)) await follower.step(bench.service, true)
  return follower.lastLsn > before ? follower.lastLsn : before
}

async function selected(table: string, where: string): Promise<string[]> {
  const sql = `select id::text, a::text, b::text, c::text from ${table} where ${where}`
  return comparable((await bench.sql.query<Values>(sql)).rows)
}

describe('snapshots taken while others write', () => {
  it('lose nothing and double nothing: 500 transactions against 10 snapshots', async () => {
    const jobs = Array.from({ length: 500 }, (_, i) => i)
    const write = async (client: Client): Promise<void> => {
      for (let i = jobs.shift(); i !== undefined; i = jobs.shift()) {
        const other = Math.max(0, i - 7)
        await client.query('begin')
        await client.query('insert into t0 values ($1, $2, $3, $4)', [i, i % 5, `row ${i}`, i % 2 === 0])
        await client.query('update t0 set a = a + 1 where id = $1', [other])
        if (i % 3 === 0) await client.query('delete from t0 where id = $1', [i - 20])
        await client.query('commit')
      }
    }
    const readers: { where: string; reader: Materialised }[] = []
    const read = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) {
        const where = `id <> -${i + 1}${i % 2 ? ' and a % 2 = 0' : ''}`
        const reader = new Materialised({ table: 't0', where, replica: i % 3 ? 'full' : 'default' })
        readers.push({ where, reader })
        await reader.step(bench.service)
        await reader.step(bench.service)
      }
    }
    await Promise.all([...writers.map(write), read()])
    const end = await mark()
    for (const { where, reader } of readers) {
      await reader.reach(bench.service, end)
      expect(comparable(reader.rows.values())).toEqual(await selected('t0', where))
      expect(reader.refetches).toBe(0)
    }
  })
})

describe('a shape', () => {
  const WHERES = ['true', 'a = 1', 'a > 1', "b like '%x%'", 'c', 'c is not true', "a = 1 and b = 'x'", 'a is null or id % 2 = 0', "length(b) > 1"]
  const id = fc.integer({ min: 0, max: 8 })
  const a = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
  const b = fc.option(fc.constantFrom('x', 'yx', '', 'ñ"', "it's", '\\', '(,)', 'NULL', 'null', ' '), { nil: null })
  const c = fc.option(fc.boolean(), { nil: null })
  const table = fc.constantFrom('t0', 't1')
  const statement = fc.oneof(
    fc.record({ kind: fc.constant('insert' as const), table, id, a, b, c }),
    fc.record({ kind: fc.constant('update' as const), table, id, a, b, c }),
    fc.record({ kind: fc.constant('rekey' as const), table, id, to: id }),
    fc.record({ kind: fc.constant('delete' as const), table, id }),
    fc.record({ kind: fc.constant('savepoint' as const), table, id }),
  )
  const transaction = fc.record({ statements: fc.array(statement, { minLength: 1, maxLength: 6 }), keep: fc.integer({ min: 0, max: 5 }).map((n) => n > 0) })
  const event = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), transaction }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('open' as const), table, where: fc.constantFrom(...WHERES), full: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), which: fc.nat() }) },
  )

  async function run(client: Client, item: Drawn<typeof transaction>): Promise<void> {
    await client.query('begin')
    for (const s of item.statements) {
      if (s.kind === 'insert') {
        await client.query(`insert into ${s.table} values ($1, $2, $3, $4) on conflict (id) do update set a = excluded.a, b = excluded.b`, [s.id, s.a, s.b, s.c])
      } else if (s.kind === 'update') await client.query(`update ${s.table} set a = $2, b = $3, c = $4 where id = $1`, [s.id, s.a, s.b, s.c])
      else if (s.kind === 'delete') await client.query(`delete from ${s.table} where id = $1`, [s.id])
      else if (s.kind === 'savepoint') await client.query(`savepoint s; delete from ${s.table} where id = ${s.id}; insert into ${s.table} values (1000 + ${s.id}); rollback to s`)
      else await client.query(`update ${s.table} set id = $2 where id = $1 and not exists (select 1 from ${s.table} where id = $2)`, [s.id, s.to])
    }
    await client.query(item.keep ? 'commit' : 'rollback')
  }

  it('equals SELECT ... WHERE, whatever was written, opened and read, in whatever order', async () => {
    let unique = 0
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
        const readers: { table: string; where: string; reader: Materialised }[] = []
        await bench.sql.query('delete from t0; delete from t1')
        for (const item of events) {
          if (item.kind === 'write') await run(bench.sql, item.transaction)
          else if (item.kind === 'open') {
            const where = `(${item.where}) and id <> -${++unique}`
            const reader = new Materialised({ table: item.table, where, ...(item.full ? { replica: 'full' } : {}) })
            readers.push({ table: item.table, where, reader })
            await reader.step(bench.service)
          } else await readers[item.which % Math.max(1, readers.length)]?.reader.step(bench.service)
        }
        const end = await mark()
        for (const { table: name, where, reader } of readers) {
          await reader.reach(bench.service, end)
          expect(comparable(reader.rows.values())).toEqual(await selected(name, where))
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
  }, 120_000)
})
