import { chmodSync, copyFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { adoptCard } from '../sync/scope.ts'
import { inTransaction } from '../sync/mutate.ts'
import { counts } from '../sync/outbox.ts'
import { rerunPending, undoPending } from '../sync/rebase.ts'
import { forgetShapes } from '../sync/stage.ts'
import { openReplica, ReplicaError } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { migrateReplica } from '../store/migrate.ts'
import { readState, writeState } from '../store/state.ts'
import type { Registration } from '../store/state.ts'
import { noPoints } from './copy.ts'
import type { Points } from './copy.ts'
import { syncFile, syncFolder } from './disk.ts'
import { allEntries, replaceEntries } from './entries.ts'
import type { StoredEntry } from './entries.ts'
import { asWaiting, mergeOutboxes } from './merge.ts'
import { emptyBuildDir, REPLICA_FILE } from './publish.ts'

/** What a replica is built from. */
export interface Materials {
  dataDir: string
  key: Uint8Array
  /** A checked backup; null builds an empty replica, which the centre fills. */
  backup: string | null
  /** The outbox of now, as far as it could be read. */
  entries: readonly StoredEntry[]
  /** Who this desk is now, which a backup may know less well. */
  registration: Registration | undefined
  now: string
  /** The sentence that tells the person what happened. */
  notice: (built: Built) => string
  at?: Points
}

export interface Built {
  /** Entries of the outbox that the centre has not got, or that the rows here lack. */
  waiting: number
}

/** Desks keep their confirmed writes this long: an older backup lacks writes that no outbox knows any more. */
const OUTBOX_DAYS = 30

/**
 * Builds a whole replica beside the present one: the backup's rows, brought to this version and to what this
 * desk may hold, with the outbox of now on top. Nothing of the present replica is touched; `publish` does that.
 */
export async function buildReplica(materials: Materials): Promise<void> {
  const { dataDir, key, backup, now, notice, at = noPoints } = materials
  const dir = emptyBuildDir(dataDir)
  const file = path.join(dir, REPLICA_FILE)
  if (backup !== null) copyPrivately(backup, file)
  at('backup copied')
  const db = openReplica(file, key)
  try {
    const built = await fill(db, materials, dir)
    writeState(db, 'notice', { at: now, message: notice(built) })
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new ReplicaError('disk', BAD_DISK)
    db.pragma('wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
  syncFile(file)
  syncFolder(dir)
  at('replica built')
}

const BAD_DISK = 'The disk of this PC does not keep what is written to it. The data was left as it was; ask your IT person to look at the disk.'

async function fill(db: Db, { backup, entries, registration, now }: Materials, dir: string): Promise<Built> {
  migrateReplica(db, dir, undefined, () => {})
  adoptRegistration(db, registration)
  if (backup === null || isTooOld(backup, now)) fetchAnew(db)
  await takeEntries(db, entries)
  return { waiting: counts(db).waiting }
}

/**
 * Puts entries that the replica lacks into its outbox, in one transaction with their effects. What the rows
 * of this replica do not contain waits again, whatever was known of it: the centre answers it once more.
 */
export async function takeEntries(db: Db, entries: readonly StoredEntry[]): Promise<void> {
  await inTransaction(db, async () => {
    undoPending(db)
    replaceEntries(db, reopened(db, mergeOutboxes(entries, allEntries(db))))
    await rerunPending(db)
  })
}

function reopened(db: Db, entries: StoredEntry[]): StoredEntry[] {
  const deviceId = readState(db, 'registration')?.deviceId ?? ''
  const progress = db.prepare<[string], { last_seq: number }>('select last_seq from client_progress where client_id = ?').get(deviceId)
  // Without rows nothing is known yet; the centre's first ones will say what they contain.
  if (!progress) return entries
  return entries.map((entry) => (entry.state !== 'waiting' && entry.seq > progress.last_seq ? asWaiting(entry) : entry))
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to)
  if (process.platform !== 'win32') chmodSync(to, 0o600)
}

function adoptRegistration(db: Db, registration: Registration | undefined): void {
  if (!registration) return
  const { name, profile, series } = registration
  writeState(db, 'registration', registration)
  // The backup may be from a time when this desk was allowed to hold more (S13), and its rows say so still.
  adoptCard(db, { name, profile, series })
  db.prepare('update devices set profile = ? where id = ? and profile <> ?').run(profile, registration.deviceId, profile)
}

/** The desk waits for the centre's rows before anybody works with it: it could give numbers twice. */
function fetchAnew(db: Db): void {
  forgetShapes(db)
  writeState(db, 'ready', false)
}

function isTooOld(backup: string, now: string): boolean {
  return statSync(backup).mtimeMs < Date.parse(now) - OUTBOX_DAYS * 86_400_000
}
