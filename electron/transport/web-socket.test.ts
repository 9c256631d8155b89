import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { serveWebSocket } from './web-socket.ts'
import type { WebSocketService } from './web-socket.ts'
import { openMemoryHost } from './testing/memory-host.ts'
import type { MemoryHost } from './testing/memory-host.ts'
import { openSocketWindow, TOKEN } from './testing/windows.ts'

let host: MemoryHost
let service: WebSocketService
let staticDir: string
const logged: { level: string; msg: string }[] = []

async function start(heartbeatMs?: number): Promise<void> {
  service = await serveWebSocket({ host, token: TOKEN, port: 0, staticDir, log: (entry) => void logged.push(entry), heartbeatMs })
}

beforeEach(async () => {
  logged.length = 0
  host = openMemoryHost()
  const parent = mkdtempSync(join(tmpdir(), 'chairside-test-static-'))
  staticDir = join(parent, 'renderer')
  mkdirSync(join(staticDir, 'assets'), { recursive: true })
  writeFileSync(join(staticDir, 'index.html'), '<!doctype html><title>Chairside</title>')
  writeFileSync(join(staticDir, 'assets', 'index-B3xY_9.js'), 'export {}')
  writeFileSync(join(staticDir, '.stamp'), 'secret')
  writeFileSync(join(parent, 'outside.txt'), 'secret')
  await start()
})
afterEach(async () => {
  await service.close()
  rmSync(join(staticDir, '..'), { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Asks with the path exactly as written: a URL object would tidy `..` away. */
function ask(path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: options.host ?? `127.0.0.1:${service.port}` }
    const request = httpRequest({ host: '127.0.0.1', port: service.port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject).end()
  })
}

/** Tries to connect; the HTTP status of the refusal, or 101. */
async function tryUpgrade({ path = '/api', origin = `http://127.0.0.1:${service.port}`, hostName = `127.0.0.1:${service.port}`, protocols = ['chairside.v1', TOKEN] }: { path?: string; origin?: string | null; hostName?: string; protocols?: string[] } = {}): Promise<number> {
  const headers = { host: hostName }
  const socket = new WebSocket(`ws://127.0.0.1:${service.port}${path}`, protocols, { headers, ...(origin === null ? {} : { origin }) })
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => {
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
  })
}

describe('who may connect', () => {
  it('admits the page this desk serves, under both names of this PC', async () => {
    expect(await tryUpgrade()).toBe(101)
    const local = `localhost:${service.port}`
    expect(await tryUpgrade({ origin: `http://${local}`, hostName: local })).toBe(101)
  })

  it('selects the protocol name, so the token is not repeated in the answer', async () => {
    const { socket } = await openSocketWindow(service.port)
    expect(socket.protocol).toBe('chairside.v1')
    socket.close()
  })

  it.each([
    ['a wrong token of the same length', ['chairside.v1', 'x'.repeat(TOKEN.length)]],
    ['the beginning of the token', ['chairside.v1', TOKEN.slice(0, -1)]],
    ['no token', ['chairside.v1']],
    ['no protocol', []],
    ['another protocol', ['chairside.v2', TOKEN]],
    ['the token first', [TOKEN, 'chairside.v1']],
    ['more than the two', ['chairside.v1', TOKEN, 'x']],
  ])('answers 401 to %s', async (_what, protocols) => {
    expect(await tryUpgrade({ protocols })).toBe(401)
    expect(host.connected).toBe(0)
    expect(JSON.stringify(logged)).not.toContain('token')
  })

  it.each([
    ['another web page', 'https://example.com'],
    ['another port of this PC', 'http://127.0.0.1:1'],
    ['https under the same name', 'https://127.0.0.1'],
    ['a sandboxed frame', 'null'],
    ['no page at all', null],
  ])('refuses %s by its Origin, even with the token', async (_what, origin) => {
    expect(await tryUpgrade({ origin })).toBe(403)
  })

  it('refuses a foreign Host name, even with the token (DNS rebinding)', async () => {
    expect(await tryUpgrade({ hostName: `clinic.example:${service.port}` })).toBe(403)
    expect(await tryUpgrade({ hostName: '127.0.0.1' })).toBe(403)
  })

  it('knows no other path', async () => {
    expect(await tryUpgrade({ path: '/' })).toBe(404)
    expect(await tryUpgrade({ path: '/api/x' })).toBe(404)
  })

  it('listens on 127.0.0.1 only', async () => {
    const socket = connect({ host: '127.0.0.2', port: service.port })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
  })
})

describe('the page', () => {
  it('is served with a policy that lets it talk to this desk and to nothing else', async () => {
    const { status, headers, body } = await ask('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Chairside</title>')
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    const policy = new Map(String(headers['content-security-policy']).split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]))
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'self'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data: blob:",
      'frame-src': 'blob:',
      'object-src': "'none'",
      'connect-src': `'self' ws://127.0.0.1:${service.port} ws://localhost:${service.port}`,
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
  })

  it('comes with assets that may be kept, since their names change with their content', async () => {
    const { status, headers } = await ask('/assets/index-B3xY_9.js?v=1')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers['cache-control']).toContain('immutable')
  })

  it.each(['/../outside.txt', '/assets/../../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets/..\\..\\outside.txt', '//etc/passwd', '/.stamp', '/assets/', '/assets', '/nothing.js', '/index.html%00.js'])('does not serve %s', async (path) => {
    const { status, body } = await ask(path)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
  })

  it('answers HEAD like GET without a body, and refuses to be written to', async () => {
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '39' } })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await ask('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  it('is not served under a foreign name', async () => {
    expect(await ask('/', { host: 'clinic.example' })).toMatchObject({ status: 403 })
    expect(await ask('/', { host: `localhost:${service.port}` })).toMatchObject({ status: 200 })
  })

  it('says what to do when the screens have not been built', async () => {
    rmSync(join(staticDir, 'index.html'))
    const { status, body } = await ask('/')
    expect(status).toBe(503)
    expect(body).toContain('npm run build')
  })
})

describe('a connection', () => {
  it('is ended when its window stops answering pings', async () => {
    await service.close()
    await start(20)
    const awake = await openSocketWindow(service.port)
    const asleep = new WebSocket(`ws://127.0.0.1:${service.port}/api`, ['chairside.v1', TOKEN], { origin: `http://127.0.0.1:${service.port}`, autoPong: false })
    await once(asleep, 'open')
    await once(asleep, 'close')
    await vi.waitUntil(() => host.connected === 1)
    expect(awake.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('of a slow window gets its events merged, and none of them is lost', async () => {
    const window = await openSocketWindow(service.port)
    host.on('billing.statementPdf', () => 'x'.repeat(3_000_000))
    window.socket.pause()
    for (let id = 1; id <= 8; id += 1) window.send(JSON.stringify({ v: 1, id, method: 'billing.statementPdf', input: {} }))
    await vi.waitUntil(() => host.asked.length === 8)
    await new Promise(setImmediate)
    for (let n = 0; n < 1000; n += 1) host.emit({ event: 'changed', tables: [n % 2 === 0 ? 'patients' : 'payments'] })
    window.socket.resume()
    for (let id = 1; id <= 8; id += 1) expect(await window.next()).toMatchObject({ id, ok: true })
    expect(await window.next()).toEqual({ event: 'changed', tables: ['patients', 'payments'] })
    host.emit({ event: 'changed', tables: ['users'] })
    expect(await window.next()).toEqual({ event: 'changed', tables: ['users'] })
  })

  it('that asks faster than the host answers is read no further until the host has caught up, and holds up nobody else', async () => {
    const hasty = await openSocketWindow(service.port)
    const other = await openSocketWindow(service.port)
    const gate = Promise.withResolvers<void>()
    host.on('sync.now', () => gate.promise)
    const input = { padding: 'x'.repeat(20_000) }
    for (let id = 1; id <= 300; id += 1) hasty.send(JSON.stringify({ v: 1, id, method: 'sync.now', input }))
    await vi.waitUntil(() => host.asked.length >= 64)
    for (let id = 1; id <= 20; id += 1) {
      other.send(JSON.stringify({ v: 1, id, method: 'sync.status', input: {} }))
      expect(await other.next()).toMatchObject({ id, ok: true })
    }
    expect(host.asked.filter(({ method }) => method === 'sync.now').length).toBeLessThan(100)
    gate.resolve()
    for (let n = 1; n <= 300; n += 1) expect(await hasty.next()).toMatchObject({ ok: true })
  })

  it('is closed with a binary message', async () => {
    const { socket } = await openSocketWindow(service.port)
    socket.send(Buffer.from([1, 2, 3]))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1003)
  })

  it('is told goodbye when the desk closes', async () => {
    const { socket } = await openSocketWindow(service.port)
    const closed = once(socket, 'close') as Promise<[number]>
    await service.close()
    expect((await closed)[0]).toBe(1001)
    await vi.waitUntil(() => host.connected === 0)
    await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await start()
  })
})
