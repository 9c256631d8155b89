import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { CentreError } from '../../centre/errors.ts'

export const KEY_FILE = 'backup.key'

/** The key of a centre's backups: 32 random bytes. */
export interface BackupKey {
  bytes: Buffer
  /** Tells keys apart without telling anything of them. */
  id: string
}

/**
 * Reads the key of the backups from a file that only this user may read.
 * @returns undefined when there is none.
 * @throws {CentreError} when others can read it or it holds no key.
 */
export function readKey(file: string): BackupKey | undefined {
  if (!existsSync(file)) return undefined
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) throw new CentreError(`Other users of this computer can read ${file}, the key of the backups. Allow only yourself to read it (chmod 600), then repeat.`)
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new CentreError(`${file} does not hold the key of the backups. Put the right file back, or name it with --key.`)
  return keyOf(Buffer.from(text, 'hex'))
}

/** Makes a new key; it is on disk, for this user only, when this returns. Never writes over an old one. */
export function createKey(file: string): BackupKey {
  const bytes = randomBytes(32)
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, `${bytes.toString('hex')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return keyOf(bytes)
}

export function keyOf(bytes: Buffer): BackupKey {
  return { bytes, id: createHash('sha256').update('chairside backup key ').update(bytes).digest('hex').slice(0, 12) }
}

/** The key that one backup alone is sealed with. */
export function fileKey(key: BackupKey, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key.bytes, salt, 'chairside centre backup', 32))
}
