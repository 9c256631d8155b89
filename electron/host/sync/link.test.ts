import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answering, FakeCentre } from '../../../tests/support/fake-centre.ts'
import { until } from '../../../tests/support/until.ts'
import { Link } from './link.ts'
import type { Network } from './link.ts'

let centre: FakeCentre
let link: Link
let changes: Network[]

beforeEach(async () => {
  centre = await FakeCentre.start()
  changes = []
  link = new Link({ serverUrl: centre.url, probeMs: { online: 30, offline: 15, timeout: 150 }, onChange: (network) => changes.push(network) })
})
afterEach(async () => {
  link.stop()
  await centre.close()
})

const becomes = (network: Network) => until(() => link.network === network, `the link is ${network}`)

describe('the link', () => {
  it('is online when the centre answers, whatever it answers below 500', async () => {
    centre.fail({ route: 'health', with: answering(404, '') })
    link.start()
    await becomes('online')
    expect(Date.parse(link.lastContactAt!)).toBeGreaterThan(Date.now() - 10_000)
  })

  it('is offline when connections are refused or broken, and asks after the centre until it is back', async () => {
    centre.fail({ with: 'destroy' })
    link.start()
    await becomes('offline')
    expect(link.lastContactAt).toBeNull()
    centre.heal()
    await becomes('online')
    expect(changes).toEqual(['offline', 'online'])
  })

  it('[S9] is offline when packets are swallowed without a word: silence is not health', async () => {
    link.start()
    await becomes('online')
    centre.fail({ with: 'hang' })
    await becomes('offline')
    centre.heal()
    await becomes('online')
    expect(changes).toEqual(['online', 'offline', 'online'])
  })

  it('[S9] is not offline when the centre answers other requests but is late with one: it is busy, and is not asked everything anew', async () => {
    link.start()
    await becomes('online')
    centre.fail({ route: 'health', with: 'hang' })
    const before = centre.seen.health
    const asking = setInterval(() => void link.fetch(`${centre.url}/v1/other`).catch(() => {}), 10)
    await until(() => centre.seen.health > before + 3, 'several probes were not answered in time')
    clearInterval(asking)
    expect(changes).toEqual(['online'])
  })

  it('is offline when the centre answers that it cannot', async () => {
    centre.fail({ with: answering(503, '') })
    link.start()
    await becomes('offline')
    expect(link.lastContactAt).toBeNull()
  })

  it('believes any request, not only its probes', async () => {
    await link.fetch(`${centre.url}/v1/health`)
    expect(link.network).toBe('online')
    centre.fail({ with: 'destroy' })
    await expect(link.fetch(`${centre.url}/v1/push`, { method: 'POST' })).rejects.toThrow(/fetch failed/)
    expect(link.network).toBe('offline')
  })

  it('thinks nothing of a request that was given up here', async () => {
    link.start()
    await becomes('online')
    const abort = new AbortController()
    centre.fail({ route: 'push', with: 'hang' })
    const given = link.fetch(`${centre.url}/v1/push`, { method: 'POST', signal: abort.signal })
    await until(() => centre.seen.push === 1, 'the request is out')
    abort.abort()
    await expect(given).rejects.toThrow(/abort/i)
    expect(changes).toEqual(['online'])
  })

  it('[S9] gives up what was sent into an outage as soon as the link is back, so that it can be sent again', async () => {
    link.start()
    await becomes('online')
    centre.fail({ with: 'hang' })
    const started = performance.now()
    const sent = link.fetch(`${centre.url}/v1/push`, { method: 'POST' }, 60_000)
    sent.catch(() => {})
    await becomes('offline')
    centre.heal()
    await expect(sent).rejects.toThrow(/link was down/)
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(link.network).toBe('online')
    expect(changes).toEqual(['online', 'offline', 'online'])
  })

  it('[S9] gives up what was sent before its connections died, and nothing that was sent since', async () => {
    link.start()
    await becomes('online')
    centre.fail({ route: 'other', times: 2, with: 'hang' })
    const before = link.fetch(`${centre.url}/v1/before`, {}, 60_000)
    before.catch(() => {})
    await until(() => centre.seen.other === 1, 'it is held')
    const since = performance.now()
    let ended = false
    const after = link.fetch(`${centre.url}/v1/after`, {}, 60_000).catch(() => (ended = true))
    await until(() => centre.seen.other === 2, 'the other is held, too')
    link.connectionsDied(since)
    await expect(before).rejects.toThrow(/link was down/)
    expect(ended).toBe(false)
    centre.cut()
    await after
  })

  it('waits to the end for an answer that is asked for once, also when the link comes back meanwhile', async () => {
    centre.fail({ with: 'destroy' })
    link.start()
    await becomes('offline')
    let answer = () => {}
    centre.heal()
    centre.fail({ route: 'other', times: 1, with: (_request, response) => void (answer = () => response.writeHead(200).end('enrolled')) })
    const asked = link.fetchOnce(`${centre.url}/v1/auth/enrol`, { method: 'POST' })
    await becomes('online')
    await until(() => centre.seen.other === 1, 'the request has arrived')
    answer()
    expect(await (await asked).text()).toBe('enrolled')
  })

  it('hears from the centre what it runs and how far the clock of this PC is off; a foreign page tells nothing', async () => {
    const heard: [string, number][] = []
    const told = { status: 'ok', version: '0.2.0', schema: 7, protocol: 1, serverTime: new Date(Date.now() + 3_600_000).toISOString() }
    centre.fail({ route: 'health', times: 1, with: answering(200, '<html>Welcome to Hotel Wi-Fi</html>') })
    centre.fail({ route: 'health', with: answering(200, JSON.stringify(told)) })
    const listening = new Link({ serverUrl: centre.url, probeMs: { online: 10, offline: 10, timeout: 1_000 }, onChange: () => {}, onHealth: ({ version, schema }, offsetMs) => void heard.push([`${version} ${schema}`, Math.round(offsetMs / 60_000)]) })
    listening.start()
    await until(() => heard.length > 0, 'the centre has told')
    listening.stop()
    expect(heard[0]).toEqual(['0.2.0 7', 60])
    expect(centre.seen.health).toBeGreaterThan(1)
  })

  it('asks nobody while it knows no address, and finds the centre once it is told one', async () => {
    const lost = new Link({ serverUrl: null, probeMs: { online: 10, offline: 10, timeout: 1_000 }, onChange: (network) => changes.push(network) })
    lost.start()
    expect(lost.network).toBe('connecting')
    lost.aimAt(centre.url)
    await until(() => lost.network === 'online', 'the line is up')
    lost.stop()
  })

  it('does not open the way anew for every answer on a line that fails every other time', async () => {
    let opened = 0
    const flaky = new Link({ serverUrl: centre.url, probeMs: { online: 60_000, offline: 60_000, timeout: 1_000 }, onChange: () => {}, onOpen: () => opened++ })
    for (let round = 0; round < 10; round++) {
      await flaky.fetch(`${centre.url}/v1/health`)
      centre.fail({ with: answering(503, '') })
      await flaky.fetch(`${centre.url}/v1/health`)
      expect(flaky.network).toBe('offline')
      centre.heal()
    }
    flaky.stop()
    expect(opened).toBe(1)
  })

  it('probes with one question at a time, however often it is lost and found', async () => {
    link.start()
    for (let round = 0; round < 5; round++) {
      await becomes('online')
      centre.fail({ with: 'destroy' })
      await link.fetch(`${centre.url}/v1/push`).catch(() => {})
      await becomes('offline')
      centre.heal()
    }
    await becomes('online')
    const from = centre.seen.health
    const started = performance.now()
    await until(() => centre.seen.health >= from + 5, 'five more probes came')
    // Five questions of one chain take at least four pauses.
    expect(performance.now() - started).toBeGreaterThan(4 * 30 - 10)
  })

  it('is quiet once stopped', async () => {
    link.start()
    await becomes('online')
    link.stop()
    centre.fail({ with: 'destroy' })
    await link.fetch(`${centre.url}/v1/push`).catch(() => {})
    expect([link.network, changes]).toEqual(['online', ['online']])
  })
})
