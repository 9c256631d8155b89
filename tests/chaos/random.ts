/** Numbers that look random and are the same for the same seed and stream. Small and fast (mulberry32); no secret depends on it. */
export class Random {
  #state: number

  constructor(seed: number, stream = '') {
    this.#state = seed >>> 0
    for (const letter of stream) this.#state = Math.imul(this.#state ^ letter.charCodeAt(0), 0x01000193) >>> 0
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** A whole number from `low` up to and with `high`. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  pick<T>(among: readonly T[]): T {
    return among[Math.floor(this.next() * among.length)]!
  }

  /** Draws for ever from a shuffled deck, so that everything comes up before anything comes again. */
  deck<T>(cards: readonly T[]): () => T {
    let left: T[] = []
    return () => {
      if (left.length === 0) left = [...cards]
      return left.splice(this.int(0, left.length - 1), 1)[0]!
    }
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0]
  }
}
