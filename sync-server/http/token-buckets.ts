/** How much a kind of asker may ask: so many requests at once, and so many more every second. */
export interface Allowance {
  burst: number
  perSecond: number
}

interface Bucket {
  left: number
  /** Milliseconds of the clock at which `left` was right. */
  at: number
}

/**
 * One bucket of requests for each key; empty buckets fill up again with time. Kept in memory by each process, for the
 * keys used last; a key that was pushed out starts with a full bucket. The clock is passed in, in milliseconds.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #allowance: Allowance
  readonly #most: number
  readonly #now: () => number

  constructor(allowance: Allowance, options: { most?: number; now?: () => number } = {}) {
    this.#allowance = allowance
    this.#most = options.most ?? 20_000
    this.#now = options.now ?? (() => performance.now())
  }

  /** Takes one request out of the bucket. Zero: go on. Else the seconds after which one would go through; none was taken. */
  take(key: string): number {
    const bucket = this.#filled(key)
    // Set anew, so that the map stays in order of last use and the oldest is the first to go.
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > this.#most) this.#buckets.delete(this.#buckets.keys().next().value!)
    if (bucket.left < 1) return (1 - bucket.left) / this.#allowance.perSecond
    bucket.left -= 1
    return 0
  }

  /** What `take` would answer, without taking. */
  wait(key: string): number {
    const { left } = this.#filled(key)
    return left < 1 ? (1 - left) / this.#allowance.perSecond : 0
  }

  #filled(key: string): Bucket {
    const now = this.#now()
    const known = this.#buckets.get(key) ?? { left: this.#allowance.burst, at: now }
    const left = Math.min(this.#allowance.burst, known.left + ((now - known.at) / 1000) * this.#allowance.perSecond)
    return { left, at: now }
  }
}
