import { describe, expect, it } from 'vitest'
import { ApiError, CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import { dayView, syncStatus } from '../testing/fixtures.ts'
import { MemoryHost } from '../testing/memory-transport.ts'
import { createClient } from './client.ts'

const DAY = { date: '2026-11-20' }

describe('the client', () => {
  it('sends the version and a new id with each call and gives each caller its own answer', async () => {
    const host = new MemoryHost()
    const client = createClient(host.transport)
    const first = client.call('schedule.day', DAY)
    const second = client.call('schedule.day', { date: '2026-11-21' })
    const [one, two] = host.requests
    expect(one).toEqual({ v: CLINIC_API_VERSION, id: 1, method: 'schedule.day', input: DAY })
    expect(two?.id).toBe(2)
    host.say({ id: 2, ok: true, result: dayView([], { date: '2026-11-21' }) })
    host.say({ id: 1, ok: true, result: dayView() })
    expect((await first).date).toBe('2026-11-20')
    expect((await second).date).toBe('2026-11-21')
  })

  it('rejects with the kind, the sentence and the code of the host', async () => {
    const host = new MemoryHost({ 'session.signOut': () => { throw new ApiError('refused', 'Changes are still waiting.', 'outbox') } })
    const failure = await createClient(host.transport).call('session.signOut', {}).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({ kind: 'refused', message: 'Changes are still waiting.', code: 'outbox' })
  })

  it('asks a query again under the same id when the line comes back', async () => {
    const host = new MemoryHost()
    const client = createClient(host.transport)
    const answer = client.call('schedule.day', DAY)
    host.cut()
    host.script = { 'schedule.day': () => dayView() }
    host.open()
    expect((await answer).date).toBe(DAY.date)
    expect(host.requests.map((request) => request.id)).toEqual([1, 1])
  })

  it('rejects a command whose answer was lost, for nobody knows whether it was done', async () => {
    const host = new MemoryHost()
    const client = createClient(host.transport)
    const outcome = client.call('mutate', { name: 'appointment.confirm', input: { id: 'x' } }).catch((error: unknown) => error)
    host.cut()
    host.open()
    expect(await outcome).toMatchObject({ kind: 'offline', message: expect.stringContaining('lost its connection') })
    expect(host.requests).toHaveLength(1)
  })

  it('refuses a command without a line instead of sending it later behind the back of the person', async () => {
    const host = new MemoryHost({}, { open: false })
    const client = createClient(host.transport)
    await expect(client.call('sync.now', {})).rejects.toMatchObject({ kind: 'offline', message: expect.stringContaining('nothing was changed') })
    host.open()
    expect(host.requests).toHaveLength(0)
  })

  it('holds a query asked before the line was ever open', async () => {
    const host = new MemoryHost({ 'sync.status': () => syncStatus() }, { open: false })
    const answer = createClient(host.transport).call('sync.status', {})
    host.open()
    expect((await answer).network).toBe('online')
  })

  it('ignores answers to calls of an earlier page and texts that are no message', async () => {
    const host = new MemoryHost()
    const client = createClient(host.transport)
    const answer = client.call('schedule.day', DAY)
    host.say('not json')
    host.say('null')
    host.say({ id: 99, ok: true, result: null })
    host.say({ id: 1, ok: true, result: dayView() })
    expect((await answer).date).toBe(DAY.date)
  })

  it('hands events to every subscriber until it stops listening, and tells of the connection', () => {
    const host = new MemoryHost()
    const client = createClient(host.transport)
    const heard: string[] = []
    const connection: boolean[] = []
    const stop = client.subscribe((event) => heard.push(event.event))
    client.onConnection((connected) => connection.push(connected))
    host.emit({ event: 'sync', status: syncStatus() })
    stop()
    host.emit({ event: 'changed', tables: ['patients'] })
    host.cut()
    host.open()
    expect(heard).toEqual(['sync'])
    expect(connection).toEqual([true, false, true])
  })
})
