import { workerData } from 'node:worker_threads'
import { queries } from '../queries/index.ts'
import type { QueryArguments, QueryId } from '../queries/index.ts'
import { openReplica } from './database.ts'
import { serveOperations } from './rpc.ts'

/** A thread that only reads. Queries are known by name; no SQL crosses the border. */
const { file, key } = workerData as { file: string; key: Uint8Array }
const SLOW_MS = 40
let db: ReturnType<typeof openReplica>

const operations = {
  open() {
    db = openReplica(file, key, { readonly: true })
  },
  /** Answers a named query, with how long it took when that was too long. */
  query(name: QueryId, args: QueryArguments<QueryId>) {
    const started = performance.now()
    // One snapshot for the whole answer, so that its parts belong together.
    const value = db.transaction(() => (queries[name] as (db: unknown, args: unknown) => unknown)(db, args))()
    const ms = performance.now() - started
    return { value, slowMs: ms > SLOW_MS ? Math.round(ms) : null }
  },
  close: () => void db.close(),
}

export type ReaderOperations = typeof operations
serveOperations(operations)
