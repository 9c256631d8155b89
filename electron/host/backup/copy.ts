import { chmodSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { failpoint } from '../../../shared/failpoint.ts'
import { ReplicaError, unlock } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { readLocalMigrations } from '../store/migrate.ts'
import { readState } from '../store/state.ts'
import { noteChecked } from './catalogue.ts'
import type { Checked } from './catalogue.ts'
import { freeBytes, privateFolder, syncFile, syncFolder } from './disk.ts'

/** Told when a named point is reached; tests end the process there. */
export type Points = (point: string) => void
export const noPoints: Points = () => {}

export interface CopyTarget {
  folder: string
  /** A name that `parseBackupName` knows. */
  name: string
  key: Uint8Array
}

/**
 * Makes a backup of the replica behind this connection: encrypted with the same key, complete, and opened and
 * checked from its first page to its last before it gets its name. Others may go on writing meanwhile.
 * @throws what the disk or SQLite said; then nothing new stands in the folder.
 */
export function makeBackup(db: Db, { folder, name, key }: CopyTarget, at: Points = noPoints): Checked {
  privateFolder(folder)
  const part = path.join(folder, `${name}.part`)
  rmSync(part, { force: true })
  try {
    const size = (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number)
    mustHaveRoom(folder, size)
    const before = entryCount(db)
    db.prepare('vacuum into ?').run(part)
    if (process.platform !== 'win32') chmodSync(part, 0o600)
    at('backup written')
    failpoint('backup-written')
    syncFile(part)
    const { waiting, entries } = checkCopy(part, key)
    if (entries < before) throw new ReplicaError('damaged', 'The copy of the data lacks entries that the data has.')
    at('backup checked')
    const checked = { bytes: statSync(part).size, waiting, checkedAt: new Date().toISOString() }
    renameSync(part, path.join(folder, name))
    syncFolder(folder)
    at('backup named')
    noteChecked(folder, name, checked)
    return checked
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** Room that is left to the day's work: a backup must never be why a write is refused. */
const KEEP_FREE_BYTES = 16 * 1024 * 1024

/** Throws as a full disk does when a file of this size would leave too little room. */
export function mustHaveRoom(folder: string, bytes: number): void {
  if (freeBytes(folder) < bytes + KEEP_FREE_BYTES) throw Object.assign(new Error('There is not enough room on the disk'), { code: 'ENOSPC' })
}

/** What a copy of a replica says of itself. */
export interface CopyFacts {
  /** The device it belongs to; undefined before enrolment. */
  deviceId: string | undefined
  entries: number
  waiting: number
}

/**
 * Opens a copy and reads it from its first page to its last, without changing it.
 * @throws {ReplicaError} `damaged` or `newer`; SQLite's own error when the key does not open it.
 */
export function checkCopy(file: string, key: Uint8Array): CopyFacts {
  const db = unlock(file, key, { readonly: true })
  try {
    const version = db.pragma('user_version', { simple: true }) as number
    const newest = readLocalMigrations().at(-1)!.version
    if (version > newest) throw new ReplicaError('newer', 'This backup was made by a newer version of Chairside. Update the program first.')
    if (version < 1 || db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new ReplicaError('damaged', 'This backup is damaged, so nothing was changed. Choose another one.')
    const waiting = db.prepare<[], { n: number }>(`select count(*) as n from _outbox where state <> 'confirmed'`).get()!.n
    return { deviceId: readState(db, 'registration')?.deviceId, entries: entryCount(db), waiting }
  } finally {
    db.close()
  }
}

function entryCount(db: Db): number {
  const known = db.prepare(`select 1 from sqlite_schema where name = '_outbox'`).get()
  return known ? db.prepare<[], { n: number }>('select count(*) as n from _outbox').get()!.n : 0
}
