import { SCHEMA_VERSION, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { readState, writeState } from '../store/state.ts'
import { inTransaction } from './mutate.ts'
import { dropParked, replayParked } from './parked.ts'
import { rerunPending, undoPending } from './rebase.ts'
import { dropMisfits, forgetShapes } from './stage.ts'

/**
 * Brings a replica that another version of the program has used to what this one knows: values that were parked go
 * into their rows, and what waits is run again as this program understands it, in one transaction. A crash before its
 * end leaves all as it was, and the next start does it. Does nothing when the program is the same.
 */
export async function adoptProgram(db: Db): Promise<void> {
  dropMisfits(db)
  if (readState(db, 'schema') === SCHEMA_VERSION) return
  await inTransaction(db, async () => {
    undoPending(db)
    replayOrFetch(db)
    await rerunPending(db)
    writeState(db, 'schema', SCHEMA_VERSION)
  })
}

/** What cannot be read is no reason not to start: the rows are fetched anew, beside those that are shown. */
function replayOrFetch(db: Db): void {
  db.exec('savepoint parked')
  try {
    replayParked(db)
  } catch {
    db.exec('rollback to parked')
    for (const table of TABLE_NAMES) dropParked(db, table)
    forgetShapes(db)
  }
  db.exec('release parked')
}
