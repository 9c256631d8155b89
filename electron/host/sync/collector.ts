import type { TableName } from '../../../shared/schema/index.ts'
import type { CentralBatch, CentralChange, Cursor } from './apply-central.ts'
import { OpenTransactions } from './transactions.ts'
import type { ShapeChange, Transaction } from './transactions.ts'

export type { ShapeChange } from './transactions.ts'

/** One response of one shape. */
export interface ShapeBatch {
  table: TableName
  handle: string
  /** Offset after the whole response. */
  position: string
  changes: ShapeChange[]
  /** Up to which lsn nothing of this shape is missing any more, when the response told. */
  passed: bigint | null
}

interface ShapeView {
  handle: string
  /** Offset after everything the shape delivered. */
  position: string
  /** Offset up to which everything is in the replica or in the new generation, */
  applied: string
  /** and the lsn up to which nothing of the shape is missing there. */
  appliedPassed: bigint
  passed: bigint
  /** Changes that were not applied yet, in order. */
  pending: ShapeChange[]
  /** live: follows the log; staging: fetches a new generation; staged: has it, waits for the swap. */
  mode: 'live' | 'staging' | 'staged'
  /** Counts the refetches: what was taken from an earlier generation must not be dropped from this one. */
  generation: number
}

/** After days away the replica takes the past in steps of about this many rows. */
const MAX_CHANGES = 1000

export interface Ready {
  batch: CentralBatch
  /** Takes the batch out of the collector; to be called when it is on disk. */
  done: () => void
}

/**
 * Gathers what the shapes deliver into whole central transactions. A transaction is ready when every
 * shape it touched has delivered its part (design §4): its manifest in `client_progress` says which
 * these are; without a manifest it is all of them. Pure: no clock, no network, no disk.
 */
export class Collector {
  readonly #shapes = new Map<TableName, ShapeView>()
  readonly #open = new OpenTransactions()

  constructor(tables: readonly TableName[]) {
    for (const table of tables) this.#shapes.set(table, { handle: '', position: '-1', applied: '-1', appliedPassed: -1n, passed: -1n, pending: [], mode: 'staging', generation: 0 })
  }

  /** Tells where a shape stood when the desk last stopped. */
  resume(cursor: Cursor): void {
    Object.assign(this.#view(cursor.table), { handle: cursor.handle, position: cursor.position, applied: cursor.position, appliedPassed: BigInt(cursor.lsn), passed: BigInt(cursor.lsn), mode: 'live' })
  }

  mode(table: TableName): ShapeView['mode'] {
    return this.#view(table).mode
  }

  /** The desk may not follow this table any more: nothing waits for it from now on. */
  drop(table: TableName): void {
    this.#open.remove(table, this.#view(table).pending)
    this.#shapes.delete(table)
  }

  /** The shape must be fetched anew: what it had pending is part of the new generation. */
  refetch(table: TableName): void {
    const view = this.#view(table)
    this.#drop(table, view)
    Object.assign(view, { handle: '', applied: '-1', appliedPassed: -1n, passed: -1n, mode: 'staging' })
  }

  /**
   * Forgets what a broken stream delivered and was not applied; returns where to take it up again, or
   * undefined when the shape must be fetched from its beginning.
   */
  rewind(table: TableName): { handle: string; position: string } | undefined {
    const view = this.#view(table)
    this.#drop(table, view)
    Object.assign(view, { position: view.applied, passed: view.appliedPassed })
    return view.handle ? { handle: view.handle, position: view.applied } : undefined
  }

  /** The new generation is on disk as far as this; a stream that breaks goes on from here. */
  stagedSoFar(table: TableName, at: { handle: string; position: string }): void {
    Object.assign(this.#view(table), { handle: at.handle, position: at.position, applied: at.position })
  }

  /** The new generation is complete up to here; from now on the shape's changes are gathered again. */
  staged(table: TableName, at: { handle: string; position: string; passed: bigint }): void {
    Object.assign(this.#view(table), at, { applied: at.position, appliedPassed: at.passed, mode: 'staged' })
  }

  add(batch: ShapeBatch): void {
    const view = this.#view(batch.table)
    for (const change of batch.changes) view.pending.push(change)
    this.#open.add(batch.table, batch.changes)
    view.handle = batch.handle
    view.position = batch.position
    if (batch.passed !== null && batch.passed > view.passed) view.passed = batch.passed
  }

  #drop(table: TableName, view: ShapeView): void {
    this.#open.remove(table, view.pending)
    view.pending = []
    view.generation++
  }

  /** How many shapes still fetch their generation. */
  staging(): TableName[] {
    return [...this.#shapes].filter(([, view]) => view.mode === 'staging').map(([table]) => table)
  }

  /** The longest run of whole transactions that can be applied now; undefined when there is nothing. */
  ready(): Ready | undefined {
    const swaps = this.#swaps()
    const upTo = this.#readyUpTo()
    if (upTo < 0n && swaps.length === 0) return undefined
    const taken = new Map<TableName, number>()
    const changes: { change: CentralChange; lsn: bigint }[] = []
    for (const [table, view] of this.#shapes) {
      const count = countUpTo(view.pending, upTo)
      if (count > 0) taken.set(table, count)
      for (const { operation, row, lsn } of view.pending.slice(0, count)) changes.push({ lsn, change: { table, operation, row } })
    }
    if (changes.length === 0 && swaps.length === 0) return undefined
    // Stable: within a transaction each table keeps its order, and rows of different tables do not meet.
    changes.sort((a, b) => (a.lsn < b.lsn ? -1 : a.lsn > b.lsn ? 1 : 0))
    const moved = new Set([...taken.keys(), ...swaps])
    const cursors = [...moved].map((table) => this.#cursorAfter(table, taken.get(table) ?? 0, upTo))
    return { batch: { changes: changes.map(({ change }) => change), cursors, swaps }, done: this.#dropper(taken, swaps, cursors) }
  }

  /** Shapes that hold up the next transaction or the swap: each may have nothing for it and must say so. */
  lagging(): TableName[] {
    const target = this.#swapTarget()
    if (target !== null) return this.#behind([...this.#shapes.keys()], target)
    const next = this.#open.inOrder().next().value
    if (!next) return []
    const required = this.#requiredFor(next)
    return this.#behind(required ?? ['client_progress'], next.lsn)
  }

  #behind(tables: readonly TableName[], lsn: bigint): TableName[] {
    return tables.filter((table) => this.#shapes.has(table) && this.#view(table).mode !== 'staging' && this.#view(table).passed < lsn)
  }

  /**
   * All complete generations are swapped in together, at one point of the centre's order: the first that all of them
   * reach. Not the newest that one has passed meanwhile: while others write it would move on before all are there.
   */
  #swapTarget(): bigint | null {
    const staged = [...this.#shapes.values()].filter((view) => view.mode === 'staged')
    if (staged.length === 0 || this.staging().length > 0) return null
    return staged.reduce((highest, view) => (view.appliedPassed > highest ? view.appliedPassed : highest), 0n)
  }

  #swaps(): TableName[] {
    const target = this.#swapTarget()
    if (target === null) return []
    if ([...this.#shapes.values()].some((view) => view.passed < target)) return []
    return [...this.#shapes].filter(([, view]) => view.mode === 'staged').map(([table]) => table)
  }

  /** Highest lsn such that every transaction up to it is whole; -1 when there is none. */
  #readyUpTo(): bigint {
    const target = this.#swapTarget()
    const swapping = this.#swaps().length > 0
    let upTo = swapping ? target! : -1n
    let changes = 0
    for (const transaction of this.#open.inOrder()) {
      if (swapping && transaction.lsn <= target!) continue
      const required = this.#requiredFor(transaction)
      if (!required || this.#blocked(required, transaction.lsn, swapping)) break
      upTo = transaction.lsn
      changes += transaction.changes
      if (changes >= MAX_CHANGES) break
    }
    return upTo
  }

  #blocked(required: readonly TableName[], lsn: bigint, swapping: boolean): boolean {
    return required.some((table) => {
      const view = this.#view(table)
      return view.passed < lsn || (view.mode !== 'live' && !swapping)
    })
  }

  /** The tables a transaction needs; undefined while its manifest may still be on the way. */
  #requiredFor(transaction: Transaction): TableName[] | undefined {
    const progress = this.#shapes.get('client_progress')
    if (progress && progress.passed < transaction.lsn) return undefined
    if (!transaction.named) return [...this.#shapes.keys()]
    // What is here belongs to the transaction, whether its manifest named it or not.
    return [...new Set([...transaction.named, ...transaction.here.keys()])].filter((table) => this.#shapes.has(table))
  }

  #cursorAfter(table: TableName, taken: number, upTo: bigint): Cursor {
    const view = this.#view(table)
    const rest = view.pending.length > taken
    const position = rest ? (view.pending[taken - 1]?.position ?? view.applied) : view.position
    const lsn = rest ? upTo : view.passed
    return { table, handle: view.handle, position, lsn: String(lsn < 0n ? 0n : lsn) }
  }

  #dropper(taken: ReadonlyMap<TableName, number>, swaps: readonly TableName[], cursors: readonly Cursor[]): () => void {
    const generations = new Map([...this.#shapes].map(([table, view]) => [table, view.generation]))
    return () => {
      for (const { table, position, lsn } of cursors) {
        const view = this.#shapes.get(table)
        if (!view || view.generation !== generations.get(table)) continue
        this.#open.remove(table, view.pending.splice(0, taken.get(table) ?? 0))
        Object.assign(view, { applied: position, appliedPassed: BigInt(lsn) })
        if (swaps.includes(table)) view.mode = 'live'
      }
    }
  }

  #view(table: TableName): ShapeView {
    const view = this.#shapes.get(table)
    if (!view) throw new TypeError(`This desk does not follow ${table}`)
    return view
  }
}

function countUpTo(pending: readonly ShapeChange[], lsn: bigint): number {
  const beyond = pending.findIndex((change) => change.lsn > lsn)
  return beyond === -1 ? pending.length : beyond
}
