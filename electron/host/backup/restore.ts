import path from 'node:path'
import { ReplicaError } from '../store/database.ts'
import { readCard } from './card.ts'
import { listBackups } from './catalogue.ts'
import { checkCopy, mustHaveRoom, noPoints } from './copy.ts'
import type { Points } from './copy.ts'
import { readMirror } from './mirror.ts'
import { BACKUP_DIR } from './names.ts'
import { publish, REPLICA_FILE } from './publish.ts'
import { buildReplica } from './rebuild.ts'
import { salvage } from './salvage.ts'
import { restored } from './sentences.ts'

export interface RestoreOptions {
  dataDir: string
  key: Uint8Array
  /** A backup of this desk, by the name it has in the list. */
  name: string
  now: Date
  at?: Points
}

/**
 * Puts a backup in the place of the replica, with every write made since on top; the replica of now is set
 * aside whole. No thread may have the replica open. A crash leaves the replica of before or the restored one.
 * @throws {ReplicaError} or what the disk said; then nothing was changed.
 */
export async function restoreReplica({ dataDir, key, name, now, at = noPoints }: RestoreOptions): Promise<void> {
  const backup = checkRestorable({ dataDir, key, name })
  const file = path.join(dataDir, REPLICA_FILE)
  // Row by row where it must be: a person may restore just because the replica of now does not work.
  const found = salvage(file, key)
  const known = new Set(found.entries.map(({ id }) => id))
  const card = readCard(dataDir, key)
  await buildReplica({
    dataDir, key, at,
    backup: backup.file,
    entries: [...found.entries, ...readMirror(dataDir, key).entries.filter(({ id }) => !known.has(id))],
    registration: (card.state === 'read' ? card.registration : undefined) ?? found.registration,
    now: now.toISOString(),
    notice: ({ waiting }) => restored({ from: backup.madeAt, waiting }),
  })
  publish(dataDir, now.toISOString(), at)
}

/**
 * Reads the backup from its first page to its last.
 * @throws {ReplicaError} when it is not there, not this desk's, newer than the program or damaged; as a full
 * disk when there is no room for it beside the replica of now.
 */
export function checkRestorable({ dataDir, key, name }: Pick<RestoreOptions, 'dataDir' | 'key' | 'name'>): { file: string; madeAt: string } {
  const folder = path.join(dataDir, BACKUP_DIR)
  const listed = listBackups(folder).find((backup) => backup.name === name)
  if (!listed) throw new ReplicaError('damaged', 'There is no such backup on this PC any more.')
  const file = path.join(folder, listed.name)
  mustHaveRoom(folder, listed.bytes)
  const { deviceId } = readable(file, key)
  const card = readCard(dataDir, key)
  if (card.state === 'read' && card.registration && card.registration.deviceId !== deviceId) throw new ReplicaError('damaged', 'This backup was made before this PC was enrolled as it is now, so it cannot be restored here.')
  return { file, madeAt: listed.madeAt }
}

function readable(file: string, key: Uint8Array): { deviceId: string | undefined } {
  try {
    return checkCopy(file, key)
  } catch (error) {
    if (error instanceof ReplicaError) throw error
    throw new ReplicaError('damaged', 'This backup is damaged, so nothing was changed. Choose another one.')
  }
}
