import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DATABASE } from '../centre/database.ts'
import { CentreError } from '../centre/errors.ts'
import { OWNER_ROLE } from '../postgres/cluster.ts'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import { lockHolder } from '../postgres/owner-lock.ts'

/** The database a command works on: an outside one by its address, else the embedded Postgres of a centre's data folder. */
export interface Where {
  url: string | undefined
  dataDir: string | undefined
}

export interface AdminDatabase {
  /** The owner's address. Holds a password: never print it. */
  url: string
  /** The centre's data folder, when it has one here. */
  dataDir: string | undefined
  /** True while a centre (or another command) runs this Postgres. */
  shared: boolean
  stop(): Promise<void>
}

const READY_LIMIT_MS = 30_000

/** Reaches the database, starting the embedded Postgres of the folder when nothing runs it. */
export async function openAdminDatabase(where: Where, say: (line: string) => void): Promise<AdminDatabase> {
  const dataDir = where.dataDir && path.resolve(where.dataDir)
  const postgresDir = path.join(dataDir ?? '', 'postgres')
  const embedded = dataDir !== undefined && existsSync(postgresDir)
  if (where.url !== undefined) {
    // To guess which one was meant could empty the wrong one.
    if (embedded) throw new CentreError(`DATABASE_URL names one database and ${dataDir} holds another. Unset DATABASE_URL or leave out --data.`)
    return { url: where.url, dataDir, shared: false, stop: async () => {} }
  }
  if (!embedded) throw new CentreError(`There is no centre in ${dataDir}. Start one there first, or name another folder with --data.`)
  const running = await runningUrl(postgresDir)
  if (running !== undefined) return { url: running, dataDir, shared: true, stop: async () => {} }
  const postgres = await startEmbeddedPostgres({ dataDir: postgresDir, log: say })
  await postgres.createDatabase(DATABASE)
  return { url: postgres.ownerUrl(DATABASE), dataDir, shared: false, stop: () => postgres.stop() }
}

/** Address of the Postgres that another process runs in this folder; undefined when none does. */
async function runningUrl(postgresDir: string): Promise<string | undefined> {
  const deadline = performance.now() + READY_LIMIT_MS
  while (lockHolder(path.join(postgresDir, 'launcher.lock'))) {
    const port = readyPort(postgresDir)
    if (port !== undefined) return `postgres://${OWNER_ROLE}:${readFileSync(path.join(postgresDir, 'password'), 'utf8').trim()}@127.0.0.1:${port}/${DATABASE}`
    if (performance.now() > deadline) throw new CentreError('The centre is still starting its database. Try again in a minute.')
    await pause(50)
  }
  return undefined
}

/** Port on line 4 of Postgres's own process file, once line 8 says that it accepts connections. */
function readyPort(postgresDir: string): number | undefined {
  try {
    const lines = readFileSync(path.join(postgresDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')
    return lines[7]?.trim() === 'ready' ? Number(lines[3]) : undefined
  } catch {
    return undefined
  }
}
