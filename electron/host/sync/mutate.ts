import { failpoint } from '../../../shared/failpoint.ts'
import { problemOf } from '../../../shared/mutators/fields.ts'
import { Refusal } from '../../../shared/mutators/mutator.ts'
import type { PushMutation } from '../../../shared/protocol/push.ts'
import { tablesFor } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { SqliteTx } from '../store/sqlite-tx.ts'
import { readState } from '../store/state.ts'
import { append, MOST_BYTES } from './outbox.ts'
import { contextOf, knownMutator } from './rebase.ts'

export interface Recorded {
  seq: number
  /** The input as recorded, with what `prepare` fixed. */
  input: unknown
  touched: TableName[]
}

/**
 * Makes one write at this desk: its rows and its outbox entry in one transaction that is on disk when
 * this returns (S1). Throws Refusal, with nothing written, when it cannot be done here and now.
 */
export async function mutate(db: Db, mutation: Omit<PushMutation, 'seq'>): Promise<Recorded> {
  const mutator = knownMutator(mutation.name)
  const parsed = mutator.input.safeParse(mutation.input)
  if (!parsed.success) throw new Refusal('invalid', problemOf(parsed.error))
  const tx = new SqliteTx(db)
  return inTransaction(db, async () => {
    const ctx = contextOf(db, mutation)
    const input = mutator.prepare ? await mutator.prepare(tx, parsed.data, ctx) : parsed.data
    await mutator.apply(tx, input, ctx)
    checkHeld(db, tx.touched)
    checkSize(input)
    const seq = append(db, { ...mutation, input })
    failpoint('outbox-inserted')
    return { seq, input, touched: [...tx.touched] }
  })
}

/** A row this desk never receives would vanish from it once confirmed, and its numbers would be given twice. */
function checkHeld(db: Db, touched: Iterable<TableName>): void {
  const held = tablesFor(readState(db, 'registration')!.profile)
  for (const table of touched) {
    if (!held.includes(table)) throw new Refusal('not_held', 'This PC does not hold the accounts that this belongs to. Use a front-desk PC.')
  }
}

/** What no push can carry would wait for ever and hold up everything behind it. */
function checkSize(input: unknown): void {
  if (Buffer.byteLength(JSON.stringify(input)) > MOST_BYTES) throw new Refusal('too_large', 'That is too much for one step. Choose a shorter period or less text.')
}

/** One immediate transaction around work that never really waits; all or nothing. */
export async function inTransaction<T>(db: Db, work: () => Promise<T>): Promise<T> {
  db.exec('begin immediate')
  try {
    const value = await work()
    db.exec('commit')
    return value
  } catch (error) {
    if (db.inTransaction) db.exec('rollback')
    throw error
  }
}
