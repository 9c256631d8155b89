import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changes, fetchPage, readAll, startBench, until, type Bench } from './test-support.ts'

const SCHEMA = `
create table items (id int primary key, name varchar(40) not null, price numeric(10,2), tags text[], at timestamptz(3), code char(4));
create table "Odd Schema Table" (id int primary key, "Ünï ""q""" text);
create table empty (id int primary key, note text);
insert into items values (1, 'one', 1.50, '{a,b}', '2026-01-01T00:00:00Z', 'ab');
insert into "Odd Schema Table" values (1, 'x');
`

let bench: Bench
beforeAll(async () => {
  bench = await startBench(SCHEMA, { longPollMs: 300, allowDelete: true, secret: 's3cret' })
})
afterAll(async () => {
  await bench.close()
})

const SECRET = { secret: 's3cret' }
const get = (params: Record<string, string>, init?: RequestInit): ReturnType<typeof fetchPage> => fetchPage(bench.service, { ...SECRET, ...params }, init)

describe('routes', () => {
  it('answer on their exact path only', async () => {
    const status = async (path: string, method = 'GET'): Promise<number> => (await fetch(`${bench.service.url}${path}`, { method })).status
    expect(await status('/')).toBe(200)
    expect(await status('/v1/health')).toBe(200)
    const near = ['/v1/shape/', '/v1//shape', '/v1/%73hape', '/v1/shapes', '/v1/shape/x', '/V1/shape', '//v1/shape', '/v1/health/']
    const statuses = await Promise.all(near.map((path) => status(`${path}?table=items&offset=-1&secret=s3cret`)))
    expect(statuses).toEqual(near.map(() => 404))
    expect(await status('/v1/shape?table=items&offset=-1', 'PUT')).toBe(401)
    expect(await status('/v1/shape?table=items&offset=-1&secret=s3cret', 'PUT')).toBe(404)
  })

  it('tell health without a secret', async () => {
    const response = await fetch(`${bench.service.url}/v1/health`)
    expect(await response.json()).toEqual({ status: 'active' })
    expect(response.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate')
  })

  it('demand the secret, by either name', async () => {
    const open = await fetchPage(bench.service, { table: 'items', offset: '-1' })
    expect(open.status).toBe(401)
    expect(open.text).toBe('{"message":"Unauthorized - Invalid API secret"}')
    expect((await fetchPage(bench.service, { table: 'items', offset: '-1', secret: 'wrong' })).status).toBe(401)
    expect((await fetchPage(bench.service, { table: 'items', offset: '-1', api_secret: 's3cret' })).status).toBe(200)
  })

  it('answer OPTIONS and expose the protocol headers to browsers', async () => {
    const response = await fetch(`${bench.service.url}/v1/shape`, { method: 'OPTIONS', headers: { origin: 'http://desk' } })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://desk')
    expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(response.headers.get('access-control-expose-headers')).toContain('electric-offset')
    expect(response.headers.get('access-control-max-age')).toBe('86400')
    expect(response.headers.get('electric-server')).toMatch(/^ElectricSQL\//)
    expect((await fetch(`${bench.service.url}/v1/health`)).headers.get('access-control-allow-methods')).toBe('GET, HEAD')
  })
})

describe('a wrong request', () => {
  it.each([
    [{ table: 'nope', offset: '-1' }, { table: ['Table "public"."nope" does not exist. If the table name contains capitals or special characters you must quote it.'] }],
    [{ table: 'items', offset: '-1', columns: 'name' }, { columns: ['The list of columns must include all primary key columns, missing: id'] }],
    [{ table: 'items', offset: '-1', columns: 'id,nope' }, { columns: ['The following columns are not found on the table: nope'] }],
    [{ table: 'items', offset: '-1', where: 'nope = 1' }, { where: ['column "nope" does not exist (at position 1)'] }],
    [{ table: 'items', offset: 'x' }, { offset: ['has invalid format'] }],
  ])('%j is a 400 that says why', async (params, errors) => {
    const page = await get(params as Record<string, string>)
    expect(page.status).toBe(400)
    expect(JSON.parse(page.text)).toEqual({ message: 'Invalid request', errors })
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('surrogate-control')).toBe('no-store')
    expect(page.headers.has('etag')).toBe(false)
  })

  it('POST with a subset is refused clearly', async () => {
    const page = await get({ table: 'items', offset: '-1' }, { method: 'POST', body: '{"where":"id = 1"}' })
    expect(page.status).toBe(400)
    expect(page.text).toContain('subset')
    expect(page.headers.get('cache-control')).toBe('no-cache')
  })

  it('POST without a body is answered as GET is, and kept by no cache', async () => {
    const page = await get({ table: 'items', offset: '-1' }, { method: 'POST' })
    expect([page.status, page.headers.get('cache-control'), changes(page.messages).length]).toEqual([200, 'no-cache', 1])
  })
})

describe('the answers of a shape', () => {
  it('carry the headers of the initial request', async () => {
    const page = await get({ table: 'items', offset: '-1' })
    expect(page.headers.get('content-type')).toContain('application/json')
    expect(page.headers.get('electric-handle')).toMatch(/^\d+-\d{16}$/)
    expect(page.headers.get('electric-offset')).toBe('0_0')
    expect(page.headers.has('electric-cursor')).toBe(false)
    expect(page.headers.has('electric-up-to-date')).toBe(false)
    expect(page.headers.get('electric-has-data')).toBe('true')
    expect(page.headers.get('cache-control')).toContain('max-age=604800')
    expect(page.headers.get('etag')).toBe(`"${page.headers.get('electric-handle')}:-1:0_0"`)
    expect(JSON.parse(page.headers.get('electric-schema') ?? '')).toEqual({
      id: { type: 'int4', dims: 0, pk_index: 0, not_null: true },
      name: { type: 'varchar', dims: 0, not_null: true, max_length: 40 },
      price: { type: 'numeric', dims: 0, precision: 10, scale: 2 },
      tags: { type: 'text', dims: 1 },
      at: { type: 'timestamptz', dims: 0, precision: 3 },
      code: { type: 'bpchar', dims: 0, length: 4 },
    })
    expect(page.messages.at(-1)?.headers).toMatchObject({ control: 'snapshot-end', xip_list: [] })
    expect(page.messages.at(-1)?.headers['xmin']).toMatch(/^\d+$/)
    expect(page.messages[0]?.value).toMatchObject({ price: '1.50', tags: '{a,b}', at: '2026-01-01 00:00:00+00', code: 'ab  ' })
  })

  it('of an empty table end at 0_inf', async () => {
    const all = await readAll(bench.service, { ...SECRET, table: 'empty' })
    expect(all.offset).toBe('0_inf')
    expect(all.pages.map((page) => page.messages.length)).toEqual([1, 1])
    expect(all.pages[1]?.headers.get('electric-up-to-date')).toBe('')
    expect(all.pages[1]?.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=300')
  })

  it('to a live request that sees nothing is an up-to-date after the poll time', async () => {
    const all = await readAll(bench.service, { ...SECRET, table: 'empty' })
    const started = performance.now()
    const page = await get({ table: 'empty', offset: all.offset, handle: all.handle, live: 'true', cursor: '5' })
    expect(performance.now() - started).toBeGreaterThan(280)
    expect(page.status).toBe(200)
    expect(page.messages).toHaveLength(1)
    expect(page.headers.get('electric-offset')).toBe('0_inf')
    expect(page.headers.get('electric-up-to-date')).toBe('')
    expect(page.headers.get('electric-has-data')).toBe('false')
    expect(page.headers.has('electric-schema')).toBe(false)
    expect(Number(page.headers.get('electric-cursor'))).toBeGreaterThan(5)
    expect(page.headers.get('etag')).toMatch(/:0_inf:0_inf:\d+"$/)
    expect(page.headers.get('cache-control')).toBe('public, max-age=5, stale-while-revalidate=5')
  })

  it('can be revalidated by etag', async () => {
    const page = await get({ table: 'items', offset: '-1' })
    const again = await get({ table: 'items', offset: '-1' }, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    expect(again.text).toBe('')
  })

  it('to HEAD have the headers of the answer to GET and no body', async () => {
    const headersOf = async (method: string): Promise<Record<string, string>> => {
      const page = await get({ table: 'items', offset: '-1' }, { method })
      expect([page.status, page.text === '']).toEqual([200, method === 'HEAD'])
      const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(page.headers)
      return headers
    }
    expect(await headersOf('HEAD')).toEqual(await headersOf('GET'))
  })

  it('at now skip the rows', async () => {
    const page = await get({ table: 'items', offset: 'now' })
    expect(page.messages).toHaveLength(1)
    expect(page.headers.has('electric-up-to-date')).toBe(true)
  })

  it('in changes_only mode start without rows', async () => {
    const all = await readAll(bench.service, { ...SECRET, table: 'items', log: 'changes_only' })
    expect(changes(all.messages)).toEqual([])
    expect(all.messages[0]?.headers['control']).toBe('snapshot-end')
  })

  it('take quoted and non-ASCII names', async () => {
    const all = await readAll(bench.service, { ...SECRET, table: '"Odd Schema Table"', columns: 'id,"Ünï ""q"""', where: '"Ünï ""q""" = \'x\'' })
    expect(changes(all.messages)[0]).toMatchObject({ key: '"public"."Odd Schema Table"/"1"', value: { 'Ünï "q"': 'x' } })
    expect(Object.keys(JSON.parse(all.pages[0]?.headers.get('electric-schema') ?? '') as object)).toEqual(['id', 'Ünï "q"'])
  })
})

describe('a handle', () => {
  it('that is unknown is a 409 with the right one, which works', async () => {
    const page = await get({ table: 'items', offset: '0_0', handle: 'nope-1' })
    expect(page.status).toBe(409)
    expect(page.text).toBe('[{"headers":{"control":"must-refetch"}}]')
    expect(page.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate')
    const handle = page.headers.get('electric-handle') ?? ''
    const again = await get({ table: 'items', offset: '-1', handle })
    expect(again.headers.get('electric-handle')).toBe(handle)
  })

  it('of another definition is a 409', async () => {
    const one = await readAll(bench.service, { ...SECRET, table: 'items' })
    const page = await get({ table: 'items', where: 'id > 0', offset: one.offset, handle: one.handle })
    expect(page.status).toBe(409)
    expect(page.headers.get('electric-handle')).not.toBe(one.handle)
  })

  it('with an offset beyond the log is a 409 with a fresh handle, never a 400', async () => {
    const one = await readAll(bench.service, { ...SECRET, table: 'items', where: 'id > -7' })
    const page = await get({ table: 'items', where: 'id > -7', offset: '9999999999999_0', handle: one.handle })
    expect(page.status).toBe(409)
    expect(page.headers.get('electric-handle')).toBeTruthy()
    expect(page.headers.get('electric-handle')).not.toBe(one.handle)
  })

  it('is gone after DELETE, and whoever waits on it is told at once', async () => {
    const one = await readAll(bench.service, { ...SECRET, table: 'items', where: 'id > -8' })
    const waiting = get({ table: 'items', where: 'id > -8', offset: one.offset, handle: one.handle, live: 'true' })
    const started = performance.now()
    const remove = (params: Record<string, string>): ReturnType<typeof fetchPage> => get(params, { method: 'DELETE' })
    expect((await remove({ table: 'items', where: 'id > -8', handle: 'other' })).status).toBe(400)
    expect((await remove({ table: 'items', where: 'id > -8', handle: one.handle })).status).toBe(202)
    const page = await waiting
    expect(performance.now() - started).toBeLessThan(250)
    expect(page.status).toBe(409)
    expect(page.headers.get('electric-handle')).not.toBe(one.handle)
    const missing = await remove({ handle: one.handle })
    expect(missing.status).toBe(404)
    expect(missing.text).toBe('{"message":"No existing shape found"}')
    expect((await remove({})).status).toBe(400)
  })
})

describe('a service without the right to delete', () => {
  it('says 405', async () => {
    const other = await startBench('create table t (id int primary key)')
    const page = await fetchPage(other.service, { table: 't' }, { method: 'DELETE' })
    expect(page.status).toBe(405)
    expect(page.text).toBe('{"message":"DELETE not allowed"}')
    await other.close()
  })
})

describe('a table that is not published', () => {
  it('is a 503 that names it, and is served once it is published', async () => {
    await bench.sql.query('create table late (id int primary key); insert into late values (1)')
    const page = await get({ table: 'late', offset: '-1' })
    expect(page.status).toBe(503)
    expect(page.headers.has('retry-after')).toBe(true)
    expect(page.text).toContain('test_pub')
    await bench.sql.query('alter table late replica identity full; alter publication test_pub add table late')
    await until(async () => (await get({ table: 'late', offset: '-1' })).status === 200)
  })
})
