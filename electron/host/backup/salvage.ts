import { statSync } from 'node:fs'
import { unlock } from '../store/database.ts'
import type { Db } from '../store/database.ts'
import { readState } from '../store/state.ts'
import type { Registration } from '../store/state.ts'
import { isEntry, SELECT_ENTRY } from './entries.ts'
import type { StoredEntry } from './entries.ts'

/** What could be read of a replica that may be damaged. */
export interface Salvaged {
  entries: StoredEntry[]
  registration: Registration | undefined
  /** How many entries could not be read, as far as can be told. */
  unreadable: number
}

/** Numbers beyond the newest that is known which are tried when the file does not say how many there are. */
const TRY_BEYOND = 20_000

/**
 * Reads the outbox of a damaged replica row by row and goes on behind what cannot be read. Each page's
 * seal is checked, so a row comes out as it was written or not at all. Nothing of the file is changed.
 * Never throws.
 */
export function salvage(file: string, key: Uint8Array): Salvaged {
  const nothing: Salvaged = { entries: [], registration: undefined, unreadable: 0 }
  if (!statSync(file, { throwIfNoEntry: false })?.size) return nothing
  let db: Db | undefined
  try {
    db = unlock(file, key, { readonly: true })
    // A file that was cut off still says its old length; without this nothing at all would be read.
    db.unsafeMode(true)
    db.pragma('writable_schema=on')
    const registration = attempt(() => readState(db!, 'registration'))
    return { ...readEntries(db), registration }
  } catch {
    return nothing
  } finally {
    attempt(() => db?.close())
  }
}

function readEntries(db: Db): { entries: StoredEntry[]; unreadable: number } {
  const whole = attempt(() => db.prepare<[], StoredEntry>(`${SELECT_ENTRY} order by seq`).all())
  if (whole) return { entries: whole.filter(isEntry), unreadable: whole.filter((row) => !isEntry(row)).length }
  const row = db.prepare<[number], StoredEntry>(`${SELECT_ENTRY} where seq = ?`)
  const entries: StoredEntry[] = []
  let unreadable = 0
  for (let seq = bound(db, 'min') ?? 1, end = bound(db, 'max'); seq <= (end ?? (entries.at(-1)?.seq ?? 0) + TRY_BEYOND); seq++) {
    const found = attempt(() => row.get(seq) ?? null)
    if (found && isEntry(found)) entries.push(found)
    // A number that is merely not there is no loss.
    else if (found !== null && end !== undefined) unreadable++
  }
  return { entries, unreadable }
}

function bound(db: Db, which: 'min' | 'max'): number | undefined {
  return attempt(() => db.prepare<[], { seq: number | null }>(`select ${which}(seq) as seq from _outbox`).get()?.seq ?? undefined)
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
