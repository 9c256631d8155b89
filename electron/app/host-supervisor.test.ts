import type { MessagePortMain, UtilityProcess } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { superviseHost } from './host-supervisor.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import { ProcessDouble } from './testing/electron-double.ts'

const opening = { type: 'open', dataDir: '/data', serverUrl: 'https://centre.example', allowPlain: false, key: new Uint8Array(32) } as const
const port = (name: string) => ({ name }) as unknown as MessagePortMain
let children: ProcessDouble[]
let failures: string[]
let crashes: [number, number][]
let host: HostSupervisor

beforeEach(() => {
  vi.useFakeTimers()
  children = []
  failures = []
  crashes = []
  const fork = () => {
    const child = new ProcessDouble()
    children.push(child)
    return child as unknown as UtilityProcess
  }
  host = superviseHost({ fork, opening, onFailure: (sentence) => failures.push(sentence), onCrash: (inARow, pause) => crashes.push([inARow, pause]) })
})
afterEach(() => vi.useRealTimers())

const last = () => children.at(-1)!

describe('the host process', () => {
  it('is opened at once, and windows that ask early wait for it', () => {
    host.connect(port('early'))
    expect(last().types()).toEqual(['open'])
    last().emit('message', { type: 'ready' })
    host.connect(port('late'))
    expect(last().told.slice(1)).toEqual([
      { message: { type: 'connect' }, ports: [{ name: 'early' }] },
      { message: { type: 'connect' }, ports: [{ name: 'late' }] },
    ])
  })

  it('is started again after a crash, and the windows that ask meanwhile get the new one', () => {
    last().emit('message', { type: 'ready' })
    last().emit('exit', 1)
    expect(crashes).toEqual([[1, 500]])
    host.connect(port('meanwhile'))
    vi.advanceTimersByTime(500)
    expect(children).toHaveLength(2)
    expect(last().types()).toEqual(['open'])
    last().emit('message', { type: 'ready' })
    expect(last().told.at(-1)).toEqual({ message: { type: 'connect' }, ports: [{ name: 'meanwhile' }] })
  })

  it('is started later and later while it keeps crashing, but never later than half a minute', () => {
    for (let n = 0; n < 9; n += 1) {
      last().emit('exit', 1)
      vi.advanceTimersByTime(crashes.at(-1)![1])
    }
    expect(crashes.map(([, pause]) => pause)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(crashes.map(([inARow]) => inARow)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(children).toHaveLength(10)
  })

  it('starts counting anew when it has run well for a minute', () => {
    last().emit('exit', 1)
    vi.advanceTimersByTime(500)
    last().emit('message', { type: 'ready' })
    vi.advanceTimersByTime(60_000)
    last().emit('exit', 1)
    expect(crashes).toEqual([[1, 500], [1, 500]])
  })

  it('that says why it cannot start is not started again', () => {
    last().emit('message', { type: 'failed', sentence: 'Wrong key.' })
    last().emit('exit', 1)
    vi.runAllTimers()
    expect(failures).toEqual(['Wrong key.'])
    expect(crashes).toEqual([])
    expect(children).toHaveLength(1)
  })

  it('is left alone by messages it does not know', () => {
    for (const message of [null, 'ready', {}, { type: 'other' }, { type: 'failed' }]) last().emit('message', message)
    expect(failures).toEqual([])
    expect(last().types()).toEqual(['open'])
  })
})

describe('stopping', () => {
  it('lets the host close by itself and starts no other', async () => {
    const stopped = host.stop()
    expect(last().types()).toEqual(['open', 'close'])
    last().emit('exit', 0)
    await stopped
    vi.runAllTimers()
    expect(children).toHaveLength(1)
    expect(last().killed).toBe(false)
  })

  it('ends a host that does not answer within 10 s', async () => {
    const stopped = host.stop()
    vi.advanceTimersByTime(10_000)
    await stopped
    expect(last().killed).toBe(true)
  })

  it('between a crash and the next start does not wait for anything', async () => {
    last().emit('exit', 1)
    await host.stop()
    vi.runAllTimers()
    expect(children).toHaveLength(1)
  })
})
