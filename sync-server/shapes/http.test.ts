import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeListener } from './http.ts'
import { silentLog } from './pg.ts'
import type { Answer, ShapeService } from './service.ts'
import type { SlotLevel } from './slot-watch.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** The HTTP side alone, in front of a service that answers as told. */
async function listening(answer: (signal: AbortSignal) => Promise<Answer>, slot: SlotLevel = 'ok'): Promise<string> {
  const service = { answer: (_request: unknown, signal: AbortSignal) => answer(signal) } as unknown as ShapeService
  const cache = { maxAgeSeconds: 60, staleAgeSeconds: 300 }
  const server = createServer(makeListener({ service, health: () => 'starting', slot: () => slot, secret: undefined, allowDelete: false, longPollMs: 1000, cache, log: silentLog }))
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const QUERY = '/v1/shape?table=t&offset=-1'

describe('the HTTP side', () => {
  it('answers a fault of its own with Electric\'s 500, and never with its text', async () => {
    const url = await listening(() => Promise.reject(new Error('patient Ana Muñoz')))
    const response = await fetch(`${url}${QUERY}`)
    expect([response.status, await response.text()]).toEqual([500, '{"error":"Internal server error"}'])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('answers 503 with a code, Retry-After and the header by which the client knows it', async () => {
    const url = await listening(async () => ({ kind: 'unavailable', code: 'database_unreachable', message: 'away', retrySeconds: 7 }))
    const response = await fetch(`${url}${QUERY}`)
    expect([response.status, response.headers.get('retry-after'), response.headers.get('electric-internal-known-error')]).toEqual([503, '7', 'true'])
    expect(await response.json()).toEqual({ code: 'database_unreachable', message: 'away' })
  })

  it('lets a 409 without a successor be shared for a second only', async () => {
    const url = await listening(async () => ({ kind: 'refetch', handle: null }))
    const response = await fetch(`${url}${QUERY}`)
    expect([response.status, response.headers.get('cache-control'), response.headers.has('electric-handle')]).toEqual([409, 'public, max-age=1, must-revalidate', false])
  })

  it('stops to work for a client that hangs up', async () => {
    const hungUp = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const url = await listening((signal) => {
      signal.addEventListener('abort', () => hungUp.resolve())
      asked.resolve()
      return hungUp.promise.then(() => ({ kind: 'aborted' as const }))
    })
    const abort = new AbortController()
    const request = fetch(`${url}${QUERY}`, { signal: abort.signal }).catch((error: Error) => error.name)
    await asked.promise
    abort.abort()
    expect(await request).toBe('AbortError')
    await hungUp.promise
  })

  it('tells in its health what is the matter with the slot, and nothing while nothing is', async () => {
    const health = async (slot: SlotLevel): Promise<unknown> => (await fetch(`${await listening(() => Promise.reject(new Error()), slot)}/v1/health`)).json()
    expect([await health('ok'), await health('unknown'), await health('at_risk')]).toEqual([{ status: 'starting' }, { status: 'starting' }, { status: 'starting', replication_slot: 'at_risk' }])
  })
})
