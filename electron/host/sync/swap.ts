import { describe } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { swapParked } from './parked.ts'
import { differencesName, retireStage, stageName } from './stage.ts'

/** Rows of each generation that are compared in one turn of the writer, so that a person's save waits for some 20 ms. */
const COMPARED_AT_ONCE = 4_000

/**
 * Compares the next rows, by key, of a whole new generation with those it will replace, and notes the keys that differ;
 * `after` is '' to begin. Returns the key to go on after, or null when all were compared: the swap then writes only what
 * differs. What the centre has said of the table must stand still from the first step until the swap; a person's writes
 * may go on, for the swap undoes them first and every row with a pending write counts as different.
 */
export function compareStage(db: Db, table: TableName, after: string, atOnce: number = COMPARED_AT_ONCE): string | null {
  return db.transaction(() => {
    const noted = differencesName(table, 'comparing')
    // What a process that ended had found out may be of a generation that has gone on since.
    if (after === '') db.exec(`drop table if exists ${noted}; drop table if exists ${differencesName(table, 'compared')}`)
    const upTo = endOfRange(db, table, after, atOnce)
    // A small table is compared by the swap itself.
    if (after === '' && upTo === null) return null
    if (after === '') db.exec(`create table ${noted} (row_key text primary key) strict`)
    noteDifferences(db, table, after, upTo)
    if (upTo === null) db.exec(`alter table ${noted} rename to ${differencesName(table, 'compared')}`)
    return upTo
  }).immediate()
}

/** The nearer of the keys that end the next rows of both generations; null where one range holds all that is left. */
function endOfRange(db: Db, table: TableName, after: string, atOnce: number): string | null {
  const { key } = describe(table)
  const ends = [table, stageName(table)].map((name) =>
    db.prepare<[string, number], string>(`select ${key} from ${name} where ${key} > ? order by ${key} limit 1 offset ?`).pluck().get(after, atOnce - 1))
  const found = ends.filter((end) => end !== undefined)
  return found.length === 0 ? null : found.reduce((a, b) => (a < b ? a : b))
}

function noteDifferences(db: Db, table: TableName, after: string, upTo: string | null): void {
  const { key } = describe(table)
  const stage = stageName(table)
  const within = (name: string) => `${name} > @after${upTo === null ? '' : ` and ${name} <= @upTo`}`
  db.prepare(`insert or ignore into ${differencesName(table, 'comparing')}
      select new.${key} from ${stage} new where ${within(`new.${key}`)} and not exists (select 1 from ${table} old where ${sameRow(table)})
      union all select old.${key} from ${table} old where ${within(`old.${key}`)} and not exists (select 1 from ${stage} new where new.${key} = old.${key})
      union all select row_key from _base_rows where table_name = @table and ${within('row_key')}`)
    .run({ after, table, ...(upTo === null ? {} : { upTo }) })
}

/** Condition that the rows `old` and `new` of a table are one and the same. */
function sameRow(table: TableName): string {
  const { key, columns } = describe(table)
  return Object.keys(columns).map((name) => `old.${name} ${name === key ? '=' : 'is'} new.${name}`).join(' and ')
}

/**
 * Lets a new generation take the old one's place within the caller's transaction, pending writes having been undone. Of a
 * table that was compared beforehand only the rows noted are looked at; else all are compared here. Rows that are equal are not written.
 */
export function swapIn(db: Db, table: TableName): void {
  const stage = stageName(table)
  const { key, columns } = describe(table)
  const names = Object.keys(columns)
  const update = names.filter((name) => name !== key).map((name) => `${name} = excluded.${name}`)
  const isCompared = db.prepare('select 1 from sqlite_schema where name = ?').get(differencesName(table, 'compared')) !== undefined
  const noted = isCompared ? `${key} in (select row_key from ${differencesName(table, 'compared')})` : 'true'
  const differs = isCompared ? noted : `not exists (select 1 from ${table} old where ${sameRow(table)})`
  db.exec(`delete from ${table} where ${noted} and ${key} not in (select ${key} from ${stage})`)
  // The `where` also keeps SQLite from reading `on conflict` as part of the select.
  db.exec(`insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from ${stage} new where ${differs} on conflict (${key}) do update set ${update.join(', ')}`)
  swapParked(db, stage, table)
  retireStage(db, table)
}
