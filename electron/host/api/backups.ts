import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { BackupView } from '../../../shared/protocol/views.ts'
import type { Desk } from '../desk.ts'

/** Restores a backup of the list. Everybody is signed out; what was entered since is kept on top. */
export async function restoreBackup(desk: Desk, name: string): Promise<null> {
  if (!desk.backups.list().some((backup) => backup.name === name)) throw new ApiError('refused', 'There is no such backup on this PC any more.', 'not_found')
  try {
    await desk.restore(name)
    return null
  } catch (error) {
    throw asApiError(error)
  }
}

export function createBackup(desk: Desk): Promise<BackupView> {
  return desk.backups.create()
}

/** A backup that cannot be used is told as it is; the sentence was written for the person at the desk. */
function asApiError(error: unknown): unknown {
  const { name, message, kind } = error as Error & { kind?: string }
  return name === 'ReplicaError' ? new ApiError('refused', message, kind) : error
}
