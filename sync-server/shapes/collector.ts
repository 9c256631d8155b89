/**
 * Takes the replication stream apart into what each shape has to log, one transaction at a time and in order.
 *
 * Order of effects at a commit: every shape's log has the transaction, then the global LSN says so, then whoever waits
 * is woken. Read the other way round (LSN first, then the log's end) no reader can claim more than it delivers.
 */
import { draftsFor, type RowChange } from './changes.ts'
import { matchesRelation } from './catalogue.ts'
import type { Draft, TransactionInfo } from './encode.ts'
import { isVisible, type SnapshotInfo } from './lsn.ts'
import type { Log } from './pg.ts'
import { completeTuple, type Relation, type ReplicationMessage } from './pgoutput.ts'
import type { Registry } from './registry.ts'
import type { Shape } from './shape.ts'
import { Verdicts, type Evaluate } from './verdicts.ts'
import { WhereFailure } from './where.ts'

export interface CollectorOptions {
  readonly registry: Registry
  readonly log: Log
  /** Decides rows by a where clause. A WhereFailure ends the shape, any other error the stream. */
  readonly evaluate: Evaluate
  /** A log that grows beyond this is rotated, so that memory or disk stays bounded. */
  readonly maxLogBytes: number
  /** Called for relations that shapes may not know any more. */
  readonly onUnknownRelation: () => void
}

interface Transaction extends TransactionInfo {
  readonly number: number
  readonly markers: string[]
  /** The last message of each shape so far, held back because it may turn out to be the transaction's last. */
  readonly held: Map<Shape, Draft | null>
  nextOp: number
  published: boolean
}

const BATCH_CHANGES = 500
const BATCH_BYTES = 1_000_000
const REMEMBERED_TRANSACTIONS = 8192
const TURN_MS = 15
/** How many messages may wait in memory for one shape's snapshot. */
const MAX_HELD = 50_000

export class Collector {
  readonly #options: CollectorOptions
  readonly #relations = new Map<number, Relation>()
  readonly #recent: { xid: number; number: number }[] = []
  readonly #markers = new Map<string, () => void>()
  #transaction: Transaction | null = null
  #batch: RowChange[] = []
  #batchBytes = 0
  #begun = 0
  #globalLsn = 0n

  constructor(options: CollectorOptions) {
    this.#options = options
  }

  /** The last transaction of published tables that every shape's log has. */
  get globalLsn(): bigint {
    return this.#globalLsn
  }

  /** Starts from what an earlier run had reached. */
  restoreGlobalLsn(lsn: bigint): void {
    this.#globalLsn = lsn
  }

  /** The number of the transaction begun last. A shape made now gets the transactions after it. */
  get begun(): number {
    return this.#begun
  }

  get insideTransaction(): boolean {
    return this.#transaction !== null
  }

  /**
   * Whether a snapshot misses a transaction that a shape born after transaction `bornAfter` will not get from the log.
   * Postgres streams a commit a moment before snapshots see it: such a snapshot has to be taken again.
   */
  missesRecent(snapshot: SnapshotInfo, bornAfter: number): boolean {
    return this.#recent.some((txn) => txn.number <= bornAfter && !isVisible(txn.xid, snapshot))
  }

  /** Resolves when the marker of this name has come through the stream, thus everything committed before it. */
  onMarker(name: string): { passed: Promise<void>; forget: () => void } {
    const passed = new Promise<void>((resolve) => this.#markers.set(name, resolve))
    return { passed, forget: () => this.#markers.delete(name) }
  }

  /** The stream broke off or starts over: what was half received will come again. */
  abandon(): void {
    this.#transaction = null
    this.#batch = []
    this.#batchBytes = 0
    this.#relations.clear()
    for (const shape of this.#options.registry.all()) shape.abandonTransaction()
  }

  /** Takes the next message of the stream. Returns the LSN that may be acknowledged once the logs are on disk. */
  async handle(message: ReplicationMessage, bytes: number): Promise<bigint | null> {
    switch (message.kind) {
      case 'begin':
        this.#begin(message)
        return null
      case 'relation':
        this.#relation(message.relation)
        return null
      case 'insert':
      case 'update':
      case 'delete':
        await this.#change(message, bytes)
        return null
      case 'truncate':
        await this.#truncate(message.oids)
        return null
      case 'marker':
        if (message.prefix === MARKER_PREFIX) this.#transaction?.markers.push(message.content)
        return null
      case 'commit':
        await this.#commit()
        return message.endLsn
      case 'ignored':
        return null
    }
  }

  #begin(message: { lsn: bigint; xid: number }): void {
    this.#begun++
    const { lsn, xid } = message
    this.#transaction = { lsn, xid, number: this.#begun, markers: [], held: new Map(), nextOp: 0, published: false }
    this.#recent.push({ xid, number: this.#begun })
    if (this.#recent.length > REMEMBERED_TRANSACTIONS * 2) this.#recent.splice(0, REMEMBERED_TRANSACTIONS)
  }

  #relation(relation: Relation): void {
    this.#relations.set(relation.oid, relation)
    const shapes = this.#options.registry.ofTable(relation.oid)
    const known = [...shapes].every((shape) => matchesRelation(shape.definition.table, relation))
    if (shapes.size === 0 || !known) this.#options.onUnknownRelation()
  }

  async #change(message: Extract<ReplicationMessage, { kind: 'insert' | 'update' | 'delete' }>, bytes: number): Promise<void> {
    const txn = this.#current()
    const op = txn.nextOp
    txn.nextOp += 2
    txn.published = true
    const relation = this.#relations.get(message.oid)
    if (!relation) throw new Error('a change came before the description of its table')
    if (this.#options.registry.ofTable(message.oid).size === 0) return
    // Without the row before it a change cannot be told. A partition may have lost its identity while its root has it.
    if (relation.identity !== 'f' || (message.kind !== 'insert' && !message.old)) return this.#breakTable(message.oid)
    this.#batch.push(completeChange(relation, op, message))
    this.#batchBytes += bytes
    if (this.#batch.length >= BATCH_CHANGES || this.#batchBytes >= BATCH_BYTES) await this.#flush()
  }

  async #truncate(oids: readonly number[]): Promise<void> {
    const txn = this.#current()
    txn.published = true
    await this.#flush()
    this.#ensureUnderWay(txn)
    for (const oid of oids) this.#breakTable(oid)
  }

  #breakTable(oid: number): void {
    const txn = this.#current()
    for (const shape of [...this.#options.registry.ofTable(oid)]) {
      if (shape.bornAfter < txn.number && shape.breakAt(txn)) this.#options.registry.rotate(shape, 'truncated or changed table')
    }
  }

  #current(): Transaction {
    if (!this.#transaction) throw new Error('a change came outside a transaction')
    return this.#transaction
  }

  // To be asked after every wait: the stream may have broken off meanwhile, and what comes again would be there twice.
  // After a stop the logs are closed besides, and a shape would be given up for a log that cannot be written.
  #ensureUnderWay(txn: Transaction): void {
    if (this.#transaction !== txn) throw new Error('the transaction was abandoned')
  }

  async #flush(): Promise<void> {
    const txn = this.#current()
    const batch = this.#batch
    this.#batch = []
    this.#batchBytes = 0
    const verdicts = new Verdicts(this.#options.evaluate)
    let turn = performance.now()
    for (const [oid, changes] of Map.groupBy(batch, (change) => change.relation.oid)) {
      for (const shape of [...this.#options.registry.ofTable(oid)]) {
        if (shape.bornAfter >= txn.number || shape.ignores(txn)) continue
        await this.#feed(txn, shape, changes, verdicts)
        if (performance.now() - turn < TURN_MS) continue
        await new Promise(setImmediate)
        this.#ensureUnderWay(txn)
        turn = performance.now()
      }
    }
  }

  async #feed(txn: Transaction, shape: Shape, changes: readonly RowChange[], verdicts: Verdicts): Promise<void> {
    const relation = changes[0]?.relation
    if (!relation || !matchesRelation(shape.definition.table, relation)) {
      if (shape.breakAt(txn)) this.#options.registry.rotate(shape, 'changed table')
      return
    }
    const inside = await this.#membership(txn, shape, changes, verdicts)
    this.#ensureUnderWay(txn)
    if (!inside) return
    const drafts: Draft[] = []
    const held = txn.held.get(shape)
    if (held) drafts.push(held)
    changes.forEach((change, i) => {
      const verdict = { old: inside[2 * i] ?? false, row: inside[2 * i + 1] ?? false }
      drafts.push(...draftsFor(shape.definition.layout, txn, change, verdict))
    })
    txn.held.set(shape, drafts.pop() ?? null)
    this.#write(shape, () => shape.append(txn, drafts, false))
    if (shape.heldEntries > MAX_HELD) this.#options.registry.rotate(shape, 'too many changes before its snapshot was taken')
  }

  // A log that could not be written has a hole nobody would notice later: it is given up at once.
  #write(shape: Shape, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.log.error({ handle: shape.handle, error: String(error) }, 'a shape log cannot be written')
      this.#options.registry.rotate(shape, 'log cannot be written')
    }
  }

  /** Null where the shape could not go on and was rotated. */
  async #membership(txn: Transaction, shape: Shape, changes: readonly RowChange[], verdicts: Verdicts): Promise<boolean[] | null> {
    try {
      return await verdicts.of(shape, changes)
    } catch (error) {
      if (!(error instanceof WhereFailure)) throw error
      this.#ensureUnderWay(txn)
      const { table } = shape.definition.table
      this.#options.log.warn({ handle: shape.handle, table }, 'a replicated row has no answer to the where clause')
      this.#options.registry.rotate(shape, 'where failed')
      return null
    }
  }

  async #commit(): Promise<void> {
    const txn = this.#current()
    await this.#flush()
    this.#ensureUnderWay(txn)
    this.#transaction = null
    const changed: Shape[] = []
    for (const [shape, held] of txn.held) {
      this.#write(shape, () => {
        shape.append(txn, held ? [held] : [], true)
        if (shape.commit(txn)) changed.push(shape)
      })
    }
    if (txn.published && txn.lsn > this.#globalLsn) this.#globalLsn = txn.lsn
    for (const shape of changed) {
      if (shape.log.size > this.#options.maxLogBytes) this.#options.registry.rotate(shape, 'log too long')
      else shape.wake()
    }
    for (const marker of txn.markers) {
      this.#markers.get(marker)?.()
      this.#markers.delete(marker)
    }
  }
}

/** Marks our own messages in the WAL. */
export const MARKER_PREFIX = 'chairside'

function completeChange(relation: Relation, op: number, message: Extract<ReplicationMessage, { kind: 'insert' | 'update' | 'delete' }>): RowChange {
  if (message.kind === 'insert') return { relation, op, old: null, row: completeTuple(message.row, null) }
  const old = message.old ? completeTuple(message.old, null) : null
  if (!old) throw new Error('a change came without the row before it although the table has REPLICA IDENTITY FULL')
  if (message.kind === 'delete') return { relation, op, old, row: null }
  return { relation, op, old, row: completeTuple(message.row, message.old) }
}
