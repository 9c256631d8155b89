import type { Pool } from 'pg'
import type { CentreRow } from '../../../electron/host/store/codec.ts'
import type { CentralChange } from '../../../electron/host/sync/apply-central.ts'
import type { PushResult } from '../../../shared/protocol/push.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'

/** The database of a simulated centre: a real Postgres, or the double that is proven to be like it. */
export interface CentreStore {
  /** What the push handler of the centre works on. */
  pool: Pool
  /** Told of every transaction, as replication tells of it: the rows it wrote, tables in order, rows by key. */
  onCommit: (changes: CentralChange[]) => void
  /** Told when it begins and when it ends something that takes real time. */
  onBusy: (delta: 1 | -1) => void
  /** Every row of the clinic, as a shape carries it. */
  rowsOf(table: TableName): Promise<CentreRow[]>
  /** Every row of the table, as programs hold it. */
  read<N extends TableName>(table: N): Promise<Row<N>[]>
  /** The answers it has given, in the order of the numbers. */
  answers(): Promise<(PushResult & { client: string })[]>
  /** What somebody does by hand, without a manifest. */
  byHand(sql: string, values: unknown[]): Promise<void>
  /** A backup of everything; the function returned restores it. */
  save(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Sorted as every store tells of its changes. */
export function inOrder(changes: CentralChange[], tables: readonly TableName[], keyOf: (change: CentralChange) => string): CentralChange[] {
  const place = new Map(tables.map((table, index) => [table, index]))
  return changes.sort((a, b) => place.get(a.table)! - place.get(b.table)! || (keyOf(a) < keyOf(b) ? -1 : 1))
}
