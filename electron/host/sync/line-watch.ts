import http from 'node:http'
import https from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'

export interface LineWatchOptions {
  /** Where the centre is; null while nobody has said. */
  serverUrl: () => string | null
  /** Connections older than `sinceMs` (of `performance.now()`) are dead, and the centre answers on new ones. */
  onDead: (sinceMs: number) => void
  /** For tests. */
  timing?: Partial<typeof TIMING>
}

/** All in milliseconds. */
const TIMING = {
  /** From one question to the next; the centre keeps an idle connection longer than that. */
  every: 2_000,
  /** How long the kept connection may be silent before a new one is tried. */
  silent: 2_500,
  /** How long a new connection may take to be answered. */
  fresh: 2_000,
  /** What was held up on the kept connection may come just after the first answer on the new one. */
  grace: 500,
}

/**
 * A router that forgets its connections tells nobody: requests that the centre holds would wait on them for half a
 * minute. So one connection is kept and asked over all the time. When it is silent and the centre answers a later
 * question on a new connection, the line is whole and what was open on it is not. A busy centre answers in turn.
 */
export class LineWatch {
  readonly #options: LineWatchOptions
  readonly #timing: typeof TIMING
  readonly #stop = new AbortController()
  readonly #agents: Record<string, http.Agent> = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 1 }) }
  #running: Promise<void> | undefined

  constructor(options: LineWatchOptions) {
    this.#options = options
    this.#timing = { ...TIMING, ...options.timing }
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    for (const agent of Object.values(this.#agents)) agent.destroy()
  }

  async #run(): Promise<void> {
    while (await this.#pause(this.#timing.every)) {
      const serverUrl = this.#options.serverUrl()
      if (serverUrl !== null) await this.#look(new URL('/v1/health', serverUrl)).catch(() => {})
    }
  }

  async #look(url: URL): Promise<void> {
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, this.#stop.signal])
    let isOver = false
    // An answer or an end: both are words, and whoever waits on such a connection has had them too.
    const heard = ask(url, this.#agents[url.protocol], signal).catch(() => {}).then(() => (isOver = true))
    try {
      await Promise.race([heard, this.#pause(this.#timing.silent)])
      while (!isOver) {
        const asked = performance.now()
        const isThere = await ask(url, undefined, AbortSignal.any([signal, AbortSignal.timeout(this.#timing.fresh)])).then(() => true, () => false)
        await Promise.race([heard, this.#pause(this.#timing.grace)])
        if (isThere && !isOver) return this.#options.onDead(asked)
      }
    } finally {
      over.abort()
    }
  }

  /** False when it is stopped meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
    return !this.#stop.signal.aborted
  }
}

/** Resolves when an answer has come, whatever it says; without an agent over a connection of its own. */
function ask(url: URL, agent: http.Agent | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? https.get : http.get
    get(url, { agent: agent ?? false, signal }, (response) => response.resume().on('end', resolve).on('error', reject)).on('error', reject)
  })
}
