import type { Db } from '../store/database.ts'

/** Rows removed in one turn of the writer, so that a person's save waits for some 20 ms. */
const REMOVED_AT_ONCE = 1_000

const SPENT = `select name from sqlite_schema where type = 'table' and name glob '_spent_[0-9]*' order by name`

/**
 * Puts a table aside that nobody reads any more, within the caller's transaction. To drop it at once would read all of it:
 * two seconds for 100,000 rows, in which nothing can be saved. `clearSpent` removes it in pieces; one that makes a single
 * piece is dropped here.
 */
export function putAside(db: Db, name: string, atOnce: number = REMOVED_AT_ONCE): void {
  if (!db.prepare('select 1 from sqlite_schema where name = ?').get(name)) return
  if (!db.prepare(`select 1 from ${name} limit 1 offset ?`).get(atOnce - 1)) return void db.exec(`drop table ${name}`)
  const taken = new Set(db.prepare<[], string>(SPENT).pluck().all())
  let number = 1
  while (taken.has(`_spent_${number}`)) number++
  db.exec(`alter table ${name} rename to _spent_${number}`)
}

/** Removes the next rows of what was put aside; answers whether more is left. A kill between two turns leaves it for the next start. */
export function clearSpent(db: Db, atOnce: number = REMOVED_AT_ONCE): boolean {
  return db.transaction(() => {
    const table = db.prepare<[], string>(SPENT).pluck().get()
    if (!table) return false
    const { changes } = db.prepare(`delete from ${table} where rowid in (select rowid from ${table} limit ?)`).run(atOnce)
    if (changes < atOnce) db.exec(`drop table ${table}`)
    return true
  }).immediate()
}

/** Drops all of it now, however long that takes. */
export function dropSpent(db: Db): void {
  for (const table of db.prepare<[], string>(SPENT).pluck().all()) db.exec(`drop table ${table}`)
}
