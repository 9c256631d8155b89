import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeCentre } from '../../../tests/support/fake-centre.ts'
import { FaultProxy } from '../../../tests/support/fault-proxy.ts'
import { until } from '../../../tests/support/until.ts'
import { LineWatch } from './line-watch.ts'
import { Link } from './link.ts'

const QUICK = { every: 10, silent: 100, fresh: 1_000, grace: 100 }
let centre: FakeCentre
let cable: FaultProxy
let link: Link
let watch: LineWatch
let deaths: number
let opened: number

beforeEach(async () => {
  centre = await FakeCentre.start()
  cable = await FaultProxy.before(centre.url)
  deaths = 0
  opened = 0
  // Its own probe would not come round while a test lasts.
  link = new Link({ serverUrl: cable.url, probeMs: { online: 60_000, offline: 60_000, timeout: 60_000 }, onChange: () => {}, onOpen: () => opened++ })
  watch = new LineWatch({
    serverUrl: () => cable.url,
    timing: QUICK,
    onDead: (since) => {
      deaths++
      link.connectionsDied(since)
    },
  })
  link.start()
  watch.start()
  await until(() => link.network === 'online' && centre.seen.health > 3, 'the connection is kept and asked over')
})
afterEach(async () => {
  await watch.stop()
  link.stop()
  await cable.close()
  await centre.close()
})

/** A request that the centre holds, as it holds those for changes. */
async function held(): Promise<{ ended: string }> {
  centre.fail({ route: 'other', times: 1, with: 'hang' })
  const before = centre.seen.other
  const request = { ended: '' }
  link.fetch(`${cable.url}/v1/held`, {}, 60_000).then(() => (request.ended = 'answered'), (error: Error) => (request.ended = error.message))
  await until(() => centre.seen.other > before, 'the centre holds it')
  return request
}

describe('a desk with nothing to send', () => {
  it('[S9] notices at once that its connections were forgotten on the way, gives up what is held on them and asks anew', async () => {
    const request = await held()
    cable.silence()
    cable.heal('forgotten')
    await until(() => request.ended !== '', 'it was given up')
    expect(request.ended).toMatch(/link was down/)
    expect({ opened, network: link.network }).toEqual({ opened: 2, network: 'online' })
    const asked = centre.seen.health
    await until(() => centre.seen.health > asked + 3, 'a new connection is kept and asked over')
    expect(deaths).toBe(1)
  })

  it('gives nothing up after a silence in which nothing was forgotten', async () => {
    const request = await held()
    const asked = centre.seen.health
    cable.silence()
    await until(() => cable.unheard > 0, 'a new connection is tried')
    cable.heal('resume')
    await until(() => centre.seen.health > asked + 5, 'it goes on')
    expect({ deaths, ended: request.ended }).toEqual({ deaths: 0, ended: '' })
  })

  it('does not take a busy centre for a dead connection: it answers late, and in turn', async () => {
    const request = await held()
    const waiting: ServerResponse[] = []
    centre.fail({ route: 'health', times: 6, with: (_request, response) => void waiting.push(response) })
    for (let answered = 0; answered < 3; answered++) {
      await until(() => waiting.length >= 2, 'the second question waits, too')
      for (const response of waiting.splice(0)) response.end('{}')
    }
    expect({ deaths, ended: request.ended }).toEqual({ deaths: 0, ended: '' })
  })

  it('asks again over a new connection when the old one was broken, and gives nothing up for it', async () => {
    const asked = centre.seen.health
    cable.cut()
    cable.heal()
    await until(() => centre.seen.health > asked + 3, 'it goes on')
    expect(deaths).toBe(0)
  })
})
