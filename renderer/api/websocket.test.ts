import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { retryDelay } from './transport.ts'
import { takeToken, webSocketTransport } from './websocket.ts'

class FakeSocket extends EventTarget {
  static made: FakeSocket[] = []
  readonly url: string
  readonly protocols: string[]
  readonly sent: string[] = []
  constructor(url: string, protocols: string[]) {
    super()
    this.url = url
    this.protocols = protocols
    FakeSocket.made.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.fire('close')
  }
  fire(name: string) {
    this.dispatchEvent(new Event(name))
  }
}

const open = () => webSocketTransport('ws://127.0.0.1:1/api', 'secret', (url, protocols) => new FakeSocket(url, protocols) as unknown as WebSocket)

beforeEach(() => {
  FakeSocket.made = []
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the WebSocket line', () => {
  it('carries the token as the second sub-protocol and never in the address', () => {
    open()
    expect(FakeSocket.made[0]?.protocols).toEqual(['chairside.v1', 'secret'])
    expect(FakeSocket.made[0]?.url).not.toContain('secret')
  })

  it('opens again by itself after the host restarts, soon at first and at most every 3 s', () => {
    const line = open()
    const states: string[] = []
    line.onOpen(() => states.push('open'))
    line.onClose(() => states.push('closed'))
    FakeSocket.made[0]!.fire('open')
    FakeSocket.made[0]!.fire('close')
    vi.advanceTimersByTime(retryDelay(0))
    expect(FakeSocket.made).toHaveLength(2)
    FakeSocket.made[1]!.fire('close')
    vi.advanceTimersByTime(retryDelay(1))
    FakeSocket.made[2]!.fire('open')
    expect(states).toEqual(['open', 'closed', 'open'])
    expect(retryDelay(50)).toBe(3000)
  })

  it('stays closed once it was closed on purpose', () => {
    const line = open()
    line.close()
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.made).toHaveLength(1)
  })
})

describe('the token of the page', () => {
  function page(hash: string) {
    const kept = new Map<string, string>()
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) } as unknown as Storage
    const replaceState = vi.fn<History['replaceState']>()
    return { storage, replaceState, take: () => takeToken({ hash, pathname: '/' } as Location, { replaceState } as unknown as History, storage) }
  }

  it('is kept for the tab and taken out of the address bar', () => {
    const { storage, replaceState, take } = page('#token=abc-DEF_1')
    expect(take()).toBe('abc-DEF_1')
    expect(replaceState).toHaveBeenCalledWith(null, '', '/')
    expect(storage.getItem('chairside.token')).toBe('abc-DEF_1')
  })

  it('is found again after a reload, and an ordinary screen address is left alone', () => {
    const { storage, replaceState, take } = page('#/day')
    storage.setItem('chairside.token', 'kept')
    expect(take()).toBe('kept')
    expect(replaceState).not.toHaveBeenCalled()
  })
})
