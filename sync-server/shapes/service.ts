/** Answers shape requests from the logs; knows the protocol's order of questions, not HTTP. */
import { DatabaseError } from 'pg'
import type { Collector } from './collector.ts'
import { loadTable, type Table } from './catalogue.ts'
import { defineShape, tableNotFound, type ShapeDefinition } from './definition.ts'
import { upToDateMessage } from './encode.ts'
import type { Link } from './link.ts'
import type { LogSlice } from './log.ts'
import { BEFORE_ALL, compareOffsets, maxLsn, SNAPSHOT_END, type Offset } from './lsn.ts'
import { errorCode, isUnavailable, type Databases, type Log } from './pg.ts'
import type { Registry } from './registry.ts'
import { queryKey, type FieldErrors, type ShapeQuery, type ShapeRequest } from './request.ts'
import type { Shape } from './shape.ts'
import { publishTable } from './slot.ts'
import { compileWhere, type Where } from './where.ts'

export type Answer =
  | { readonly kind: 'data'; readonly shape: Shape; readonly slice: LogSlice | null; readonly end: Offset; readonly upToDate: string | null; readonly changes: boolean }
  | { readonly kind: 'refetch'; readonly handle: string | null }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors }
  | { readonly kind: 'unavailable'; readonly code: string; readonly message: string; readonly retrySeconds: number }
  | { readonly kind: 'aborted' }

export interface ServiceOptions {
  readonly databases: Databases
  readonly registry: Registry
  readonly collector: Collector
  readonly link: Link
  readonly log: Log
  readonly publication: string
  readonly manualPublishing: boolean
  readonly chunkBytes: number
  readonly longPollMs: number
  readonly readyWaitMs: number
  /** Starts to take the snapshot of a new shape. */
  readonly fill: (shape: Shape) => void
}

const NOT_READY: Extract<Answer, { kind: 'unavailable' }> = { kind: 'unavailable', code: 'database_unreachable', message: 'The database is not available', retrySeconds: 2 }
/** Somebody holds the table; in Electric's words. */
const LOCKED: Answer = { kind: 'unavailable', code: 'table_lock_timeout', message: 'Snapshot timed out while waiting for a table lock', retrySeconds: 2 }
const SNAPSHOT_LIMIT_MS = 30_000

export class ShapeService {
  readonly #options: ServiceOptions
  /** Shapes that are being defined, by what was asked for. */
  readonly #making = new Map<string, Promise<{ shape: Shape } | Answer>>()

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  /** Answers a GET. Live requests are held until there is news, the shape ends, or the long-poll time is over. */
  async answer(request: ShapeRequest, signal: AbortSignal): Promise<Answer> {
    if (!(await this.#options.link.waitActive(this.#options.readyWaitMs))) return NOT_READY
    const found = await this.#findOrCreate(request.query)
    if (!('shape' in found)) return found
    const { shape } = found
    shape.lastUsedAt = Date.now()
    if (request.handle !== null && request.handle !== shape.handle) return { kind: 'refetch', handle: shape.handle }
    if (request.offset === 'now') return this.#endOf(shape, signal)
    if (shape.log.isBeyond(request.offset)) {
      // Somebody has seen what this log does not have: it is not the log it was. A fresh handle for all is the safe way.
      this.#options.registry.rotate(shape, 'offset beyond the log')
      return this.#successor(request.query)
    }
    return this.#serve(shape, request, request.offset, signal)
  }

  /** Ends the shape of this definition or handle. False where there is none; null where the two do not belong together. */
  remove(query: ShapeQuery | null, handle: string | null): boolean | null {
    const { registry } = this.#options
    const shape = query ? registry.find(queryKey(query)) : registry.findByHandle(handle ?? '')
    if (!shape) return false
    if (handle !== null && shape.handle !== handle) return null
    registry.rotate(shape, 'deleted on request')
    return true
  }

  async #findOrCreate(query: ShapeQuery): Promise<{ shape: Shape } | Answer> {
    const key = queryKey(query)
    const existing = this.#options.registry.find(key)
    if (existing) return { shape: existing }
    // A service without its logs is asked for the same shapes by every client at once, and again by those that hung up.
    const making = this.#making.get(key) ?? this.#create(query).finally(() => this.#making.delete(key))
    this.#making.set(key, making)
    return making
  }

  async #create(query: ShapeQuery): Promise<{ shape: Shape } | Answer> {
    try {
      const made = await this.#define(query)
      if (!('definition' in made)) return made
      const { shape, isNew } = this.#options.registry.getOrCreate(made.definition, made.where, this.#options.collector.begun)
      if (isNew) this.#options.fill(shape)
      return { shape }
    } catch (error) {
      if (isUnavailable(error)) return NOT_READY
      throw error
    }
  }

  async #define(query: ShapeQuery): Promise<{ definition: ShapeDefinition; where: Where | null } | Answer> {
    const { databases, publication, manualPublishing } = this.#options
    let table = await loadTable(databases.reader, publication, query.schema, query.table)
    if (table && !manualPublishing && !(table.published && table.identityFull)) {
      const refusal = await this.#publish(query, table)
      if (refusal) return refusal
      table = await loadTable(databases.reader, publication, query.schema, query.table)
    }
    if (!table) return { kind: 'invalid', errors: tableNotFound(query).errors }
    if (!table.published || !table.identityFull || table.rowFiltered) return this.#notPublished(query)
    const defined = defineShape(query, table)
    if (!defined.ok) return { kind: 'invalid', errors: defined.errors }
    if (query.where === null) return { definition: defined.value, where: null }
    const where = await compileWhere(databases, table, query.where, query.params)
    if (!where.ok) return { kind: 'invalid', errors: { where: [where.error] } }
    return { definition: defined.value, where: where.value }
  }

  /** Adds a table to the publication. Null where that went well, else why this table cannot be served (now). */
  async #publish(query: ShapeQuery, table: Table): Promise<Answer | null> {
    const { databases, publication } = this.#options
    const virtual = table.columns.filter((column) => column.generated === 'virtual').map((column) => column.name)
    // With full replica identity Postgres would refuse every update of the table from then on.
    if (virtual.length > 0) return { kind: 'invalid', errors: { table: [`Tables with virtual generated columns cannot be replicated by Postgres: ${virtual.join(', ')}`] } }
    try {
      await publishTable(databases.admin, publication, query.schema, query.table)
      return null
    } catch (error) {
      const code = errorCode(error) ?? ''
      if (code === '55P03') return LOCKED
      if (code === '42501' && !/^(pg_|information_schema$)/.test(query.schema)) return this.#notPublished(query)
      // Not a table that can be replicated at all: a temporary or unlogged one, or Postgres' own.
      if (error instanceof DatabaseError && /^(0A|22|42)/.test(code)) return { kind: 'invalid', errors: { table: [error.message] } }
      throw error
    }
  }

  // The operator's to mend, not the client's: it waits and comes again.
  #notPublished(query: ShapeQuery): Answer {
    const { publication, log } = this.#options
    const message =
      `Database table "${query.schema}.${query.table}" is missing from the publication "${publication}" ` +
      'or does not have REPLICA IDENTITY FULL, and this service does not change either'
    log.error({ schema: query.schema, table: query.table, publication }, 'a requested table is not published with full replica identity')
    return { kind: 'unavailable', code: 'table_not_published', message, retrySeconds: 10 }
  }

  async #serve(shape: Shape, request: ShapeRequest, after: Offset, signal: AbortSignal): Promise<Answer> {
    const deadline = performance.now() + SNAPSHOT_LIMIT_MS
    const chunk = chunkAfter(after)
    if (chunk === null) return this.#serveLog(shape, request, after, signal)
    while (!shape.end) {
      const slice = shape.log.readChunk(chunk)
      if (slice) return { kind: 'data', shape, slice, end: slice.end, upToDate: null, changes: await hasRows(shape, chunk) }
      if (shape.complete) break
      if (performance.now() > deadline) return { ...NOT_READY, code: 'snapshot_timeout', message: 'Snapshot timed out' }
      if ((await shape.wait(1000, signal)) === 'aborted') return { kind: 'aborted' }
    }
    return this.#serveLog(shape, request, SNAPSHOT_END, signal)
  }

  async #serveLog(shape: Shape, request: ShapeRequest, from: Offset, signal: AbortSignal): Promise<Answer> {
    const deadline = performance.now() + this.#options.longPollMs
    for (;;) {
      if (shape.end) return this.#ended(shape, request.query)
      if (!shape.settled) {
        if ((await shape.wait(1000, signal)) === 'aborted') return { kind: 'aborted' }
        continue
      }
      // The global LSN first, the log's end after it: never claim a transaction that is not in what is delivered.
      const globalLsn = this.#options.collector.globalLsn
      const slice = shape.log.read(from, this.#options.chunkBytes)
      if (slice) {
        const lsn = request.live ? slice.end.tx : maxLsn(globalLsn, slice.end.tx)
        return { kind: 'data', shape, slice, end: slice.end, upToDate: slice.complete ? upToDateMessage(lsn) : null, changes: true }
      }
      const left = deadline - performance.now()
      if (!request.live || left <= 0) return this.#nothingNew(shape, globalLsn)
      if ((await shape.wait(left, signal)) === 'aborted') return { kind: 'aborted' }
    }
  }

  #nothingNew(shape: Shape, globalLsn: bigint): Answer {
    const { end } = shape.log
    return { kind: 'data', shape, slice: null, end, upToDate: upToDateMessage(maxLsn(globalLsn, end.tx)), changes: false }
  }

  async #endOf(shape: Shape, signal: AbortSignal): Promise<Answer> {
    while (!shape.end && !(shape.complete && shape.settled)) {
      if ((await shape.wait(1000, signal)) === 'aborted') return { kind: 'aborted' }
    }
    if (shape.end) return this.#ended(shape, shape.definition.query)
    return this.#nothingNew(shape, this.#options.collector.globalLsn)
  }

  async #ended(shape: Shape, query: ShapeQuery): Promise<Answer> {
    if (shape.end?.kind !== 'failed') return this.#successor(query)
    const { error } = shape.end
    if (error instanceof DatabaseError && /^22/.test(error.code ?? '')) return { kind: 'invalid', errors: { where: [error.message] } }
    if (errorCode(error) === '55P03') return LOCKED
    return { ...NOT_READY, code: 'snapshot_failed', message: 'The snapshot could not be taken' }
  }

  /** Sends the client to the shape that takes the place of a rotated one, if it can still be made. */
  async #successor(query: ShapeQuery): Promise<Answer> {
    if (!(await this.#options.link.waitActive(this.#options.readyWaitMs))) return { kind: 'refetch', handle: null }
    const found = await this.#findOrCreate(query)
    return { kind: 'refetch', handle: 'shape' in found ? found.shape.handle : null }
  }
}

/** Whether a snapshot chunk has more in it than the control message that ends the snapshot. */
async function hasRows(shape: Shape, chunk: number): Promise<boolean> {
  const slice = shape.log.readChunk(chunk)
  if (!slice || slice.bytes > CONTROL_BYTES) return true
  for await (const piece of slice.body) return !piece.subarray(0, CONTROL_START.length).equals(CONTROL_START)
  return false
}

const CONTROL_START = Buffer.from('{"headers"')
const CONTROL_BYTES = 4000

/** The snapshot chunk that follows an offset; null for an offset behind the snapshot. */
function chunkAfter(offset: Offset): number | null {
  if (compareOffsets(offset, BEFORE_ALL) <= 0) return 0
  return offset.tx === 0n && offset.op !== Infinity ? offset.op + 1 : null
}
