import type { HostOptions } from './host.ts'

type Entry = Parameters<HostOptions['log']>[0]

/** A warning or an error as the diagnostics tell it, and how often it came. */
export interface Fault {
  level: 'warn' | 'error'
  what: string
  /** Kind, code, status, name of a query: words and numbers of the program. */
  facts: Record<string, string | number>
  count: number
  firstAt: string
  lastAt: string
}

const KEPT = 100
const FACTS = ['reason', 'code', 'kind', 'status', 'query', 'method', 'ms'] as const
/** Names of errors, codes and queries. A sentence or a value does not look like this. */
const WORD = /^[A-Za-z_][A-Za-z_.]{0,39}$/
const SENTENCE = /^[a-z][a-z ,;:()'-]{0,100}$/

/** Remembers what went wrong since the start, as kinds and counts: what a row says has no way in. */
export class Journal {
  readonly #faults = new Map<string, Fault>()

  /** Takes note of an entry of the log. */
  note({ level, msg, ...rest }: Entry, now: Date = new Date()): void {
    if (level === 'info') return
    const facts: Fault['facts'] = {}
    for (const name of FACTS) {
      const value = rest[name]
      // How long it took differs each time; the newest is enough.
      if (typeof value === 'number' || (typeof value === 'string' && WORD.test(value))) facts[name] = value
    }
    const what = SENTENCE.test(msg) ? msg : 'something else'
    const key = JSON.stringify({ what, ...facts, ms: undefined })
    const at = now.toISOString()
    const known = this.#faults.get(key)
    this.#faults.delete(key)
    this.#faults.set(key, { level, what, facts, count: (known?.count ?? 0) + 1, firstAt: known?.firstAt ?? at, lastAt: at })
    if (this.#faults.size > KEPT) this.#faults.delete(this.#faults.keys().next().value!)
  }

  /** Newest first. */
  faults(): Fault[] {
    return [...this.#faults.values()].toReversed()
  }
}
