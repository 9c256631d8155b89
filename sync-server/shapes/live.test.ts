import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '@electric-sql/client'
import { changes, fetchPage, follow, readAll, startBench, until, type Bench, type Follower, type Message } from './test-support.ts'

const SCHEMA = `
create table a (id int primary key, v text, n int, clinic int);
create table b (id int primary key, v text);
create table sentinel (id int generated always as identity primary key);
create table quiet (id int primary key);
create table nokey (x int, flag bool, note text);
create table pair ("second/part" text, first bool, v int, primary key (first, "second/part"));
create table kinds (
  id uuid primary key, i8 int8, f8 float8, ok bool, oks bool[], names text[], grid int[][], doc jsonb, raw json, at timestamptz,
  ts timestamp, d date, t time, iv interval, num numeric, money_cents int, bin bytea, code char(5), big text);
`

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA)
})
afterAll(async () => {
  await bench.close()
})
beforeEach(async () => {
  await bench.sql.query('delete from a; delete from b; delete from nokey; delete from pair; delete from kinds')
  await settle()
})

/** Resolves when everything committed so far has come through the stream. */
async function settle(): Promise<void> {
  const start = await readAll(bench.service, { table: 'sentinel' })
  await bench.sql.query('insert into sentinel default values')
  await fetchPage(bench.service, { table: 'sentinel', offset: start.offset, handle: start.handle, live: 'true' })
}

/** A position in one shape, from which the changes of a test are read. */
async function position(params: Record<string, string>): Promise<{ next: (count: number) => Promise<Message[]>; at: () => Record<string, string> }> {
  const start = await readAll(bench.service, params)
  let { offset } = start
  const handle = start.handle
  const next = async (count: number): Promise<Message[]> => {
    const seen: Message[] = []
    while (seen.length < count) {
      const page = await fetchPage(bench.service, { ...params, offset, handle, live: 'true' })
      expect(page.status).toBe(200)
      offset = page.headers.get('electric-offset') ?? ''
      seen.push(...changes(page.messages))
    }
    return seen
  }
  return { next, at: () => ({ ...params, offset, handle }) }
}

const headersOf = (message: Message | undefined): Record<string, unknown> => message?.headers ?? {}

describe('one transaction on several tables', () => {
  it('has the same lsn everywhere, positions two apart over all tables, and a last in each shape', async () => {
    const [a, b] = [await position({ table: 'a' }), await position({ table: 'b' })]
    await bench.sql.query(`begin; insert into a values (1, 'x'); insert into b values (1, 'y'); insert into a values (2, 'z'); insert into b values (2, 'w'); commit`)
    const [inA, inB] = [await a.next(2), await b.next(2)]
    expect(inA.map((message) => message.headers['op_position'])).toEqual([0, 4])
    expect(inB.map((message) => message.headers['op_position'])).toEqual([2, 6])
    expect(new Set([...inA, ...inB].map((message) => message.headers['lsn'])).size).toBe(1)
    expect(new Set([...inA, ...inB].map((message) => JSON.stringify(message.headers['txids']))).size).toBe(1)
    expect(inA.map((message) => message.headers['last'])).toEqual([undefined, true])
    expect(inB.map((message) => message.headers['last'])).toEqual([undefined, true])
  })

  it('that is rolled back leaves nothing, also one of a savepoint', async () => {
    const a = await position({ table: 'a' })
    await bench.sql.query(`begin; insert into a values (1, 'no'); rollback`)
    await bench.sql.query(`begin; savepoint s; insert into a values (2, 'no'); rollback to s; insert into a values (3, 'yes'); commit`)
    const [only] = await a.next(1)
    expect(only?.value).toMatchObject({ id: '3' })
  })

  it('its txid is the one the writer saw', async () => {
    const a = await position({ table: 'a' })
    const result = await bench.sql.query<{ xid: string }>(`with w as (insert into a values (1, 'x')) select pg_current_xact_id()::xid::text as xid`)
    const [message] = await a.next(1)
    expect(headersOf(message)['txids']).toEqual([Number(result.rows[0]?.xid)])
  })
})

describe('a transaction that comes faster than it can be worked on', () => {
  it('arrives whole and unharmed', async () => {
    const where = 'n % 2 = 0 and clinic + 0 = 1'
    const a = await position({ table: 'a', where })
    await bench.sql.query(`insert into a select g, repeat(chr(65 + g % 26), g % 700), g, 1 from generate_series(1, 20000) g`)
    const seen = await a.next(10_000)
    expect(seen.map((message) => Number(message.value?.['id']))).toEqual(Array.from({ length: 10_000 }, (_, i) => (i + 1) * 2))
    const wrong = seen.filter(({ value }) => value?.['v'] !== String.fromCharCode(65 + (Number(value?.['id']) % 26)).repeat(Number(value?.['id']) % 700))
    expect(wrong).toEqual([])
    expect(seen.map((message) => message.headers['op_position'])).toEqual(seen.map((message) => (Number(message.value?.['id']) - 1) * 2))
    expect(seen.filter((message) => message.headers['last'])).toHaveLength(1)
  })
})

describe('resuming', () => {
  it('at any message of a transaction delivers exactly the ones after it', async () => {
    const a = await position({ table: 'a' })
    await bench.sql.query(`insert into a select g, 'v' || g from generate_series(1, 6) g`)
    const all = await a.next(6)
    for (const [i, message] of all.entries()) {
      const { lsn, op_position: position } = message.headers as { lsn: string; op_position: number }
      const offset = `${lsn}_${position}`
      const page = await fetchPage(bench.service, { ...a.at(), offset })
      expect(page.status).toBe(200)
      expect(changes(page.messages).map((item) => item.key)).toEqual(all.slice(i + 1).map((item) => item.key))
      expect(page.headers.has('electric-up-to-date')).toBe(true)
    }
  })

  it('answers a nudge at once with what was replicated in other tables meanwhile', async () => {
    const [a, b] = [await position({ table: 'a' }), await position({ table: 'b' })]
    await bench.sql.query(`insert into b values (7, 'elsewhere')`)
    const [message] = await b.next(1)
    const started = performance.now()
    const page = await fetchPage(bench.service, a.at())
    expect(performance.now() - started).toBeLessThan(500)
    expect(page.messages).toEqual([{ headers: { control: 'up-to-date', global_last_seen_lsn: headersOf(message)['lsn'] } }])
  })

  it('in the official client goes on where it stopped, nothing missing and nothing twice', async () => {
    const seen: string[] = []
    const track = (follower: Follower): void => {
      follower.stream.subscribe((messages) => {
        for (const message of messages) if ('key' in message && message.headers.operation === 'insert') seen.push(message.key)
      })
    }
    const params = { table: 'a', where: 'id > -1' }
    const first = follow(bench.service, params)
    track(first)
    await first.shape.rows
    await bench.sql.query(`insert into a values (1, 'x')`)
    await until(() => seen.length === 1)
    const { lastOffset, shapeHandle } = first.stream
    first.stop()
    await bench.sql.query(`insert into a values (2, 'y'), (3, 'z')`)
    const second = follow(bench.service, params, { offset: lastOffset, handle: shapeHandle ?? '' })
    track(second)
    await until(() => seen.length === 3)
    await bench.sql.query(`insert into a values (4, 'w')`)
    await until(() => seen.length === 4)
    second.stop()
    expect(seen).toEqual([1, 2, 3, 4].map((id) => `"public"."a"/"${id}"`))
    expect([...first.errors, ...second.errors]).toEqual([])
  })
})

describe('a snapshot', () => {
  it('ends with an up-to-date that claims at least what it contains', async () => {
    const b = await position({ table: 'b' })
    for (let i = 0; i < 20; i++) {
      await bench.sql.query(`insert into a values (${i}, 'x'); insert into b values (${i}, 'y')`)
      const page = await readAll(bench.service, { table: 'a', where: `n is null and ${i} = ${i}` })
      expect(changes(page.messages)).toHaveLength(i + 1)
      const [message] = await b.next(1)
      const claimed = BigInt(String(headersOf(page.messages.at(-1))['global_last_seen_lsn']))
      expect(claimed >= BigInt(String(headersOf(message)['lsn']))).toBe(true)
    }
  })

  it('claims what it contains also where that was committed before the service started', async () => {
    const b = await position({ table: 'b' })
    await bench.sql.query(`insert into b values (1, 'x')`)
    const [message] = await b.next(1)
    await bench.restart()
    const page = await readAll(bench.service, { table: 'b' })
    const claimed = BigInt(headersOf(page.messages.at(-1))['global_last_seen_lsn'] as string)
    expect(claimed >= BigInt(headersOf(message)['lsn'] as string)).toBe(true)
    // And no more than that: the next transaction is still to come.
    await bench.sql.query(`insert into b values (2, 'y')`)
    const next = await fetchPage(bench.service, { table: 'b', offset: page.offset, handle: page.handle, live: 'true' })
    expect(BigInt(headersOf(changes(next.messages)[0])['lsn'] as string) > claimed).toBe(true)
  })

  it('comes in chunks, each readable by its offset, with the control message in the last', async () => {
    await bench.restart({ chunkBytes: 2000 })
    await bench.sql.query(`insert into a select g, repeat('é', 50) from generate_series(1, 100) g`)
    const all = await readAll(bench.service, { table: 'a' })
    expect(all.pages.length).toBeGreaterThan(5)
    expect(all.pages.map((page) => page.headers.get('electric-offset'))).toEqual([...all.pages.keys()].map((i) => (i === all.pages.length - 1 ? '0_inf' : `0_${i}`)))
    expect(changes(all.messages).map((message) => Number(message.value?.['id'])).sort((x, y) => x - y)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    const controls = all.messages.filter((message) => message.headers['control'])
    expect(controls.map((message) => message.headers['control'])).toEqual(['snapshot-end', 'up-to-date'])
    await bench.sql.query(`update a set v = v || 'x'`)
    const follower = follow(bench.service, { table: 'a', replica: 'full' })
    await follower.shape.rows
    await until(() => follower.shape.currentRows.length === 100 && follower.shape.currentRows.every((row) => (row['v'] as string).endsWith('x')))
    follower.stop()
    await bench.restart()
  })
})

describe('rows and where', () => {
  it('cross the border as insert and delete, in the fast path and in Postgres', async () => {
    const shapes = [await position({ table: 'a', where: 'clinic = 1' }), await position({ table: 'a', where: 'clinic + 0 = 1' })]
    await bench.sql.query(`insert into a values (1, 'in', 1, 1), (2, 'out', 1, 2)`)
    await bench.sql.query('update a set clinic = 2 where id = 1; update a set clinic = 1 where id = 2; update a set n = 5 where id = 2; update a set clinic = null where id = 2')
    for (const shape of shapes) {
      const seen = await shape.next(5)
      expect(seen.map((message) => [message.headers['operation'], message.value?.['id']])).toEqual([
        ['insert', '1'],
        ['delete', '1'],
        ['insert', '2'],
        ['update', '2'],
        ['delete', '2'],
      ])
      expect(seen[2]?.value).toEqual({ id: '2', v: 'out', n: '1', clinic: '1' })
    }
  })

  it('change key as delete and insert, whole or across the border', async () => {
    const a = await position({ table: 'a', where: 'id < 10' })
    await bench.sql.query(`insert into a values (1, 'x')`)
    await bench.sql.query('update a set id = 2 where id = 1')
    await bench.sql.query('update a set id = 20 where id = 2')
    const seen = await a.next(4)
    expect(seen[1]?.headers).toMatchObject({ operation: 'delete', key_change_to: '"public"."a"/"2"', op_position: 0 })
    expect(seen[2]?.headers).toMatchObject({ operation: 'insert', key_change_from: '"public"."a"/"1"', op_position: 1, last: true })
    expect(seen[3]?.headers).toMatchObject({ operation: 'delete', last: true })
    expect(seen[3]?.headers['key_change_to']).toBeUndefined()
  })

  it('in full replica carry the whole row and what changed', async () => {
    const a = await position({ table: 'a', replica: 'full' })
    await bench.sql.query(`insert into a values (1, 'x', 1, 1)`)
    await bench.sql.query(`update a set n = n; update a set v = null, n = 2; delete from a`)
    const seen = await a.next(3)
    expect(seen[1]).toMatchObject({ value: { id: '1', v: null, n: '2', clinic: '1' }, old_value: { v: 'x', n: '1' } })
    expect(seen[2]).toMatchObject({ value: { id: '1', v: null, n: '2', clinic: '1' }, headers: { operation: 'delete' } })
  })

  it('without a key are keyed by all their values, the same in snapshot and log', async () => {
    await bench.sql.query(`insert into nokey values (1, true, 'a/b'), (2, null, null)`)
    const nokey = await position({ table: 'nokey' })
    const start = await readAll(bench.service, { table: 'nokey' })
    expect(new Set(changes(start.messages).map((message) => message.key))).toEqual(new Set(['"public"."nokey"/"true"/"a//b"/"1"', '"public"."nokey"/_/_/"2"']))
    await bench.sql.query(`delete from nokey; insert into pair values ('a/b', true, 1)`)
    const gone = await nokey.next(2)
    expect(new Set(gone.map((message) => message.key))).toEqual(new Set(changes(start.messages).map((message) => message.key)))
    const pairs = await position({ table: 'pair' })
    const pairStart = await readAll(bench.service, { table: 'pair' })
    expect(changes(pairStart.messages)[0]?.key).toBe('"public"."pair"/"true"/"a//b"')
    await bench.sql.query('update pair set v = 2')
    expect((await pairs.next(1))[0]).toMatchObject({ key: '"public"."pair"/"true"/"a//b"', value: { first: 't', 'second/part': 'a/b', v: '2' } })
  })

  it('keep the text of every kind of value, in snapshot and in log', async () => {
    const id = '018f0000-0000-7000-8000-000000000001'
    const values = `'${id}', 9007199254740993, 0.1, true, '{t,f,null}', '{"ñ","a,b",null,"q\\"q","back\\\\slash"}', '{{1,2},{3,4}}',
      '{"k": [1, "x"]}', '{"k":  1}', '2026-11-20T09:30:00.123456+08', '2026-11-20 09:30:00', '2026-11-20', '09:30', '1 day 2 hours',
      12.300, 5, '\\xdeadbeef', 'ab', 'it''s "ñ" \\ ' || chr(10) || chr(9) || '😀'`
    await bench.sql.query(`insert into kinds values (${values})`)
    const start = await readAll(bench.service, { table: 'kinds' })
    const kinds = await position({ table: 'kinds' })
    await bench.sql.query(`delete from kinds; insert into kinds values (${values})`)
    const [, logged] = await kinds.next(2)
    const expected = {
      id, i8: '9007199254740993', f8: '0.1', ok: 't', oks: '{t,f,NULL}', names: '{ñ,"a,b",NULL,"q\\"q","back\\\\slash"}', grid: '{{1,2},{3,4}}',
      doc: '{"k": [1, "x"]}', raw: '{"k":  1}', at: '2026-11-20 01:30:00.123456+00', ts: '2026-11-20 09:30:00', d: '2026-11-20', t: '09:30:00', iv: 'P1DT2H',
      num: '12.300', money_cents: '5', bin: '\\xdeadbeef', code: 'ab   ', big: 'it\'s "ñ" \\ \n\t😀',
    }
    expect(logged?.value).toEqual(expected)
    expect(changes(start.messages)[0]?.value).toEqual({ ...expected, ok: 'true' })
  })

  it('keep a large value that an update did not touch', async () => {
    const id = '018f0000-0000-7000-8000-000000000002'
    await bench.sql.query('alter table kinds alter column big set storage external')
    const kinds = await position({ table: 'kinds', replica: 'full' })
    await bench.sql.query(`insert into kinds (id, big) values ('${id}', repeat('x', 100000)); update kinds set i8 = 1`)
    const [, update] = await kinds.next(2)
    expect(update?.value?.['big']).toHaveLength(100_000)
    expect(update?.old_value).toEqual({ i8: null })
  })

  it('come with the wanted columns only, and not at all when none of these changed', async () => {
    const a = await position({ table: 'a', columns: 'id,v' })
    await bench.sql.query(`insert into a values (1, 'x', 1, 1); update a set n = 2; update a set v = 'y', n = 3`)
    const seen = await a.next(2)
    expect(seen.map((message) => message.value)).toEqual([{ id: '1', v: 'x' }, { id: '1', v: 'y' }])
  })
})

describe('what a log cannot tell', () => {
  it.each([
    ['TRUNCATE', 'truncate quiet'],
    ['a new column', 'alter table quiet add column extra text'],
    ['a changed column', 'alter table quiet alter column extra type varchar(10)'],
    ['a renamed column', 'alter table quiet rename column extra to other'],
    ['a dropped column', 'alter table quiet drop column other'],
  ])('%s is a 409 for the one who waits, and the new handle works', async (_name, statement) => {
    const start = await readAll(bench.service, { table: 'quiet' })
    const waiting = fetchPage(bench.service, { table: 'quiet', offset: start.offset, handle: start.handle, live: 'true' })
    await bench.sql.query(statement)
    const page = await waiting
    expect(page.status).toBe(409)
    const handle = page.headers.get('electric-handle') ?? ''
    expect(handle).not.toBe(start.handle)
    expect((await fetchPage(bench.service, { table: 'quiet', offset: '-1', handle })).headers.get('electric-handle')).toBe(handle)
  })

  it('is noticed by the first write after it as well', async () => {
    await bench.restart({ reconcileMs: 3_600_000 })
    const quiet = await position({ table: 'quiet' })
    await bench.sql.query('alter table quiet add column later int; insert into quiet values (77)')
    const page = await fetchPage(bench.service, { ...quiet.at(), live: 'true' })
    expect(page.status).toBe(409)
    const again = await readAll(bench.service, { table: 'quiet' })
    expect(changes(again.messages).at(-1)?.value).toEqual({ id: '77', later: null })
    await bench.restart()
  })

  it('lets the official client refetch by itself', async () => {
    const follower = follow(bench.service, { table: 'b' })
    await follower.shape.rows
    await bench.sql.query(`insert into b values (1, 'x')`)
    await until(() => follower.shape.currentRows.length === 1)
    await bench.sql.query(`truncate b; insert into b values (5, 'after')`)
    await until(() => follower.shape.currentRows.some((row: Row) => row['id'] === 5) && follower.shape.currentRows.length === 1)
    await bench.sql.query(`update b set v = 'live again'`)
    await until(() => follower.shape.currentRows[0]?.['v'] === 'live again')
    follower.stop()
    expect(follower.errors).toEqual([])
  })

  it('is a 400 once the table is gone', async () => {
    await bench.sql.query('create table doomed (id int primary key); alter table doomed replica identity full; alter publication test_pub add table doomed')
    const start = await readAll(bench.service, { table: 'doomed' })
    const waiting = fetchPage(bench.service, { table: 'doomed', offset: start.offset, handle: start.handle, live: 'true' })
    await bench.sql.query('drop table doomed')
    expect((await waiting).status).toBe(409)
    expect((await fetchPage(bench.service, { table: 'doomed', offset: '-1' })).status).toBe(400)
  })
})

describe('two clients', () => {
  it('see the same changes', async () => {
    const followers = [follow(bench.service, { table: 'a' }), follow(bench.service, { table: 'a' })]
    await Promise.all(followers.map((follower) => follower.shape.rows))
    for (let i = 1; i <= 20; i++) await bench.sql.query(`insert into a values (${i}, 'v${i}')`)
    await bench.sql.query('delete from a where id % 2 = 0; update a set n = id * 10')
    for (const follower of followers) {
      await until(() => follower.shape.currentRows.length === 10 && follower.shape.currentRows.every((row) => row['n'] === Number(row['id']) * 10))
      follower.stop()
      expect(follower.errors).toEqual([])
    }
  })
})
