import { isChangeMessage, isControlMessage, ShapeStream } from '@electric-sql/client'
import type { Message, Offset } from '@electric-sql/client'
import type { TableName } from '../../../shared/schema/index.ts'
import type { CentreRow } from '../store/codec.ts'
import type { Thread } from '../store/rpc.ts'
import type { WriterOperations } from '../store/writer.worker.ts'
import type { AppliedBatch } from './apply-central.ts'
import { Collector } from './collector.ts'
import type { ShapeChange } from './collector.ts'
import type { Link } from './link.ts'
import type { ShapeState } from './stage.ts'

export interface PullOptions {
  serverUrl: string
  token: string
  tables: readonly TableName[]
  writer: Thread<WriterOperations>
  link: Link
  onApplied: (applied: AppliedBatch) => void
  onStaged: (progress: { tablesDone: number; rows: number }) => void
  /** The centre refuses this desk for good (revoked, unknown): a person must act. */
  onRefused: (status: number) => void
  onError: (error: unknown) => void
}

/** Values stay Postgres text: the replica's codec reads them, not the client's parser. */
const asText = (value: string) => value as never
const parser = { int2: asText, int4: asText, int8: asText, bool: asText, float4: asText, float8: asText, json: asText, jsonb: asText }

const NUDGE_MS = 100
const NUDGE_LONGEST_MS = 2_000
const RESTART_MS = 1_000

/** Follows one Electric shape per table and takes whole central transactions into the replica. */
export class Pull {
  readonly #options: PullOptions
  readonly #collector: Collector
  readonly #streams = new Map<TableName, { stream: ShapeStream<CentreRow>; abort: AbortController }>()
  #applying: Promise<void> | undefined
  #nudge: NodeJS.Timeout | undefined
  #nudgeMs = NUDGE_MS
  #stagedRows = 0
  #stopped = false

  constructor(options: PullOptions) {
    this.#options = options
    this.#collector = new Collector(options.tables)
  }

  /** Starts every shape where it stood. */
  async start(states: readonly ShapeState[]): Promise<void> {
    const known = new Map(states.map((state) => [state.table, state]))
    for (const table of this.#options.tables) {
      const state = known.get(table)
      if (state?.handle && state.position && state.lsn) {
        this.#collector.resume({ table, handle: state.handle, position: state.position, lsn: state.lsn })
        this.#follow(table, state.handle, state.position)
      } else if (state?.stage_handle && state.stage_position) {
        this.#follow(table, state.stage_handle, state.stage_position)
      } else {
        await this.#options.writer.call('beginStage', table)
        this.#follow(table)
      }
    }
  }

  /** The network is back, or a person asks: ask every shape now instead of waiting out a backoff. */
  refresh(): void {
    for (const { stream } of this.#streams.values()) void stream.forceDisconnectAndRefresh().catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#nudge)
    for (const { abort } of this.#streams.values()) abort.abort()
    await this.#applying
  }

  #follow(table: TableName, handle?: string, position?: string): void {
    if (this.#stopped) return
    const { serverUrl, token, link } = this.#options
    const abort = new AbortController()
    const stream = new ShapeStream<CentreRow>({
      url: new URL('/v1/shape', serverUrl).href,
      params: { table },
      headers: { Authorization: `Bearer ${token}` },
      parser,
      signal: abort.signal,
      ...(handle && position ? { handle, offset: position as Offset } : {}),
      // Long polls are held for up to 20 s; past 30 s the connection is dead, whatever TCP believes.
      fetchClient: ((url: string, init?: RequestInit) => link.fetch(url, init, 30_000)) as typeof fetch,
      backoffOptions: { initialDelay: 200, maxDelay: 2_000, multiplier: 1.5 },
      onError: (error) => this.#failed(table, error),
    })
    this.#streams.set(table, { stream, abort })
    // A callback that throws would advance the offset all the same: catch, stop, start again from disk.
    stream.subscribe(async (messages) => {
      if (abort.signal.aborted) return
      try {
        await this.#take(table, stream, messages)
      } catch (error) {
        abort.abort()
        this.#options.onError(error)
        await this.#restart(table)
      }
    })
  }

  #failed(table: TableName, error: Error): void {
    const { status, json } = error as { status?: number; json?: { code?: string } }
    if (json?.code === 'forbidden_table') {
      this.#collector.drop(table)
      this.#apply()
    } else if (status === 401 || status === 403) this.#options.onRefused(status)
    else {
      this.#options.onError(error)
      void this.#restart(table)
    }
  }

  async #restart(table: TableName): Promise<void> {
    this.#streams.get(table)?.abort.abort()
    await new Promise((resolve) => setTimeout(resolve, RESTART_MS).unref())
    if (this.#stopped) return
    await this.#applying
    const from = this.#collector.rewind(table)
    if (!from) await this.#options.writer.call('beginStage', table)
    this.#follow(table, from?.handle, from?.position)
  }

  async #take(table: TableName, stream: ShapeStream<CentreRow>, messages: Message<CentreRow>[]): Promise<void> {
    let fresh = messages
    const refetch = messages.findLastIndex((message) => isControlMessage(message) && message.headers.control === 'must-refetch')
    if (refetch >= 0) {
      this.#collector.refetch(table)
      await this.#options.writer.call('beginStage', table)
      fresh = messages.slice(refetch + 1)
      if (fresh.length === 0) return
    }
    const at = { handle: stream.shapeHandle ?? '', position: stream.lastOffset as string }
    const passed = passedLsn(fresh)
    const changes = fresh.filter(isChangeMessage).map(toChange)
    if (this.#collector.mode(table) === 'staging') await this.#stage(table, at, changes, passed)
    else this.#collector.add({ table, ...at, changes, passed: passed ?? lastWhole(fresh) })
    this.#apply()
  }

  async #stage(table: TableName, at: { handle: string; position: string }, changes: ShapeChange[], passed: bigint | null): Promise<void> {
    await this.#options.writer.call('stageRows', table, changes.map(({ operation, row }) => ({ operation, row })), at)
    this.#stagedRows += changes.length
    if (passed !== null) this.#collector.staged(table, { ...at, passed })
    this.#options.onStaged({ tablesDone: this.#options.tables.length - this.#collector.staging().length, rows: this.#stagedRows })
  }

  #apply(): void {
    this.#applying ??= this.#applyReady().finally(() => {
      this.#applying = undefined
      this.#scheduleNudge()
    })
  }

  async #applyReady(): Promise<void> {
    for (let ready = this.#collector.ready(); ready && !this.#stopped; ready = this.#collector.ready()) {
      try {
        const applied = await this.#options.writer.call('applyCentral', ready.batch)
        ready.done()
        this.#nudgeMs = NUDGE_MS
        this.#options.onApplied(applied)
      } catch (error) {
        this.#options.onError(error)
        await new Promise((resolve) => setTimeout(resolve, RESTART_MS).unref())
      }
    }
  }

  /** A shape that has nothing for a transaction never says so by itself: ask it. */
  #scheduleNudge(): void {
    if (this.#nudge || this.#stopped || this.#collector.lagging().length === 0) return
    this.#nudge = setTimeout(() => {
      this.#nudge = undefined
      for (const table of this.#collector.lagging()) void this.#streams.get(table)?.stream.forceDisconnectAndRefresh().catch(() => {})
      this.#nudgeMs = Math.min(this.#nudgeMs * 2, NUDGE_LONGEST_MS)
      this.#scheduleNudge()
    }, this.#nudgeMs)
    this.#nudge.unref()
  }
}

function toChange(message: { value: CentreRow; headers: Record<string, unknown> }): ShapeChange {
  const { operation, lsn, op_position } = message.headers
  return {
    operation: operation === 'delete' ? 'delete' : 'put',
    row: message.value,
    lsn: typeof lsn === 'string' ? BigInt(lsn) : -1n,
    position: `${String(lsn)}_${String(op_position)}`,
  }
}

/** What an up-to-date says: nothing of the shape is missing up to this lsn. */
function passedLsn(messages: readonly Message<CentreRow>[]): bigint | null {
  const last = messages.at(-1)
  if (!last || !isControlMessage(last) || last.headers.control !== 'up-to-date') return null
  const lsn = (last.headers as { global_last_seen_lsn?: string }).global_last_seen_lsn
  return lsn === undefined ? 0n : BigInt(lsn)
}

/** Without an up-to-date the shape is whole up to the last transaction whose last change is here. */
function lastWhole(messages: readonly Message<CentreRow>[]): bigint | null {
  const last = messages.findLast((message) => isChangeMessage(message) && message.headers.last === true)
  const lsn = last && (last.headers as { lsn?: string }).lsn
  return lsn === undefined ? null : BigInt(lsn)
}
