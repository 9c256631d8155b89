/** All shapes there are: found by what was asked for and by table; created, rotated, evicted here and nowhere else. */
import { createHash } from 'node:crypto'
import type { ShapeDefinition } from './definition.ts'
import type { Log } from './pg.ts'
import { queryKey } from './request.ts'
import { Shape, type ShapeEnd } from './shape.ts'
import type { LogStore, StoredShape } from './store.ts'
import { defineShape } from './definition.ts'
import type { Where } from './where.ts'

export interface RegistryOptions {
  readonly store: LogStore
  readonly log: Log
  readonly maxShapes: number
  readonly now: () => number
}

export class Registry {
  readonly #options: RegistryOptions
  readonly #byKey = new Map<string, Shape>()
  readonly #byTable = new Map<number, Set<Shape>>()
  #lastHandleMicros = 0

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#byKey.size
  }

  all(): IterableIterator<Shape> {
    return this.#byKey.values()
  }

  find(key: string): Shape | null {
    return this.#byKey.get(key) ?? null
  }

  findByHandle(handle: string): Shape | null {
    for (const shape of this.#byKey.values()) if (shape.handle === handle) return shape
    return null
  }

  ofTable(oid: number): ReadonlySet<Shape> {
    return this.#byTable.get(oid) ?? NONE
  }

  tableOids(): number[] {
    return [...this.#byTable.keys()]
  }

  /** The shape of this definition, made if there is none. `isNew` tells the caller to fill it. */
  getOrCreate(definition: ShapeDefinition, where: Where | null, bornAfter: number): { shape: Shape; isNew: boolean } {
    const key = queryKey(definition.query)
    const existing = this.#byKey.get(key)
    if (existing) return { shape: existing, isNew: false }
    this.#evict()
    const handle = this.#newHandle(key)
    const log = this.#options.store.create(handle)
    const shape = new Shape({ handle, key, definition, where, log, bornAfter })
    this.#add(shape)
    this.#options.log.info({ handle, table: definition.table.table }, 'shape created')
    return { shape, isNew: true }
  }

  /** Brings a shape of an earlier run back. One that this version would not define that way is removed. */
  async restore(stored: StoredShape): Promise<void> {
    const { record, log } = stored
    const definition = defineShape(record.query, record.table)
    if (!definition.ok) return log.destroy()
    const { handle, key, where } = record
    const shape = new Shape({ handle, key, definition: definition.value, where, log, bornAfter: 0 })
    shape.setSnapshot(record.snapshot)
    shape.markComplete()
    shape.markSettled()
    this.#add(shape)
  }

  /** Ends a shape: clients that hold its handle have to fetch anew. */
  end(shape: Shape, end: ShapeEnd, reason: string): void {
    if (this.#byKey.get(shape.key) !== shape) return
    this.#byKey.delete(shape.key)
    const table = shape.definition.table
    const siblings = this.#byTable.get(table.oid)
    siblings?.delete(shape)
    if (siblings?.size === 0) this.#byTable.delete(table.oid)
    const details = { handle: shape.handle, table: table.table, reason }
    if (end.kind === 'failed') this.#options.log.warn(details, 'a snapshot could not be taken')
    else this.#options.log.info(details, 'shape ended')
    shape.finish(end)
    shape.log.destroy().catch((error: unknown) => {
      this.#options.log.warn({ handle: shape.handle, error: String(error) }, 'the log of an ended shape could not be removed')
    })
  }

  rotate(shape: Shape, reason: string): void {
    this.end(shape, { kind: 'rotated' }, reason)
  }

  rotateAll(reason: string): void {
    for (const shape of [...this.#byKey.values()]) this.rotate(shape, reason)
  }

  #add(shape: Shape): void {
    shape.lastUsedAt = this.#options.now()
    this.#byKey.set(shape.key, shape)
    const oid = shape.definition.table.oid
    const siblings = this.#byTable.get(oid)
    if (siblings) siblings.add(shape)
    else this.#byTable.set(oid, new Set([shape]))
  }

  #evict(): void {
    if (this.#byKey.size < this.#options.maxShapes) return
    const idle = [...this.#byKey.values()].filter((shape) => shape.waiting === 0)
    const oldest = idle.sort((a, b) => a.lastUsedAt - b.lastUsedAt)[0]
    if (oldest) this.rotate(oldest, 'too many shapes')
  }

  /** `<hash>-<microseconds>`: never the same twice, also across restarts, as the clock only has to move on. */
  #newHandle(key: string): string {
    const micros = Math.max(this.#options.now() * 1000, this.#lastHandleMicros + 1)
    this.#lastHandleMicros = micros
    return `${createHash('sha256').update(key).digest().readUInt32BE(0)}-${micros}`
  }
}

const NONE: ReadonlySet<Shape> = new Set()
