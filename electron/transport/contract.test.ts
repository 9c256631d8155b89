import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import { MAX_MESSAGE_BYTES } from './request.ts'
import { openMemoryHost, Refusal } from './testing/memory-host.ts'
import type { MemoryHost } from './testing/memory-host.ts'
import { messagePortService, webSocketService } from './testing/windows.ts'
import type { TestService } from './testing/windows.ts'

const request = (id: number, method: string, input: unknown = {}, v: unknown = CLINIC_API_VERSION) => JSON.stringify({ v, id, method, input })

describe.each([
  ['WebSocket', webSocketService],
  ['MessagePort', messagePortService],
])('the ClinicApi over %s', (_name, serve) => {
  let host: MemoryHost
  let service: TestService
  let logged: { level: string; msg: string }[]

  beforeEach(async () => {
    host = openMemoryHost()
    logged = []
    service = await serve(host, (entry) => void logged.push(entry))
  })
  afterEach(() => service.stop())

  it('carries a call to the host and its answer back', async () => {
    const window = await service.open()
    host.on('patients.search', (input) => ({ found: input }))
    window.send(request(7, 'patients.search', { text: 'Muñoz', limit: 5 }))
    expect(await window.next()).toEqual({ id: 7, ok: true, result: { found: { text: 'Muñoz', limit: 5 } } })
  })

  it('matches answers to calls by id, whichever is ready first', async () => {
    const window = await service.open()
    const slow = Promise.withResolvers<string>()
    host.on('chart.view', () => slow.promise)
    window.send(request(1, 'chart.view'))
    window.send(request(2, 'sync.status'))
    expect(await window.next()).toMatchObject({ id: 2, ok: true })
    slow.resolve('chart')
    expect(await window.next()).toEqual({ id: 1, ok: true, result: 'chart' })
  })

  it('delivers an error with its kind, sentence and code', async () => {
    const window = await service.open()
    const error = { kind: 'refused', message: 'The chair is taken at that time.', code: 'overlap' } as const
    host.on('mutate', () => {
      throw new Refusal(error)
    })
    window.send(request(3, 'mutate', { name: 'appointment.book', input: {} }))
    expect(await window.next()).toEqual({ id: 3, ok: false, error })
  })

  it('answers "internal" when the host breaks, and logs where without what was typed', async () => {
    const window = await service.open()
    host.on('patients.page', () => {
      throw new TypeError('cannot read Juana Reyes')
    })
    window.send(request(4, 'patients.page'))
    const answer = await window.next()
    expect(answer).toMatchObject({ id: 4, ok: false, error: { kind: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('Juana')
    expect(logged).toMatchObject([{ level: 'error', method: 'patients.page', error: 'TypeError' }])
    expect(JSON.stringify(logged)).not.toContain('Juana')
  })

  it('delivers events to every window', async () => {
    const windows = [await service.open(), await service.open()]
    await vi.waitUntil(() => host.connected === 2)
    host.emit({ event: 'changed', tables: ['patients', 'appointments'] })
    for (const window of windows) expect(await window.next()).toEqual({ event: 'changed', tables: ['patients', 'appointments'] })
  })

  it('refuses a method that does not exist, without asking the host', async () => {
    const window = await service.open()
    for (const method of ['patients.dropEverything', '__proto__', 'constructor', 'toString']) {
      window.send(request(5, method))
      expect(await window.next()).toMatchObject({ id: 5, ok: false, error: { kind: 'invalid', code: 'unknown_method' } })
    }
    expect(host.asked).toEqual([])
  })

  it.each([
    ['no JSON', 'hello', 0],
    ['half a message', '{"v":1,"id":9', 0],
    ['a list', '[1,2]', 0],
    ['null', 'null', 0],
    ['no id', '{"v":1,"method":"sync.status"}', 0],
    ['an id that is no positive whole number', '{"v":1,"id":1.5,"method":"sync.status"}', 0],
    ['no method', '{"v":1,"id":9,"input":{}}', 9],
    ['a version that is no number', '{"v":"1","id":9,"method":"sync.status"}', 9],
  ])('answers %s with an error and stays open', async (_what, text, id) => {
    const window = await service.open()
    window.send(text)
    expect(await window.next()).toMatchObject({ id, ok: false, error: { kind: 'invalid', code: 'malformed' } })
    window.send(request(10, 'sync.status'))
    expect(await window.next()).toMatchObject({ id: 10, ok: true })
    expect(host.asked).toHaveLength(1)
  })

  it('refuses a window of another version with a sentence that says what to do', async () => {
    const window = await service.open()
    window.send(request(6, 'sync.status', {}, CLINIC_API_VERSION + 1))
    const answer = await window.next()
    expect(answer).toMatchObject({ id: 6, ok: false, error: { kind: 'version', message: expect.stringContaining('start it again') } })
    expect(host.asked).toEqual([])
  })

  it('ends the connection of a window that sends too long a message, and the host never sees it', async () => {
    const window = await service.open()
    await vi.waitUntil(() => host.connected === 1)
    window.send(request(8, 'mutate', 'x'.repeat(MAX_MESSAGE_BYTES)))
    await window.closed
    await vi.waitUntil(() => host.connected === 0)
    expect(host.asked).toEqual([])
    expect(logged).toMatchObject([{ level: 'warn' }])
  })

  it('closes the host connection with the window, and drops what is answered after', async () => {
    const window = await service.open()
    const slow = Promise.withResolvers<string>()
    host.on('billing.overview', () => slow.promise)
    window.send(request(1, 'billing.overview'))
    await vi.waitUntil(() => host.asked.length === 1)
    window.close()
    await window.closed
    await vi.waitUntil(() => host.connected === 0)
    slow.resolve('late')
    await slow.promise
    expect(logged).toEqual([])
  })
})
