/**
 * Takes the snapshot of a new shape: rows as of one moment, and which transactions that moment contains, so that the
 * log can go on from exactly there with nothing lost and nothing twice.
 */
import type { PoolClient } from 'pg'
import type { Collector } from './collector.ts'
import { loadTable, tableFingerprint } from './catalogue.ts'
import { snapshotEncoder, snapshotEndMessage } from './encode.ts'
import { quoteName } from './identifiers.ts'
import type { ShapeLog } from './log.ts'
import { parseLsn, parseSnapshot, type SnapshotInfo } from './lsn.ts'
import { withSession, type Databases } from './pg.ts'
import { streamRows } from './row-stream.ts'
import { snapshotQuery } from './snapshot-sql.ts'
import type { Shape } from './shape.ts'

export interface SnapshotOptions {
  readonly databases: Databases
  readonly collector: Collector
  readonly publication: string
  readonly chunkBytes: number
}

/** The table is no longer what the shape was defined on; the shape has to be made anew. */
export class TableChanged extends Error {
  override readonly name = 'TableChanged'
}

const FLUSH_BYTES = 256 * 1024
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
  await client.query('begin isolation level repeatable read read only')
  try {
    await client.query(`set local lock_timeout = '10s'`)
    // Locked before the first query, hence before the snapshot: no DDL can come between the two.
    await client.query(`lock table ${quoteName(table.schema)}.${quoteName(table.table)} in access share mode`)
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
  const writer = new ChunkWriter(shape, chunkBytes)
  if (shape.definition.query.logMode === 'full') {
    const { sql, keyFields } = snapshotQuery(shape.definition, shape.where)
    const encode = snapshotEncoder(shape.definition.layout, keyFields)
    const sink = { row: (fields: (string | null)[]) => writer.add(encode(fields)), ready: () => writer.ready() }
    await streamRows(client, sql, shape.where?.params ?? [], sink)
  }
  writer.add(snapshotEndMessage(snapshot))
  writer.finish()
}

/** Cuts the stream of messages into chunks of about `chunkBytes` and lets readers at each as soon as it is whole. */
class ChunkWriter {
  readonly #shape: Shape
  readonly #log: ShapeLog
  readonly #chunkBytes: number
  #pieces: string[] = []
  #pending = 0
  #inChunk = 0

  constructor(shape: Shape, chunkBytes: number) {
    this.#shape = shape
    this.#log = shape.log
    this.#chunkBytes = chunkBytes
  }

  add(json: string): void {
    const piece = this.#inChunk === 0 ? json : `,${json}`
    this.#pieces.push(piece)
    this.#pending += piece.length
    this.#inChunk += piece.length
    if (this.#inChunk >= this.#chunkBytes) this.#endChunk()
    else if (this.#pending >= FLUSH_BYTES) this.#flush()
  }

  async ready(): Promise<void> {
    if (this.#shape.end) throw new TableChanged('the shape was given up')
    await new Promise(setImmediate)
  }

  finish(): void {
    if (this.#inChunk > 0) this.#endChunk()
  }

  #endChunk(): void {
    this.#flush()
    this.#inChunk = 0
    this.#log.endChunk()
    this.#shape.wake()
  }

  #flush(): void {
    if (this.#pieces.length > 0) this.#log.snapshotBytes.append(Buffer.from(this.#pieces.join('')))
    this.#pieces = []
    this.#pending = 0
  }
}
