import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { systemErrorCode } from './errors.ts'

/** Which process holds a folder. `birth` tells it from a later process that was given the same id. */
export interface LockOwner {
  pid: number
  birth: string
}

export interface OwnerLock {
  release(): void
}

/** Thrown when a living process already holds the lock. */
export class LockHeldError extends Error {
  readonly pid: number

  constructor(pid: number) {
    super(`The folder is already in use by process ${pid}.`)
    this.name = 'LockHeldError'
    this.pid = pid
  }
}

/**
 * When a process began, as the kernel counts it; '' where the platform does not say.
 * A process id alone is not enough: after a reboot another program may carry it.
 */
export function processBirth(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name (field 2) may contain spaces, so count fields from its closing bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/** True while a process with this id exists and is not a zombie waiting to be collected. */
export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

/**
 * Takes the lock file at `path` for this process. A lock left by a dead process is taken over.
 * @throws {LockHeldError} when a living process (this one included) holds it.
 */
export function acquireOwnerLock(path: string): OwnerLock {
  const mine: LockOwner = { pid: process.pid, birth: processBirth(process.pid) }
  const draft = `${path}.${process.pid}.${Date.now().toString(36)}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (tryLink(draft, path)) return { release: () => releaseIfMine(path, mine) }
      const owner = readOwner(path)
      if (owner && ownerIsAlive(owner)) throw new LockHeldError(owner.pid)
      setAside(path, owner)
    }
    throw new Error(`The lock file ${path} could not be taken.`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The living process that holds the lock at `path`, or undefined. */
export function lockHolder(path: string): LockOwner | undefined {
  const owner = readOwner(path)
  return owner && ownerIsAlive(owner) ? owner : undefined
}

// link() fails when the target exists, so of two processes exactly one gets the lock, and never half-written.
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    if (['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(systemErrorCode(error))) return tryExclusive(draft, path)
    throw error
  }
}

// File systems without hard links (FAT sticks, some network shares).
function tryExclusive(draft: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

function readOwner(path: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined
    const pid = Number(value.pid)
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
    return { pid, birth: 'birth' in value ? String(value.birth) : '' }
  } catch {
    return undefined
  }
}

function ownerIsAlive(owner: LockOwner): boolean {
  if (!processIsAlive(owner.pid)) return false
  return owner.birth === '' || owner.birth === processBirth(owner.pid)
}

// Renamed before it is deleted: if another process has replaced the stale lock meanwhile, its fresh one is put back.
function setAside(path: string, stale: LockOwner | undefined): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const taken = readOwner(aside)
  const replaced = taken !== undefined && (taken.pid !== stale?.pid || taken.birth !== stale.birth)
  if (replaced) tryLink(aside, path)
  rmSync(aside, { force: true })
}

function releaseIfMine(path: string, mine: LockOwner): void {
  const owner = readOwner(path)
  if (owner?.pid === mine.pid && owner.birth === mine.birth) rmSync(path, { force: true })
}
