import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client, DatabaseError } from 'pg'
import { findBinaries } from './binaries.ts'
import { ensureCluster, openDataDir, OWNER_ROLE, writeSettings, type ClusterPaths } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { stopWithProcess } from './exit-guard.ts'
import { acquireOwnerLock, LockHeldError, processIsAlive, type OwnerLock } from './owner-lock.ts'
import { freePort, portProblem } from './ports.ts'
import { chooseLauncher, type Launcher } from './privileges.ts'
import { isPostgresOf, readPidFile, spawnServer, stopServer, type ServerProcess } from './server-process.ts'
import { serverSettings } from './settings.ts'

export { EmbeddedPostgresError, type EmbeddedPostgresErrorKind } from './errors.ts'

export interface EmbeddedPostgresOptions {
  /** Folder that holds the database, its password and its log. Made when missing. */
  dataDir: string
  /** TCP port on 127.0.0.1; a free one by default. */
  port?: number
  /** False turns every guarantee against power loss off. For tests only. Default true. */
  durable?: boolean
  /** Told what is being done, a sentence at a time. Never contains data. */
  log?: (line: string) => void
  /** Further server settings, such as `shared_buffers`. */
  settings?: Record<string, string>
  /** Called when the server ends although nobody asked it to. */
  onUnexpectedExit?: (error: EmbeddedPostgresError) => void
}

export interface EmbeddedPostgres {
  readonly port: number
  readonly pid: number
  /** Connection address of the owner (superuser). Contains the password: never log it. */
  ownerUrl(database?: string): string
  /** Creates the database unless it is there already. Name: lower-case letters, digits, underscore. */
  createDatabase(name: string): Promise<void>
  /** Fast shutdown; resolves when the server is gone. Safe to call twice. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

/**
 * Starts the bundled Postgres 18 on 127.0.0.1 and waits until it accepts connections. A server left running by a
 * killed process is stopped first; after a crash Postgres recovers by itself.
 * Unless the program handles SIGINT, SIGTERM and SIGHUP itself, these stop the server too.
 * @throws {EmbeddedPostgresError} with a sentence for the person at the centre, within 60 s of starting.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const paths = openDataDir(options.dataDir)
  const lock = takeLock(paths)
  try {
    const launcher = await chooseLauncher(binaries, paths.root)
    await stopOrphan(paths, launcher, options.log)
    const password = await ensureCluster(paths, launcher, options)
    const { server, port } = await startOnPort(paths, launcher, options)
    return running({ paths, launcher, lock, server, port, password, options })
  } catch (error) {
    lock.release()
    throw error
  }
}

function takeLock(paths: ClusterPaths): OwnerLock {
  try {
    return acquireOwnerLock(paths.lock)
  } catch (cause) {
    if (!(cause instanceof LockHeldError)) throw cause
    const sentence = `The database folder ${paths.root} is already in use by another running Chairside (process ${cause.pid}).`
    throw new EmbeddedPostgresError('in-use', sentence, { cause })
  }
}

// We hold the launcher's lock, so whoever started a server that still runs here is dead: it is an orphan.
async function stopOrphan(paths: ClusterPaths, launcher: Launcher, log: EmbeddedPostgresOptions['log']): Promise<void> {
  const left = readPidFile(paths)
  if (!left) return
  if (await isPostgresOf(paths, left.pid)) {
    log?.('Stopping a database server left over from a program that was killed.')
    await stopServer(paths, launcher, left.pid)
  } else if (processIsAlive(left.pid)) {
    // Another program was given the dead server's process id (every reboot does that); Postgres would refuse to start.
    rmSync(join(paths.cluster, 'postmaster.pid'), { force: true })
  }
}

async function startOnPort(
  paths: ClusterPaths,
  launcher: Launcher,
  options: EmbeddedPostgresOptions,
): Promise<{ server: ServerProcess; port: number }> {
  // A free port can be taken by somebody else between asking and starting, so a port we chose is tried again.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort())
    const problem = await portProblem(port)
    if (problem) throw new EmbeddedPostgresError('port-taken', problem)
    writeSettings(paths, serverSettings(port, options.durable ?? true, options.settings))
    launcher.takeOwnership(paths.root)
    const server = await spawnServer(paths, launcher)
    try {
      await waitUntilReady(paths, launcher, server, options.log)
      return { server, port }
    } catch (error) {
      const lines = logTail(paths, 20)
      if (lines.includes('is still in use') && attempt <= 20) {
        // Workers of a killed server are still letting go of its memory.
        await new Promise((resolve) => setTimeout(resolve, 250))
        continue
      }
      if (!lines.includes('could not bind')) throw error
      if (options.port !== undefined || attempt >= 3) throw portTaken(port)
    }
  }
}

function portTaken(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError('port-taken', `Port ${port} on this computer is already used by another program. Choose another port.`)
}

async function waitUntilReady(
  paths: ClusterPaths,
  launcher: Launcher,
  server: ServerProcess,
  log: EmbeddedPostgresOptions['log'],
): Promise<void> {
  const started = performance.now()
  let told = 0
  for (;;) {
    const state = readPidFile(paths)
    if (state?.ready && state.pid === server.pid && !server.hasExited()) return
    if (server.hasExited()) {
      throw new EmbeddedPostgresError('start-failed', `The database server ended while starting. Its last lines: ${logTail(paths, 4)}`)
    }
    const elapsed = performance.now() - started
    if (elapsed > START_LIMIT_MS) {
      await stopServer(paths, launcher, server.pid, 5000)
      throw new EmbeddedPostgresError('timeout', `The database server was not ready after 60 s. Its last lines: ${logTail(paths, 4)}`)
    }
    if (elapsed > told + 5000) {
      told = elapsed
      log?.(`The database server is still starting (${Math.round(elapsed / 1000)} s).`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function logTail(paths: ClusterPaths, lines: number): string {
  try {
    return readFileSync(paths.log, 'utf8').trim().split('\n').slice(-lines).join(' | ')
  } catch {
    return '(no log)'
  }
}

interface Started {
  paths: ClusterPaths
  launcher: Launcher
  lock: OwnerLock
  server: ServerProcess
  port: number
  password: string
  options: EmbeddedPostgresOptions
}

function running(started: Started): EmbeddedPostgres {
  const { paths, launcher, lock, server, port, password, options } = started
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (server.hasExited() ? Promise.resolve() : stopServer(paths, launcher, server.pid)).then(() => ended)
    return stopping
  }
  const guard = stopWithProcess(server.pid, stop)
  const end = async () => {
    await server.exited
    guard.disarm()
    lock.release()
    if (!stopping) options.onUnexpectedExit?.(endedByItself(paths))
  }
  const ended = end()
  const ownerUrl = (database = 'postgres') => `postgres://${OWNER_ROLE}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  return { port, pid: server.pid, ownerUrl, stop, createDatabase: (name) => createDatabase(ownerUrl(), name) }
}

function endedByItself(paths: ClusterPaths): EmbeddedPostgresError {
  return new EmbeddedPostgresError('start-failed', `The database server stopped by itself. Its last lines: ${logTail(paths, 4)}`)
}

async function createDatabase(ownerUrl: string, name: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`Not a usable database name: ${name}`)
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`create database "${name}"`)
  } catch (error) {
    const alreadyThere = error instanceof DatabaseError && error.code === '42P04'
    if (!alreadyThere) throw error
  } finally {
    await client.end()
  }
}
