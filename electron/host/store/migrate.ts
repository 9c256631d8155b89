import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { failpoint } from '../../../shared/failpoint.ts'
import { beforeName } from '../backup/names.ts'
import { ReplicaError } from './database.ts'
import type { Db } from './database.ts'

export const SQLITE_MIGRATIONS_DIR = path.resolve(import.meta.dirname, '../../../migrations/sqlite')

/** The local migrations in order, by their four-digit numbers. */
export function readLocalMigrations(dir = SQLITE_MIGRATIONS_DIR): { version: number; sql: string }[] {
  const files = readdirSync(dir).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort()
  return files.map((file) => ({ version: Number(file.slice(0, 4)), sql: readFileSync(path.join(dir, file), 'utf8') }))
}

/** The version to which this program brings a replica. */
export function newestVersion(migrations = readLocalMigrations()): number {
  return migrations.at(-1)?.version ?? 0
}

/** The refusal of a replica that a newer program has brought to its version. */
export function newer(): ReplicaError {
  return new ReplicaError('newer', 'The data on this PC was written by a newer version of Chairside. Update the program; the data was not touched.')
}

/**
 * Brings the replica to this program's version in one transaction, after a backup when it holds data
 * (S14). A replica newer than the program is refused, untouched.
 * @param backUp makes that backup; what it throws stops the migration before it has begun
 */
export function migrateReplica(db: Db, backupDir: string, migrations = readLocalMigrations(), backUp: (name: string) => void = (name) => backupReplica(db, path.join(backupDir, name))): void {
  const current = db.pragma('user_version', { simple: true }) as number
  const newest = newestVersion(migrations)
  if (current > newest) throw newer()
  if (current === newest) return
  if (current > 0) backUp(beforeName(newest))
  db.transaction(() => {
    for (const { version, sql } of migrations) {
      if (version <= current) continue
      db.exec(sql)
      failpoint('local-migration')
      db.pragma(`user_version=${version}`)
    }
  }).immediate()
}

/** A complete, encrypted copy under the same key, published by rename only when it is whole. */
export function backupReplica(db: Db, file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.part`
  rmSync(unfinished, { force: true })
  db.prepare('vacuum into ?').run(unfinished)
  renameSync(unfinished, file)
}
