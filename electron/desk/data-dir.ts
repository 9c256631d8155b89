import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FolderInUse, lockFolder } from './folder-lock.ts'
import { StartupError } from './startup-error.ts'

/** The desk's log, in its data folder. */
export const LOG_FILE = 'desk.log'
const LOCK_FILE = 'desk.lock'

export interface DataDir {
  /** Absolute. */
  path: string
  /** Lets another process have the folder. */
  release: () => void
}

/**
 * Makes the data folder if need be, readable by this user only, and takes it for this process.
 * @throws {StartupError} when another Chairside has it or it cannot be used.
 */
export function openDataDir(dir: string): DataDir {
  const path = resolve(dir)
  // Whatever the host makes in there later is private too: the replica, its backups, the log.
  process.umask(0o077)
  preparePrivateFolder(path)
  const lock = join(path, LOCK_FILE)
  try {
    return { path, release: lockFolder(lock) }
  } catch (cause) {
    if (cause instanceof FolderInUse) {
      throw new StartupError(`The data folder ${path} is already in use by another Chairside on this PC (process ${cause.pid}). Use its window, or close it first. If you are sure that none is running, delete the file ${lock}.`, { cause })
    }
    throw new StartupError(`The data folder ${path} cannot be written to. Choose another folder, or let this user write to it.`, { cause })
  }
}

/**
 * Makes a folder that only this user can read, or makes an existing one so.
 * @throws {StartupError} when that cannot be done.
 */
export function preparePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700)
  } catch (cause) {
    throw new StartupError(`The data folder ${path} cannot be made or kept private. Choose another folder, or let this user write to it.`, { cause })
  }
}
