/** Compares the catalogue with what the shapes were defined on: DDL without a following write is seen this way only. */
import { loadTablesByOid, tableFingerprint } from './catalogue.ts'
import type { Databases, Log } from './pg.ts'
import type { Registry } from './registry.ts'

export interface ReconcilerOptions {
  readonly databases: Databases
  readonly registry: Registry
  readonly publication: string
  readonly log: Log
  readonly everyMs: number
}

export class Reconciler {
  readonly #options: ReconcilerOptions
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #again = false

  constructor(options: ReconcilerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.hurry(), this.#options.everyMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Looks now instead of at the next tick. */
  hurry(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.look().finally(() => {
      this.#running = null
      if (this.#again && this.#timer) {
        this.#again = false
        this.hurry()
      }
    })
  }

  /** One comparison. A catalogue that cannot be read is left for the next time. */
  async look(): Promise<void> {
    const { databases, registry, publication, log } = this.#options
    const oids = registry.tableOids()
    if (oids.length === 0) return
    try {
      const tables = await loadTablesByOid(databases.reader, publication, oids)
      const now = new Map(tables.map((table) => [table.oid, tableFingerprint(table)]))
      for (const shape of [...registry.all()]) {
        const { table } = shape.definition
        if (!oids.includes(table.oid) || now.get(table.oid) === tableFingerprint(table)) continue
        registry.rotate(shape, 'the table was changed or dropped')
      }
    } catch (error) {
      log.debug({ error: String(error) }, 'the catalogue could not be read')
    }
  }
}
