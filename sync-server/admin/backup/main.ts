import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { DATABASE } from '../../centre/database.ts'
import { startEmbeddedPostgres } from '../../postgres/embedded.ts'
import { readArguments, runCommand, say, UsageError, whereOf } from '../cli.ts'
import { openAdminDatabase } from '../connection.ts'
import type { AdminDatabase } from '../connection.ts'
import * as commands from './commands.ts'
import type { Bench } from './commands.ts'
import { KEY_FILE } from './key.ts'
import { Shelf } from './shelf.ts'

const USAGE = `Usage: npm run backup -- COMMAND [--data DIR] [--folder DIR] [--key FILE]
  create [--keep N]            copy the whole database into one sealed file; older backups beyond N go
  list                         the backups, their age, and whether they were verified
  verify [BACKUP]              restore a backup into a database made for it, compare every table, drop it again
  drill [--keep N]             create and verify, with how long both took
  restore BACKUP --yes         put a backup in the place of the centre's database, which is kept under another name
  restore BACKUP --into NAME   restore a backup into a new database beside it
  discard NAME --yes           remove a database that a restore has kept
  renew --yes                  tell desks of a restore that was made with Postgres's own tools
BACKUP is a name from the list, a path, or "latest" (which verify takes if none is said).
The database is the one of the centre in --data DIR (default .chairside/centre), or the one DATABASE_URL names.
Backups lie in --folder (default: "backups" in the data folder), their key in --key (default: "${KEY_FILE}" there).`

const TAKES_NAME = ['restore', 'discard', 'verify']
const COMMANDS = ['create', 'list', 'drill', 'renew', ...TAKES_NAME]
const DEFAULT_DATA = '.chairside/centre'

await runCommand(USAGE, async () => {
  const { values, positionals } = readArguments(process.argv.slice(2), { folder: { type: 'string' }, key: { type: 'string' }, keep: { type: 'string' }, into: { type: 'string' }, yes: { type: 'boolean' } })
  const [command, name, ...rest] = positionals
  if (command === undefined || !COMMANDS.includes(command)) throw new UsageError(command === undefined ? 'Say which command.' : `There is no command "${command}".`)
  if (rest.length > 0 || (name !== undefined && !TAKES_NAME.includes(command)) || (name === undefined && ['restore', 'discard'].includes(command))) throw new UsageError(`${command} is not used like that.`)
  const data = path.resolve(values.data ?? DEFAULT_DATA)
  const bench: Bench = { shelf: new Shelf(path.resolve(values.folder ?? path.join(data, 'backups'))), keyFile: path.resolve(values.key ?? path.join(data, KEY_FILE)) }
  if (command === 'list') return commands.list(bench)
  const keep = countOf(values.keep)
  const database = await open(command, values.data)
  try {
    if (command === 'create') await commands.create(bench, database, keep)
    else if (command === 'drill') await commands.drill(bench, database, keep)
    else if (command === 'verify') await commands.verify(bench, database, name ?? 'latest')
    else if (command === 'restore') await commands.restore(bench, database, { wanted: name!, into: values.into, yes: values.yes === true })
    else if (command === 'renew') await commands.renew(database, values.yes === true)
    else await commands.discard(database, name!, values.yes === true)
  } finally {
    await database.stop()
  }
})

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`--keep needs a number of backups, not "${text}".`)
  return Number(text)
}

/** The database a command works on. A restore may begin with nothing: the computer that held the centre may be gone. */
async function open(command: string, data: string | undefined): Promise<AdminDatabase> {
  const where = whereOf(data, process.env)
  const dataDir = where.dataDir && path.resolve(where.dataDir)
  if (command !== 'restore' || where.url !== undefined || dataDir === undefined || existsSync(path.join(dataDir, 'postgres'))) return openAdminDatabase(where, say)
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres'), log: say })
  await postgres.createDatabase(DATABASE)
  return { url: postgres.ownerUrl(DATABASE), dataDir, shared: false, stop: () => postgres.stop() }
}
