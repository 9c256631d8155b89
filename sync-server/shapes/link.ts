/**
 * Keeps the replication stream up: prepares slot and publication, connects, catches up, reconnects with back-off, and
 * decides after every connect whether the logs still belong to the Postgres that answers.
 */
import { randomUUID } from 'node:crypto'
import { Acknowledger } from './acknowledger.ts'
import { MARKER_PREFIX, type Collector } from './collector.ts'
import { errorCode, type Databases, type Log } from './pg.ts'
import type { Registry } from './registry.ts'
import { ReplicationStream, type SystemIdentity } from './replication.ts'
import { dropSlot, ensurePublication, ensureSlot, SetupProblem, waitUntilFree, type SlotState } from './slot.ts'
import { maxLsn, parseLsn } from './lsn.ts'
import type { LogStore } from './store.ts'

export interface LinkOptions {
  readonly databaseUrl: string
  readonly databases: Databases
  readonly publication: string
  readonly slot: string
  readonly manualPublishing: boolean
  readonly registry: Registry
  readonly collector: Collector
  readonly store: LogStore
  readonly log: Log
  /** Runs when the stream has caught up, before the first request is let in. */
  readonly beforeActive: () => Promise<void>
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000
const CATCH_UP_LIMIT_MS = 10 * 60_000

export class Link {
  readonly #options: LinkOptions
  readonly #acknowledger: Acknowledger
  readonly #listeners = new Set<() => void>()
  #stream: ReplicationStream | null = null
  #active = false
  #stopped = false
  readonly #stopping = new AbortController()
  #fresh: boolean
  #wakePause: (() => void) | null = null
  #loop: Promise<void> | null = null

  constructor(options: LinkOptions) {
    this.#options = options
    this.#fresh = !options.store.durable
    this.#acknowledger = new Acknowledger(options.store, options.collector, options.log, {
      safe: (lsn) => this.#stream?.acknowledge(lsn),
      failed: () => options.registry.rotateAll('the shape logs cannot be written'),
    })
  }

  /** Whether the stream is up and has caught up with what was committed before it came up. */
  get active(): boolean {
    return this.#active
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Resolves to whether the link became active within `ms`. */
  async waitActive(ms: number): Promise<boolean> {
    if (this.#active || this.#stopped) return this.#active
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer)
        this.#listeners.delete(settle)
        resolve(this.#active)
      }
      const timer = setTimeout(settle, ms)
      this.#listeners.add(settle)
    })
  }

  /** Resolves to whether everything committed until now came through the stream within `ms`. */
  async passMarker(ms: number): Promise<boolean> {
    const name = randomUUID()
    const { passed, forget } = this.#options.collector.onMarker(name)
    const timeout = new AbortController()
    const late = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), ms).unref()
      timeout.signal.addEventListener('abort', () => clearTimeout(timer))
    })
    try {
      await this.#options.databases.admin.query('select pg_logical_emit_message(true, $1, $2)', [MARKER_PREFIX, name])
      return await Promise.race([passed.then(() => true), late])
    } finally {
      timeout.abort()
      forget()
    }
  }

  /** Ends the stream after everything received is acknowledged. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#stopping.abort()
    this.#setActive(false)
    this.#wakePause?.()
    await this.#acknowledger.settle()
    await this.#stream?.close()
    await this.#loop
    // Of a transaction that was finished while the stream was being closed.
    await this.#acknowledger.settle()
    await this.#leaveSlot().catch(() => {})
  }

  async #leaveSlot(): Promise<void> {
    const { databases, slot, store } = this.#options
    await waitUntilFree(databases.admin, slot)
    // Without logs the slot would only make Postgres keep WAL that nobody can use.
    if (!store.durable) await dropSlot(databases.admin, slot)
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE_MS
    while (!this.#stopped) {
      const started = performance.now()
      try {
        await this.#session()
      } catch (error) {
        if (!this.#stopped) this.#report(error)
      }
      this.#setActive(false)
      this.#options.collector.abandon()
      if (this.#stopped) return
      pause = performance.now() - started > 10_000 ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
      await this.#pause(pause)
    }
  }

  #report(error: unknown): void {
    const details = { code: errorCode(error), error: error instanceof Error ? error.message : String(error) }
    if (error instanceof SetupProblem) this.#options.log.error(details, 'the database is not set up for replication')
    else this.#options.log.warn(details, 'the replication stream broke off')
  }

  async #session(): Promise<void> {
    const { databases, publication, slot, manualPublishing, log, databaseUrl } = this.#options
    await this.#acknowledger.settle()
    await ensurePublication(databases.admin, publication, manualPublishing)
    if (this.#fresh) await dropSlot(databases.admin, slot)
    this.#fresh = false
    const state = await ensureSlot(databases.admin, slot, log, this.#stopping.signal)
    const stream = await ReplicationStream.connect(databaseUrl, {
      message: async (message, bytes) => {
        const safe = await this.#options.collector.handle(message, bytes)
        if (safe !== null) this.#acknowledger.note(safe)
      },
      idle: (walEnd, asked) => {
        if (!this.#options.collector.insideTransaction) this.#acknowledger.noteIdle(walEnd, asked)
      },
    })
    this.#stream = stream
    try {
      if (this.#stopped) return
      await this.#adopt(await stream.identify(), state)
      await Promise.race([stream.run(slot, publication, state.confirmed), this.#catchUp()])
    } finally {
      this.#stream = null
      await stream.close()
    }
  }

  /** Gets past everything committed so far, then lets requests in. Never resolves: the stream decides when it is over. */
  async #catchUp(): Promise<never> {
    if (!(await this.passMarker(CATCH_UP_LIMIT_MS))) throw new Error('the replication stream did not catch up')
    await this.#options.beforeActive()
    this.#setActive(true)
    this.#options.log.info({}, 'replication is active')
    return new Promise<never>(() => {})
  }

  /** Rotates every shape where the stream cannot continue the logs, then writes down what the logs belong to. */
  async #adopt(identity: SystemIdentity, slot: SlotState): Promise<void> {
    const { store, registry, collector, log } = this.#options
    const reason = discontinuity(store, identity, slot, this.#options)
    if (reason !== null) {
      if (registry.size > 0) log.warn({ reason }, 'every shape is rotated')
      registry.rotateAll(reason)
      collector.restoreGlobalLsn(0n)
    }
    // Whatever was committed before the stream starts is in the logs already, or in every snapshot from now on. One less,
    // for the next commit may stand exactly where the stream starts.
    collector.restoreGlobalLsn(maxLsn(collector.globalLsn, slot.confirmed - 1n))
    const before = reason === null ? store.position : null
    await store.sync()
    await store.savePosition({
      systemId: identity.systemId,
      timeline: identity.timeline,
      database: identity.database,
      slot: this.#options.slot,
      publication: this.#options.publication,
      acknowledged: maxLsn(before?.acknowledged ?? 0n, slot.confirmed),
      globalLsn: collector.globalLsn,
    })
  }

  #setActive(active: boolean): void {
    this.#active = active
    if (!active && !this.#stopped) return
    for (const listener of [...this.#listeners]) listener()
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wakePause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wakePause = null
  }
}

/** Why the stream does not continue the logs, or null where it does. */
function discontinuity(store: LogStore, identity: SystemIdentity, slot: SlotState, names: { slot: string; publication: string }): string | null {
  const known = store.position
  if (!known) return 'new store'
  if (known.systemId !== identity.systemId || known.database !== identity.database) return 'another database'
  if (known.timeline !== identity.timeline) return 'the database was restored (new timeline)'
  if (known.slot !== names.slot || known.publication !== names.publication) return 'another slot or publication'
  if (slot.created) return 'the replication slot was lost'
  if (slot.confirmed > known.acknowledged) return 'the replication slot moved on without this store'
  if (parseLsn(identity.walEnd) < known.acknowledged) return 'the database was restored to an earlier state'
  return null
}
