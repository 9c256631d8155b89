/** Where shape logs live. The memory store forgets them at the end of the process, the disk store does not. */
import { MemoryBytes } from './bytes.ts'
import { ShapeLog } from './log.ts'
import type { SnapshotInfo } from './lsn.ts'
import type { ShapeQuery } from './request.ts'
import type { Table } from './catalogue.ts'
import type { Where } from './where.ts'

/** Everything about a shape but its bytes. */
export interface ShapeRecord {
  readonly handle: string
  readonly key: string
  readonly query: ShapeQuery
  readonly table: Table
  readonly where: Where | null
  readonly snapshot: SnapshotInfo
}

/** Which Postgres the logs belong to, and how far they are known to be on disk. */
export interface StorePosition {
  readonly systemId: string
  readonly timeline: number
  readonly database: string
  readonly slot: string
  readonly publication: string
  /** Everything up to here was acknowledged to Postgres, so it will not be sent again. */
  readonly acknowledged: bigint
  /** The last transaction of published tables. */
  readonly globalLsn: bigint
}

export interface StoredShape {
  readonly record: ShapeRecord
  readonly log: ShapeLog
}

export interface LogStore {
  readonly durable: boolean
  /** The position saved last; null in a new store. */
  readonly position: StorePosition | null
  /** Opens the log of a new shape. It survives a restart only once `keep` was called. */
  create(handle: string): ShapeLog
  /** The snapshot of the shape is complete: from here on a restart brings the shape back. */
  keep(record: ShapeRecord, log: ShapeLog): Promise<void>
  /** Complete shapes of an earlier run. What was begun and not completed is removed. */
  load(): Promise<StoredShape[]>
  /** Resolves when everything the logs committed so far, and every removal, would survive a power cut. */
  sync(): Promise<void>
  savePosition(position: StorePosition): Promise<void>
  close(): Promise<void>
}

export class MemoryStore implements LogStore {
  readonly durable = false
  position: StorePosition | null = null

  create(): ShapeLog {
    return new ShapeLog({ snapshot: new MemoryBytes(), entries: new MemoryBytes() })
  }

  async keep(): Promise<void> {}

  async load(): Promise<StoredShape[]> {
    return []
  }

  async sync(): Promise<void> {}

  async savePosition(position: StorePosition): Promise<void> {
    this.position = position
  }

  async close(): Promise<void> {}
}
