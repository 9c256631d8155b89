/** Shape logs in a folder: they survive a stop, a crash and a power cut; what Postgres was told is safe, is. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DiskLog, META } from './disk-log.ts'
import { acquireOwnerLock, type OwnerLock } from '../postgres/owner-lock.ts'
import { replaceFile, syncFolder } from './files.ts'
import type { ShapeLog } from './log.ts'
import type { Log } from './pg.ts'
import type { LogStore, ShapeRecord, StoredShape, StorePosition } from './store.ts'

const FORMAT = 1

interface Meta {
  readonly format: number
  readonly record: ShapeRecord
  readonly chunkEnds: readonly number[]
}

export class DiskStore implements LogStore {
  readonly durable = true
  readonly #folder: string
  readonly #log: Log
  readonly #lock: OwnerLock
  readonly #disk = new Map<ShapeLog, DiskLog>()
  /** Logs of complete shapes: only these are worth syncing, the others do not survive anyway. */
  readonly #kept = new Set<DiskLog>()
  readonly #dirty = new Set<DiskLog>()
  readonly #removals = new Set<Promise<void>>()
  /** How many messages of each log are known to be on disk. A log found shorter than that has a hole. */
  readonly #counts: Map<string, number>
  #position: StorePosition | null

  /** Opens the folder, making it if need be. Throws LockHeldError where another service has it. */
  constructor(folder: string, log: Log) {
    this.#folder = folder
    this.#log = log
    mkdirSync(join(folder, 'shapes'), { recursive: true, mode: 0o700 })
    this.#lock = acquireOwnerLock(join(folder, 'lock'))
    const saved = readPosition(join(folder, 'position.json'))
    this.#position = saved?.position ?? null
    this.#counts = new Map(Object.entries(saved?.counts ?? {}))
  }

  get position(): StorePosition | null {
    return this.#position
  }

  create(handle: string): ShapeLog {
    const folder = join(this.#folder, 'shapes', handle)
    mkdirSync(folder, { mode: 0o700 })
    const disk = DiskLog.create(folder, this.#events())
    this.#disk.set(disk.log, disk)
    return disk.log
  }

  async keep(record: ShapeRecord, log: ShapeLog): Promise<void> {
    const disk = this.#disk.get(log)
    if (!disk) throw new Error('a log of another store')
    // Counted in from here on: what is acknowledged while the files are synced below must be synced too.
    this.#kept.add(disk)
    await Promise.all([disk.sync(), disk.syncSnapshot()])
    if (!this.#kept.has(disk)) return
    const meta: Meta = { format: FORMAT, record, chunkEnds: log.chunkEnds }
    await replaceFile(join(disk.folder, META), stringify(meta))
    // Removed while it was written: the file must not bring the shape back.
    if (!this.#kept.has(disk)) rmSync(join(disk.folder, META), { force: true })
    await syncFolder(join(this.#folder, 'shapes'))
  }

  async load(): Promise<StoredShape[]> {
    const stored: StoredShape[] = []
    const parent = join(this.#folder, 'shapes')
    for (const name of readdirSync(parent)) {
      const folder = join(parent, name)
      const shape = await this.#loadOne(folder, this.#counts.get(name) ?? 0)
      if (shape) stored.push(shape)
      else rmSync(folder, { recursive: true, force: true })
    }
    return stored
  }

  async #loadOne(folder: string, count: number): Promise<StoredShape | null> {
    try {
      const meta = parse(readFileSync(join(folder, META), 'utf8')) as Meta
      if (meta.format !== FORMAT) return null
      const disk = await DiskLog.open(folder, this.#events(), meta.chunkEnds)
      if (disk.log.count < count) {
        await disk.log.close()
        throw new Error(`${count - disk.log.count} messages that were on disk are gone`)
      }
      this.#disk.set(disk.log, disk)
      this.#kept.add(disk)
      return { record: meta.record, log: disk.log }
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!missing) this.#log.warn({ folder, error: String(error) }, 'a damaged shape log is removed')
      return null
    }
  }

  async sync(): Promise<void> {
    const dirty = [...this.#dirty].filter((disk) => this.#kept.has(disk))
    this.#dirty.clear()
    const counts = dirty.map((disk) => [basename(disk.folder), disk.log.count] as const)
    await Promise.all([...dirty.map((disk) => disk.sync()), ...this.#removals])
    for (const [handle, count] of counts) this.#counts.set(handle, count)
  }

  async savePosition(position: StorePosition): Promise<void> {
    const saved: SavedPosition = { format: FORMAT, position, counts: Object.fromEntries(this.#counts) }
    await replaceFile(join(this.#folder, 'position.json'), stringify(saved))
    this.#position = position
  }

  async close(): Promise<void> {
    await this.sync()
    await Promise.all([...this.#disk.keys()].map((log) => log.close()))
    this.#lock.release()
  }

  #events(): Parameters<typeof DiskLog.create>[1] {
    return {
      dirty: (disk) => this.#dirty.add(disk),
      removed: (disk, done) => {
        this.#kept.delete(disk)
        this.#counts.delete(basename(disk.folder))
        this.#dirty.delete(disk)
        this.#disk.delete(disk.log)
        const settled = done.catch(() => {}).finally(() => this.#removals.delete(settled))
        this.#removals.add(settled)
      },
    }
  }
}

interface SavedPosition {
  readonly format: number
  readonly position: StorePosition
  readonly counts: Readonly<Record<string, number>>
}

function readPosition(path: string): SavedPosition | null {
  try {
    const saved = parse(readFileSync(path, 'utf8')) as SavedPosition
    return saved.format === FORMAT ? saved : null
  } catch {
    return null
  }
}

// LSNs and transaction ids do not fit a JSON number.
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? { $bigint: String(item) } : item))
}

function parse(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    const isBig = typeof item === 'object' && item !== null && '$bigint' in item && typeof item.$bigint === 'string'
    return isBig ? BigInt(item.$bigint as string) : item
  })
}
