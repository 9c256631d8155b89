import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { acquireOwnerLock, LockHeldError } from '../postgres/owner-lock.ts'
import { CentreError } from './errors.ts'

/** The centre's folder, held by this process. */
export interface DataDir {
  postgres: string
  shapes: string
  /** The port of the last start, so that desks find the centre where they left it. */
  rememberedPort: number | undefined
  rememberPort(port: number): void
  /** A random secret that stays the same from start to start; readable by this user only. */
  secret(name: string): string
  release(): void
}

const SETTINGS = z.looseObject({ port: z.int().min(1).max(65_535).optional() })
const SECRETS = z.record(z.string(), z.string())

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'it is a file, not a folder',
}

/**
 * Opens the folder, made when missing, and keeps every other centre out of it.
 * @throws {CentreError} when it cannot be written or another centre holds it.
 */
export function openCentreDir(dir: string): DataDir {
  const shapes = path.join(dir, 'shapes')
  try {
    mkdirSync(dir, { recursive: true })
    // The shape log holds patient data. The folder above stays passable: an embedded Postgres may run as another user.
    mkdirSync(shapes, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(dir, cause)
  }
  const lock = takeLock(dir)
  const settings = path.join(dir, 'centre.json')
  const secrets = path.join(dir, 'secrets.json')
  return {
    postgres: path.join(dir, 'postgres'),
    shapes,
    rememberedPort: readJson(settings, SETTINGS).port,
    rememberPort: (port) => writeJson(settings, { ...readJson(settings, SETTINGS), port }),
    secret(name) {
      const known = readJson(secrets, SECRETS)
      known[name] ??= randomBytes(24).toString('base64url')
      writeJson(secrets, known)
      return known[name]
    },
    release: () => lock.release(),
  }
}

function takeLock(dir: string) {
  try {
    return acquireOwnerLock(path.join(dir, 'centre.lock'))
  } catch (cause) {
    if (cause instanceof LockHeldError) throw new CentreError(`The data folder ${dir} is already in use by another running centre (process ${cause.pid}).`, { cause })
    throw unusable(dir, cause)
  }
}

function unusable(dir: string, cause: unknown): CentreError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new CentreError(`The data folder ${dir} cannot be used: ${REASONS[code] ?? code}.`, { cause })
}

function readJson<S extends z.ZodType>(file: string, form: S): z.output<S> {
  try {
    return form.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  } catch (error) {
    throw new CentreError(`The file ${file} cannot be read. Restore it, or remove it to start without it.`, { cause: error })
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
function writeJson(file: string, value: object): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  try {
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
