import { existsSync } from 'node:fs'
import { findBinaries } from './binaries.ts'
import { openDataDir } from './cluster.ts'
import { lockHolder } from './owner-lock.ts'
import { chooseLauncher } from './privileges.ts'
import { isPostgresOf, readPidFile, stopServer } from './server-process.ts'

/**
 * Stops the server of a data folder whose launcher is dead.
 * @returns true when the folder was abandoned (it is now at rest), false when it is in use or was never taken.
 */
export async function stopAbandonedPostgres(dataDir: string): Promise<boolean> {
  const paths = openDataDir(dataDir)
  if (!existsSync(paths.lock) || lockHolder(paths.lock)) return false
  const left = readPidFile(paths)
  if (left && (await isPostgresOf(paths, left.pid))) {
    await stopServer(paths, await chooseLauncher(await findBinaries(), paths.root), left.pid)
  }
  return true
}
