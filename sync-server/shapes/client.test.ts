import { ShapeStream, type Message, type Row } from '@electric-sql/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow, startBench, until, type Bench } from './test-support.ts'

const SCHEMA = `
create table visits (id uuid primary key, clinic_id uuid not null, note text, tags text[], doc jsonb, paid bool, big int8, at timestamptz, "Chair No" int);
create table other (id int primary key);
`
const CLINIC = '018f0000-0000-7000-8000-0000000000c1'
const ELSEWHERE = '018f0000-0000-7000-8000-0000000000c2'
const visit = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA)
})
afterAll(async () => {
  await bench.close()
})

const insert = (n: number, clinic = CLINIC): Promise<unknown> =>
  bench.sql.query(
    `insert into visits values ($1, $2, 'Muñoz "Ñ" O''Brien', '{"a b",null}', '{"k": [1, null]}', true, 9007199254740993, '2026-11-20T09:30:00+08', 3)`,
    [visit(n), clinic],
  )

describe('the unchanged official client', () => {
  it('parses what it gets the same from the snapshot and from the log', async () => {
    await insert(1)
    const follower = follow(bench.service, { table: 'visits', where: 'clinic_id = $1', params: [CLINIC] })
    await follower.shape.rows
    await insert(2)
    await insert(3, ELSEWHERE)
    await until(() => follower.shape.currentRows.length === 2)
    follower.stop()
    const [first, second] = follower.shape.currentRows
    expect({ ...first, id: '' }).toEqual({ ...second, id: '' })
    expect(first).toMatchObject({ paid: true, big: 9007199254740993n, doc: { k: [1, null] }, tags: ['a b', null], 'Chair No': 3, at: '2026-11-20 01:30:00+00' })
    expect(follower.errors).toEqual([])
  })

  it('gets chosen columns, whole rows and what they were', async () => {
    const seen: Message<Row>[] = []
    const follower = follow(bench.service, { table: 'visits', columns: ['id', 'note', 'Chair No'], replica: 'full', where: `clinic_id = '${CLINIC}'` })
    follower.stream.subscribe((messages) => void seen.push(...messages))
    await follower.shape.rows
    await bench.sql.query(`update visits set "Chair No" = 4 where id = $1`, [visit(1)])
    await until(() => seen.some((message) => 'key' in message && message.headers.operation === 'update'))
    follower.stop()
    const update = seen.find((message) => 'key' in message && message.headers.operation === 'update')
    expect(update).toMatchObject({ value: { id: visit(1), note: 'Muñoz "Ñ" O\'Brien', 'Chair No': 4 }, old_value: { 'Chair No': 3 } })
  })

  it('learns by a nudge that a shape has nothing for a transaction elsewhere', async () => {
    const lsns: bigint[] = []
    const follower = follow(bench.service, { table: 'visits' })
    follower.stream.subscribe((messages) => {
      for (const { headers } of messages) if ('global_last_seen_lsn' in headers) lsns.push(BigInt(headers.global_last_seen_lsn as string))
    })
    await follower.shape.rows
    const elsewhere = follow(bench.service, { table: 'other' })
    await elsewhere.shape.rows
    await bench.sql.query('insert into other values (1)')
    await until(() => elsewhere.shape.currentRows.length === 1)
    const before = lsns.at(-1) ?? 0n
    const started = performance.now()
    await follower.stream.forceDisconnectAndRefresh()
    await until(() => (lsns.at(-1) ?? 0n) > before)
    expect(performance.now() - started).toBeLessThan(1500)
    follower.stop()
    elsewhere.stop()
    expect(follower.errors).toEqual([])
  })

  it('is told by onError what is wrong with its where', async () => {
    const errors: string[] = []
    const stream = new ShapeStream({
      url: `${bench.service.url}/v1/shape`,
      params: { table: 'visits', where: 'nope = 1' },
      onError: (error) => void errors.push(error.message),
    })
    const stop = stream.subscribe(() => {})
    await until(() => errors.length === 1)
    stop()
    expect(errors[0]).toContain('column \\"nope\\" does not exist')
  })

  it('goes on by itself over a restart of a service that keeps its logs in memory', async () => {
    const follower = follow(bench.service, { table: 'other' })
    await follower.shape.rows
    const { port } = bench.service
    await bench.restart({ port })
    await bench.sql.query('insert into other values (2)')
    await until(() => follower.shape.currentRows.length === 2)
    follower.stop()
    expect(follower.errors).toEqual([])
  })

  it('follows twenty shapes at once', async () => {
    const followers = Array.from({ length: 20 }, (_, i) => follow(bench.service, { table: 'visits', where: `"Chair No" + 0 <> ${100 + i}` }))
    await Promise.all(followers.map((follower) => follower.shape.rows))
    await insert(50)
    for (const follower of followers) {
      await until(() => follower.shape.currentRows.some((row) => row['id'] === visit(50)))
      follower.stop()
    }
    expect(followers.flatMap((follower) => follower.errors)).toEqual([])
  })
})
