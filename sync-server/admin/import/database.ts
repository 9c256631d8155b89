import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { DATABASE } from '../../centre/database.ts'
import { openCentreDir } from '../../centre/data-dir.ts'
import { CentreError } from '../../centre/errors.ts'
import { checked, readMigrations } from '../../db/migrate.ts'
import { createClient } from '../../db/pool.ts'
import { OWNER_ROLE } from '../../postgres/cluster.ts'
import { startEmbeddedPostgres } from '../../postgres/embedded.ts'
import { lockHolder } from '../../postgres/owner-lock.ts'

/** Where a centre may be found: an address, or its folder; with neither, the folder that `npm start` uses. */
export interface CentreAddress {
  data: string | undefined
  databaseUrl: string | undefined
}

/**
 * Runs `work` on a connection to the centre's database. A centre that runs is joined; the database of one
 * that does not is started for the time of the work. Throws a CentreError when there is none.
 */
export async function withDatabase<T>(address: CentreAddress, say: (line: string) => void, work: (client: Client) => Promise<T>): Promise<T> {
  if (address.databaseUrl !== undefined) return onClient(address.databaseUrl, work)
  const dir = centreDir(address.data ?? usualFolder(process.env, process.platform, homedir()))
  if (lockHolder(path.join(dir, 'centre.lock'))) return onClient(runningUrl(dir), work)
  const held = openCentreDir(dir)
  try {
    say('Starting the database of the centre.')
    const postgres = await startEmbeddedPostgres({ dataDir: held.postgres })
    try {
      return await onClient(postgres.ownerUrl(DATABASE), work)
    } finally {
      await postgres.stop()
    }
  } finally {
    held.release()
  }
}

/** The folder `npm start` keeps a clinic in when it is told none, named the way each system names it. */
function usualFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (env['CHAIRSIDE_DATA']) return path.resolve(env['CHAIRSIDE_DATA'])
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Chairside')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Chairside')
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'chairside')
}

/** The folder of the centre itself: what was named, or the part of a clinic's folder that `npm start` gives it. */
function centreDir(folder: string): string {
  const found = [folder, path.join(folder, 'centre')].find((dir) => existsSync(path.join(dir, 'postgres', 'cluster', 'PG_VERSION')))
  if (!found) throw new CentreError(`There is no clinic in ${folder} yet. Start it once with npm start, or name its folder with --data.`)
  return found
}

/** Address of the database of a centre that runs on this computer, from the files Postgres keeps while it does. */
function runningUrl(dir: string): string {
  try {
    const [, , , port] = readFileSync(path.join(dir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')
    const password = readFileSync(path.join(dir, 'postgres', 'password'), 'utf8').trim()
    return `postgres://${OWNER_ROLE}:${password}@127.0.0.1:${Number(port)}/${DATABASE}`
  } catch (cause) {
    throw new CentreError(`The database of the running centre in ${dir} cannot be reached by this user.`, { cause })
  }
}

async function onClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(url)
  // A connection that breaks between two queries must not end the process without a sentence.
  client.on('error', () => {})
  await client.connect()
  try {
    await mustBeCurrent(client)
    return await work(client)
  } finally {
    await client.end()
  }
}

async function mustBeCurrent(client: Client): Promise<void> {
  const { rows: [found] } = await client.query<{ exists: boolean }>(`select to_regclass('public.schema_migrations') is not null as exists`)
  const migrations = await readMigrations()
  const done = found?.exists ? await checked(client, migrations) : []
  if (done.length < migrations.length) throw new CentreError('The database is not at the version of this program. Start the centre once, then import.')
}
