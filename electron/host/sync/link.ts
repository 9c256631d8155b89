import { z } from 'zod'
import type { ProgramFacts } from '../../../shared/protocol/views.ts'
import { EPOCH_HEADER } from '../../../shared/protocol/epoch.ts'

export type Network = 'online' | 'offline' | 'connecting'

export interface LinkOptions {
  /** Null while nobody has told this PC where the centre is: then nothing is asked. */
  serverUrl: string | null
  onChange: (network: Network) => void
  /** The way to the centre is open, at first or again: what waits for it can go on at once. */
  onOpen?: () => void
  /** The centre told of itself. `clockOffsetMs`: its clock minus this PC's. */
  onHealth?: (centre: ProgramFacts, clockOffsetMs: number) => void
  /** An answer of the centre names the database it speaks for; it is read only when this has resolved. */
  onEpoch?: (epoch: string) => Promise<void>
  /** For tests: how often the centre is asked whether it is there, and how long it may take to say so. */
  probeMs?: { online: number; offline: number; timeout: number }
}

/**
 * A break shorter than the pause between two probes opens nothing anew when one came shortly before: each request
 * finds its own way back. Else a way that fails every third time would make a desk drop and ask everything again,
 * hundreds of times a second.
 */
const SHORTLY_MS = 5_000

/** What the centre says of itself; a page of a foreign network does not fit. */
const health = z.object({ status: z.literal('ok'), version: z.string().regex(/^\d[\w.+-]{0,30}$/), schema: z.int(), protocol: z.int(), serverTime: z.iso.datetime() })

const EPOCH = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PROBE_MS = { online: 10_000, offline: 1_000, timeout: 3_000 }

/**
 * Whether the centre can be reached, judged by what really happens to requests, and by a small probe
 * in between: a link that swallows packets must not pass for a quiet one.
 */
export class Link {
  network: Network = 'connecting'
  lastContactAt: string | null = null
  readonly #options: LinkOptions
  readonly #probeMs: NonNullable<LinkOptions['probeMs']>
  /** Requests that nobody has answered yet. */
  readonly #unanswered = new Map<AbortController, number>()
  #serverUrl: string | null
  #timer: NodeJS.Timeout | undefined
  #lostAt = -Infinity
  #heardAt = -Infinity
  #openedAt = -Infinity
  #stopped = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#serverUrl = options.serverUrl
    this.#probeMs = options.probeMs ?? PROBE_MS
  }

  start(): void {
    void this.#probe()
  }

  /** Asks the centre whether it is there; resolves when that is known. */
  ask(): Promise<void> {
    return this.#probe()
  }

  /** The centre is found at this address. */
  aimAt(serverUrl: string): void {
    this.#serverUrl = serverUrl
    void this.#probe()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /**
   * fetch with a time limit; tells the link how it went. Any answer below 500 means the centre is there.
   * Only for senders that send again: what is unanswered when the link comes back is given up.
   */
  fetch(url: string | URL, init: RequestInit = {}, timeoutMs = 15_000): Promise<Response> {
    const lost = new AbortController()
    this.#unanswered.set(lost, performance.now())
    return this.#fetch(url, init, timeoutMs, lost)
  }

  /** The same for what a person asks once and may not happen twice: its answer is waited for to the end. */
  fetchOnce(url: string | URL, init: RequestInit = {}, timeoutMs = 15_000): Promise<Response> {
    return this.#fetch(url, init, timeoutMs, new AbortController())
  }

  async #fetch(url: string | URL, init: RequestInit, timeoutMs: number, lost: AbortController): Promise<Response> {
    return this.#ofOneDatabase(await this.#send(url, init, timeoutMs, lost), init.signal)
  }

  async #send(url: string | URL, init: RequestInit, timeoutMs: number, lost: AbortController): Promise<Response> {
    const begun = performance.now()
    const signals = [lost.signal, AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])]
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) })
      this.#unanswered.delete(lost)
      if (response.status < 500) this.#heard()
      else if (this.#heardAt < begun) this.#lost()
      return response
    } catch (error) {
      // A request we gave up ourselves says nothing about the network.
      const isOurs = init.signal?.aborted || lost.signal.aborted
      if (!isOurs && !this.#isOnlyLate(error, begun)) this.#lost()
      throw error
    } finally {
      this.#unanswered.delete(lost)
    }
  }

  /** An answer that another database gave must not reach who asked the old one: it was given up meanwhile. */
  async #ofOneDatabase(response: Response, signal: AbortSignal | null | undefined): Promise<Response> {
    const epoch = response.headers.get(EPOCH_HEADER)
    if (epoch === null || !EPOCH.test(epoch)) return response
    await this.#options.onEpoch?.(epoch)
    if (signal?.aborted) await response.body?.cancel().catch(() => {})
    signal?.throwIfAborted()
    return response
  }

  async #probe(): Promise<void> {
    if (this.#stopped || this.#serverUrl === null) return
    const asked = Date.now()
    try {
      const response = await this.fetch(new URL('/v1/health', this.#serverUrl), {}, this.#probeMs.timeout)
      this.#tellHealth(await response.json().catch(() => undefined), asked)
    } catch {
      // The link has noted it; the next probe is on its way.
    }
    this.#probeIn(this.network === 'online' ? this.#probeMs.online : this.#probeMs.offline)
  }

  #tellHealth(answer: unknown, asked: number): void {
    const told = health.safeParse(answer)
    if (!told.success) return
    const { version, schema, protocol, serverTime } = told.data
    // Half the way there and back is the best guess of how old the centre's time is.
    this.#options.onHealth?.({ version, schema, protocol }, Date.parse(serverTime) - (asked + Date.now()) / 2)
  }

  #probeIn(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#probe(), ms)
  }

  #heard(): void {
    this.#heardAt = performance.now()
    this.lastContactAt = new Date().toISOString()
    const before = this.network
    this.#become('online')
    if (this.#stopped || before === 'online' || this.#isShortBreak()) return
    this.#openedAt = performance.now()
    this.#options.onOpen?.()
    // What was sent into the outage may wait for ever for an answer: its sender tries again, now that it can.
    if (before === 'offline') this.#giveUp(Infinity)
  }

  /** The centre is there, but connections from before then (of `performance.now()`) are dead: what waits on them is sent again. */
  connectionsDied(sinceMs: number): void {
    if (this.#stopped) return
    this.#options.onOpen?.()
    this.#giveUp(sinceMs)
  }

  #giveUp(sentBefore: number): void {
    for (const [request, sent] of this.#unanswered) {
      if (sent < sentBefore) request.abort(new DOMException('Sent while the link was down.', 'AbortError'))
    }
  }

  #isShortBreak(): boolean {
    const now = performance.now()
    return now - this.#lostAt < this.#probeMs.offline && now - this.#openedAt < SHORTLY_MS
  }

  /**
   * It was not answered in time, but something else was meanwhile: the centre is there and has much to do. To take
   * that for an outage would give up all that is under way and ask it again, and so leave it still more to do.
   */
  #isOnlyLate(error: unknown, begun: number): boolean {
    return (error as Error).name === 'TimeoutError' && this.#heardAt > begun
  }

  #lost(): void {
    if (this.network !== 'offline') this.#lostAt = performance.now()
    this.#become('offline')
  }

  #become(network: Network): void {
    if (this.#stopped || this.network === network) return
    this.network = network
    // A lost link is asked after soon, not when the leisurely probe of a good link comes round.
    if (network === 'offline') this.#probeIn(this.#probeMs.offline)
    this.#options.onChange(network)
  }
}
