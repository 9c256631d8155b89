/** All in milliseconds. */
const TIMING = {
  /** For each write that waits: ten to twenty times what it takes to run it again, so that most of the time is left for the rest. */
  each: 10,
  longest: 500,
}

/**
 * Every change of the centre's that is taken in runs all waiting writes again. A desk that comes back with many, while
 * the others send theirs, would do little else: so it lets news gather, the longer the more of its writes wait. Without
 * any there is no rest.
 */
export class Rest {
  readonly #waiting: () => number
  #until = -Infinity

  /** @param waiting how many writes wait at this moment */
  constructor(waiting: () => number) {
    this.#waiting = waiting
  }

  /** News has come. What comes during a rest makes it no longer. */
  begin(): void {
    const now = performance.now()
    if (now >= this.#until) this.#until = now + Math.min(this.#waiting() * TIMING.each, TIMING.longest)
  }

  /** Resolves when news may be asked for. Rejects with the reason of the signal as soon as it aborts. */
  async over(signal: AbortSignal | null | undefined): Promise<void> {
    for (let left = this.#until - performance.now(); left > 0; left = this.#until - performance.now()) await pause(left, signal)
  }
}

/** By the global clock, which the simulation sets; that of `node:timers/promises` it does not. */
function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal!.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
  })
}
