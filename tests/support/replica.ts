import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { toSqlite } from '../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { migrateReplica } from '../../electron/host/store/migrate.ts'
import { writeState } from '../../electron/host/store/state.ts'
import type { Registration } from '../../electron/host/store/state.ts'
import { putRow } from '../../electron/host/sync/rebase.ts'
import { describe, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { CLINIC, DESK, world } from './world.ts'
import type { World } from './world.ts'

export const KEY = new Uint8Array(32).fill(7)

export const REGISTRATION: Registration = { deviceId: DESK, clinicId: CLINIC, name: 'Front desk', profile: 'front_desk', series: 'FD1', token: 'token-of-the-desk-for-tests' }

export interface TestReplica {
  dir: string
  file: string
  db: Db
  /** Closes and opens again, as a new process would. */
  reopen(): Db
  close(): void
}

/** A real encrypted replica in a folder of its own, migrated and enrolled; with the rows given, or the small clinic's. */
export function createReplica(rows: Partial<World> | null = ownRows()): TestReplica {
  const dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-replica-'))
  const file = path.join(dir, 'replica.db')
  const replica: TestReplica = {
    dir,
    file,
    db: openReplica(file, KEY),
    reopen() {
      replica.db.close()
      replica.db = openReplica(file, KEY)
      replica.db.pragma('synchronous=off')
      return replica.db
    },
    close() {
      replica.db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  // The disk is trusted here: waiting for it at every commit would only make the tests slow.
  replica.db.pragma('synchronous=off')
  migrateReplica(replica.db, path.join(dir, 'backups'))
  writeState(replica.db, 'registration', REGISTRATION)
  if (rows) putAll(replica.db, rows)
  return replica
}

/** What a desk of the small clinic receives: nothing of the stranger's. */
export function ownRows(): World {
  const all = world()
  for (const table of TABLE_NAMES) {
    const { scope } = describe(table)
    all[table] = (all[table] as Record<string, unknown>[]).filter((row) => row[scope] === CLINIC) as never
  }
  return all
}

export function putAll(db: Db, rows: Partial<World>): void {
  db.transaction(() => {
    for (const [table, list] of Object.entries(rows) as [TableName, Row<TableName>[]][]) {
      for (const row of list) putRow(db, table, toSqlite(table, row))
    }
  })()
}

/** Every synced row of a replica as it is stored, tables by name, rows by key. */
export function contents(db: Db, tables: readonly TableName[] = TABLE_NAMES): Record<string, SqliteRow[]> {
  return Object.fromEntries(tables.map((table) => [table, db.prepare<[], SqliteRow>(`select * from ${table} order by ${describe(table).key}`).all()]))
}

/** Stored rows of one table. */
export function stored(db: Db, table: TableName): SqliteRow[] {
  return contents(db, [table])[table]!
}

export function baseRows(db: Db): number {
  return db.prepare<[], { n: number }>('select count(*) as n from _base_rows').get()!.n
}
