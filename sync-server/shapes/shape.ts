/** One shape: its definition, its log, and the rule which replicated transactions belong into that log. */
import type { ShapeDefinition } from './definition.ts'
import { finishDraft, type Draft, type TransactionInfo } from './encode.ts'
import type { LogEntry, ShapeLog } from './log.ts'
import { isVisible, type SnapshotInfo } from './lsn.ts'
import type { Where } from './where.ts'

/** Why a shape that is gone is gone: replaced (clients refetch), or its snapshot could not be taken. */
export type ShapeEnd = { readonly kind: 'rotated' } | { readonly kind: 'failed'; readonly error: unknown }

/** What a transaction meant to a shape while its snapshot was not known yet. */
type Held =
  | { readonly kind: 'entries'; readonly txn: TransactionInfo; readonly entries: readonly LogEntry[] }
  | { readonly kind: 'break'; readonly txn: TransactionInfo }
  | { readonly kind: 'commit'; readonly txn: TransactionInfo }

export type WaitResult = 'changed' | 'timeout' | 'aborted'

export interface ShapeInit {
  readonly handle: string
  readonly key: string
  readonly definition: ShapeDefinition
  readonly where: Where | null
  readonly log: ShapeLog
  /** The number of the last transaction begun before this shape was there. */
  readonly bornAfter: number
}

export class Shape {
  readonly handle: string
  readonly key: string
  readonly definition: ShapeDefinition
  readonly where: Where | null
  readonly log: ShapeLog
  readonly bornAfter: number
  /** When a client last asked, milliseconds since the epoch: the least recently used shapes give way first. */
  lastUsedAt = 0
  #snapshot: SnapshotInfo | null = null
  #held: Held[] = []
  #heldEntries = 0
  #complete = false
  #settled = false
  #end: ShapeEnd | null = null
  readonly #watchers = new Set<() => void>()

  constructor(init: ShapeInit) {
    this.handle = init.handle
    this.key = init.key
    this.definition = init.definition
    this.where = init.where
    this.log = init.log
    this.bornAfter = init.bornAfter
  }

  get snapshot(): SnapshotInfo | null {
    return this.#snapshot
  }

  /** Whether every row of the snapshot is in its chunks. */
  get complete(): boolean {
    return this.#complete
  }

  /** Whether replication has passed everything the snapshot contains, so that an up-to-date claims enough. */
  get settled(): boolean {
    return this.#settled
  }

  get end(): ShapeEnd | null {
    return this.#end
  }

  get waiting(): number {
    return this.#watchers.size
  }

  /** Whether the log must not have this transaction: the snapshot has its rows, or the log has it already. */
  ignores(txn: TransactionInfo): boolean {
    if (this.#end) return true
    if (!this.#snapshot) return false
    if (txn.lsn <= this.log.end.tx) return true
    return txn.lsn < this.#snapshot.walEnd && isVisible(txn.xid, this.#snapshot)
  }

  /** Takes messages of a running transaction. */
  append(txn: TransactionInfo, drafts: readonly Draft[], last: boolean): void {
    if (drafts.length === 0 || this.ignores(txn)) return
    const entries = drafts.map((item, i) => ({
      offset: { tx: txn.lsn, op: item.op },
      json: finishDraft(item, last && i === drafts.length - 1),
    }))
    if (this.#snapshot) return this.log.append(entries)
    this.#held.push({ kind: 'entries', txn, entries })
    this.#heldEntries += entries.length
  }

  /** Messages that wait in memory for the snapshot to be taken. */
  get heldEntries(): number {
    return this.#heldEntries
  }

  /** A transaction did something a log cannot tell. True where the shape has to be rotated now. */
  breakAt(txn: TransactionInfo): boolean {
    if (this.ignores(txn)) return false
    if (this.#snapshot) return true
    this.#held.push({ kind: 'break', txn })
    return false
  }

  /** The transaction is over. Readers are woken separately, after every shape has it. True where the log grew. */
  commit(txn: TransactionInfo): boolean {
    if (this.#end) return false
    if (this.#snapshot) return this.log.commit()
    this.#held.push({ kind: 'commit', txn })
    return false
  }

  /** The stream broke off inside a transaction: it will come again from its beginning. */
  abandonTransaction(): void {
    if (this.#end) return
    this.log.abort()
    const lastCommit = this.#held.findLastIndex((item) => item.kind === 'commit')
    this.#held = this.#held.slice(0, lastCommit + 1)
  }

  /** The snapshot is taken: what was held is sorted into seen-by-it and not. True where the shape has to be rotated. */
  setSnapshot(snapshot: SnapshotInfo): boolean {
    this.#snapshot = snapshot
    const held = this.#held
    this.#held = []
    this.#heldEntries = 0
    let broken = false
    for (const item of held) {
      if (item.kind === 'commit') this.log.commit()
      else if (this.ignores(item.txn)) continue
      else if (item.kind === 'break') broken = true
      else this.log.append(item.entries)
    }
    return broken
  }

  markComplete(): void {
    this.#complete = true
    this.wake()
  }

  markSettled(): void {
    this.#settled = true
    this.wake()
  }

  /** Ends the shape for good. Whoever waits is woken and finds out. */
  finish(end: ShapeEnd): void {
    if (this.#end) return
    this.#end = end
    this.#held = []
    this.wake()
  }

  wake(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Resolves at the next wake, after `ms`, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<WaitResult> {
    if (signal.aborted) return Promise.resolve('aborted')
    return new Promise((resolve) => {
      const settle = (result: WaitResult): void => {
        clearTimeout(timer)
        this.#watchers.delete(onWake)
        signal.removeEventListener('abort', onAbort)
        resolve(result)
      }
      const onWake = (): void => settle('changed')
      const onAbort = (): void => settle('aborted')
      const timer = setTimeout(() => settle('timeout'), ms)
      this.#watchers.add(onWake)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
}
