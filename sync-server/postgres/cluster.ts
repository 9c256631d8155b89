import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, errorOutput, systemErrorCode } from './errors.ts'
import type { Launcher } from './privileges.ts'

const run = promisify(execFile)

/** The Postgres major version whose files this program reads and writes. */
export const POSTGRES_MAJOR = '18'
export const OWNER_ROLE = 'postgres'

/** Where everything lies inside the data folder. */
export interface ClusterPaths {
  root: string
  cluster: string
  password: string
  log: string
  lock: string
}

/**
 * Creates the data folder (0700) when missing and names its parts by their real path.
 * @throws {EmbeddedPostgresError} `permission` when the folder cannot be made or written.
 */
export function openDataDir(dataDir: string): ClusterPaths {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const root = realpathSync(dataDir)
    const trial = join(root, `.write-${process.pid}`)
    writeFileSync(trial, '')
    rmSync(trial)
    return {
      root,
      cluster: join(root, 'cluster'),
      password: join(root, 'password'),
      log: join(root, 'postgres.log'),
      lock: join(root, 'launcher.lock'),
    }
  } catch (cause) {
    const reason = reasons[systemErrorCode(cause)] ?? systemErrorCode(cause)
    throw new EmbeddedPostgresError('permission', `The database folder ${dataDir} cannot be used: ${reason}.`, { cause })
  }
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'it is a file, not a folder',
}

interface ClusterOptions {
  durable?: boolean
  log?: (line: string) => void
}

/**
 * Makes the database cluster on the first start and checks its version on every later one.
 * @returns the owner's password.
 * @throws {EmbeddedPostgresError} `version` or `start-failed`.
 */
export async function ensureCluster(paths: ClusterPaths, launcher: Launcher, options: ClusterOptions): Promise<string> {
  if (existsSync(join(paths.cluster, 'PG_VERSION'))) {
    assertVersion(paths)
    return readPassword(paths)
  }
  options.log?.('Creating the database files.')
  const password = randomBytes(24).toString('hex')
  writeFileSync(paths.password, password, { mode: 0o600 })
  chmodSync(paths.password, 0o600)
  launcher.takeOwnership(paths.root)
  // Built beside and renamed when complete: an interrupted first start leaves nothing that looks like a database.
  const draft = `${paths.cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  await runInitdb(paths, launcher, draft, options.durable ?? true)
  writeFileSync(join(draft, 'postgresql.conf'), `${readFileSync(join(draft, 'postgresql.conf'), 'utf8')}\ninclude 'chairside.conf'\n`)
  writeFileSync(join(draft, 'chairside.conf'), '')
  renameSync(draft, paths.cluster)
  return password
}

async function runInitdb(paths: ClusterPaths, launcher: Launcher, target: string, durable: boolean): Promise<void> {
  const args = [
    `--pgdata=${target}`,
    `--username=${OWNER_ROLE}`,
    '--auth=scram-sha-256',
    `--pwfile=${paths.password}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...systemLocale(),
    ...(durable ? [] : ['--no-sync']),
  ]
  const [file = '', ...rest] = [...launcher.prefix, launcher.binaries.initdb, ...args]
  try {
    await run(file, rest, { timeout: 120_000, env: serverEnvironment() })
  } catch (cause) {
    const detail = errorOutput(cause).trim().split('\n').slice(-3).join(' ')
    throw new EmbeddedPostgresError('start-failed', `The database could not be created in ${paths.root}: ${detail}`, { cause })
  }
}

// The builtin provider collates everywhere alike; the C library's locale only classifies characters, and its names differ.
function systemLocale(): string[] {
  if (process.platform === 'darwin') return ['--locale=C', '--lc-ctype=en_US.UTF-8']
  if (process.platform === 'win32') return ['--locale=C']
  return ['--locale=C.UTF-8']
}

/** The environment for Postgres: the caller's, without PG* variables that would change its behaviour. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && name !== 'LC_ALL')
  return { ...Object.fromEntries(kept), LC_MESSAGES: 'C', TZ: 'UTC' }
}

function assertVersion(paths: ClusterPaths): void {
  const found = readFileSync(join(paths.cluster, 'PG_VERSION'), 'utf8').trim()
  if (found === POSTGRES_MAJOR) return
  throw new EmbeddedPostgresError(
    'version',
    `The database in ${paths.root} was made by PostgreSQL ${found}, but this program brings PostgreSQL ${POSTGRES_MAJOR}. Nothing was changed.`,
  )
}

function readPassword(paths: ClusterPaths): string {
  try {
    return readFileSync(paths.password, 'utf8').trim()
  } catch (cause) {
    throw new EmbeddedPostgresError('permission', `The database password file ${paths.password} cannot be read.`, { cause })
  }
}

/** Writes the server settings that Postgres includes at its next start. */
export function writeSettings(paths: ClusterPaths, settings: Record<string, string>): void {
  const lines = Object.entries(settings).map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_.]*$/i.test(name)) throw new Error(`Not a Postgres setting name: ${name}`)
    return `${name} = '${value.replaceAll("'", "''")}'`
  })
  writeFileSync(join(paths.cluster, 'chairside.conf'), `${lines.join('\n')}\n`, { mode: 0o600 })
}
