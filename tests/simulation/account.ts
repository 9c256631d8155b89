import { createHash } from 'node:crypto'

/** What is told of a run while it goes on: what went wrong, how often what happened, and one digest of it all. */
export class Account {
  readonly failures: string[] = []
  readonly counts: Record<string, number> = {}
  readonly #hash = createHash('sha256')
  readonly #trace: ((line: string) => void) | undefined

  constructor(trace?: (line: string) => void) {
    this.#trace = trace
  }

  fail(what: string): void {
    this.#trace?.(`FAILED ${what}`)
    if (!this.failures.includes(what)) this.failures.push(what)
  }

  count(what: string, times = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + times
  }

  tell(at: number, what: string): void {
    const line = `${Math.round(at)} ${what}`
    this.#hash.update(line)
    this.#trace?.(line)
  }

  /** What the run left behind counts too. */
  seal(left: string): void {
    this.#hash.update(left)
  }

  digest(): string {
    return this.#hash.digest('hex').slice(0, 16)
  }
}
