import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { toSqlite } from '../../electron/host/store/codec.ts'
import { openReplica } from '../../electron/host/store/database.ts'
import { migrateReplica, readLocalMigrations } from '../../electron/host/store/migrate.ts'
import { writeState } from '../../electron/host/store/state.ts'
import { putRow } from '../../electron/host/sync/rebase.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile, Row, TableName } from '../../shared/schema/index.ts'
import { epochOf } from './centre/centre.ts'
import { KEY } from '../support/replica.ts'
import type { World } from '../support/world.ts'

/** What a desk's replica is when the simulation begins: without rows, in step with the centre, or in step and of the program before this one. */
export type Form = 'empty' | 'synced' | 'older'

/** Replicas that are made once and copied for every desk of every run. */
export class Templates {
  readonly #dir = mkdtempSync(path.join(tmpdir(), 'chairside-simulation-'))
  readonly #made = new Map<string, string>()

  file(form: Form, profile: DeviceProfile, rows: World, handles: (table: TableName) => string): string {
    const name = `${form}-${profile}`
    let file = this.#made.get(name)
    if (!file) this.#made.set(name, (file = this.#make(name, form, profile, rows, handles)))
    return file
  }

  folder(name: string): string {
    return mkdtempSync(path.join(this.#dir, `${name}-`))
  }

  close(): void {
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #make(name: string, form: Form, profile: DeviceProfile, rows: World, handles: (table: TableName) => string): string {
    const file = path.join(this.#dir, `${name}.db`)
    const db = openReplica(file, KEY)
    const migrations = readLocalMigrations()
    migrateReplica(db, this.#dir, form === 'older' ? migrations.slice(0, -1) : migrations)
    if (form !== 'empty') {
      db.transaction(() => {
        const place = db.prepare('insert into _shapes (table_name, handle, position, lsn) values (?, ?, ?, ?)')
        const columns = new Map(TABLE_NAMES.map((table) => [table, db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)]))
        // An older replica lacks the newest tables and columns.
        for (const table of tablesFor(profile).filter((each) => columns.get(each)!.length > 0)) {
          for (const row of rows[table] as Row<TableName>[]) putRow(db, table, Object.fromEntries(Object.entries(toSqlite(table, row)).filter(([column]) => columns.get(table)!.includes(column))))
          place.run(table, handles(table), '0_inf', '1000')
        }
        writeState(db, 'ready', true)
        // The one before has not noted it.
        if (form === 'synced') writeState(db, 'epoch', epochOf(0))
      })()
    }
    db.pragma('wal_checkpoint(truncate)')
    db.close()
    return file
  }
}
