import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { digitsOf, fold, searchWords } from '../../../shared/domain/names.ts'

export type Db = Database.Database

/** Why the replica cannot be opened, with a sentence for the person at the desk. */
export class ReplicaError extends Error {
  readonly kind: 'wrong_key' | 'damaged' | 'newer' | 'disk'
  constructor(kind: ReplicaError['kind'], message: string) {
    super(message)
    this.name = 'ReplicaError'
    this.kind = kind
  }
}

export const NO_ROOM = 'The disk of this PC is full, so the data cannot be opened. Nothing is lost: make room, then start Chairside again.'
export const WRONG_KEY = 'The data on this PC cannot be opened with this key. If the key file was replaced, put the old one back; otherwise ask the manager for the recovery key.'

/**
 * Opens the encrypted replica. SQLCipher format 4 with a raw 32-byte key: no passphrase, so no slow
 * derivation. Throws ReplicaError `wrong_key` when the key does not fit.
 */
export function openReplica(file: string, key: Uint8Array, options: { readonly?: boolean } = {}): Db {
  const isNew = !existsSync(file)
  const db = unlock(file, key)
  try {
    db.prepare('select count(*) from sqlite_schema').get()
    db.pragma('journal_mode=wal')
    // FULL: a write the screen calls saved survives a power cut, not only a crash (S1).
    db.pragma('synchronous=full')
    db.pragma('busy_timeout=5000')
    db.pragma('cache_size=-32000')
    if (options.readonly) db.pragma('query_only=on')
    return db
  } catch (error) {
    db.close()
    if (!isNew && (error as { code?: string }).code === 'SQLITE_NOTADB') throw new ReplicaError('wrong_key', WRONG_KEY)
    throw error
  }
}

/**
 * A connection that has the key and nothing else: nothing was read yet, so neither the key nor the file is
 * known to be good. With `readonly` not a byte of the file is changed.
 */
export function unlock(file: string, key: Uint8Array, options: { readonly?: boolean } = {}): Db {
  if (key.length !== 32) throw new ReplicaError('wrong_key', 'The key of this PC is not 32 bytes long.')
  const db = new Database(file, { readonly: options.readonly ?? false })
  try {
    db.pragma(`cipher='sqlcipher'`)
    db.pragma('legacy=4')
    db.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`)
    // Temporary files would hold rows in the clear.
    db.pragma('temp_store=memory')
  } catch (error) {
    db.close()
    throw error
  }
  db.function('chairside_fold', { deterministic: true }, (value) => fold(String(value ?? '')))
  db.function('chairside_words', { deterministic: true, varargs: true }, (...values) => searchWords(...(values.map((value) => String(value ?? '')) as [string])))
  db.function('chairside_digits', { deterministic: true }, (value) => digitsOf(String(value ?? '')))
  return db
}

const statements = new WeakMap<Db, Map<string, Database.Statement>>()

/** Texts with a list of values in them differ by its length: without an end to it they would pile up. */
const MOST_STATEMENTS = 500

/**
 * The prepared statement for this text, for what is run again and again: to prepare a statement takes longer than most
 * take to run. It is shared, so nobody may change how it gives its rows (`pluck`, `raw`).
 */
export function prepared<P extends unknown[] = unknown[], R = unknown>(db: Db, sql: string): Database.Statement<P, R> {
  let known = statements.get(db)
  if (!known) statements.set(db, (known = new Map()))
  const statement = known.get(sql) ?? db.prepare(sql)
  // Used last, kept longest.
  known.delete(sql)
  known.set(sql, statement)
  if (known.size > MOST_STATEMENTS) known.delete(known.keys().next().value!)
  return statement as Database.Statement<P, R>
}
