import { failpoint } from '../../../shared/failpoint.ts'
import { describe } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { CentreRow } from '../store/codec.ts'
import { prepared } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { writeState } from '../store/state.ts'
import { inTransaction } from './mutate.ts'
import { confirm, counts } from './outbox.ts'
import type { OutboxCounts } from './outbox.ts'
import { removeRow, takeRow } from './parked.ts'
import { rerunPending, undoPending } from './rebase.ts'
import { swapIn } from './swap.ts'

/** One row as the centre now has it, or its end. */
export interface CentralChange {
  table: TableName
  operation: 'put' | 'delete'
  row: CentreRow
}

export interface Cursor {
  table: TableName
  handle: string
  position: string
  lsn: string
}

/** Whole central transactions in the centre's order, with where that leaves each shape. */
export interface CentralBatch {
  changes: CentralChange[]
  cursors: Cursor[]
  /** Shapes whose refetched generation takes the place of the old one in this same step. */
  swaps: TableName[]
}

export interface AppliedBatch {
  touched: TableName[]
  confirmed: number
  /** Writes that the centre has forgotten and is to be sent again. */
  reopened: number
  outbox: OutboxCounts
}

/**
 * Takes central transactions into the replica: undo pending effects, apply the rows, save the
 * cursors, drop what the centre has confirmed, run the rest again - all in one transaction, so that a
 * kill at any point leaves rows and cursors together (S5) and no old value flickers back (S7).
 */
export async function applyCentral(db: Db, batch: CentralBatch): Promise<AppliedBatch> {
  const applied = await inTransaction(db, async () => {
    const touched = undoPending(db)
    if (batch.swaps.length > 0) failpoint('swap-ahead')
    for (const table of batch.swaps) {
      swapIn(db, table)
      touched.add(table)
    }
    for (const { table, operation, row } of batch.changes) {
      if (operation === 'put') takeRow(db, table, row)
      else removeRow(db, table, row[describe(table).key]!)
      touched.add(table)
    }
    failpoint('rows-applied')
    saveCursors(db, batch.cursors)
    if (batch.swaps.length > 0) writeState(db, 'ready', true)
    const { confirmed, reopened } = confirm(db)
    for (const table of await rerunPending(db)) touched.add(table)
    return { touched: [...touched], confirmed, reopened, outbox: counts(db) }
  })
  if (batch.swaps.length > 0) failpoint('swap-done')
  return applied
}

function saveCursors(db: Db, cursors: readonly Cursor[]): void {
  const save = prepared(db, `insert into _shapes (table_name, handle, position, lsn) values (?, ?, ?, ?)
    on conflict (table_name) do update set handle = excluded.handle, position = excluded.position, lsn = excluded.lsn, stage_handle = null, stage_position = null`)
  for (const { table, handle, position, lsn } of cursors) save.run(table, handle, position, lsn)
}
