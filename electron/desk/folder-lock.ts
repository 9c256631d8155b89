import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { systemCode } from './startup-error.ts'

/** Which process holds a folder. `birth` tells it from a later process that was given the same id. */
interface Holder {
  pid: number
  birth: string
}

/** Thrown when a living process holds the folder. */
export class FolderInUse extends Error {
  readonly pid: number

  constructor(pid: number) {
    super(`The folder is held by process ${pid}.`)
    this.name = 'FolderInUse'
    this.pid = pid
  }
}

/**
 * Takes the lock file at `path` for this process; one left behind by a dead process is taken over.
 * @returns a function that gives it back.
 * @throws {FolderInUse} when a living process holds it, this one included.
 */
export function lockFolder(path: string): () => void {
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid) }
  const draft = `${path}.${process.pid}.new`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    while (!claim(draft, path)) {
      const holder = readHolder(path)
      if (holder && isAlive(holder)) throw new FolderInUse(holder.pid)
      setAside(path, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (isSame(readHolder(path), mine)) rmSync(path, { force: true })
  }
}

// A hard link appears complete or not at all and never over another, so of two starts exactly one succeeds.
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EISDIR'].includes(systemCode(error))) throw error
  }
  return claimWithoutLinks(draft, path)
}

// Disks without hard links (FAT, some network shares).
function claimWithoutLinks(draft: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

// Moved before it is deleted: should another start have replaced the dead lock meanwhile, its fresh one goes back.
function setAside(path: string, dead: Holder | undefined): void {
  const aside = `${path}.${process.pid}.dead`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  const moved = readHolder(aside)
  if (moved && !isSame(moved, dead)) claim(aside, path)
  rmSync(aside, { force: true })
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('birth' in value)) return undefined
    const { pid, birth } = value
    return Number.isSafeInteger(pid) && Number(pid) > 0 ? { pid: Number(pid), birth: String(birth) } : undefined
  } catch {
    return undefined
  }
}

function isSame(a: Holder | undefined, b: Holder | undefined): boolean {
  return a?.pid === b?.pid && a?.birth === b?.birth
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    if (systemCode(error) !== 'EPERM') return false
  }
  return birthOf(holder.pid) === holder.birth
}

/** When a process began, in the kernel's own count; '' on systems that do not tell, and for a dead one. */
function birthOf(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name and may hold spaces, so counting begins behind its bracket.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? '' : (fields[18] ?? '')
  } catch {
    return ''
  }
}
