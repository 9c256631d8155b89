/** How a kind of key is treated: failures that cost nothing, and the longest wait after more of them. */
interface Rule {
  free: number
  longestMs: number
}

const RULES = {
  /** One name tried from one address: a person who forgot, or somebody who guesses. */
  pair: { free: 5, longestMs: 15 * 60_000 },
  /** Everything that comes from one address: somebody who tries many names. */
  address: { free: 30, longestMs: 15 * 60_000 },
  /** One name from anywhere. Short, or a stranger could lock a person out of the clinic. */
  name: { free: 50, longestMs: 60_000 },
} satisfies Record<string, Rule>

interface Tries {
  failures: number
  /** Milliseconds since 1970 until which nothing more is tried. */
  until: number
  touched: number
}

const FORGET_AFTER_MS = 60 * 60_000
const MOST_KEYS = 20_000

/**
 * Slows down whoever guesses passwords and codes: after a few failures every further one doubles the wait.
 * Kept in memory by each process; the clock is passed in.
 */
export class Backoff {
  readonly #tries = new Map<string, Tries>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /**
   * Counts an attempt as failed before it is made, so that many at once gain nothing. `waitMs` above zero: refused.
   * Call `succeeded` when it was right after all.
   * @param name who it is tried for; undefined when the secret alone tells, as an enrolment code does
   */
  begin(name: string | undefined, address: string): { waitMs: number; succeeded: () => void } {
    const now = this.#now()
    const keys = keysOf(name, address)
    const waitMs = Math.max(...keys.map(({ key }) => (this.#tries.get(key)?.until ?? 0) - now), 0)
    if (waitMs > 0) return { waitMs, succeeded: () => {} }
    for (const { key, rule } of keys) this.#count(key, rule, now)
    return { waitMs: 0, succeeded: () => this.#forgive(keys) }
  }

  #count(key: string, rule: Rule, now: number): void {
    const known = this.#tries.get(key)
    const tries = known && now - known.touched < FORGET_AFTER_MS ? known : { failures: 0, until: 0, touched: now }
    tries.failures += 1
    tries.touched = now
    if (tries.failures > rule.free) tries.until = now + Math.min(rule.longestMs, 1000 * 2 ** (tries.failures - rule.free - 1))
    // Set anew, so that the map stays in order of last use and the oldest is the first to go.
    this.#tries.delete(key)
    this.#tries.set(key, tries)
    if (this.#tries.size > MOST_KEYS) this.#tries.delete(this.#tries.keys().next().value!)
  }

  #forgive(keys: Key[]): void {
    for (const { key, rule } of keys) {
      const tries = this.#tries.get(key)
      if (!tries) continue
      tries.failures = rule === RULES.pair ? 0 : tries.failures - 1
      if (tries.failures <= rule.free) tries.until = 0
    }
  }
}

interface Key {
  key: string
  rule: Rule
}

function keysOf(name: string | undefined, address: string): Key[] {
  const byAddress = { key: `address:${address}`, rule: RULES.address }
  if (name === undefined) return [byAddress]
  return [{ key: `pair:${name}\n${address}`, rule: RULES.pair }, byAddress, { key: `name:${name}`, rule: RULES.name }]
}
