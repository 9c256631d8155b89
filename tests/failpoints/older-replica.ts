import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { migrateReplica, readLocalMigrations } from '../../electron/host/store/migrate.ts'

/** Puts the replica of a stopped desk back to the form that the program before this one gave it, rows and all. */
export function makeOlder(desk: { dataDir: string; key: Uint8Array }): number {
  const file = path.join(desk.dataDir, 'replica.db')
  const older = `${file}.older`
  const migrations = readLocalMigrations().slice(0, -1)
  const from = openReplica(file, desk.key)
  const to = openReplica(older, desk.key)
  migrateReplica(to, desk.dataDir, migrations)
  for (const table of tablesOf(to)) copyRows(from, to, table)
  for (const db of [from, to]) {
    db.pragma('wal_checkpoint(truncate)')
    db.close()
  }
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  renameSync(older, file)
  return migrations.at(-1)!.version
}

function copyRows(from: Db, to: Db, table: string): void {
  const columns = columnsOf(to, table).filter((column) => columnsOf(from, table).includes(column))
  const insert = to.prepare(`insert or replace into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
  to.transaction(() => {
    for (const row of from.prepare<[], unknown[]>(`select ${columns.join(', ')} from ${table}`).raw().iterate()) insert.run(...row)
  })()
}

function tablesOf(db: Db): string[] {
  return db.prepare<[], { name: string }>(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`).all().map(({ name }) => name)
}

function columnsOf(db: Db, table: string): string[] {
  return db.prepare<[string], { name: string }>('select name from pragma_table_info(?)').all(table).map(({ name }) => name)
}
