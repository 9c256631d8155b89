import { execFile, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverEnvironment, type ClusterPaths } from './cluster.ts'
import { processIsAlive } from './owner-lock.ts'
import type { Launcher } from './privileges.ts'

const run = promisify(execFile)

/** A running postmaster. `exited` settles once, when the process is gone, whoever ended it. */
export interface ServerProcess {
  pid: number
  exited: Promise<void>
  hasExited(): boolean
}

/** Starts the server; it is not ready yet when this returns. Its log goes to `paths.log`, the previous one to `.1`. */
export async function spawnServer(paths: ClusterPaths, launcher: Launcher): Promise<ServerProcess> {
  if (existsSync(paths.log)) renameSync(paths.log, `${paths.log}.1`)
  return process.platform === 'win32' ? spawnThroughPgCtl(paths, launcher) : spawnDirectly(paths, launcher)
}

async function spawnDirectly(paths: ClusterPaths, launcher: Launcher): Promise<ServerProcess> {
  const [file, ...args] = [...launcher.prefix, launcher.binaries.postgres, '-D', paths.cluster]
  // The log is a file, not a pipe: a pipe whose reader was killed would take the server down with it.
  const log = openSync(paths.log, 'w', 0o600)
  try {
    // Its own process group: Ctrl-C in a terminal must reach our process only, which then stops the parts in order.
    const child = spawn(file, args, { stdio: ['ignore', log, log], detached: true, env: serverEnvironment() })
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    return { pid: child.pid ?? 0, exited, hasExited: () => child.exitCode !== null || child.signalCode !== null }
  } finally {
    closeSync(log)
  }
}

// postgres.exe refuses an administrator's token; pg_ctl starts it with a restricted one.
async function spawnThroughPgCtl(paths: ClusterPaths, launcher: Launcher): Promise<ServerProcess> {
  const child = spawn(launcher.binaries.pgCtl, ['start', '-w', '-t', '60', '-D', paths.cluster, '-l', paths.log], {
    stdio: 'ignore',
    windowsHide: true,
    env: serverEnvironment(),
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  const pid = code === 0 ? (readPidFile(paths)?.pid ?? 0) : 0
  const hasExited = () => pid === 0 || !processIsAlive(pid)
  return { pid, exited: poll(hasExited, 500), hasExited }
}

/** Resolves when `condition` holds; the timer does not keep the process alive. */
function poll(condition: () => boolean, everyMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!condition()) return
      clearInterval(timer)
      resolve()
    }, everyMs)
    timer.unref()
  })
}

/** What Postgres writes about itself: process id, and whether it accepts connections. */
export function readPidFile(paths: ClusterPaths): { pid: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(paths.cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
    return { pid, ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

/** True when the process with this id is a Postgres that serves this very folder. */
export async function isPostgresOf(paths: ClusterPaths, pid: number): Promise<boolean> {
  if (!processIsAlive(pid)) return false
  const command = await commandLine(pid)
  return /postgres/i.test(command) && (process.platform === 'win32' || command.includes(paths.cluster))
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return ''
    }
  }
  const [file, args] =
    process.platform === 'win32'
      ? ['tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']]
      : ['ps', ['-o', 'command=', '-p', String(pid)]]
  try {
    return (await run(file, args, { timeout: 10_000 })).stdout
  } catch {
    return ''
  }
}

/** Stops a postmaster: fast shutdown, after `graceMs` an immediate one (the next start recovers from the log). */
export async function stopServer(paths: ClusterPaths, launcher: Launcher, pid: number, graceMs = 10_000): Promise<void> {
  if (process.platform === 'win32') {
    await pgCtlStop(paths, launcher, graceMs)
    return
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    if (await goneWithin(pid, graceMs)) return
  }
}

async function pgCtlStop(paths: ClusterPaths, launcher: Launcher, graceMs: number): Promise<void> {
  const seconds = String(Math.ceil(graceMs / 1000))
  for (const mode of ['fast', 'immediate']) {
    try {
      await run(launcher.binaries.pgCtl, ['stop', '-w', '-t', seconds, '-m', mode, '-D', paths.cluster], { windowsHide: true })
      return
    } catch {
      if (!readPidFile(paths)) return
    }
  }
}

async function goneWithin(pid: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (processIsAlive(pid)) {
    if (performance.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}
