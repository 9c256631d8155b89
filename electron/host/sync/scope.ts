import { TABLE_NAMES, tablesFor } from '../../../shared/schema/index.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { readState, writeState } from '../store/state.ts'
import { dropParked } from './parked.ts'
import { dropSpent } from './spent.ts'
import { dropStage } from './stage.ts'

/** What the centre says of this desk: its name, its series, what it may receive. */
export interface DeskCard {
  name: string
  profile: DeviceProfile
  series: string
}

/**
 * Takes over what a manager changed about this desk. Rows of tables it may not receive any more leave
 * the disk with their cursors and pending images (S13); its own unsent writes stay in the outbox.
 */
export function adoptCard(db: Db, card: DeskCard): void {
  const registration = readState(db, 'registration')
  if (!registration) return
  const allowed = new Set(tablesFor(card.profile))
  // Freed pages are overwritten, not only forgotten; the checkpoint takes the old ones out of the log.
  db.pragma('secure_delete=on')
  db.transaction(() => {
    for (const table of TABLE_NAMES) {
      if (allowed.has(table)) continue
      db.exec(`delete from ${table}`)
      dropStage(db, table)
      dropParked(db, table)
      db.prepare('delete from _shapes where table_name = ?').run(table)
      db.prepare('delete from _base_rows where table_name = ?').run(table)
    }
    dropSpent(db)
    if (card.profile !== registration.profile) writeState(db, 'copiesHoldMore', true)
    writeState(db, 'registration', { ...registration, ...card })
  }).immediate()
  db.pragma('secure_delete=off')
  db.pragma('wal_checkpoint(truncate)')
}
