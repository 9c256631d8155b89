import type { TableName } from '../../../shared/schema/index.ts'
import type { CentreRow } from '../store/codec.ts'

/** One row change as a shape delivered it. */
export interface ShapeChange {
  operation: 'put' | 'delete'
  row: CentreRow
  lsn: bigint
  /** Offset of the message, from which the shape can be resumed right behind it. */
  position: string
}

export interface Transaction {
  lsn: bigint
  /** How many of its changes are gathered, by table. */
  here: Map<TableName, number>
  /** Tables its manifest names; undefined without a manifest. */
  named: TableName[] | undefined
  /** How many of its changes are gathered in all. */
  changes: number
}

const COMPACT_FROM = 1000

/**
 * The central transactions that are gathered but not applied, in the centre's order. Kept up to date
 * change by change: a desk that was away for days holds many thousands and asks after each response.
 */
export class OpenTransactions {
  readonly #byLsn = new Map<bigint, Transaction>()
  #order: Transaction[] = []
  #head = 0
  #sorted = true

  add(table: TableName, changes: readonly ShapeChange[]): void {
    for (const { lsn, row } of changes) {
      const transaction = this.#byLsn.get(lsn) ?? this.#begin(lsn)
      transaction.here.set(table, (transaction.here.get(table) ?? 0) + 1)
      transaction.changes++
      if (table === 'client_progress') transaction.named = [...(transaction.named ?? []), ...tablesOf(row)]
    }
  }

  /** These changes were applied, or will come once more. */
  remove(table: TableName, changes: readonly ShapeChange[]): void {
    for (const { lsn } of changes) {
      const transaction = this.#byLsn.get(lsn)!
      const left = transaction.here.get(table)! - 1
      if (left > 0) transaction.here.set(table, left)
      else transaction.here.delete(table)
      if (table === 'client_progress' && left === 0) transaction.named = undefined
      transaction.changes--
      if (transaction.changes === 0) this.#byLsn.delete(lsn)
    }
    while (this.#order[this.#head]?.changes === 0) this.#head++
  }

  *inOrder(): Generator<Transaction> {
    this.#tidy()
    for (let index = this.#head; index < this.#order.length; index++) {
      const transaction = this.#order[index]!
      if (transaction.changes > 0) yield transaction
    }
  }

  #begin(lsn: bigint): Transaction {
    const transaction: Transaction = { lsn, here: new Map(), named: undefined, changes: 0 }
    this.#byLsn.set(lsn, transaction)
    const newest = this.#order.at(-1)
    if (newest && this.#head < this.#order.length && newest.lsn > lsn) this.#sorted = false
    this.#order.push(transaction)
    return transaction
  }

  #tidy(): void {
    if (this.#sorted && this.#head < COMPACT_FROM) return
    this.#order = this.#order.slice(this.#head).filter((transaction) => transaction.changes > 0)
    this.#head = 0
    if (!this.#sorted) this.#order.sort((a, b) => (a.lsn < b.lsn ? -1 : 1))
    this.#sorted = true
  }
}

function tablesOf(row: CentreRow): TableName[] {
  const value: unknown = row.tables ? JSON.parse(row.tables) : []
  return Array.isArray(value) ? (value as TableName[]) : []
}
