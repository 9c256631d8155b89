import { readFileSync } from 'node:fs'
import path from 'node:path'
import { unlock } from '../../electron/host/store/database.ts'
import { fromSqlite } from '../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { describe, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile, TableName } from '../../shared/schema/index.ts'

/** Every row of every table, as sorted text: equal texts are equal databases. */
export type Contents = Map<TableName, string[]>

export async function centreContents(databaseUrl: string, profile: DeviceProfile = 'manager'): Promise<Contents> {
  const client = createClient(databaseUrl)
  await client.connect()
  try {
    const contents: Contents = new Map()
    await client.query('begin isolation level repeatable read read only')
    for (const table of tablesFor(profile)) {
      const { rows } = await client.query<Record<string, unknown>>(`select ${Object.keys(describe(table).columns).join(', ')} from ${table}`)
      contents.set(table, rows.map(canonical).sort())
    }
    return contents
  } finally {
    await client.end()
  }
}

/** As it is on the disk, also of a desk that was killed: its log stays where it is, or the next start would think it lost and fetch everything anew. */
export function replicaContents(desk: { dataDir: string; key: Uint8Array }, profile: DeviceProfile = 'manager'): Contents {
  const db = unlock(path.join(desk.dataDir, 'replica.db'), desk.key, { readonly: true })
  try {
    return db.transaction(() => {
      const contents: Contents = new Map()
      for (const table of tablesFor(profile)) {
        const rows = db.prepare<[], SqliteRow>(`select * from ${table}`).all()
        contents.set(table, rows.map((row) => canonical(fromSqlite(table, row))).sort())
      }
      return contents
    })()
  } finally {
    db.close()
  }
}

/** The key of a replica in browser mode, from the file beside it. */
export function keyOf(dataDir: string): Uint8Array {
  return Buffer.from(readFileSync(path.join(dataDir, 'replica.key'), 'utf8').trim(), 'hex')
}

/** Where two databases differ: table, and how many rows are only in the one or the other. */
export function differences(a: Contents, b: Contents): string[] {
  return unequal(a, b).map(({ table, onlyA, onlyB }) => `${table}: ${onlyA} only in the first, ${onlyB} only in the second`)
}

/** The tables in which two databases differ, with how many rows only the one or the other has. */
export function unequal(a: Contents, b: Contents): { table: TableName; onlyA: number; onlyB: number }[] {
  return [...a].flatMap(([table, rows]) => {
    const other = new Set(b.get(table))
    const mine = new Set(rows)
    const onlyA = rows.filter((row) => !other.has(row)).length
    const onlyB = [...other].filter((row) => !mine.has(row)).length
    return onlyA + onlyB > 0 ? [{ table, onlyA, onlyB }] : []
  })
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)
}
