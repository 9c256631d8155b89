/** Random numbers that a seed decides, now and on any machine. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** Like Math.random. */
  next(): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  of<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0]
  }

  /** Dice of their own, so that one user's throws do not change another's. */
  fork(): Dice {
    return new Dice(this.whole(0, 2 ** 32 - 1))
  }

  /** A UUIDv7 whose every digit is thrown. */
  uuid(): string {
    const hex = (digits: number) => this.whole(0, 16 ** digits - 1).toString(16).padStart(digits, '0')
    return `01930000-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`
  }
}
