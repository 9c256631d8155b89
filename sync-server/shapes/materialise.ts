/** A strict reader of a shape for tests: what the protocol forbids (a doubled row, an update of nothing) is an error. */
import { fetchPage, type Message } from './test-support.ts'
import type { RunningShapeService } from './index.ts'

export type Values = Record<string, string | null>

export class Materialised {
  readonly rows = new Map<string, Values>()
  readonly #params: Record<string, string>
  offset = '-1'
  handle = ''
  upToDate = false
  lastLsn = 0n
  refetches = 0
  #lastPosition: [bigint, number] = [0n, -1]

  constructor(params: Record<string, string>) {
    this.#params = params
  }

  /** Makes one request and applies what came. */
  async step(service: RunningShapeService, live = false): Promise<void> {
    const request = { ...this.#params, offset: this.offset, ...(this.handle ? { handle: this.handle } : {}) }
    const page = await fetchPage(service, live && this.upToDate ? { ...request, live: 'true' } : request)
    if (page.status === 409) return this.#refetch(page.headers.get('electric-handle') ?? '')
    if (page.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return
    }
    if (page.status !== 200) throw new Error(`status ${page.status}: ${page.text}`)
    for (const message of page.messages) this.#apply(message)
    this.offset = page.headers.get('electric-offset') ?? ''
    this.handle = page.headers.get('electric-handle') ?? ''
    this.upToDate = page.headers.has('electric-up-to-date')
  }

  /** Reads until an up-to-date claims at least this LSN. */
  async reach(service: RunningShapeService, lsn: bigint): Promise<void> {
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

/** Rows in a form that can be compared: booleans in one spelling, sorted. */
export function comparable(rows: Iterable<Values>): string[] {
  const plain = (value: string | null): string | null => (value === 'true' ? 't' : value === 'false' ? 'f' : value)
  return [...rows].map((row) => JSON.stringify(Object.entries(row).map(([name, value]) => [name, plain(value)]).sort())).sort()
}
