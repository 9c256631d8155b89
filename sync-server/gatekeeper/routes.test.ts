import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Enrolment } from '../auth/enrol.ts'
import { asDesk, createBench } from '../http/test-support.ts'
import type { Bench } from '../http/test-support.ts'

const SECRET = 'the-secret-of-the-source'
const QUERY = '/v1/shape?table=patients&offset=-1'

let bench: Bench
let clinicId: string
let desk: Enrolment
beforeAll(async () => {
  bench = await createBench()
  clinicId = await bench.clinic()
  desk = await bench.desk(clinicId)
})
afterAll(() => bench.close())

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const sources: Server[] = []
afterEach(async () => {
  for (const source of sources.splice(0)) {
    source.closeAllConnections()
    await new Promise((resolve) => source.close(resolve))
  }
})

/** A shape source of the test's own, and the gatekeeper before it. */
async function gate(handler: Handler, options: { shapesPerDevice?: number } = {}): Promise<{ url: string; asked: string[]; sourceUrl: string }> {
  const asked: string[] = []
  const source = createServer((request, response) => {
    asked.push(request.url ?? '')
    handler(request, response)
  })
  sources.push(source)
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve))
  const sourceUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}`
  const { url } = await bench.listening({ shapeSource: { url: sourceUrl, secret: SECRET }, ...options })
  return { url, asked, sourceUrl }
}

const answering = (status: number, headers: Record<string, string>, body: string): Handler => (_request, response) => {
  response.writeHead(status, headers)
  response.end(body)
}

function get(url: string, init: { headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...asDesk(desk), ...init.headers } })
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('the gatekeeper', () => {
  it('adds the secret on the way up and passes only the protocol\'s headers on the way down', async () => {
    const headers = {
      'content-type': 'application/json; charset=utf-8', 'electric-handle': '1-2', 'electric-offset': '0_0', 'electric-up-to-date': '', 'electric-schema': '{}',
      'cache-control': 'public, max-age=604800', vary: 'Accept', etag: '"1:2:3"', 'set-cookie': 'a=b', server: 'Source/1', 'x-echo': SECRET, location: 'http://inside', 'access-control-allow-origin': '*',
    }
    const { url, asked } = await gate(answering(200, headers, '[]'))
    const answer = await get(`${url}${QUERY}`, { headers: { cookie: 'x=y' } })
    expect(new URL(asked[0]!, 'http://source').searchParams.get('secret')).toBe(SECRET)
    expect(await answer.text()).toBe('[]')
    const passed = Object.fromEntries(answer.headers)
    expect(passed).toMatchObject({ 'electric-handle': '1-2', 'electric-offset': '0_0', 'electric-up-to-date': '', 'electric-schema': '{}', 'cache-control': 'private, no-store', vary: 'Authorization' })
    for (const name of ['etag', 'set-cookie', 'server', 'x-echo', 'location', 'access-control-allow-origin', 'content-encoding', 'content-length']) expect(passed).not.toHaveProperty(name)
    expect(JSON.stringify(passed)).not.toContain(SECRET)
  })

  it('does not tell the source who the desk is', async () => {
    let seen: Record<string, unknown> = {}
    const { url } = await gate((request, response) => {
      seen = request.headers
      response.end('[]')
    })
    await get(`${url}${QUERY}`, { headers: { cookie: 'x=y', 'x-forwarded-for': '1.2.3.4' } })
    expect(Object.keys(seen).sort()).not.toContain('authorization')
    expect(JSON.stringify(seen)).not.toMatch(/x=y|1\.2\.3\.4/)
  })

  it('passes a 409 with its new handle, and a 400, as they are', async () => {
    const body = '[{"headers":{"control":"must-refetch"}}]'
    const { url } = await gate(answering(409, { 'electric-handle': '7-8', 'content-type': 'application/json' }, body))
    const answer = await get(`${url}${QUERY}`)
    expect([answer.status, answer.headers.get('electric-handle'), await answer.text()]).toEqual([409, '7-8', body])
    const second = await gate(answering(400, { 'content-type': 'application/json' }, '{"message":"Invalid request"}'))
    expect((await get(`${second.url}${QUERY}`)).status).toBe(400)
  })

  it('streams: the first rows arrive before the last are there', async () => {
    let finish = () => {}
    const { url } = await gate((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('[1,')
      finish = () => response.end('2]')
    })
    const answer = await get(`${url}${QUERY}`)
    const reader = answer.body!.getReader()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('[1,')
    finish()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('2]')
  })

  it('breaks the answer off when the source breaks off, so that nobody takes half for whole', async () => {
    const { url } = await gate((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('[1,', () => response.destroy())
    })
    await expect(get(`${url}${QUERY}`).then((answer) => answer.text())).rejects.toThrow('terminated')
  })

  it('lets go of the source when the desk goes away', async () => {
    let closed = false
    const { url, asked } = await gate((_request, response) => response.once('close', () => (closed = true)))
    const abort = new AbortController()
    const waiting = get(`${url}${QUERY}`, { signal: abort.signal }).catch(() => 'gone')
    await until(() => asked.length === 1)
    abort.abort()
    expect(await waiting).toBe('gone')
    await until(() => closed)
  })

  it('asks once more when the source closes the connection before it answers', async () => {
    let requests = 0
    const { url } = await gate((request, response) => {
      requests += 1
      if (requests === 1) request.socket.destroy()
      else response.end('[]')
    })
    expect((await get(`${url}${QUERY}`)).status).toBe(200)
    expect(requests).toBe(2)
  })
})

describe('a source in trouble', () => {
  it('that is down gives 503 with Retry-After and a sentence', async () => {
    const { url } = await bench.listening()
    const answer = await get(`${url}${QUERY}`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await answer.json()).toEqual({ code: 'shapes_unavailable', message: expect.stringContaining('try again by themselves') })
  })

  it.each([
    [500, 'an error page with SECRET'], [502, ''], [503, '{"code":"concurrent_request_limit_exceeded"}'],
    [401, '{"message":"Unauthorized - Invalid API secret"}'], [403, 'no'], [404, 'Not found'],
  ])('that answers %i gives 503, and never its own words', async (status, body) => {
    const { url } = await gate(answering(status, { 'retry-after': '7' }, body))
    const answer = await get(`${url}${QUERY}`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('7')
    expect((await answer.json()).code).toBe('shapes_unavailable')
  })

  it('that sends elsewhere is not followed', async () => {
    let followed = false
    const target = await gate((_request, response) => {
      followed = true
      response.end('[]')
    })
    const { url } = await gate(answering(302, { location: `${target.sourceUrl}/v1/shape` }, ''))
    expect((await get(`${url}${QUERY}`)).status).toBe(503)
    expect(followed).toBe(false)
  })

  it('never gets the secret or the address of a row into the log', () => {
    const lines = bench.logged.join('')
    expect(lines).toContain('shape source')
    expect(lines).not.toContain(SECRET)
    expect(lines).not.toMatch(/table=|params/)
  })
})

describe('who may ask', () => {
  it.each([
    ['nobody', {}],
    ['a stranger', { authorization: `Bearer ${'x'.repeat(43)}` }],
    ['a token in the query', { authorization: '' }],
  ])('not %s', async (_what, headers) => {
    const { url, asked } = await gate(answering(200, {}, '[]'))
    expect((await fetch(`${url}${QUERY}&token=${desk.token}`, { headers })).status).toBe(401)
    expect(asked).toEqual([])
  })

  it('holds a number of requests open for a desk, and refuses more until one has ended', async () => {
    const open: ServerResponse[] = []
    const { url } = await gate((_request, response) => void open.push(response), { shapesPerDevice: 3 })
    const other = await bench.desk(clinicId)
    const held = [1, 2, 3].map(() => get(`${url}${QUERY}`))
    await until(() => open.length === 3)
    const refused = await get(`${url}${QUERY}`)
    expect([refused.status, refused.headers.get('retry-after'), (await refused.json()).code]).toEqual([429, '1', 'too_many_open'])
    const others = fetch(`${url}${QUERY}`, { headers: asDesk(other) })
    await until(() => open.length === 4)
    for (const response of open.splice(0)) response.end('[]')
    await Promise.all([...held, others].map(async (answer) => (await answer).text()))
    const again = get(`${url}${QUERY}`)
    await until(() => open.length === 1)
    open[0]!.end('[]')
    expect((await again).status).toBe(200)
  })

  it('ends the open requests of a desk at the moment it is removed', async () => {
    const { url, asked } = await gate(() => {})
    const removed = await bench.desk(clinicId)
    await bench.person(clinicId, 'owner')
    const waiting = fetch(`${url}${QUERY}`, { headers: asDesk(removed) })
    await until(() => asked.length === 1)
    const body = JSON.stringify({ username: 'owner', password: 'right password', clinic: clinicId })
    await fetch(`${url}/v1/devices/${removed.deviceId}/revoke`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect((await waiting).status).toBe(503)
    expect((await fetch(`${url}${QUERY}`, { headers: asDesk(removed) })).status).toBe(403)
  })
})
