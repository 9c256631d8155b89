import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartupError, systemCode } from './startup-error.ts'

/**
 * Reads a file that only this user may read.
 * @returns undefined when there is none.
 * @throws {StartupError} when other users of the PC can read it, or this one cannot.
 */
export function readPrivateFile(path: string): string | undefined {
  try {
    const { mode } = statSync(path)
    // Windows keeps access rights elsewhere; the mode says nothing there.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StartupError(`Other users of this PC can read the file ${path}, which must stay private. Allow only yourself to read it (chmod 600), then start again.`)
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (error instanceof StartupError) throw error
    throw new StartupError(`The file ${path} cannot be read by this user. Give the folder back to the user who runs Chairside, then start again.`, { cause: error })
  }
}

/** Writes a file that only this user may read: complete and on disk when it returns, never half-written. */
export function writePrivateFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}.new`
  try {
    const file = openSync(draft, 'w', 0o600)
    try {
      writeSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(draft, { force: true })
    throw new StartupError(`The file ${path} cannot be written. Check that the disk is not full and that this user may write to the folder, then start again.`, { cause: error })
  }
}

// Without this a power cut may forget the rename. Windows cannot open folders and does not need it.
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
