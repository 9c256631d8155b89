/** From one replicated row change to the messages a shape gets for it. */
import { deleteMessage, insertMessage, updateMessages, type Draft, type RowLayout, type TransactionInfo } from './encode.ts'
import type { Relation, Tuple } from './pgoutput.ts'

/** One row change of a transaction, complete (no left-out values). `op` is its position, two apart. */
export interface RowChange {
  readonly relation: Relation
  readonly op: number
  readonly old: Tuple | null
  readonly row: Tuple | null
}

/** Whether the row before and the row after the change satisfy the shape's where. */
export interface Membership {
  readonly old: boolean
  readonly row: boolean
}

/** The messages of one change: entering the shape is an insert, leaving it a delete, whatever the statement was. */
export function draftsFor(layout: RowLayout, txn: TransactionInfo, change: RowChange, inside: Membership): Draft[] {
  const before = inside.old ? change.old : null
  const after = inside.row ? change.row : null
  if (before && after) return updateMessages(layout, txn, change.op, before, after)
  if (after) return [insertMessage(layout, txn, change.op, after)]
  if (before) return [deleteMessage(layout, txn, change.op, before)]
  return []
}
