import { isChangeMessage, isControlMessage, ShapeStream } from '@electric-sql/client'
import type { Message, Offset } from '@electric-sql/client'
import type { CopyProgress } from '../../../shared/protocol/views.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import type { CentreRow } from '../store/codec.ts'
import type { Thread } from '../store/rpc.ts'
import type { WriterOperations } from '../store/writer.worker.ts'
import type { AppliedBatch } from './apply-central.ts'
import { Collector } from './collector.ts'
import type { ShapeChange } from './collector.ts'
import type { Link } from './link.ts'
import { Nudger } from './nudger.ts'
import { beginsWithin, Patience } from './patience.ts'
import { Rest } from './rest.ts'
import { impatient, lastWhole, passedLsn, toChange } from './shape-answers.ts'
import type { ShapeState } from './stage.ts'

export interface PullOptions {
  serverUrl: string
  token: string
  tables: readonly TableName[]
  writer: Thread<WriterOperations>
  link: Link
  /** How many writes of this desk the centre's rows do not contain yet. */
  waiting: () => number
  onApplied: (applied: AppliedBatch) => void
  /** More of a table that is fetched whole has arrived, or its fetching begins: see `progress`. */
  onStaged: () => void
  /** The centre refuses this desk for good (revoked, unknown): a person must act. */
  onRefused: (status: number) => void
  /** The centre has answered a shape: it accepts this desk. */
  onAccepted?: () => void
  onError: (error: unknown) => void
  /** For tests. */
  timing?: Partial<typeof TIMING>
}

/** Values stay Postgres text: the replica's codec reads them, not the client's parser. */
const asText = (value: string) => value as never
const parser = { int2: asText, int4: asText, int8: asText, bool: asText, float4: asText, float8: asText, json: asText, jsonb: asText }

/** All in milliseconds. */
const TIMING = {
  nudge: 100,
  restart: 1_000,
  // A refusal may be a mistake on the way, and may be taken back: the shape is asked again, but not in a hurry.
  refused: 5_000,
  // Long polls are held for up to 20 s; past 30 s the connection is dead, whatever TCP believes.
  answer: 30_000,
  /** What is not held must begin to be answered by then; see Patience. */
  first: 5_000,
  backoff: 2_000,
  /** The most that a server or a proxy may ask us to wait. */
  retryAfter: 5_000,
}

/** Follows one Electric shape per table and takes whole central transactions into the replica. */
export class Pull {
  readonly #options: PullOptions
  readonly #collector: Collector
  readonly #nudger: Nudger
  readonly #rest: Rest
  readonly #timing: typeof TIMING
  readonly #streams = new Map<TableName, { stream: ShapeStream<CentreRow>; abort: AbortController }>()
  /** Shapes that wait in a long poll for something to happen; all others are about to be answered anyway. */
  readonly #polling = new Set<TableName>()
  #applying: Promise<void> | undefined
  /** Tables that are being fetched whole, until they are swapped in. */
  readonly #fetching = new Set<TableName>()
  /** Whether the centre would not send a table of this desk: it may be too old to know it. */
  leavesOut = false
  /** New generations that are being compared with the old ones, and those that were: these can be swapped in. */
  readonly #comparing = new Set<TableName>()
  readonly #compared = new Set<TableName>()
  /** Responses that are being taken in. */
  readonly #taking = new Set<Promise<void>>()
  #stagedRows = 0
  #clearing: Promise<void> | undefined
  #stopped = false

  constructor(options: PullOptions) {
    this.#options = options
    this.#timing = { ...TIMING, ...options.timing }
    this.#collector = new Collector(options.tables)
    this.#rest = new Rest(options.waiting)
    this.#nudger = new Nudger({
      lagging: () => this.#collector.lagging(),
      ask: (table) => this.ask(table),
      firstMs: this.#timing.nudge,
    })
  }

  /** Starts every shape where it stood. */
  async start(states: readonly ShapeState[]): Promise<void> {
    const known = new Map(states.map((state) => [state.table, state]))
    for (const table of this.#options.tables) {
      if (this.#stopped) return
      const state = known.get(table)
      if (state?.handle && state.position && state.lsn) {
        this.#collector.resume({ table, handle: state.handle, position: state.position, lsn: state.lsn })
        this.#follow(table, state.handle, state.position)
      } else if (state?.stage_handle && state.stage_position) {
        this.#collector.stagedSoFar(table, { handle: state.stage_handle, position: state.stage_position })
        this.#fetching.add(table)
        this.#follow(table, state.stage_handle, state.stage_position)
      } else {
        await this.#beginStage(table)
        this.#follow(table)
      }
    }
    if (this.#fetching.size > 0) this.#options.onStaged()
    this.#clear()
  }

  /** How far the tables that are fetched whole have come; null when there are none. */
  get progress(): CopyProgress | null {
    const tablesTotal = this.#fetching.size
    if (tablesTotal === 0) return null
    return { tablesDone: Math.max(0, tablesTotal - this.#collector.staging().length), tablesTotal, rows: this.#stagedRows }
  }

  /** The network is back, or a person asks: ask every shape now instead of waiting out a backoff. */
  refresh(): void {
    for (const { stream } of this.#streams.values()) void stream.forceDisconnectAndRefresh().catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#nudger.stop()
    for (const { abort } of this.#streams.values()) abort.abort()
    // Nothing of what was asked here may reach the disk after this.
    await Promise.allSettled([...this.#taking, this.#applying, this.#clearing])
  }

  #follow(table: TableName, handle?: string, position?: string): void {
    if (this.#stopped) return
    const { serverUrl, token } = this.#options
    const patience = new Patience({ held: this.#timing.answer, first: this.#timing.first })
    const abort = new AbortController()
    const stream = new ShapeStream<CentreRow>({
      url: new URL('/v1/shape', serverUrl).href,
      params: { table },
      headers: { Authorization: `Bearer ${token}` },
      parser,
      signal: abort.signal,
      ...(handle && position ? { handle, offset: position as Offset } : {}),
      fetchClient: ((url: string, init?: RequestInit) => this.#ask(table, patience, url, init)) as typeof fetch,
      backoffOptions: { initialDelay: this.#timing.backoff / 10, maxDelay: this.#timing.backoff, multiplier: 1.5 },
      onError: (error) => this.#failed(table, error),
    })
    this.#streams.set(table, { stream, abort })
    // A callback that throws would advance the offset all the same: catch, stop, start again from disk.
    stream.subscribe(async (messages) => {
      if (abort.signal.aborted) return
      try {
        await this.#tracked(this.#take(table, stream, messages))
      } catch (error) {
        abort.abort()
        this.#options.onError(error)
        await this.#restart(table)
      }
    })
  }

  /** Asks a shape that waits. To break off an answer under way, such as a whole table from a centre that has just started, would ask for it again and again. */
  ask(table: TableName): boolean {
    if (!this.#polling.has(table)) return false
    void this.#streams.get(table)?.stream.forceDisconnectAndRefresh().catch(() => {})
    return true
  }

  async #tracked(take: Promise<void>): Promise<void> {
    this.#taking.add(take)
    await take.finally(() => this.#taking.delete(take))
  }

  async #ask(table: TableName, patience: Patience, url: string, init: RequestInit = {}): Promise<Response> {
    const isLive = new URL(url).searchParams.get('live') === 'true'
    if (isLive) await this.#rest.over(init.signal)
    if (isLive) this.#polling.add(table)
    try {
      const response = await beginsWithin(patience.limitFor(isLive ? 'live' : 'other'), init.signal, (signal) => this.#options.link.fetch(url, { ...init, signal }, this.#timing.answer))
      patience.answered()
      if (response.ok) this.#options.onAccepted?.()
      return impatient(response, this.#timing.retryAfter)
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') patience.ranOut()
      throw error
    } finally {
      this.#polling.delete(table)
    }
  }

  #failed(table: TableName, error: Error): void {
    const { status, json } = error as { status?: number; json?: { code?: string } }
    if (json?.code === 'forbidden_table') {
      this.#collector.drop(table)
      this.#fetching.delete(table)
      this.leavesOut = true
      this.#options.onStaged()
      this.#comparing.delete(table)
      return this.#apply()
    }
    const isRefused = status === 401 || status === 403
    if (isRefused) this.#options.onRefused(status)
    else this.#options.onError(error)
    void this.#restart(table, isRefused ? this.#timing.refused : this.#timing.restart)
  }

  /** Follows a shape again from what is on disk. Never gives up and never throws: nobody would hear it. */
  async #restart(table: TableName, afterMs = this.#timing.restart): Promise<void> {
    this.#streams.get(table)?.abort.abort()
    await pause(afterMs)
    await this.#applying
    if (this.#stopped) return
    try {
      const from = this.#collector.rewind(table)
      if (!from) await this.#beginStage(table)
      this.#follow(table, from?.handle, from?.position)
    } catch (error) {
      this.#options.onError(error)
      await this.#restart(table)
    }
  }

  async #take(table: TableName, stream: ShapeStream<CentreRow>, messages: Message<CentreRow>[]): Promise<void> {
    this.#nudger.answered(table)
    let fresh = messages
    const refetch = messages.findLastIndex((message) => isControlMessage(message) && message.headers.control === 'must-refetch')
    if (refetch >= 0) {
      this.#collector.refetch(table)
      await this.#beginStage(table)
      this.#options.onStaged()
      fresh = messages.slice(refetch + 1)
      if (fresh.length === 0 || this.#stopped) return
    }
    const at = { handle: stream.shapeHandle ?? '', position: stream.lastOffset as string }
    const passed = passedLsn(fresh)
    const changes = fresh.filter(isChangeMessage).map(toChange)
    if (changes.length > 0) this.#rest.begin()
    if (this.#collector.mode(table) === 'staging') await this.#stage(table, at, changes, passed)
    else this.#collector.add({ table, ...at, changes, passed: passed ?? lastWhole(fresh) })
    this.#apply()
  }

  async #beginStage(table: TableName): Promise<void> {
    this.#comparing.delete(table)
    this.#compared.delete(table)
    await this.#options.writer.call('beginStage', table)
    this.#fetching.add(table)
  }

  async #stage(table: TableName, at: { handle: string; position: string }, changes: ShapeChange[], passed: bigint | null): Promise<void> {
    await this.#options.writer.call('stageRows', table, changes.map(({ operation, row }) => ({ operation, row })), at)
    this.#collector.stagedSoFar(table, at)
    this.#stagedRows += changes.length
    if (passed !== null) this.#collector.staged(table, { ...at, passed })
    this.#options.onStaged()
  }

  #apply(): void {
    this.#applying ??= this.#applyReady().finally(() => {
      this.#applying = undefined
      if (this.#stopped) return
      // What came in between the last look and here found the door still shut.
      if (this.#collector.ready()) this.#apply()
      else this.#nudger.look()
    })
  }

  async #applyReady(): Promise<void> {
    for (let ready = this.#collector.ready(); ready && !this.#stopped; ready = this.#collector.ready()) {
      try {
        const unknown = ready.batch.swaps.find((table) => !this.#compared.has(table))
        if (unknown) {
          await this.#compare(unknown)
          continue
        }
        const applied = await this.#options.writer.call('applyCentral', ready.batch)
        ready.done()
        for (const table of ready.batch.swaps) {
          this.#fetching.delete(table)
          this.#compared.delete(table)
        }
        if (this.#fetching.size === 0) this.#stagedRows = 0
        if (ready.batch.swaps.length > 0) this.#clear()
        this.#nudger.moved()
        this.#options.onApplied(applied)
      } catch (error) {
        this.#options.onError(error)
        await pause(this.#timing.restart)
      }
    }
  }

  /** Removes what swaps left behind, a little at a time. */
  #clear(): void {
    this.#clearing ??= this.#clearAll()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => (this.#clearing = undefined))
  }

  async #clearAll(): Promise<void> {
    while (!this.#stopped && (await this.#options.writer.call('clearSpent')));
  }

  /**
   * Compares a whole generation with the one it replaces, some rows at a time, so that people's writes are let in between.
   * What is fetched anew meanwhile is not the generation that was compared.
   */
  async #compare(table: TableName): Promise<void> {
    this.#comparing.add(table)
    for (let after: string | null = ''; after !== null;) {
      if (this.#stopped || !this.#comparing.has(table)) return
      after = await this.#options.writer.call('compareStage', table, after)
    }
    if (this.#comparing.delete(table)) this.#compared.add(table)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
