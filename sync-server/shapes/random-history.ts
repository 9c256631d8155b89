/** Random histories for the property tests: who writes, opens a shape, reads or restarts the service, in what order. */
import * as fc from 'fast-check'
import { comparable, Materialised, type Values } from './materialise.ts'
import type { Bench } from './test-support.ts'

export const HISTORY_SCHEMA = `
create table t0 (id int primary key, a int, b text, c bool);
create table t1 (id int primary key, a int, b text, c bool);
create table sentinel (n int primary key);
`

const WHERES = ['true', 'a = 1', 'a > 1', "b like '%x%'", 'c', 'c is not true', "a = 1 and b = 'x'", 'a is null or id % 2 = 0', 'length(b) > 1']

const id = fc.integer({ min: 0, max: 8 })
const a = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
const b = fc.option(fc.constantFrom('x', 'yx', '', 'ñ"', "it's", '\\', '(,)', 'NULL', 'null', ' ', 'x'.repeat(9000)), { nil: null })
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

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never
type Statement = Drawn<typeof statement>
type Transaction = Drawn<typeof transaction>

export type HistoryEvent =
  | { readonly kind: 'write'; readonly transaction: Transaction }
  | { readonly kind: 'open'; readonly table: string; readonly where: string; readonly full: boolean }
  | { readonly kind: 'read'; readonly which: number }
  | { readonly kind: 'restart' }

/** Histories of up to `maxLength` events; `restarts` is the weight of restarting the service among them. */
export function histories(maxLength: number, restarts: number): fc.Arbitrary<HistoryEvent[]> {
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), transaction }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), table, where: fc.constantFrom(...WHERES), full: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), which: fc.nat() }) },
    { weight: restarts, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  )
  return fc.array(event, { minLength: 5, maxLength })
}

export interface OpenShape {
  readonly table: string
  readonly where: string
  readonly reader: Materialised
}

let unique = 0

/** Plays a history from empty tables on; afterwards every shape opened has read everything. */
export async function play(bench: Bench, events: readonly HistoryEvent[]): Promise<OpenShape[]> {
  const shapes: OpenShape[] = []
  await bench.sql.query('delete from t0; delete from t1')
  for (const event of events) {
    if (event.kind === 'write') await write(bench, event.transaction)
    else if (event.kind === 'restart') await bench.restart()
    else if (event.kind === 'read') await shapes[event.which % Math.max(1, shapes.length)]?.reader.step(bench.service)
    else {
      // A where nobody used before makes a shape of its own, so that its snapshot falls into this history.
      const where = `(${event.where}) and id <> -${++unique}`
      const reader = new Materialised({ table: event.table, where, ...(event.full ? { replica: 'full' } : {}) })
      shapes.push({ table: event.table, where, reader })
      await reader.step(bench.service)
    }
  }
  const end = await mark(bench)
  for (const { reader } of shapes) await reader.reach(bench.service, end)
  return shapes
}

async function write(bench: Bench, item: Transaction): Promise<void> {
  await bench.sql.query('begin')
  for (const part of item.statements) await execute(bench, part)
  await bench.sql.query(item.keep ? 'commit' : 'rollback')
}

async function execute(bench: Bench, s: Statement): Promise<void> {
  const { sql } = bench
  switch (s.kind) {
    case 'insert':
      await sql.query(`insert into ${s.table} values ($1, $2, $3, $4) on conflict (id) do update set a = excluded.a, b = excluded.b`, [s.id, s.a, s.b, s.c])
      return
    case 'update':
      await sql.query(`update ${s.table} set a = $2, b = $3, c = $4 where id = $1`, [s.id, s.a, s.b, s.c])
      return
    case 'delete':
      await sql.query(`delete from ${s.table} where id = $1`, [s.id])
      return
    case 'rekey':
      await sql.query(`update ${s.table} set id = $2 where id = $1 and not exists (select 1 from ${s.table} where id = $2)`, [s.id, s.to])
      return
    case 'savepoint':
      await sql.query(`savepoint s; delete from ${s.table} where id = ${s.id}; insert into ${s.table} values (1000 + ${s.id}); rollback to s`)
  }
}

let marks = 0

/** The LSN of a replicated transaction behind everything committed so far. */
export async function mark(bench: Bench): Promise<bigint> {
  const follower = new Materialised({ table: 'sentinel' })
  await follower.reach(bench.service, 0n)
  await bench.sql.query('insert into sentinel values ($1)', [++marks])
  while (!follower.rows.has(`"public"."sentinel"/"${marks}"`)) await follower.step(bench.service, true)
  return follower.lastLsn
}

/** What a shape has to equal. */
export async function selected(bench: Bench, name: string, where: string): Promise<string[]> {
  const sql = `select id::text, a::text, b::text, c::text from ${name} where ${where}`
  return comparable((await bench.sql.query<Values>(sql)).rows)
}
