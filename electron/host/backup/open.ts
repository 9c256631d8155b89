import { existsSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { NO_ROOM, openReplica, ReplicaError, unlock, WRONG_KEY } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { migrateReplica, newer, newestVersion } from '../store/migrate.ts'
import { readState, writeState } from '../store/state.ts'
import { forgetShapes } from '../sync/stage.ts'
import { readCard, writeCard } from './card.ts'
import { clearUnfinished, listBackups, pruneBackups } from './catalogue.ts'
import { checkCopy, makeBackup, noPoints } from './copy.ts'
import type { CopyTarget, Points } from './copy.ts'
import { entryIds } from './entries.ts'
import { isDamage, isDiskFull } from './failures.ts'
import { readMirror } from './mirror.ts'
import { BACKUP_DIR, localDay } from './names.ts'
import { builtReplica, finishPublication, pruneSetAside, publish, REPLICA_FILE } from './publish.ts'
import { buildReplica, takeEntries } from './rebuild.ts'
import { salvage } from './salvage.ts'
import * as sentences from './sentences.ts'
import { clearUnclean, noteUnclean, readUnclean } from './unclean.ts'

interface Desk {
  dataDir: string
  key: Uint8Array
  file: string
  backups: string
  now: Date
  at: Points
}

/**
 * Opens the replica, sound and at this program's version; one of a newer program is refused first of all. What a crash left half done is finished or undone
 * first. A damaged replica is set aside whole and rebuilt from the newest good backup, else from the centre,
 * with every write that the centre has not got (S2); what happened is left as a notice. A replica that does
 * not open is only ever called damaged when something else of this desk proves that the key is right.
 * @throws {ReplicaError} `wrong_key`, `newer` or `disk`, each with nothing changed.
 */
export async function openSound(dataDir: string, key: Uint8Array, now = new Date(), at: Points = noPoints): Promise<Db> {
  const desk: Desk = { dataDir, key, now, at, file: path.join(dataDir, REPLICA_FILE), backups: path.join(dataDir, BACKUP_DIR) }
  refuseNewer(desk)
  try {
    finishPublication(dataDir, at)
    clearUnfinished(desk.backups)
    return await opened(desk)
  } catch (error) {
    if (isDiskFull(error)) throw new ReplicaError('disk', NO_ROOM)
    throw error
  }
}

/**
 * S14: before anything is changed, not even what a crash left half done. A change of replicas that a newer program has
 * begun is for that program to end. What cannot be read is judged later, when the key is proven.
 */
function refuseNewer({ dataDir, key, file }: Desk): void {
  for (const each of [file, builtReplica(dataDir)]) {
    if (existsSync(each) && (versionOf(each, key) ?? 0) > newestVersion()) throw newer()
  }
}

/** The version of a replica, read with nothing changed in its folder; undefined when it cannot be read. */
function versionOf(file: string, key: Uint8Array): number | undefined {
  // Even who only reads makes a log where there is none, and a lost log would then not be noticed any more.
  const ends = ['-wal', '-shm'].filter((end) => !existsSync(file + end))
  const db = unlock(file, key, { readonly: true })
  try {
    return db.pragma('user_version', { simple: true }) as number
  } catch {
    return undefined
  } finally {
    db.close()
    for (const end of ends) rmSync(file + end, { force: true })
  }
}

async function opened(desk: Desk): Promise<Db> {
  const { dataDir, file } = desk
  const lostLog = readUnclean(dataDir) === 'used' && existsSync(file) && !existsSync(`${file}-wal`)
  if (!isSound(desk)) {
    await rebuild(desk)
    return ready(desk, false)
  }
  try {
    return await ready(desk, lostLog)
  } catch (error) {
    if (!isDamage(error)) throw error
    await rebuild(desk)
    return ready(desk, false)
  }
}

/** Brings a sound replica to this version and to what else this PC knows, and marks it as used. */
async function ready(desk: Desk, lostLog: boolean): Promise<Db> {
  const { dataDir, key, file, backups, now } = desk
  const db = openReplica(file, key)
  try {
    migrateReplica(db, backups, undefined, (name) => backUpFirst(db, { folder: backups, name, key }))
    await takeMissing(desk, db, lostLog)
    writeCard(dataDir, key, readState(db, 'registration') ?? null)
  } catch (error) {
    db.close()
    throw error
  }
  noteUnclean(dataDir, 'used')
  pruneSetAside(dataDir, now.toISOString())
  pruneBackups(backups, localDay(now))
  return db
}

/** S14: no step of a migration without a backup that was read through. */
function backUpFirst(db: Db, target: CopyTarget): void {
  try {
    makeBackup(db, target)
  } catch (error) {
    if (isDiskFull(error)) throw new ReplicaError('disk', 'A new version needs room on the disk for a backup of the data before it changes anything. Make room, then start Chairside again; nothing was changed.')
    if (error instanceof ReplicaError) throw new ReplicaError('disk', 'The backup that a new version makes first could not be read back. Nothing was changed; ask your IT person to look at the disk of this PC.')
    throw error
  }
}

/**
 * Writes that the mirror holds and the replica does not: its file was put back from an older copy, or its log
 * was lost. Without its log the file may also be half of two states, so every table is fetched anew.
 */
async function takeMissing({ dataDir, key, now }: Desk, db: Db, lostLog: boolean): Promise<void> {
  const known = entryIds(db)
  const missing = readMirror(dataDir, key).entries.filter(({ id }) => !known.has(id))
  if (lostLog) forgetShapes(db)
  if (missing.length === 0) return
  await takeEntries(db, missing)
  writeState(db, 'notice', { at: now.toISOString(), message: sentences.putBack(missing.length) })
}

/** Closes the replica for good: everything is in its one file, and the next start need not look for damage. */
export function closeSound(dataDir: string, db: Db): void {
  const [state] = db.pragma('wal_checkpoint(truncate)') as { busy: number }[]
  if (state?.busy === 0 && readUnclean(dataDir) === 'used') clearUnclean(dataDir)
  db.close()
}

/** Whether the replica can be used; false when it must be rebuilt. @throws when the key is not proven to be right. */
function isSound(desk: Desk): boolean {
  const { dataDir, file, key } = desk
  const isThere = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
  if (!isThere) return isNew(desk)
  try {
    const db = unlock(file, key)
    try {
      db.prepare('select count(*) from sqlite_schema').get()
      // After a clean close nothing but time has passed over the file; the daily backup reads it through.
      return readUnclean(dataDir) === undefined || db.pragma('quick_check(1)', { simple: true }) === 'ok'
    } finally {
      db.close()
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    if (!isKeyProven(desk)) throw new ReplicaError('wrong_key', WRONG_KEY)
    return false
  }
}

/** A folder without a replica is new, unless something in it tells of one. */
function isNew(desk: Desk): boolean {
  const card = readCard(desk.dataDir, desk.key)
  if (card.state === 'read') return card.registration === null && listBackups(desk.backups).length === 0
  if (card.state === 'missing' && listBackups(desk.backups).length === 0) return true
  if (!isKeyProven(desk)) throw new ReplicaError('wrong_key', WRONG_KEY)
  return false
}

function isKeyProven({ dataDir, key, backups }: Desk): boolean {
  return readCard(dataDir, key).state === 'read' || readMirror(dataDir, key).entries.length > 0 || listBackups(backups).some(({ name }) => opens(path.join(backups, name), key))
}

function opens(file: string, key: Uint8Array): boolean {
  const db = unlock(file, key, { readonly: true })
  try {
    db.prepare('select count(*) from sqlite_schema').get()
    return true
  } catch {
    return false
  } finally {
    db.close()
  }
}

async function rebuild(desk: Desk): Promise<void> {
  const { dataDir, key, file, now, at } = desk
  const found = salvage(file, key)
  const mirror = readMirror(dataDir, key)
  const known = new Set(found.entries.map(({ id }) => id))
  const entries = [...found.entries, ...mirror.entries.filter(({ id }) => !known.has(id))]
  const card = readCard(dataDir, key)
  const registration = (card.state === 'read' ? card.registration : undefined) ?? found.registration
  const backup = newestGood(desk, registration?.deviceId)
  const lost = Math.max(0, found.unreadable - (entries.length - found.entries.length))
  await buildReplica({
    dataDir, key, entries, registration, at,
    backup: backup?.file ?? null,
    now: now.toISOString(),
    notice: ({ waiting }) => sentences.rebuilt({ from: backup?.madeAt ?? null, waiting, lost, isEnrolled: registration !== undefined }),
  })
  publish(dataDir, now.toISOString(), at)
}

function newestGood({ backups, key }: Desk, deviceId: string | undefined): { file: string; madeAt: string } | undefined {
  for (const { name, madeAt } of listBackups(backups)) {
    const file = path.join(backups, name)
    try {
      const facts = checkCopy(file, key)
      if (deviceId === undefined || facts.deviceId === deviceId) return { file, madeAt }
    } catch {
      // The next older one may be good.
    }
  }
  return undefined
}
