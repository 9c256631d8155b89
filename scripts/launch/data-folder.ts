import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { systemErrorCode } from '../../sync-server/postgres/errors.ts'
import { acquireOwnerLock, LockHeldError, type OwnerLock } from '../../sync-server/postgres/owner-lock.ts'
import { Refusal } from '../lib/fail.mjs'

/** The folder where this user's applications keep their data, named the way each system names it. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (env['CHAIRSIDE_DATA']) return resolve(env['CHAIRSIDE_DATA'])
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Chairside')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Chairside')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'chairside')
}

/** A data folder held by this process. */
export interface DataFolder {
  path: string
  part(name: string): string
  release(): void
}

/**
 * Makes the folder when missing (for this user's eyes only) and takes its lock.
 * @throws {Refusal} when it cannot be used, with the reason.
 */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (!statSync(path).isDirectory()) throw new Refusal(`${path} is a file, not a folder. Choose another folder with --data.`)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    const lock = takeLock(path)
    return { path, part: (name) => join(path, name), release: () => lock.release() }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal(explain(path, systemErrorCode(cause)), { cause })
  }
}

function takeLock(path: string): OwnerLock {
  try {
    return acquireOwnerLock(join(path, 'chairside.lock'))
  } catch (cause) {
    if (!(cause instanceof LockHeldError)) throw cause
    throw new Refusal(`The data folder ${path} is already in use by a running Chairside (process ${cause.pid}). Stop it first, or choose another folder with --data.`, { cause })
  }
}

function explain(path: string, code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `This user may not write to the data folder ${path}. Choose another folder with --data.`
    case 'EROFS':
      return `The data folder ${path} is on a read-only disk. Choose another folder with --data.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is not a folder (a part of it is a file). Choose another folder with --data.`
    case 'ENOSPC':
      return `The disk that holds the data folder ${path} is full.`
    default:
      return `The data folder ${path} cannot be used (${code || 'unknown reason'}). Choose another folder with --data.`
  }
}

const portNumber = z.int().min(1).max(65_535)
const portsFile = z.object({ centre: portNumber.optional(), desk: portNumber.optional() })

/** The ports of the last start. Keeping them keeps what a browser stores for the desk's address. */
export type Ports = z.infer<typeof portsFile>

/** The remembered ports; empty when there are none or the file is damaged. */
export function readPorts(folder: DataFolder): Ports {
  try {
    return portsFile.parse(JSON.parse(readFileSync(folder.part('ports.json'), 'utf8')))
  } catch {
    return {}
  }
}

export function writePorts(folder: DataFolder, ports: Ports): void {
  const draft = folder.part('ports.json.new')
  writeFileSync(draft, `${JSON.stringify(ports)}\n`)
  renameSync(draft, folder.part('ports.json'))
}
