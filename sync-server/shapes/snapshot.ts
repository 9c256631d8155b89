/**
 * Takes the snapshot of a new shape: rows as of one moment, and which transactions that moment contains, so that the
 * log can go on from exactly there with nothing lost and nothing twice.
 */
import type { PoolClient } from 'pg'
import type { Collector } from './collector.ts'
import { loadTable, tableFingerprint } from './catalogue.ts'
import { ChunkWriter } from './chunk-writer.ts'
import { snapshotEndMessage } from './encode.ts'
import { quoteName } from './identifiers.ts'
import { parseLsn, parseSnapshot, type SnapshotInfo } from './lsn.ts'
import { withSession, type Databases } from './pg.ts'
import { RowJson } from './row-json.ts'
import { streamRows } from './row-stream.ts'
import { snapshotQuery } from './snapshot-sql.ts'
import type { Shape } from './shape.ts'
import { TableChanged } from './table-changed.ts'

export interface SnapshotOptions {
  readonly databases: Databases
  readonly collector: Collector
  readonly publication: string
  readonly chunkBytes: number
}

const RETRY_LIMIT_MS = 30_000

/** Fills the shape's snapshot chunks. Throws TableChanged, the error of a where that fails on a row, or the database's. */
export async function takeSnapshot(shape: Shape, options: SnapshotOptions): Promise<void> {
  const deadline = performance.now() + RETRY_LIMIT_MS
  for (let pause = 2; ; pause = Math.min(pause * 2, 200)) {
    if (await withSession(options.databases.snapshots, (client) => attempt(client, shape, options))) return
    if (performance.now() > deadline) throw new Error('no snapshot was found that contains all streamed transactions')
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** False where the snapshot misses a transaction that was streamed before the shape was there. */
async function attempt(client: PoolClient, shape: Shape, options: SnapshotOptions): Promise<boolean> {
  const { table, query } = shape.definition
  const { schema, table: name } = table
  try {
    // Locked before the first query, hence before the snapshot: no DDL can come between the two. In one message: a service
    // without its logs takes a snapshot of every table at once, and on a busy machine each message waits for its turn.
    await client.query(`begin isolation level repeatable read read only; set local lock_timeout = '10s'; lock table ${quoteName(schema)}.${quoteName(name)} in access share mode`)
    const snapshot = await currentSnapshot(client)
    const now = await loadTable(client, options.publication, query.schema, query.table)
    if (!now || tableFingerprint(now) !== tableFingerprint(table)) throw new TableChanged('the table changed')
    if (options.collector.missesRecent(snapshot, shape.bornAfter)) {
      await client.query('rollback')
      return false
    }
    if (shape.setSnapshot(snapshot)) throw new TableChanged('the table was truncated or changed')
    await writeRows(client, shape, snapshot, options.chunkBytes)
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function currentSnapshot(client: PoolClient): Promise<SnapshotInfo> {
  const sql = 'select pg_current_snapshot()::text as snapshot, pg_current_wal_insert_lsn()::text as wal'
  const result = await client.query<{ snapshot: string; wal: string }>(sql)
  return parseSnapshot(result.rows[0]?.snapshot ?? '', parseLsn(result.rows[0]?.wal ?? ''))
}

async function writeRows(client: PoolClient, shape: Shape, snapshot: SnapshotInfo, chunkBytes: number): Promise<void> {
  const { sql, keyFields } = snapshotQuery(shape.definition, shape.where)
  const writer = new ChunkWriter(shape, new RowJson(shape.definition.layout, keyFields), chunkBytes)
  if (shape.definition.query.logMode === 'full') await streamRows(client, sql, shape.where?.params ?? [], writer)
  writer.message(snapshotEndMessage(snapshot))
  await writer.finish()
}
