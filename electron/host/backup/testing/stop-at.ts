// Opens or restores a desk's folder and ends this process by SIGKILL when a named point is reached:
// `node stop-at.ts open|restore|backup DATA_DIR KEY_HEX POINT`. Without being killed it says so with exit code 3.
import path from 'node:path'
import { openReplica } from '../../store/database.ts'
import { makeBackup } from '../copy.ts'
import { BACKUP_DIR } from '../names.ts'
import { openSound } from '../open.ts'
import { REPLICA_FILE } from '../publish.ts'
import { restoreReplica } from '../restore.ts'

const [action, dataDir, hex, wanted] = process.argv.slice(2) as [string, string, string, string]
const key = new Uint8Array(Buffer.from(hex, 'hex'))
const at = (point: string) => {
  if (point === wanted) process.kill(process.pid, 'SIGKILL')
}

if (action === 'open') await openSound(dataDir, key, new Date(), at)
else if (action === 'restore') await restoreReplica({ dataDir, key, name: 'replica-2026-11-19.db', now: new Date(), at })
else makeBackup(openReplica(path.join(dataDir, REPLICA_FILE), key), { folder: path.join(dataDir, BACKUP_DIR), name: 'replica-2026-11-20.db', key }, at)
process.exit(3)
