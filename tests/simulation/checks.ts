import { fromCentre } from '../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile, TableName } from '../../shared/schema/index.ts'
import { contents } from '../support/replica.ts'
import type { Committed, SimulatedCentre, WrittenRow } from './centre/centre.ts'

/** Where a replica at rest is not what the centre has: S8, and S13 for tables it may not hold. */
export async function differences(db: Db, centre: SimulatedCentre, profile: DeviceProfile): Promise<string[]> {
  const mine = contents(db)
  const held = tablesFor(profile)
  const found: string[] = []
  for (const table of TABLE_NAMES) {
    const theirs = held.includes(table) ? (await centre.store.rowsOf(table)).map((row) => fromCentre(table, row)) : []
    if (JSON.stringify(mine[table]) === JSON.stringify(theirs)) continue
    found.push(`${table}: ${firstDifference(mine[table]!, theirs)}`)
  }
  return found
}

function firstDifference(mine: SqliteRow[], theirs: SqliteRow[]): string {
  if (mine.length !== theirs.length) return `${mine.length} rows at the desk, ${theirs.length} at the centre`
  const index = mine.findIndex((row, at) => JSON.stringify(row) !== JSON.stringify(theirs[at]))
  const fields = Object.keys(theirs[index]!).filter((field) => mine[index]![field] !== theirs[index]![field])
  return `row ${index} has ${fields.map((field) => `${field} ${JSON.stringify(mine[index]![field])} for ${JSON.stringify(theirs[index]![field])}`).join(', ')}`
}

/**
 * Whether the rows of a batch that reached a desk's disk are whole transactions of the centre (S6): of each that wrote
 * one of them, every row that this desk may hold in the tables given.
 */
export function halfTransactions(came: readonly WrittenRow[], history: readonly Committed[], tables: readonly TableName[]): string[] {
  const here = new Set(came.map(({ key }) => key))
  const begun = new Set(came.filter(({ table }) => tables.includes(table)).map(({ place }) => history[place]!))
  return [...begun].flatMap(({ keys, mutation }) => {
    const mine = keys.filter(({ table, isAlike }) => tables.includes(table) && !isAlike)
    const present = mine.filter(({ key }) => here.has(key)).length
    return present < mine.length ? [`of mutation ${mutation}, ${present} of ${mine.length} rows came`] : []
  })
}

/** That the rows of tables it may hold are there at every moment (S11). */
export function isEmptied(db: Db): boolean {
  return db.prepare('select 1 from patients limit 1').get() === undefined
}
