import { ShapeStream, type ChangeMessage, type Message, type Row } from '@electric-sql/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchPage, follow, readAll, startBench, until, type Bench, type Follower } from './test-support.ts'

const SCHEMA = `
create table visits (id int primary key, note text, room int, big text);
create table pair (first text, second int, v text, primary key (second, first));
create table nokey (x int, flag bool, note text);
create table quiet (id int primary key, v text);
create schema odd;
create table odd."Two Words" (id int primary key, "Col ñ" text);
alter table visits alter column big set storage external;
`

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA, { allowDelete: true, chunkBytes: 2000 })
})
afterAll(async () => {
  await bench.close()
})
beforeEach(async () => {
  await bench.sql.query('delete from visits; delete from pair; delete from nokey; delete from quiet')
})

interface Seen extends Follower {
  readonly messages: Message<Row>[]
  /** The changes seen, in their order. */
  readonly changes: () => ChangeMessage<Row>[]
}

let serial = 0

/** A where that nobody used before: its shape begins with the rows of this test. */
const fresh = (where = 'true'): string => `(${where}) and ${++serial} = ${serial}`

/** The official client with a record of everything it handed over, up to date once. */
async function watch(params: Record<string, unknown>, more: Parameters<typeof follow>[2] = {}): Promise<Seen> {
  const follower = follow(bench.service, { where: fresh(), ...params }, more)
  const messages: Message<Row>[] = []
  follower.stream.subscribe((batch) => void messages.push(...batch))
  await until(() => follower.stream.isUpToDate, 10_000, 'the first up-to-date')
  return { ...follower, messages, changes: () => messages.filter((message): message is ChangeMessage<Row> => 'key' in message) }
}

async function seen(watched: Seen, count: number): Promise<ChangeMessage<Row>[]> {
  await until(() => watched.changes().length >= count, 10_000, `${count} changes`)
  watched.stop()
  expect(watched.errors).toEqual([])
  return watched.changes()
}

const operations = (changes: readonly ChangeMessage<Row>[]): string[] => changes.map((change) => `${change.headers.operation} ${String(change.key.split('/').slice(1).join('/'))}`)

describe('the official client is told of changes', () => {
  it('with the transaction, the place in it and which is the last of it', async () => {
    const watched = await watch({ table: 'visits' })
    const { rows } = await bench.sql.query<{ xid: string }>(`with a as (insert into visits values (1, 'x'), (2, 'y')) select pg_current_xact_id()::xid::text as xid`)
    const changes = await seen(watched, 2)
    const [first, second] = changes.map(({ headers }) => headers)
    expect(first).toMatchObject({ operation: 'insert', relation: ['public', 'visits'], txids: [Number(rows[0]?.xid)], op_position: 0 })
    expect(second).toMatchObject({ txids: [Number(rows[0]?.xid)], op_position: 2, last: true })
    expect(first).not.toHaveProperty('last')
    expect(first?.['lsn']).toBe(second?.['lsn'])
    const [snapshotEnd, upToDate] = watched.messages.filter((message) => 'control' in message.headers)
    expect(snapshotEnd?.headers).toMatchObject({ control: 'snapshot-end', xmin: expect.stringMatching(/^\d+$/), xmax: expect.stringMatching(/^\d+$/), xip_list: [] })
    expect(upToDate?.headers).toMatchObject({ control: 'up-to-date', global_last_seen_lsn: expect.stringMatching(/^\d+$/) })
  })

  it('of a key as a delete and an insert that name each other', async () => {
    await bench.sql.query(`insert into pair values ('a/b', 1, 'v')`)
    const watched = await watch({ table: 'pair' })
    await bench.sql.query(`update pair set first = 'c' where second = 1`)
    const [, gone, come] = await seen(watched, 3)
    expect(gone).toMatchObject({ key: '"public"."pair"/"1"/"a//b"', value: { first: 'a/b', second: 1 }, headers: { operation: 'delete', key_change_to: '"public"."pair"/"1"/"c"' } })
    expect(come).toMatchObject({ key: '"public"."pair"/"1"/"c"', value: { first: 'c', second: 1, v: 'v' }, headers: { operation: 'insert', key_change_from: '"public"."pair"/"1"/"a//b"' } })
  })

  it('of the where as inserts and deletes, and not at all of an update that changes nothing', async () => {
    await bench.sql.query(`insert into visits values (1, 'in', 1), (2, 'out', 2)`)
    const watched = await watch({ table: 'visits', where: fresh('room = $1 or note = $2'), params: ['1', 'both'] })
    await bench.sql.query('update visits set note = note')
    await bench.sql.query('update visits set room = 3 where id = 1; update visits set room = 1 where id = 2')
    const changes = await seen(watched, 3)
    expect(operations(changes)).toEqual(['insert "1"', 'delete "1"', 'insert "2"'])
  })

  it('by default with the key and what changed, in full with the whole row and what it was', async () => {
    await bench.sql.query(`insert into visits values (1, 'x', 1)`)
    const [lean, full] = [await watch({ table: 'visits' }), await watch({ table: 'visits', replica: 'full' })]
    await bench.sql.query(`update visits set room = 2`)
    await bench.sql.query('delete from visits')
    const [, leanUpdate, leanDelete] = await seen(lean, 3)
    const [, fullUpdate, fullDelete] = await seen(full, 3)
    expect([leanUpdate?.value, leanDelete?.value]).toEqual([{ id: 1, room: 2 }, { id: 1 }])
    expect(fullUpdate).toMatchObject({ value: { id: 1, note: 'x', room: 2, big: null }, old_value: { room: 1 } })
    expect(fullDelete?.value).toEqual({ id: 1, note: 'x', room: 2, big: null })
  })

  it('with large values that an update did not touch', async () => {
    const watched = await watch({ table: 'visits', replica: 'full' })
    await bench.sql.query(`insert into visits values (1, 'x', 1, repeat('ñ', 50000))`)
    await bench.sql.query('update visits set room = 2')
    const [, update] = await seen(watched, 2)
    expect(update?.value['big']).toBe('ñ'.repeat(50_000))
    expect(update?.old_value).toEqual({ room: 1 })
  })

  it('of a table without a key under all of its values', async () => {
    await bench.sql.query(`insert into nokey values (1, true, 'a')`)
    const watched = await watch({ table: 'nokey' })
    await bench.sql.query(`update nokey set note = null`)
    const changes = await seen(watched, 3)
    expect(operations(changes)).toEqual(['insert "true"/"a"/"1"', 'delete "true"/"a"/"1"', 'insert "true"/_/"1"'])
    expect(watched.shape.currentRows).toEqual([{ x: 1, flag: true, note: null }])
  })

  it('in another schema, with quoted names and chosen columns', async () => {
    await bench.sql.query(`insert into odd."Two Words" values (1, 'a') on conflict do nothing`)
    const watched = await watch({ table: 'odd."Two Words"', columns: ['id', 'Col ñ'], where: fresh(`"Col ñ" is not null`) })
    await bench.sql.query(`update odd."Two Words" set "Col ñ" = 'b'`)
    const [first, second] = await seen(watched, 2)
    expect(first).toMatchObject({ key: '"odd"."Two Words"/"1"', value: { id: 1, 'Col ñ': 'a' } })
    expect(second?.value).toEqual({ id: 1, 'Col ñ': 'b' })
  })
})

describe('the official client is sent back to the start', () => {
  it.each([
    ['TRUNCATE', `truncate quiet; insert into quiet values (7, 'after')`],
    ['DDL', `alter table quiet add column extra int; insert into quiet values (7, 'after')`],
  ])('by %s, while it waits, and has the new rows by itself', async (_what, statement) => {
    await bench.sql.query(`insert into quiet values (1, 'before')`)
    const watched = await watch({ table: 'quiet' })
    const { shapeHandle } = watched.stream
    await bench.sql.query(statement)
    await until(() => watched.shape.currentRows.some((row) => row['id'] === 7))
    expect(watched.stream.shapeHandle).not.toBe(shapeHandle)
    expect(watched.messages.some((message) => 'control' in message.headers && message.headers.control === 'must-refetch')).toBe(true)
    watched.stop()
    expect(watched.errors).toEqual([])
  })

  it('by the deletion of its shape, at once', async () => {
    const watched = await watch({ table: 'quiet', where: 'id > -1' })
    const { shapeHandle } = watched.stream
    const started = performance.now()
    const removed = await fetchPage(bench.service, { table: 'quiet', where: 'id > -1', handle: shapeHandle ?? '' }, { method: 'DELETE' })
    expect(removed.status).toBe(202)
    await until(() => watched.stream.shapeHandle !== shapeHandle && watched.stream.isUpToDate)
    expect(performance.now() - started).toBeLessThan(1500)
    watched.stop()
    expect(watched.errors).toEqual([])
  })

  it.each([
    ['a handle nobody knows', { offset: '0_0', handle: '1-1' }],
    ['an offset that lies beyond the log', { offset: '99999999999999_0', handle: null }],
  ])('by %s', async (_what, { offset, handle }) => {
    await bench.sql.query(`insert into quiet values (1, 'x')`)
    const known = await readAll(bench.service, { table: 'quiet', where: 'id <> -2' })
    const watched = await watch({ table: 'quiet', where: 'id <> -2' }, { offset: offset as '0_0', handle: handle ?? known.handle })
    await until(() => watched.shape.currentRows.length === 1)
    expect(watched.stream.shapeHandle).not.toBe(handle ?? known.handle)
    watched.stop()
    expect(watched.errors).toEqual([])
  })
})

describe('the official client reads', () => {
  it('snapshots and logs that come in many chunks', async () => {
    await bench.sql.query(`insert into visits select g, repeat('é', 60), g from generate_series(1, 80) g`)
    const urls: URL[] = []
    const fetchClient: typeof fetch = (input, init) => {
      urls.push(new URL(input instanceof Request ? input.url : input))
      return fetch(input, init)
    }
    const where = fresh()
    const watched = await watch({ table: 'visits', where }, { fetchClient })
    expect(watched.changes()).toHaveLength(80)
    expect(new Set(urls.map((url) => url.searchParams.get('offset'))).size).toBeGreaterThan(5)
    const { lastOffset, shapeHandle } = watched.stream
    watched.stop()
    await bench.sql.query(`update visits set note = note || 'x'`)
    const before = urls.length
    const resumed = await watch({ table: 'visits', where }, { fetchClient, offset: lastOffset, handle: shapeHandle ?? '' })
    expect(operations(await seen(resumed, 80))).toEqual(Array.from({ length: 80 }, (_, i) => `update "${i + 1}"`))
    expect(urls.length - before).toBeGreaterThan(5)
  })

  it('from now on, without the rows there are', async () => {
    await bench.sql.query(`insert into visits values (1, 'there already')`)
    const watched = await watch({ table: 'visits' }, { offset: 'now' })
    expect(watched.changes()).toEqual([])
    await bench.sql.query(`insert into visits values (2, 'new')`)
    expect(operations(await seen(watched, 1))).toEqual(['insert "2"'])
  })

  it('changes only, where it asks for these', async () => {
    await bench.sql.query(`insert into visits values (1, 'there already')`)
    const watched = await watch({ table: 'visits' }, { log: 'changes_only' })
    expect(watched.changes()).toEqual([])
    await bench.sql.query(`update visits set note = 'seen'`)
    expect((await seen(watched, 1))[0]).toMatchObject({ value: { id: 1, note: 'seen' }, headers: { operation: 'update' } })
  })

  it('in silence: one long poll after the other, each with a higher cursor, none of them hurried', async () => {
    await bench.restart({ longPollMs: 300 })
    const cursors: number[] = []
    const watched = await watch({ table: 'quiet' }, {
      fetchClient: (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input)
        if (url.searchParams.get('live') === 'true' && url.searchParams.get('cursor')) cursors.push(Number(url.searchParams.get('cursor')))
        return fetch(input, init)
      },
    })
    const started = performance.now()
    await until(() => cursors.length === 3)
    expect(performance.now() - started).toBeGreaterThan(500)
    watched.stop()
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b))
    await bench.restart()
  })
})

describe('the official client is refused', () => {
  it.each([
    ['a table that is not there', { params: { table: 'nope' } }, /does not exist/],
    ['a column that is not there', { params: { table: 'visits', columns: ['id', 'nope'] } }, /not found on the table: nope/],
    ['columns without the key', { params: { table: 'visits', columns: ['note'] } }, /must include all primary key columns, missing: id/],
    ['a where that cannot be parsed', { params: { table: 'visits', where: '1 x 1' } }, /At location 17: syntax error at or near/],
    ['a subquery', { params: { table: 'visits', where: 'id in (select id from quiet)' } }, /Subqueries are not supported/],
    ['parameters with a gap', { params: { table: 'visits', where: 'id = $1', params: { '2': '1' } } }, /numbered sequentially/],
    ['server-sent events, and says so', { params: { table: 'visits' }, liveSse: true }, /server-sent events are not served/],
  ])('%s', async (_what, options, message) => {
    const errors: Error[] = []
    const stream = new ShapeStream({ url: `${bench.service.url}/v1/shape`, onError: (error: Error) => void errors.push(error), ...options } as never)
    const stop = stream.subscribe(() => {})
    await until(() => errors.length === 1)
    stop()
    expect(errors[0]?.message).toMatch(/400/)
    expect(errors[0]?.message).toMatch(message)
  })

  it('a subset of a shape, with a sentence', async () => {
    const watched = await watch({ table: 'visits' }, { log: 'changes_only' })
    await expect(watched.stream.requestSnapshot({ where: 'id = 1' })).rejects.toThrow(/subset snapshots are not served/)
    watched.stop()
  })
})
