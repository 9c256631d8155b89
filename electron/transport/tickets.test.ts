import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressWithTicket } from '../../scripts/launch/ticket.ts'
import { openMemoryHost } from './testing/memory-host.ts'
import { Tickets } from './tickets.ts'
import { serveWebSocket } from './web-socket.ts'
import type { WebSocketService } from './web-socket.ts'

const TOKEN = 'the-token-of-this-desk'

describe('a window opened by a ticket', () => {
  let service: WebSocketService
  let dir: string

  beforeEach(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'chairside-tickets-'))
    writeFileSync(path.join(dir, 'index.html'), '<!doctype html>')
    service = await serveWebSocket({ host: openMemoryHost(), token: TOKEN, port: 0, staticDir: dir, log: () => {} })
  })

  afterEach(async () => {
    await service.close()
    rmSync(dir, { recursive: true })
  })

  const ticketOf = async () => new URL(await addressWithTicket(`${service.url}#token=${TOKEN}`)).hash.replace('#ticket=', '')
  const redeem = (ticket: string, origin = service.url.slice(0, -1)) => fetch(new URL('/redeem', service.url), { method: 'POST', body: ticket, headers: { Origin: origin } })

  it('has an address without the token', async () => {
    expect(await addressWithTicket(`${service.url}#token=${TOKEN}`)).not.toContain(TOKEN)
  })

  it('gets the token for its ticket, once', async () => {
    const ticket = await ticketOf()
    expect(await (await redeem(ticket)).text()).toBe(TOKEN)
    expect((await redeem(ticket)).status).toBe(401)
  })

  it('gets nothing when it is a page of somebody else', async () => {
    const ticket = await ticketOf()
    expect((await redeem(ticket, 'http://evil.example')).status).toBe(403)
    expect((await redeem(ticket)).status).toBe(200)
  })

  it('gets nothing for a made-up ticket or an endless one', async () => {
    expect((await redeem('made-up')).status).toBe(401)
    expect((await redeem('x'.repeat(100_000))).status).toBe(401)
  })

  it('is offered only to whoever shows the token', async () => {
    const wrong: Record<string, string>[] = [{}, { Authorization: 'Bearer wrong' }]
    for (const headers of wrong) {
      expect((await fetch(new URL('/ticket', service.url), { method: 'POST', headers })).status).toBe(401)
    }
  })

  it('finds its ticket worthless after a minute', async () => {
    let now = 0
    const tickets = new Tickets(TOKEN, () => now)
    const { body } = tickets.issue({ headers: { authorization: `Bearer ${TOKEN}` } } as IncomingMessage)
    now = 60_000
    const late = Object.assign(Readable.from([body]), { headers: { origin: 'http://own' } }) as unknown as IncomingMessage
    expect((await tickets.redeem(late, ['http://own'])).status).toBe(401)
  })

  it('finds only so many tickets open at a time', async () => {
    for (let count = 0; count < 16; count++) await ticketOf()
    await expect(ticketOf()).rejects.toThrow('429')
  })
})
