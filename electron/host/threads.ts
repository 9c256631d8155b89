import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { QueryArguments, QueryId, QueryResult } from './queries/index.ts'
import type { ReaderOperations } from './store/reader.worker.ts'
import { isDiskFull } from './backup/failures.ts'
import { NO_ROOM, ReplicaError } from './store/database.ts'
import { Thread } from './store/rpc.ts'
import type { RemoteError } from './store/rpc.ts'
import type { WriterOperations } from './store/writer.worker.ts'
import { workerUrl } from './worker-url.ts'

const READERS = 2

export interface ThreadEvents {
  onSlow: (query: string, ms: number) => void
  onDeath: (error: Error) => void
  /** A call failed in a thread; the caller is told too. */
  onFailure?: (error: RemoteError) => void
}

/** The threads that hold the replica: one writes, some read. The host's own thread never touches SQLite. */
export class Threads {
  readonly writer: Thread<WriterOperations>
  readonly #readers: Thread<ReaderOperations>[]
  readonly #onSlow: (query: string, ms: number) => void

  private constructor(writer: Thread<WriterOperations>, readers: Thread<ReaderOperations>[], onSlow: (query: string, ms: number) => void) {
    this.writer = writer
    this.#readers = readers
    this.#onSlow = onSlow
  }

  /** Opens and migrates the replica, then lets the readers in. Rejects with the kind of ReplicaError. */
  static async open(dataDir: string, key: Uint8Array, events: ThreadEvents): Promise<Threads> {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const file = path.join(dataDir, 'replica.db')
    const writer = new Thread<WriterOperations>(workerUrl('writer'), { dataDir, key }, events.onDeath, events.onFailure)
    const readers: Thread<ReaderOperations>[] = []
    try {
      await writer.call('open')
      for (let count = 0; count < READERS; count++) readers.push(new Thread<ReaderOperations>(workerUrl('reader'), { file, key }, events.onDeath, events.onFailure))
      await Promise.all(readers.map((reader) => reader.call('open')))
    } catch (error) {
      await Promise.all([writer, ...readers].map((thread) => thread.stop()))
      throw isDiskFull(error) ? new ReplicaError('disk', NO_ROOM) : error
    }
    return new Threads(writer, readers, events.onSlow)
  }

  /** Answers a named query from one snapshot of the replica. */
  async query<Q extends QueryId>(name: Q, ...args: QueryArguments<Q> extends undefined ? [] : [QueryArguments<Q>]): Promise<QueryResult<Q>> {
    // The one with the least to do: behind a long question nobody waits while the other reader is idle.
    const reader = this.#readers.reduce((least, one) => (one.waiting < least.waiting ? one : least))
    const { value, slowMs } = await reader.call('query', name, args[0] as QueryArguments<QueryId>)
    if (slowMs !== null) this.#onSlow(name, slowMs)
    return value as QueryResult<Q>
  }

  /** Closes the replica; threads that cannot close it any more are ended all the same. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#readers.map((reader) => reader.call('close')))
    await this.writer.call('close').catch(() => {})
    await Promise.all([this.writer, ...this.#readers].map((thread) => thread.stop()))
  }
}
