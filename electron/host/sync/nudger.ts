import type { TableName } from '../../../shared/schema/index.ts'

export interface NudgerOptions {
  /** Shapes that hold something up at this moment. */
  lagging: () => TableName[]
  /** Returns whether it asked: not where an answer is on its way anyway. */
  ask: (table: TableName) => boolean
  /** How long it waits before it asks the first time, in milliseconds. */
  firstMs: number
}

interface Asked {
  times: number
  at: number
  answered: boolean
}

/** How much longer than the first wait: for a shape that answered and still lags, and for one that did not answer. */
const LONGEST = { answered: 20, silent: 300 }
const SILENT_FROM = 20

/**
 * Asks shapes that may have nothing for a transaction, and would never say so by themselves. To ask
 * again breaks off the answer that is under way, so each gets more time from one question to the next:
 * a slow line must not be asked for ever and never be listened to.
 */
export class Nudger {
  readonly #options: NudgerOptions
  readonly #asked = new Map<TableName, Asked>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: NudgerOptions) {
    this.#options = options
  }

  /** Something came in or was applied: looks who is to be asked, and when. */
  look(): void {
    clearTimeout(this.#timer)
    const now = performance.now()
    const dues = this.#options.lagging().map((table) => this.#due(table, now))
    if (dues.length === 0) return
    this.#timer = setTimeout(() => this.#askDue(), Math.max(0, Math.min(...dues) - now))
    this.#timer.unref()
  }

  answered(table: TableName): void {
    const asked = this.#asked.get(table)
    if (asked) asked.answered = true
  }

  /** A step forward: who lags from now on is asked soon again. */
  moved(): void {
    this.#asked.clear()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #due(table: TableName, now: number): number {
    const asked = this.#asked.get(table) ?? { times: 0, at: now, answered: true }
    if (asked.times === 0) {
      // The first wait begins when the shape was first seen to lag, not each time it is looked at.
      this.#asked.set(table, asked)
      return asked.at + this.#options.firstMs
    }
    const factor = asked.answered ? Math.min(2 ** asked.times, LONGEST.answered) : Math.min(SILENT_FROM * 2 ** (asked.times - 1), LONGEST.silent)
    return asked.at + this.#options.firstMs * factor
  }

  #askDue(): void {
    const now = performance.now()
    for (const table of this.#options.lagging()) {
      // A timer may come a little early; asking then saves the next one.
      if (this.#due(table, now) > now + 1) continue
      const { times } = this.#asked.get(table)!
      const isAsked = this.#options.ask(table)
      this.#asked.set(table, isAsked ? { times: times + 1, at: now, answered: false } : { times, at: now, answered: true })
    }
    this.look()
  }
}
