import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tablesFor } from '../../shared/schema/index.ts'
import { HttpError } from './errors.ts'
import { Limits } from './limits.ts'
import { asDesk, createBench } from './test-support.ts'
import type { Bench } from './test-support.ts'

let bench: Bench
let source: Server
let forwarded = 0
let sourceUrl: string
beforeAll(async () => {
  bench = await createBench()
  source = createServer((_request, response) => {
    forwarded += 1
    response.end('[]')
  })
  await once(source.listen(0, '127.0.0.1'), 'listening')
  sourceUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}`
})
afterAll(async () => {
  await bench.close()
  source.closeAllConnections()
  await new Promise((resolve) => source.close(resolve))
})

const SLOW = { burst: 3, perSecond: 0.01 }
const SHAPE = '/v1/shape?table=patients&offset=-1'

const gate = (allowances: ConstructorParameters<typeof Limits>[0]) => bench.app({ shapeSource: { url: sourceUrl }, allowances: allowances ?? {} })

describe('a desk that asks too often', () => {
  it('is told 429 and when to come again, and nothing is forwarded; other desks at its address go on', async () => {
    const clinic = await bench.clinic()
    const [desk, other] = [await bench.desk(clinic), await bench.desk(clinic)]
    const app = gate({ desk: SLOW })
    const ask = (headers: Record<string, string>) => app.inject({ url: SHAPE, headers })
    const statuses = [await ask(asDesk(desk)), await ask(asDesk(desk)), await ask(asDesk(desk))].map((answer) => answer.statusCode)
    expect(statuses).toEqual([200, 200, 200])
    const before = forwarded
    const refused = await ask(asDesk(desk))
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(90)
    expect(refused.json()).toEqual({ code: 'too_many', message: expect.stringContaining('Wait a little') })
    expect(forwarded).toBe(before)
    expect((await app.inject({ method: 'POST', url: '/v1/push', headers: asDesk(desk), payload: {} })).statusCode).toBe(429)
    expect((await ask(asDesk(other))).statusCode).toBe(200)
  })
})

describe('an address that sends what no desk sends', () => {
  it('is told 429 in place of 401 and 404, and its tokens are not even looked up', async () => {
    const app = gate({ stranger: SLOW })
    const ask = (authorization: string) => app.inject({ url: SHAPE, headers: { authorization } })
    expect((await ask('')).statusCode).toBe(401)
    expect((await ask(`Bearer ${'x'.repeat(43)}`)).statusCode).toBe(401)
    expect((await app.inject({ url: '/v1/%73hape' })).statusCode).toBe(404)
    const refused = [await ask(`Bearer ${'y'.repeat(43)}`), await app.inject({ url: '/admin' }), await app.inject({ url: '/v1//shape' })]
    expect(refused.map((answer) => answer.statusCode)).toEqual([429, 429, 429])
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(1)
    const unknown = await bench.desk(await bench.clinic())
    expect((await ask(`Bearer ${unknown.token}`)).statusCode).toBe(429)
  })

  it('does not keep out the desks behind it that were known before', async () => {
    const desk = await bench.desk(await bench.clinic())
    const app = gate({ stranger: SLOW })
    expect((await app.inject({ url: SHAPE, headers: asDesk(desk) })).statusCode).toBe(200)
    for (let i = 0; i < 5; i++) await app.inject({ url: SHAPE, headers: { authorization: `Bearer ${'x'.repeat(43)}` } })
    expect((await app.inject({ url: SHAPE })).statusCode).toBe(429)
    expect((await app.inject({ url: SHAPE, headers: asDesk(desk) })).statusCode).toBe(200)
  })

  it('is told 429 for health and for signing in, after more of them than a clinic asks', async () => {
    const app = gate({ anybody: SLOW })
    for (let i = 0; i < 3; i++) expect((await app.inject({ url: '/v1/health' })).statusCode).toBe(200)
    const enrol = await app.inject({ method: 'POST', url: '/v1/auth/enrol', payload: { code: 'x', deviceName: 'PC' } })
    expect([(await app.inject({ url: '/v1/health' })).statusCode, enrol.statusCode]).toEqual([429, 429])
  })
})

describe('the usual allowances', () => {
  it('are enough for 50 desks of one address that start at once with every table, and then follow busy ones', async () => {
    const device = (hash: Buffer) => ({ id: hash.toString('hex'), clinicId: 'c', series: 'FD1', profile: 'manager', revokedAt: null })
    const pool = { query: async ({ values }: { values: [Buffer] }) => ({ rows: [device(values[0])] }) } as never
    const limits = new Limits()
    const tables = tablesFor('manager').length
    expect(tables).toBeGreaterThanOrEqual(20)
    const request = (desk: number) => ({ ip: '10.0.0.1', headers: { authorization: `Bearer ${String(desk).padStart(43, 'a')}` } }) as FastifyRequest
    // Three requests to the first up-to-date of a table, then a change to each of them ten times over.
    let admitted = 0
    for (let desk = 0; desk < 50; desk++) for (let n = 0; n < tables * (3 + 10); n++, admitted++) await limits.admit(pool, request(desk))
    for (let probe = 0; probe < 50 * 10; probe++) limits.anybody(request(0))
    expect(admitted).toBe(50 * 13 * tables)
  })

  it('are not enough for a desk that never waits', async () => {
    const pool = { query: async () => ({ rows: [{ id: 'desk', clinicId: 'c', series: 'FD1', profile: 'manager', revokedAt: null }] }) } as never
    const limits = new Limits()
    const request = { ip: '10.0.0.1', headers: { authorization: `Bearer ${'a'.repeat(43)}` } } as FastifyRequest
    const refusal = await (async () => {
      for (let n = 0; n < 10_000; n++) await limits.admit(pool, request)
      return undefined
    })().catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(HttpError)
    expect(refusal).toMatchObject({ status: 429, code: 'too_many' })
  })
})

describe('a desk that is back and asks for every table at once', () => {
  const ask = (desk: { token: string }) => ({ ip: '10.0.0.1', headers: asDesk(desk) }) as unknown as FastifyRequest

  it('[S9] is looked up twice, not once a table: its writes do not queue behind that', async () => {
    const desk = await bench.desk(await bench.clinic())
    const limits = new Limits()
    let lookups = 0
    const count = () => lookups++
    bench.pool.on('acquire', count)
    const devices = await Promise.all(tablesFor('manager').map(() => limits.admit(bench.pool, ask(desk))))
    bench.pool.off('acquire', count)
    expect(new Set(devices.map(({ id }) => id))).toEqual(new Set([desk.deviceId]))
    expect(lookups).toBe(2)
  })

  it('is refused by whatever was asked after it was removed', async () => {
    const desk = await bench.desk(await bench.clinic())
    const limits = new Limits()
    const before = limits.admit(bench.pool, ask(desk))
    await bench.pool.query('update devices set revoked_at = now() where id = $1', [desk.deviceId])
    const after = [limits.admit(bench.pool, ask(desk)), limits.admit(bench.pool, ask(desk))]
    await before.catch(() => {})
    for (const each of after) await expect(each).rejects.toMatchObject({ status: 403, code: 'revoked' })
  })
})
