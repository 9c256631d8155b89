import type { FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EPOCH_HEADER } from '../../shared/protocol/epoch.ts'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { createPool } from '../db/pool.ts'
import { createLog } from './log.ts'
import { watchSlowQueries } from './slow-queries.ts'
import { asDesk, createBench } from './test-support.ts'
import type { Bench } from './test-support.ts'
import { Writable } from 'node:stream'

let bench: Bench
let app: FastifyInstance
beforeAll(async () => {
  bench = await createBench()
  app = bench.app()
})
afterAll(() => bench.close())

describe('the epoch', () => {
  it('is on every answer to a desk, refusals too, as health says it', async () => {
    const desk = await bench.desk(await bench.clinic())
    const { epoch } = (await app.inject({ url: '/v1/health' })).json<{ epoch: string }>()
    const requests = [
      { url: '/v1/health' },
      { url: '/v1/shape?table=patients&offset=-1', headers: asDesk(desk) },
      { url: '/v1/shape?table=audit_log&offset=-1', headers: asDesk(desk) },
      { method: 'POST', url: '/v1/push', headers: asDesk(desk), payload: {} },
    ] as const
    const named = await Promise.all(requests.map(async (request) => (await app.inject(request)).headers[EPOCH_HEADER]))
    expect(named).toEqual(requests.map(() => epoch))
  })
})

describe('health', () => {
  it('tells which centre this is and what it speaks, without a token', async () => {
    const answer = await app.inject({ url: '/v1/health' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), schema: SCHEMA_VERSION, protocol: PUSH_PROTOCOL,
      epoch: expect.stringMatching(/^[0-9a-f-]{36}$/), serverTime: expect.stringMatching(/^\d{4}-.*Z$/), replication: 'ok',
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('tells when a replication slot of ours was given up, also one that nobody reads any more', async () => {
    const answers: unknown[] = [{ epoch: '019b76da-a800-7001-8000-000000000001' }, { slot: 'chairside_embedded_5', active: false, status: 'lost', held: 0, behind: 0, limit_mb: 2048 }]
    const pool = { query: async () => ({ rows: [answers.shift()] }) } as never
    const answer = await bench.app({ pool }).inject({ url: '/v1/health' })
    expect(answer.json()).toMatchObject({ status: 'ok', replication: 'lost' })
    expect(bench.logged.join('')).toContain('was given up by Postgres')
  })

  it('answers 503 with a sentence while the database is away', async () => {
    const pool = createPool('postgres://x:y@127.0.0.1:1/none')
    const answer = await bench.app({ pool }).inject({ url: '/v1/health' })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.json().code).toBe('database_unreachable')
    await pool.end()
  })
})

describe('pushing', () => {
  async function mutation(clinicId: string) {
    const actor = await bench.person(clinicId, 'maria', 'receptionist')
    const id = uuidv7()
    return { seq: 1, id, name: 'stock.saveItem', input: { id: uuidv7(), name: 'Gloves', unit: 'box', reorderLevel: 1, unitCostCentavos: 100 }, actor, at: new Date().toISOString() }
  }

  it('applies what a desk sends', async () => {
    const clinicId = await bench.clinic()
    const desk = await bench.desk(clinicId)
    const sent = await mutation(clinicId)
    const body = { clientId: desk.deviceId, protocol: PUSH_PROTOCOL, schema: SCHEMA_VERSION, sentAt: new Date().toISOString(), mutations: [sent] }
    const answer = await app.inject({ method: 'POST', url: '/v1/push', headers: asDesk(desk), payload: body })
    expect(answer.json()).toMatchObject({ kind: 'done', results: [{ seq: 1, id: sent.id, status: 'applied' }] })
    const other = await bench.desk(clinicId)
    expect((await app.inject({ method: 'POST', url: '/v1/push', headers: asDesk(other), payload: body })).statusCode).toBe(403)
  })

  it.each([
    ['no token', {}],
    ['a token nobody has', { authorization: `Bearer ${'a'.repeat(43)}` }],
    ['half a token', { authorization: 'Bearer abc' }],
    ['another scheme', { authorization: 'Basic b3duZXI6Y2hhaXJzaWRl' }],
    ['an injected token', { authorization: `Bearer ' or true --${'a'.repeat(31)}` }],
  ])('is refused with %s', async (_what, headers) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/push', headers, payload: {} })
    expect(answer.statusCode).toBe(401)
    expect(answer.json().code).toBe('unknown_device')
  })

  it('takes two megabytes and no more; other routes take far less', async () => {
    const desk = await bench.desk(await bench.clinic())
    const send = (url: string, bytes: number) => app.inject({ method: 'POST', url, headers: asDesk(desk), payload: { padding: 'x'.repeat(bytes) } })
    expect((await send('/v1/push', 1_900_000)).statusCode).toBe(400)
    const refused = await send('/v1/push', 2_200_000)
    expect(refused.statusCode).toBe(413)
    expect(refused.json()).toEqual({ code: 'too_large', message: 'The request is too large.' })
    expect((await send('/v1/auth/login', 100_000)).statusCode).toBe(413)
  })
})

describe('what is not there or not understood', () => {
  it.each([
    ['GET', '/'], ['GET', '/v1'], ['GET', '/v1/health/'], ['GET', '//v1/health'], ['GET', '/v1/%68ealth'], ['GET', '/V1/health'], ['GET', '/v1/health;x=1'],
    ['GET', '/v1/%zz'], ['HEAD', '/v1/health'], ['POST', '/v1/health'], ['OPTIONS', '/v1/push'], ['GET', '/v1/push'],
    ['DELETE', '/v1/shape'], ['POST', '/v1/shape'], ['GET', '/package.json'],
  ])('%s %s answers 404 in JSON', async (method, url) => {
    const answer = await app.inject({ method: method as 'GET', url })
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toBe(method === 'HEAD' ? '' : '{"code":"not_found","message":"There is nothing at this address."}')
  })

  it.each([
    ['broken JSON', 'application/json', '{"username": "mar', 400, 'invalid'],
    ['a form', 'application/x-www-form-urlencoded', 'username=maria', 415, 'not_json'],
    ['plain text', 'text/plain', '{"username":"maria","password":"x"}', 415, 'not_json'],
    ['a prototype', 'application/json', '{"__proto__": {"admin": true}}', 400, 'invalid'],
  ])('%s is refused without being repeated', async (_what, type, payload, status, code) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/auth/enrol', headers: { 'content-type': type }, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.json().code).toBe(code)
    expect(answer.body).not.toMatch(/maria|admin/)
  })

  it('answers an unforeseen fault with a sentence and without its text', async () => {
    const broken = bench.app({ pool: { query: () => Promise.reject(new Error('patient Ana Muñoz broke it')) } as never })
    const answer = await broken.inject({ url: '/v1/health' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json().code).toBe('internal')
    expect(answer.body).not.toContain('Ana')
  })
})

describe('the log', () => {
  it('tells method, route, status and time, and never a query, a body, a token or an error text', async () => {
    const desk = await bench.desk(await bench.clinic())
    await app.inject({ url: '/v1/shape?table=Muñoz&secret=hush', headers: asDesk(desk) })
    await app.inject({ url: '/v1/nowhere?q=Muñoz' })
    await app.inject({ method: 'POST', url: '/v1/auth/login', headers: asDesk(desk), payload: { username: 'Muñoz', password: 'hush hush' } })
    const lines = bench.logged.join('')
    expect(lines).toContain('"route":"/v1/shape","status":403')
    expect(lines).toContain('"route":"none","status":404')
    expect(lines).not.toContain('"route":"/v1/health","status":200')
    expect(lines).not.toMatch(/Muñoz|Mu%C3|hush|secret=|Ana/i)
    expect(lines).not.toContain(desk.token)
    expect(lines).not.toContain(desk.deviceId)
  })

  it('removes secrets, wherever somebody logs them', () => {
    let line = ''
    const log = createLog({ destination: new Writable({ write: (chunk, _encoding, done) => ((line += String(chunk)), done()) }) })
    log.info({ password: 'hush', token: 'hush', deep: { verifier: 'hush', authorization: 'hush', secret: 'hush' }, err: Object.assign(new Error('hush'), { detail: 'hush' }) }, 'said')
    expect(line).toContain('said')
    expect(line).not.toContain('"hush"')
  })

  it('names slow queries, whoever runs them and however, without their parameters', async () => {
    const lines: string[] = []
    const pool = createPool(bench.url)
    watchSlowQueries(pool, createLog({ destination: new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }) }), 20)
    await pool.query('select pg_sleep(0.03), $1::text', ['Muñoz'])
    const client = await pool.connect()
    await client.query({ name: 'by-name', text: 'select pg_sleep(0.03), $1::text', values: ['Muñoz'] })
    await client.query('select pg_sleep(0.03) from nowhere').catch(() => {})
    await client.query('select 1')
    client.release()
    await pool.end()
    expect(lines.map((line) => (JSON.parse(line) as { query: string }).query)).toEqual(['select pg_sleep(0.03), $1::text', 'by-name'])
    expect(lines.join('')).not.toContain('Muñoz')
  })
})
