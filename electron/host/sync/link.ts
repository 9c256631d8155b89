export type Network = 'online' | 'offline' | 'connecting'

export interface LinkOptions {
  serverUrl: string
  onChange: (network: Network) => void
  /** For tests: how often the centre is asked whether it is there. */
  probeMs?: { online: number; offline: number }
}

const PROBE_MS = { online: 10_000, offline: 1_000 }
const PROBE_TIMEOUT_MS = 3_000

/**
 * Whether the centre can be reached, judged by what really happens to requests, and by a small probe
 * in between: a link that swallows packets must not pass for a quiet one.
 */
export class Link {
  network: Network = 'connecting'
  lastContactAt: string | null = null
  readonly #options: LinkOptions
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: LinkOptions) {
    this.#options = options
  }

  start(): void {
    void this.#probe()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** fetch with a time limit; tells the link how it went. Any answer below 500 means the centre is there. */
  async fetch(url: string | URL, init: RequestInit = {}, timeoutMs = 15_000): Promise<Response> {
    const limit = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
    try {
      const response = await fetch(url, { ...init, signal })
      if (response.status < 500) this.#heard()
      else this.#lost()
      return response
    } catch (error) {
      // A request we gave up ourselves says nothing about the network.
      if (!init.signal?.aborted) this.#lost()
      throw error
    }
  }

  async #probe(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    try {
      const response = await this.fetch(new URL('/v1/health', this.#options.serverUrl), {}, PROBE_TIMEOUT_MS)
      await response.arrayBuffer()
    } catch {
      // The link has noted it; the next probe is on its way.
    }
    if (this.#stopped) return
    const { online, offline } = this.#options.probeMs ?? PROBE_MS
    this.#timer = setTimeout(() => void this.#probe(), this.network === 'online' ? online : offline)
  }

  #heard(): void {
    this.lastContactAt = new Date().toISOString()
    this.#become('online')
  }

  #lost(): void {
    this.#become('offline')
  }

  #become(network: Network): void {
    if (this.#stopped || this.network === network) return
    this.network = network
    // A lost link is asked after soon, not when the leisurely probe of a good link comes round.
    if (network === 'offline') {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#probe(), (this.#options.probeMs ?? PROBE_MS).offline)
    }
    this.#options.onChange(network)
  }
}
