import { prepared } from '../store/database.ts'
import type { Db } from '../store/database.ts'

/** An outbox entry as it is stored, whole: what a rebuilt replica must get back. */
export interface StoredEntry {
  seq: number
  id: string
  name: string
  /** JSON text. */
  input: string
  actor: string
  at: string
  state: 'waiting' | 'answered' | 'confirmed'
  outcome: string | null
  code: string | null
  message: string | null
  local_error: string | null
  confirmed_at: string | null
  /** Columns that another version of the program has or had. */
  [column: string]: string | number | null
}

export const SELECT_ENTRY = 'select * from _outbox'

/** Every entry, in order. */
export function allEntries(db: Db): StoredEntry[] {
  return db.prepare<[], StoredEntry>(`${SELECT_ENTRY} order by seq`).all()
}

/** Ids of every entry. */
export function entryIds(db: Db): Set<string> {
  return new Set(db.prepare<[], { id: string }>('select id from _outbox').all().map(({ id }) => id))
}

/** Puts these entries in the place of all that are there, within the caller's transaction. */
export function replaceEntries(db: Db, entries: readonly StoredEntry[]): void {
  const columns = db.prepare<[], { name: string }>(`select name from pragma_table_info('_outbox')`).all().map(({ name }) => name)
  db.exec('delete from _outbox')
  for (const entry of entries) {
    const names = columns.filter((name) => entry[name] !== undefined)
    prepared(db, `insert into _outbox (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`).run(entry)
  }
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** Whether a row is an entry as this program writes them, and not what a damaged disk made of one. */
export function isEntry(row: Partial<StoredEntry> | undefined): row is StoredEntry {
  if (!row) return false
  const { seq, id, name, input, actor, at, state } = row
  return Number.isSafeInteger(seq) && ID.test(String(id)) && ID.test(String(actor)) && INSTANT.test(String(at)) && /^[A-Za-z.]{1,60}$/.test(String(name))
    && (state === 'waiting' || state === 'answered' || state === 'confirmed') && isJson(input)
}

function isJson(text: unknown): boolean {
  if (typeof text !== 'string') return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
