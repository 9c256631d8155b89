/** A strict reader of a shape for tests: what the protocol forbids (a doubled row, an update of nothing) is an error. */
import { fetchPage, type Message } from './test-support.ts'

export type Values = Record<string, string | null>

export class Materialised {
  readonly rows = new Map<string, Values>()
  readonly #params: Record<string, string>
  offset = '-1'
  handle = ''
  upToDate = false
  lastLsn = 0n
  /** Refetches, and those of them that came after the client had everything once. */
  refetches = 0
  lateRefetches = 0
  wasUpToDate = false
  #lastPosition: [bigint, number] = [0n, -1]

  constructor(params: Record<string, string>) {
    this.#params = params
  }

  /** Makes one request and applies what came; with `take` only so many of the logged changes, to go on behind them. */
  async step(service: { readonly url: string }, live = false, take: number | null = null): Promise<void> {
    const request = { ...this.#params, offset: this.offset, ...(this.handle ? { handle: this.handle } : {}) }
    const page = await fetchPage(service, live && this.upToDate ? { ...request, live: 'true' } : request)
    if (page.status === 409) return this.#refetch(page.headers.get('electric-handle') ?? '')
    if (page.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return
    }
    if (page.status !== 200) throw new Error(`status ${page.status}: ${page.text}`)
    this.handle = page.headers.get('electric-handle') ?? ''
    if (take !== null && page.messages.some(isLogged)) return this.#applySome(page.messages.filter(isLogged).slice(0, take))
    for (const message of page.messages) this.#apply(message)
    this.offset = page.headers.get('electric-offset') ?? ''
    this.upToDate = page.headers.has('electric-up-to-date')
    this.wasUpToDate ||= this.upToDate
  }

  #applySome(messages: readonly Message[]): void {
    for (const message of messages) this.#apply(message)
    const last = messages.at(-1)?.headers as { lsn: string; op_position: number } | undefined
    if (last) this.offset = `${last.lsn}_${last.op_position}`
    this.upToDate = false
  }

  /** Reads until an up-to-date claims at least this LSN. */
  async reach(service: { readonly url: string }, lsn: bigint): Promise<void> {
    const deadline = performance.now() + 20_000
    do {
      await this.step(service)
      if (performance.now() > deadline) throw new Error(`stuck at ${this.offset}, ${this.lastLsn} of ${lsn}`)
    } while (!this.upToDate || this.lastLsn < lsn)
  }

  #refetch(handle: string): void {
    if (handle === this.handle) throw new Error('a 409 with the same handle')
    this.rows.clear()
    this.refetches++
    if (this.wasUpToDate) this.lateRefetches++
    this.wasUpToDate = false
    this.offset = '-1'
    this.handle = ''
    this.upToDate = false
    this.#lastPosition = [0n, -1]
  }

  #apply(message: Message): void {
    const { headers, key, value } = message
    const claimed = headers['global_last_seen_lsn']
    if (typeof claimed === 'string') this.lastLsn = BigInt(claimed)
    if (key === undefined || !value) return
    this.#checkOrder(headers)
    const before = this.rows.get(key)
    if (headers['operation'] === 'insert') {
      if (before) throw new Error(`${key} was inserted twice`)
      this.rows.set(key, value)
    } else if (!before) throw new Error(`${String(headers['operation'])} of ${key}, which is not there`)
    else if (headers['operation'] === 'delete') this.rows.delete(key)
    else this.rows.set(key, { ...before, ...value })
  }

  #checkOrder(headers: Record<string, unknown>): void {
    if (typeof headers['lsn'] !== 'string') return
    const [lsn, op] = [BigInt(headers['lsn']), Number(headers['op_position'])]
    const [lastLsn, lastOp] = this.#lastPosition
    if (lsn < lastLsn || (lsn === lastLsn && op <= lastOp)) throw new Error(`${lsn}_${op} came after ${lastLsn}_${lastOp}`)
    this.#lastPosition = [lsn, op]
  }
}

const isLogged = (message: Message): boolean => message.key !== undefined && 'lsn' in message.headers

/** Rows in a form that can be compared: booleans in one spelling, sorted. */
export function comparable(rows: Iterable<Values>): string[] {
  const plain = (value: string | null): string | null => (value === 'true' ? 't' : value === 'false' ? 'f' : value)
  const sorted = (row: Values): string[] => Object.keys(row).toSorted((a, b) => (a < b ? -1 : 1))
  return Array.from(rows, (row) => JSON.stringify(sorted(row).map((name) => [name, plain(row[name] ?? null)]))).toSorted((a, b) => (a < b ? -1 : 1))
}
