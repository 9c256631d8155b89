import { AsyncLocalStorage } from 'node:async_hooks'
import { onFailpoint } from '../../shared/failpoint.ts'
import type { Failpoint } from '../../shared/failpoint.ts'

/** Somebody who runs in virtual time: a process of a desk, the centre, the world around them. */
export interface Process {
  name: string
  /** How far its clock is off, in milliseconds. */
  clockMs: number
  random: () => number
  fetch: typeof fetch
  /** A process that has died does nothing more: its timers and answers come to nothing. */
  alive: boolean
  /** Told of each failpoint that its code comes to. */
  reached?: (point: Failpoint) => void
}

const REAL = {
  setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate, Date: globalThis.Date, fetch: globalThis.fetch, random: Math.random, now: performance.now.bind(performance), timeout: AbortSignal.timeout.bind(AbortSignal),
  warn: console.warn, error: console.error,
}

const processes = new AsyncLocalStorage<Process>()

/** The process that runs at this moment, if any. */
export const running = (): Process | undefined => processes.getStore()

class Timer {
  at: number
  readonly order: number
  readonly owner: Process
  readonly callback: () => void
  readonly every: number | undefined
  isCleared = false

  constructor(at: number, order: number, owner: Process, callback: () => void, every?: number) {
    this.at = at
    this.order = order
    this.owner = owner
    this.callback = callback
    this.every = every
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

/** The first instant of every simulation. */
export const BEGINNING = Date.parse('2026-11-23T00:00:00.000Z')

/**
 * One clock for everybody in a simulation, which stands still while anybody works. Whoever runs within a process gets
 * its timers, its clock, its dice and its network by their usual names; everybody else keeps the real ones.
 */
export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0
  /** Real work under way, such as a statement that Postgres runs: virtual time waits for it. */
  busy = 0
  /** What a timer threw; nobody else would hear it. */
  readonly failures: unknown[] = []
  #heap: Timer[] = []
  #order = 0
  #stirred = false

  run<T>(owner: Process, work: () => T): T {
    return processes.run(owner, work)
  }

  /** Something was begun that goes on in promises: they must come to rest before the clock moves. */
  stir(): void {
    this.#stirred = true
  }

  /** Calls back after so many milliseconds, unless the owner has died by then. */
  after(ms: number, owner: Process, callback: () => void, every?: number): Timer {
    const timer = new Timer(this.now + Math.max(0, ms), this.#order++, owner, callback, every)
    this.#push(timer)
    this.#stirred = true
    return timer
  }

  /** Lets everything happen up to an instant, in order. */
  async until(end: number): Promise<void> {
    await this.settle()
    for (let timer = this.#heap[0]; timer && timer.at <= end; timer = this.#heap[0]) {
      this.#pop()
      if (timer.isCleared || !timer.owner.alive) continue
      this.now = Math.max(this.now, timer.at)
      this.#stirred = timer.every === undefined
      if (timer.every !== undefined) {
        timer.at += timer.every
        this.#push(timer)
      }
      try {
        processes.run(timer.owner, timer.callback)
      } catch (error) {
        this.failures.push(error)
      }
      if (this.#stirred) await this.settle()
    }
    this.now = end
  }

  /** Waits until every promise that can go on without the clock has done so. */
  async settle(): Promise<void> {
    do await new Promise<void>((resolve) => void REAL.setImmediate(resolve))
    while (this.busy > 0)
  }

  /** Gives the running processes their timers, clocks, dice and networks; the function returned takes them away. */
  install(): () => void {
    const { stackTraceLimit } = Error
    // A network that fails thousands of times makes thousands of errors, and their stacks cost more than all the rest.
    Error.stackTraceLimit = 1
    const later = (ms: number | undefined, callback: (...args: never[]) => void, args: unknown[], every?: number) => {
      const owner = running()!
      return this.after(Math.min(ms ?? 0, 2 ** 31), owner, () => callback(...(args as never[])), every)
    }
    const clear = (timer: unknown, real: (timer: never) => void) => {
      if (timer instanceof Timer) timer.isCleared = true
      else real(timer as never)
    }
    // Node offers one to programs that ask, and warns; the desk's client finds its own place then, as it does in Electron's host.
    Object.defineProperty(globalThis, 'localStorage', { value: undefined, configurable: true, writable: true })
    Object.assign(globalThis, {
      setTimeout: (callback: () => void, ms?: number, ...args: unknown[]) => (running() ? later(ms, callback, args) : REAL.setTimeout(callback, ms, ...args)),
      setInterval: (callback: () => void, ms?: number, ...args: unknown[]) => (running() ? later(ms, callback, args, Math.max(1, ms ?? 1)) : REAL.setInterval(callback, ms, ...args)),
      setImmediate: (callback: (...args: unknown[]) => void, ...args: unknown[]) => (running() ? this.#next(running()!, () => callback(...args)) : REAL.setImmediate(callback, ...args)),
      clearTimeout: (timer: unknown) => clear(timer, REAL.clearTimeout),
      clearInterval: (timer: unknown) => clear(timer, REAL.clearInterval),
      fetch: (input: string | URL, init?: RequestInit) => (running()?.fetch ?? REAL.fetch)(input, init),
      Date: this.#dates(),
    })
    // What the desk's client says of every odd answer, thousands of times.
    for (const level of ['warn', 'error'] as const) console[level] = (...words: unknown[]) => (running() ? undefined : REAL[level](...words))
    onFailpoint((point) => running()?.reached?.(point))
    Math.random = () => (running()?.random ?? REAL.random)()
    performance.now = () => (running() ? this.now : REAL.now())
    AbortSignal.timeout = (ms) => (running() ? this.#timeout(ms) : REAL.timeout(ms))
    return () => {
      onFailpoint(undefined)
      Error.stackTraceLimit = stackTraceLimit
      const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, fetch, Date } = REAL
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, fetch, Date })
      Object.assign(console, { warn: REAL.warn, error: REAL.error })
      Object.assign(Math, { random: REAL.random })
      Object.assign(performance, { now: REAL.now })
      Object.assign(AbortSignal, { timeout: REAL.timeout })
    }
  }

  /** What a process does in the next turn of its loop belongs to this instant. */
  #next(owner: Process, callback: () => void): NodeJS.Immediate {
    this.busy++
    return REAL.setImmediate(() => {
      this.busy--
      if (owner.alive) callback()
    })
  }

  #dates(): typeof Date {
    const now = () => {
      const owner = running()
      return owner ? BEGINNING + Math.floor(this.now) + owner.clockMs : REAL.Date.now()
    }
    return class extends REAL.Date {
      constructor(...args: unknown[]) {
        // oxlint-disable-next-line typescript/no-unsafe-argument
        super(...((args.length === 0 ? [now()] : args) as [number]))
      }

      static override now(): number {
        return now()
      }
    } as typeof Date
  }

  #timeout(ms: number): AbortSignal {
    const abort = new AbortController()
    this.after(ms, running()!, () => abort.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')))
    return abort.signal
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let index = heap.push(timer) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isEarlier(timer, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child++
      if (!isEarlier(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
  }
}

const isEarlier = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
