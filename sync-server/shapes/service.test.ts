import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changes, fetchPage, follow, readAll, startBench, until, type Bench } from './test-support.ts'

const SCHEMA = `
create table items (id int primary key, name text, clinic_id uuid, amount int);
create table other (id int primary key, note text);
insert into items values (1, 'one', '018f0000-0000-7000-8000-000000000001', 10), (2, 'two', '018f0000-0000-7000-8000-000000000002', 20);
`

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA)
})
afterAll(async () => {
  await bench.close()
})

describe('a shape', () => {
  it('is served as snapshot, then up-to-date, then live changes', async () => {
    const first = await fetchPage(bench.service, { table: 'items', offset: '-1' })
    expect(first.status).toBe(200)
    expect(first.headers.get('electric-offset')).toBe('0_0')
    expect(first.headers.has('electric-up-to-date')).toBe(false)
    expect(first.messages[0]).toEqual({
      key: '"public"."items"/"1"',
      value: { id: '1', name: 'one', clinic_id: '018f0000-0000-7000-8000-000000000001', amount: '10' },
      headers: { operation: 'insert', relation: ['public', 'items'] },
    })
    const handle = first.headers.get('electric-handle') ?? ''
    const second = await fetchPage(bench.service, { table: 'items', offset: '0_0', handle })
    expect(second.headers.get('electric-offset')).toBe('0_inf')
    expect(second.messages).toHaveLength(1)
    const live = fetchPage(bench.service, { table: 'items', offset: '0_inf', handle, live: 'true' })
    await bench.sql.query(`insert into items values (3, 'ñ "q"', null, null)`)
    const page = await live
    expect(page.messages[0]?.value).toEqual({ id: '3', name: 'ñ "q"', clinic_id: null, amount: null })
    expect(page.messages[0]?.headers).toMatchObject({ operation: 'insert', op_position: 0, last: true })
    expect(page.messages[1]?.headers).toEqual({ control: 'up-to-date', global_last_seen_lsn: page.messages[0]?.headers['lsn'] })
  })

  it('is followed by the official client', async () => {
    const follower = follow(bench.service, { table: 'items' })
    const rows = await follower.shape.rows
    expect(rows.length).toBeGreaterThanOrEqual(2)
    await bench.sql.query(`update items set amount = 99 where id = 1`)
    await until(() => follower.shape.currentRows.some((row) => row['id'] === 1 && row['amount'] === 99))
    follower.stop()
    expect(follower.errors).toEqual([])
  })

  it('with a where delivers the matching rows', async () => {
    const all = await readAll(bench.service, { table: 'items', where: 'amount > $1', 'params[1]': '15' })
    expect(changes(all.messages).every((message) => Number(message.value?.['amount']) > 15)).toBe(true)
  })
})
