/**
 * How long a shape's request may go unanswered. A live one is held by the centre while there is nothing to say. Any
 * other is answered at once, so one that was swallowed on the way is sent again soon; but a centre that needs long, as
 * for the first rows of a large table, gets twice as long each time.
 */
export class Patience {
  readonly #heldMs: number
  readonly #firstMs: number
  #times = 0

  /** @param limits milliseconds: for a live request and as the most for any other, and for the first try of any other */
  constructor(limits: { held: number; first: number }) {
    this.#heldMs = limits.held
    this.#firstMs = limits.first
  }

  limitFor(request: 'live' | 'other'): number {
    return request === 'live' ? this.#heldMs : Math.min(this.#heldMs, this.#firstMs * 2 ** this.#times)
  }

  answered(): void {
    this.#times = 0
  }

  ranOut(): void {
    this.#times++
  }
}

/**
 * Runs a request that may take so long until its answer begins; how long the answer itself takes is the line's affair.
 * Rejects with a TimeoutError.
 */
export async function beginsWithin<T>(ms: number, signal: AbortSignal | null | undefined, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('No answer came.', 'TimeoutError')), ms)
  try {
    return await request(AbortSignal.any([late.signal, ...(signal ? [signal] : [])]))
  } finally {
    clearTimeout(timer)
  }
}
