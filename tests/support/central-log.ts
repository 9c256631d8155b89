import type { CentreRow } from '../../electron/host/store/codec.ts'
import type { TableName } from '../../shared/schema/index.ts'

/** One change as a shape's log carries it. */
export interface LoggedChange {
  lsn: bigint
  op: number
  operation: 'insert' | 'update' | 'delete'
  key: string
  row: CentreRow
  /** The shape's last change of its transaction. */
  last: boolean
}

export interface NewChange {
  table: TableName
  operation: LoggedChange['operation']
  key: string
  row: CentreRow
}

export interface LoggedTransaction {
  lsn: bigint
  tables: Set<TableName>
  /** Whether it left a manifest in `client_progress`. */
  manifest: boolean
}

/** The centre as its shapes tell of it: tables, the log of each, and the transactions behind both. */
export class CentralLog {
  readonly tables: readonly TableName[]
  readonly logs = new Map<TableName, LoggedChange[]>()
  readonly rows = new Map<TableName, Map<string, CentreRow>>()
  readonly transactions: LoggedTransaction[] = []
  lsn = 1000n

  constructor(tables: readonly TableName[]) {
    this.tables = tables
    for (const table of tables) {
      this.logs.set(table, [])
      this.rows.set(table, new Map())
    }
  }

  /** Commits a transaction; changes of one table keep their order. */
  commit(changes: readonly NewChange[]): LoggedTransaction {
    this.lsn += 10n
    const transaction: LoggedTransaction = { lsn: this.lsn, tables: new Set(), manifest: changes.some(({ table }) => table === 'client_progress') }
    for (const [index, { table, operation, key, row }] of changes.entries()) {
      transaction.tables.add(table)
      const last = !changes.slice(index + 1).some((later) => later.table === table)
      this.logs.get(table)!.push({ lsn: this.lsn, op: index * 2, operation, key, row, last })
      if (operation === 'delete') this.rows.get(table)!.delete(key)
      else this.rows.get(table)!.set(key, row)
    }
    this.transactions.push(transaction)
    return transaction
  }

  /** Another database, or an older copy of this one, takes the place: the log begins anew, at lower numbers. */
  reset(): void {
    this.lsn = 500n
    this.transactions.length = 0
    for (const table of this.tables) {
      this.logs.set(table, [])
      this.rows.set(table, new Map())
    }
  }

  /** How many changes of a table are at or before an offset such as `1010_4`; everything before the log for `0_inf`. */
  indexOf(table: TableName, position: string, start = 0): number {
    const match = /^(\d+)_(\d+)$/.exec(position)
    if (!match || match[1] === '0') return start
    const [lsn, op] = [BigInt(match[1]!), Number(match[2])]
    const beyond = this.logs.get(table)!.findIndex((change) => change.lsn > lsn || (change.lsn === lsn && change.op > op))
    return beyond === -1 ? this.logs.get(table)!.length : beyond
  }
}

export const positionOf = (change: LoggedChange): string => `${change.lsn}_${change.op}`
