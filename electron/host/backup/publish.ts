import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { noPoints } from './copy.ts'
import type { Points } from './copy.ts'
import { privateFolder, readIfThere, syncFolder, writeWhole } from './disk.ts'
import { clearUnclean } from './unclean.ts'

export const REPLICA_FILE = 'replica.db'
/** Where a replica is built that takes the place of the present one. */
const BUILD_DIR = 'rebuilding'
const MARKER_FILE = 'rebuilt.json'
const SET_ASIDE = /^set-aside-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z)$/
const KEEP_ASIDE_DAYS = 30
const KEEP_ASIDE = 3

const marker = z.object({ setAside: z.string().regex(SET_ASIDE) })

/** Where a replica lies that is about to take the place of the present one, or is being built for it. */
export function builtReplica(dataDir: string): string {
  return path.join(dataDir, BUILD_DIR, REPLICA_FILE)
}

/** An empty folder to build a replica in; what an unfinished build left is gone. */
export function emptyBuildDir(dataDir: string): string {
  const dir = path.join(dataDir, BUILD_DIR)
  rmSync(dir, { recursive: true, force: true })
  return privateFolder(dir)
}

/**
 * Lets the built replica take the place of the present one, which is set aside whole. From the moment the
 * marker is on disk the change is decided: a crash after it is finished at the next start, a crash before it
 * leaves everything as it was. No thread may have the replica open.
 */
export function publish(dataDir: string, now: string, at: Points = noPoints): void {
  const setAside = `set-aside-${now.replaceAll(/[:.]/g, '-')}`
  writeWhole(path.join(dataDir, MARKER_FILE), `${JSON.stringify({ setAside })}\n`)
  at('rebuild decided')
  finishPublication(dataDir, at)
}

/** Finishes or undoes what a crash left of a change of replicas; does nothing when there is nothing left. */
export function finishPublication(dataDir: string, at: Points = noPoints): void {
  const text = readIfThere(path.join(dataDir, MARKER_FILE))
  if (text !== undefined) {
    const { setAside } = marker.parse(JSON.parse(text))
    takePlace(dataDir, setAside, at)
    rmSync(path.join(dataDir, MARKER_FILE), { force: true })
    syncFolder(dataDir)
  }
  rmSync(path.join(dataDir, BUILD_DIR), { recursive: true, force: true })
}

function takePlace(dataDir: string, setAside: string, at: Points): void {
  const built = builtReplica(dataDir)
  // It stands in its place already: what is there now must not be set aside.
  if (!existsSync(built)) return
  const aside = privateFolder(path.join(dataDir, setAside))
  for (const suffix of ['', '-wal', '-shm']) {
    const file = path.join(dataDir, REPLICA_FILE + suffix)
    if (existsSync(file)) renameSync(file, path.join(aside, REPLICA_FILE + suffix))
    at(`set aside${suffix}`)
  }
  // It spoke of the replica that is gone.
  clearUnclean(dataDir)
  syncFolder(aside)
  syncFolder(dataDir)
  renameSync(built, path.join(dataDir, REPLICA_FILE))
  syncFolder(dataDir)
  at('rebuild in place')
}

/** Removes replicas that were set aside long ago; they are as secret as the replica and as large. */
export function pruneSetAside(dataDir: string, now: string): void {
  const oldest = Date.parse(now) - KEEP_ASIDE_DAYS * 86_400_000
  const all = asideFolders(dataDir)
  for (const [index, folder] of all.entries()) {
    if (index >= KEEP_ASIDE || statSync(folder).mtimeMs < oldest) rmSync(folder, { recursive: true, force: true })
  }
}

/** Newest first. */
function asideFolders(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => SET_ASIDE.test(name)).sort().reverse().map((name) => path.join(dataDir, name))
}

/** Removes every older copy of the replica: this desk may not hold all of what is in them any more (S13). */
export function removeCopies(dataDir: string, backupDir: string): void {
  for (const folder of asideFolders(dataDir)) rmSync(folder, { recursive: true, force: true })
  rmSync(backupDir, { recursive: true, force: true })
}
