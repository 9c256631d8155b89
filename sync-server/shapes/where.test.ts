import * as fc from 'fast-check'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { loadTable, type Table } from './catalogue.ts'
import { withSessionOptions } from './pg.ts'
import type { Tuple } from './pgoutput.ts'
import { publishAll } from './test-support.ts'
import { compileWhere, evaluateWhere, WhereFailure, type Where } from './where.ts'

const SCHEMA = `
create type mood as enum ('sad', 'ok');
create table rows (
  id uuid primary key, n int, big int8, small int2, t text, v varchar(20), b bool, "user" text, "Odd ""name" text,
  at timestamptz, d date, tags text[], j jsonb, m mood, g int generated always as (n * 2) stored);
create table secrets (id int primary key, word text);
create function public.lookup(int) returns int stable language sql as 'select 1';
create function public.pure(int) returns int immutable language sql as 'select $1';
`

let database: TestDatabase
let pool: Pool
let table: Table

beforeAll(async () => {
  database = await createTestDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(SCHEMA)
  await publishAll(client)
  await client.end()
  pool = new Pool({ connectionString: withSessionOptions(database.url) })
  pool.on('error', () => {})
  const loaded = await loadTable(pool, 'test_pub', 'public', 'rows')
  if (!loaded) throw new Error('no table')
  table = loaded
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function compile(sql: string, params: string[] = []): Promise<Where> {
  const result = await compileWhere({ reader: pool, admin: pool }, table, sql, params)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

async function refusal(sql: string, params: string[] = []): Promise<string> {
  const result = await compileWhere({ reader: pool, admin: pool }, table, sql, params)
  return result.ok ? '' : result.error
}

const COLUMNS = ['id', 'n', 'big', 'small', 't', 'v', 'b', 'user', 'Odd "name', 'at', 'd', 'tags', 'j', 'm']

function row(values: Record<string, string | null>): Tuple {
  return COLUMNS.map((name) => values[name] ?? null)
}

describe('a where clause is refused', () => {
  it.each([
    ['that Postgres cannot parse', 'n = = 1', /^At location 19: syntax error at or near "="$/],
    ['that ends too early', 'n = ', /^At location 19: syntax error at end of input$/],
    ['in the words of Electric', '1 x 1', /^At location 17: syntax error at or near "x"$/],
    ['that names an unknown column', 'nope = 1', /column "nope" does not exist.*position 1/],
    ['that is not boolean', 'n + 1', /must be type boolean/],
    ['that compares what cannot be compared', "n = 'abc'", /invalid input syntax for type integer/],
    ['with a second statement', 'true; drop table rows', /syntax error/],
    ['with a second statement behind a bracket', 'true); drop table rows; select (true', /syntax error|multiple commands/],
    ['that closes our bracket and adds a union', "true) union all select 1 from secrets where (true", /syntax error/],
    ['that closes our bracket and adds an order', 'true) order by (n', /syntax error/],
    ['that hides the rest behind a comment', 'true) -- ', /syntax error/],
    ['that leaves a comment open', 'true /* ', /unterminated/],
    ['that leaves a string open', "t = 'x", /unterminated/],
    ['with a subquery', 'n in (select id from secrets)', /Subqueries are not supported/],
    ['with exists', "exists (select 1 from secrets where word = 'x')", /Subqueries are not supported/],
    ['that is a subquery altogether', 'select true', /Subqueries|syntax error/],
    ['with the clock', 'at < now()', /now\(\)/],
    ['with current_timestamp', 'at < current_timestamp', /time or the session/],
    ['with the session', "t = current_user", /time or the session/],
    ['with the session under the name of a column', "user = 'x'", /time or the session/],
    ['with chance', 'random() < 0.5', /random\(\) is volatile/],
    ['with a pause', 'pg_sleep(1) is null', /pg_sleep.* is volatile/],
    ['with a setting', "current_setting('x', true) is null", /current_setting/],
    ['with a stable function of somebody', 'lookup(n) = 1', /lookup/],
    ['with a moving constant', "at < 'now'", /'now'/],
    ['with a moving constant in a day', "d = 'today'", /'today'/],
    ['with a cast that reads the clock', 't::timestamptz is null', /date or time/],
    ['with an aggregate', 'count(*) > 1', /aggregate/],
    ['with a window function', 'row_number() over () = 1', /window/],
    ['with a set', 'generate_series(1, 2) = 1', /set-returning/],
    ['on a system column', "xmin::text = '1'", /does not exist/],
    ['on a column that is not replicated', 'g = 2', /does not exist/],
    ['on another table', "secrets.word = 'x'", /missing FROM-clause/],
    ['that divides a constant by zero', '1 / 0 = 1', /division by zero/],
  ])('%s', async (_name, sql, message) => {
    expect(await refusal(sql)).toMatch(message)
  })

  it('when its parameters do not fit', async () => {
    expect(await refusal('id = $1', ['not a uuid'])).toMatch(/invalid input syntax for type uuid/)
    expect(await refusal('n = $1 and t = $2', ['1'])).not.toBe('')
    expect(await refusal('n = 1', ['1'])).toMatch(/parameter/)
    expect(await refusal('at < $1', ['now'])).toMatch(/'now'/)
  })

  it('and a hostile parameter stays a value', async () => {
    const where = await compile('t = $1', ["' or true --"])
    expect(await evaluateWhere(pool, table, where, [row({ t: 'x' }), row({ t: "' or true --" })])).toEqual([false, true])
  })
})

describe('a where clause is evaluated by Postgres', () => {
  it.each([
    ["t like 'a%'", { t: 'abc' }, true],
    ["t like 'a%'", { t: 'xabc' }, false],
    ['n is null', {}, true],
    ['n > 5', {}, false],
    ["'x' = any(tags)", { tags: '{a,x}' }, true],
    ["j ->> 'k' = 'v'", { j: '{"k": "v"}' }, true],
    ["m = 'ok'", { m: 'ok' }, true],
    ["at >= '2026-01-01T00:00:00Z'", { at: '2026-01-01 00:00:00+00' }, true],
    ["at::date = '2026-01-01'", { at: '2026-01-01 23:59:59+00' }, true],
    ['pure(n) = 3', { n: '3' }, true],
    ['rows.n = 3 or "Odd ""name" = \'z\'', { 'Odd "name': 'z' }, true],
    ["t = E'a\\nb'", { t: 'a\nb' }, true],
    ["t = 'back\\slash\"'", { t: 'back\\slash"' }, true],
    ["t = $$dollar$$", { t: 'dollar' }, true],
    ["t = 'x' -- remark", { t: 'x' }, true],
  ] as const)('%s', async (sql, values, expected) => {
    const where = await compile(sql)
    expect(await evaluateWhere(pool, table, where, [row(values)])).toEqual([expected])
  })

  it('in one go for many rows, in their order', async () => {
    const where = await compile('n % 3 = 0')
    expect(where.terms).toBeNull()
    const rows = Array.from({ length: 1234 }, (_, n) => row({ n: String(n) }))
    const verdicts = await evaluateWhere(pool, table, where, rows)
    expect(verdicts).toEqual(rows.map((_, n) => n % 3 === 0))
  })

  it('and a row without an answer is a failure, not a guess', async () => {
    const where = await compile('10 / n > 1')
    await expect(evaluateWhere(pool, table, where, [row({ n: '0' })])).rejects.toBeInstanceOf(WhereFailure)
  })
})

describe('the fast path', () => {
  it('takes equalities joined by AND and nothing else', async () => {
    const fast = async (sql: string, params: string[] = []): Promise<boolean> => (await compile(sql, params)).terms !== null
    expect(await fast("id = '018f0000-0000-7000-8000-000000000001'")).toBe(true)
    expect(await fast('id = $1 AND b = true and t = $2', ['018F0000-0000-7000-8000-000000000001', 'x'])).toBe(true)
    expect(await fast('n = 7')).toBe(true)
    expect(await fast('"user" = \'x\'')).toBe(true)
    expect(await fast('n = 7 or n = 8')).toBe(false)
    expect(await fast('n <> 7')).toBe(false)
    expect(await fast("m = 'ok'")).toBe(false)
    expect(await fast('n = 7.0')).toBe(false)
    expect(await fast('(n = 7)')).toBe(false)
  })

  it('answers as Postgres does', async () => {
    const values = fc.record(
      {
        id: fc.constantFrom('018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-00000000000a'),
        n: fc.constantFrom('7', '-7', '0', '70'),
        big: fc.constantFrom('7', '5000000000'),
        small: fc.constantFrom('7', '-1'),
        t: fc.constantFrom('x', 'X', ' x', 'x ', '', "it's", 'ñ', '7', 'true'),
        v: fc.constantFrom('x', 'x ', '7'),
        b: fc.constantFrom('t', 'f'),
        user: fc.constantFrom('x', 'y'),
      },
      { requiredKeys: [] },
    )
    const clauses: [string, string[]][] = [
      ["id = '018F0000-0000-7000-8000-00000000000A'", []],
      ['n = 7', []],
      ['n = 007 AND b = TRUE', []],
      ["n = ' 7 '", []],
      ['big = 5000000000 and small = -1', []],
      ["t = 'it''s'", []],
      ['t = $1', ['x ']],
      ["v = 'x'", []],
      ["b = 'no'", []],
      ['b = $1 and t = $2', ['1', 'ñ']],
      ['"user" = $1', ['x']],
      ['n = 5000000000', []],
    ]
    for (const [sql, params] of clauses) {
      const where = await compile(sql, params)
      expect({ sql, fast: where.terms !== null }).toEqual({ sql, fast: true })
      await fc.assert(
        fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 30 }), async (list) => {
          const rows = list.map((item) => row(item))
          const fast = await evaluateWhere(pool, table, where, rows)
          const slow = await evaluateWhere(pool, table, { ...where, terms: null }, rows)
          expect(fast).toEqual(slow)
        }),
        { numRuns: 15 },
      )
    }
  })
})
