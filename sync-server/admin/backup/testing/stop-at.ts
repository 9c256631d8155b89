// Makes or restores a backup and ends this process by SIGKILL when a named point is reached:
// `node stop-at.ts create|restore DATABASE_URL DATA_DIR POINT`. Without being killed it ends with exit code 3.
import path from 'node:path'
import process from 'node:process'
import { asOwner } from '../../../centre/database.ts'
import { keyFor, restore } from '../commands.ts'
import { createBackup } from '../create.ts'
import { KEY_FILE } from '../key.ts'
import { Shelf } from '../shelf.ts'

const [action, url, dataDir, wanted] = process.argv.slice(2) as [string, string, string, string]
const at = (point: string) => {
  if (point === wanted) process.kill(process.pid, 'SIGKILL')
}
const shelf = new Shelf(path.join(dataDir, 'backups'))
const keyFile = path.join(dataDir, KEY_FILE)

if (action === 'create') await asOwner(url, (client) => createBackup(client, { folder: shelf.folder, name: shelf.nameFor(new Date()), key: keyFor(keyFile), createdAt: new Date().toISOString(), at }))
else await restore({ shelf, keyFile }, { url, dataDir, shared: false, stop: async () => {} }, { wanted: 'latest', into: undefined, yes: true, at })
process.exit(3)
