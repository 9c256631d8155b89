import { fromCentre } from '../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import type { Db } from '../../electron/host/store/database.ts'
import type { CentralBatch } from '../../electron/host/sync/apply-central.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile, TableName } from '../../shared/schema/index.ts'
import { contents } from '../support/replica.ts'
import { rowKey } from './centre/centre.ts'
import type { Committed, SimulatedCentre } from './centre/centre.ts'

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
 * Whether a batch that reached a desk's disk is made of whole transactions of the centre, in its order (S6): for each
 * transaction of which it holds a row, every row that this desk may hold. Tables that were fetched anew in the same
 * step have theirs already.
 */
export function halfTransactions(batch: CentralBatch, history: readonly Committed[], tables: readonly TableName[]): string[] {
  const held = new Set(tables.filter((table) => !batch.swaps.includes(table)))
  const here = new Set(batch.changes.map(({ table, row }) => rowKey(table, row)))
  const found: string[] = []
  for (const { keys, mutation } of history) {
    let [present, all] = [0, 0]
    for (const { table, key, isAlike } of keys) {
      if (!held.has(table) || isAlike) continue
      all++
      if (here.has(key)) present++
    }
    if (present > 0 && present < all) found.push(`of mutation ${mutation}, ${present} of ${all} rows came`)
  }
  return found
}

/** That the rows of tables it may hold are there at every moment (S11). */
export function isEmptied(db: Db): boolean {
  return db.prepare('select 1 from patients limit 1').get() === undefined
}
