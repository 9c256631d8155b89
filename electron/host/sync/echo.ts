/** How long the rows of what was answered may take before they are asked for, in milliseconds. */
const ECHO_MS = { first: 2_000, longest: 16_000 }

/**
 * What the centre has decided must come back in its rows; a shape that still waits on a dead connection would be silent
 * for half a minute. So the rows are asked for when they do not come, less often each time.
 */
export class Echo {
  readonly #isAwaited: () => boolean
  readonly #ask: () => void
  #timer: NodeJS.Timeout | undefined

  /** @param options whether something answered is still not in the rows here, and how to ask for it */
  constructor({ isAwaited, ask }: { isAwaited: () => boolean; ask: () => void }) {
    this.#isAwaited = isAwaited
    this.#ask = ask
  }

  /** The centre has answered something just now. */
  answered(): void {
    this.#await(ECHO_MS.first)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #await(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (!this.#isAwaited()) return
      this.#ask()
      this.#await(Math.min(ms * 2, ECHO_MS.longest))
    }, ms)
    this.#timer.unref()
  }
}
