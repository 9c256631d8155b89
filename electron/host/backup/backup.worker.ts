import path from 'node:path'
import { workerData } from 'node:worker_threads'
import { unlock } from '../store/database.ts'
import { serveOperations } from '../store/rpc.ts'
import { pruneBackups } from './catalogue.ts'
import { makeBackup } from './copy.ts'
import type { KeptFiles } from './kept-writer.ts'
import { BACKUP_DIR, dailyName, localDay } from './names.ts'
import { REPLICA_FILE, removeCopies } from './publish.ts'
import { checkRestorable, restoreReplica } from './restore.ts'

/**
 * A thread that copies the replica through a connection of its own: it reads one snapshot, and the writer
 * goes on meanwhile.
 */
const { dataDir, key } = workerData as KeptFiles
const folder = path.join(dataDir, BACKUP_DIR)

const operations = {
  /** Makes today's backup and throws away what need not be kept; gives its name. Fails as damaged when the replica is. */
  create() {
    const today = localDay(new Date())
    const db = unlock(path.join(dataDir, REPLICA_FILE), key)
    try {
      db.pragma('busy_timeout=5000')
      // A copy leaves the indexes behind: only the replica itself shows damage in them.
      if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw Object.assign(new Error('The replica is damaged'), { code: 'SQLITE_CORRUPT' })
      makeBackup(db, { folder, name: dailyName(today), key })
    } finally {
      db.close()
    }
    pruneBackups(folder, today)
    return dailyName(today)
  },
  check: (name: string) => void checkRestorable({ dataDir, key, name }),
  restore: (name: string) => restoreReplica({ dataDir, key, name, now: new Date() }),
  removeCopies: () => removeCopies(dataDir, folder),
}

export type BackupOperations = typeof operations
serveOperations(operations)
