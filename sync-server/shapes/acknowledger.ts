/** Tells Postgres what it need not keep any more: never before the logs have it on disk. */
import type { Collector } from './collector.ts'
import type { Log } from './pg.ts'
import type { LogStore } from './store.ts'

const IDLE_MS = 5000

export interface AcknowledgerEvents {
  /** Everything before this LSN is on disk. */
  safe(lsn: bigint): void
  /** The disk refused. What the logs have beyond the last `safe` cannot be relied on. */
  failed(): void
}

export class Acknowledger {
  readonly #store: LogStore
  readonly #collector: Collector
  readonly #log: Log
  readonly #events: AcknowledgerEvents
  #received = 0n
  #done = 0n
  #doneAt = 0
  #running: Promise<void> | null = null

  constructor(store: LogStore, collector: Collector, log: Log, events: AcknowledgerEvents) {
    this.#store = store
    this.#collector = collector
    this.#log = log
    this.#events = events
  }

  /** A transaction that ends at `lsn` is in the logs. */
  note(lsn: bigint): void {
    this.#received = lsn
    this.#running ??= this.#run()
  }

  /** Nothing of interest happened up to `lsn`. Acknowledged when asked for, else now and then: a quiet slot must keep no WAL. */
  noteIdle(lsn: bigint, asked: boolean): void {
    if (lsn <= this.#received || (!asked && performance.now() - this.#doneAt < IDLE_MS)) return
    this.note(lsn)
  }

  /** Resolves when nothing is left to acknowledge. */
  async settle(): Promise<void> {
    await this.#running
  }

  // While one round waits for the disk the next transactions gather: one flush covers them all.
  async #run(): Promise<void> {
    try {
      while (this.#received !== this.#done) {
        const target = this.#received
        const globalLsn = this.#collector.globalLsn
        await this.#store.sync()
        const { position } = this.#store
        if (position) await this.#store.savePosition({ ...position, acknowledged: target, globalLsn })
        this.#events.safe(target)
        this.#done = target
        this.#doneAt = performance.now()
      }
    } catch (error) {
      this.#log.error({ error: error instanceof Error ? error.message : String(error) }, 'the shape logs cannot be written')
      this.#events.failed()
    } finally {
      this.#running = null
    }
  }
}
