import { execFile } from 'node:child_process'
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresBinaries } from './binaries.ts'
import { EmbeddedPostgresError, errorOutput } from './errors.ts'

const run = promisify(execFile)

/** How the Postgres programs are started: `command` is put before the program's own path. */
export interface Launcher {
  prefix: readonly string[]
  binaries: PostgresBinaries
  /** Called after files were created in the data folder, so that the server may use them. */
  takeOwnership(dir: string): void
}

const nobody = '65534'
const asMappedUser = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
const asNobody = ['setpriv', '--reuid', nobody, '--regid', nobody, '--clear-groups']

/**
 * Chooses how to run Postgres, which refuses to run as root.
 * Ordinary users run it directly. Root first tries a user namespace (the server sees an ordinary user id, files stay
 * root's own, so nothing needs to be readable by others), then an unprivileged user id.
 * @throws {EmbeddedPostgresError} `binary-broken` or `root`.
 */
export async function chooseLauncher(binaries: PostgresBinaries, dataDir: string): Promise<Launcher> {
  const isRoot = process.platform !== 'win32' && process.getuid?.() === 0
  const direct: Launcher = { prefix: [], binaries, takeOwnership: () => {} }
  if (!isRoot) return direct
  if (await runs([...asMappedUser, binaries.postgres])) return { prefix: asMappedUser, binaries, takeOwnership: reclaimForRoot }
  await assertBinaryWorks(binaries)
  return launchAsNobody(binaries, dataDir)
}

// In the namespace root's own files are all the server may touch: a folder once made by another user is taken over.
function reclaimForRoot(dir: string): void {
  if (holdsForeignFiles(dir)) chownTree(dir, 0)
}

function holdsForeignFiles(dir: string): boolean {
  return [dir, ...readdirSync(dir).map((name) => join(dir, name))].some((path) => lstatSync(path).uid !== 0)
}

/** @throws {EmbeddedPostgresError} `binary-broken` when the program cannot be executed at all. */
export async function assertBinaryWorks(binaries: PostgresBinaries): Promise<void> {
  try {
    await run(binaries.postgres, ['--version'], { timeout: 20_000 })
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binary-broken',
      `The bundled Postgres cannot run on this computer (${firstLine(cause)}). Delete node_modules and start again, or set DATABASE_URL.`,
      { cause },
    )
  }
}

async function launchAsNobody(binaries: PostgresBinaries, dataDir: string): Promise<Launcher> {
  const takeOwnership = (dir: string) => chownTree(dir, Number(nobody))
  takeOwnership(dataDir)
  if (!(await succeeds([...asNobody, 'test', '-w', dataDir]))) {
    throw new EmbeddedPostgresError(
      'root',
      `Postgres does not run as root, and no other user may enter ${dataDir}. Start Chairside as an ordinary user, or choose another folder with --data.`,
    )
  }
  if (await runs([...asNobody, binaries.postgres])) return { prefix: asNobody, binaries, takeOwnership }
  // The program files lie where only root may look: work from a copy inside the data folder.
  const copy = copyPrograms(binaries, join(dataDir, 'program'))
  takeOwnership(join(dataDir, 'program'))
  if (await runs([...asNobody, copy.postgres])) return { prefix: asNobody, binaries: copy, takeOwnership }
  throw new EmbeddedPostgresError(
    'root',
    'Postgres does not run as root, and it could not be started as another user. Start Chairside as an ordinary user.',
  )
}

function copyPrograms(binaries: PostgresBinaries, target: string): PostgresBinaries {
  const native = dirname(dirname(binaries.postgres))
  if (!existsSync(join(target, 'bin', 'postgres'))) {
    mkdirSync(target, { recursive: true })
    cpSync(native, target, { recursive: true, verbatimSymlinks: true })
  }
  const bin = join(target, 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), pgCtl: join(bin, 'pg_ctl') }
}

function chownTree(path: string, id: number): void {
  chownSync(path, id, id)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) chownTree(child, id)
    else if (entry.isFile()) chownSync(child, id, id)
  }
}

function runs(command: readonly string[]): Promise<boolean> {
  return succeeds([...command, '--version'])
}

async function succeeds(command: readonly string[]): Promise<boolean> {
  const [file = '', ...args] = command
  try {
    await run(file, args, { timeout: 20_000 })
    return true
  } catch {
    return false
  }
}

function firstLine(error: unknown): string {
  const text = errorOutput(error)
  return text.trim().split('\n')[0] ?? ''
}
