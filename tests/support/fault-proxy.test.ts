import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import { until } from './until.ts'

/** A server that answers every byte with the same byte, and remembers what it heard. */
describe('the cable of the tests', () => {
  let server: Server
  let cable: FaultProxy
  let heard: string
  const callers: Socket[] = []
  let open: Socket[]

  beforeEach(async () => {
    heard = ''
    open = []
    server = createServer((socket) => {
      open.push(socket)
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        heard += chunk.toString()
        socket.write(chunk)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cable = await FaultProxy.before(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })

  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.destroy()
    await cable.close()
    await new Promise((resolve) => server.close(resolve))
  })

  function caller() {
    const socket = connect(Number(new URL(cable.url).port), '127.0.0.1')
    const line = { answers: '', closed: false, say: (text: string) => void socket.write(text) }
    socket.on('error', () => {})
    socket.on('data', (chunk) => (line.answers += chunk.toString()))
    socket.on('close', () => (line.closed = true))
    callers.push(socket)
    return line
  }

  async function joined() {
    const line = caller()
    line.say('a')
    await until(() => line.answers === 'a', 'the line works')
    return line
  }

  it('carries what is asked and no answer when it is blocked towards the desk, and the answer when TCP tries again', async () => {
    const line = await joined()
    cable.block('to_desk')
    line.say('b')
    await until(() => heard === 'ab', 'the centre has heard it')
    expect(line.answers).toBe('a')
    cable.heal('resume')
    await until(() => line.answers === 'ab', 'the answer is there')
  })

  it('carries nothing to the centre when it is blocked that way', async () => {
    const line = await joined()
    cable.block('to_centre')
    line.say('b')
    const other = caller()
    other.say('c')
    expect(heard).toBe('a')
    cable.heal('resume')
    await until(() => other.answers === 'c' && line.answers === 'ab', 'both are answered')
  })

  it('leaves hung connections dead when the router forgot them, and serves new ones', async () => {
    const line = await joined()
    cable.silence()
    line.say('b')
    cable.heal('forgotten')
    const other = await joined()
    expect([line.answers, line.closed, other.answers]).toEqual(['a', false, 'a'])
    expect(heard).not.toContain('b')
  })

  it('tells the centre, when it is healed, of a desk that hung up meanwhile', async () => {
    await joined()
    cable.silence()
    const left = new Promise((resolve) => void open.at(-1)!.once('close', () => resolve('closed')))
    callers.at(-1)!.destroy()
    cable.heal('resume')
    expect(await left).toBe('closed')
  })

  it('breaks hung connections when the router was rebooted', async () => {
    const line = await joined()
    cable.silence()
    cable.heal()
    await until(() => line.closed, 'the line is broken')
    expect((await joined()).answers).toBe('a')
  })

  it('takes its time when it is slow, loses nothing, and hurries when it is healed', async () => {
    const line = await joined()
    cable.slow({ bytesPerSecond: 1000, latencyMs: 50 })
    const begun = performance.now()
    line.say('x'.repeat(100))
    await until(() => line.answers.length === 101, 'all came through')
    expect(performance.now() - begun).toBeGreaterThanOrEqual(300)
    line.say('y'.repeat(50_000))
    cable.heal()
    await until(() => line.answers.length === 50_101, 'the rest came at once')
  })
})
