/**
 * The log of one shape: snapshot chunks, then replicated messages. Writers append and commit a transaction at a time;
 * readers see committed messages only. Where the bytes live is the business of the store that opened the log.
 */
import type { ByteStore, SnapshotBytes } from './bytes.ts'
import { LogIndex } from './log-index.ts'
import { compareOffsets, SNAPSHOT_END, type Offset } from './lsn.ts'

/** One finished message: its place and its JSON. */
export interface LogEntry {
  readonly offset: Offset
  readonly json: string
}

/** A readable part of a log: messages joined by commas, and where it ends. */
export interface LogSlice {
  /** Pieces, each good until the one after the next is asked for. */
  readonly body: AsyncIterable<Buffer>
  readonly bytes: number
  readonly end: Offset
  /** Whether the slice reaches the end of the log as it was when asked. */
  readonly complete: boolean
}

/** Receives what a durable log has to write besides the bytes. */
export interface LogSink {
  /** The index has grown; what is new may never be committed. */
  appended(index: LogIndex): void
  /** Everything in the index is committed. */
  committed(index: LogIndex): void
  /** Only the first `count` messages are left. */
  aborted(count: number): void
  close(): Promise<void>
  /** Removes everything from disk; what makes the log loadable goes at once. */
  destroy(): Promise<void>
}

export class ShapeLog {
  readonly #snapshot: SnapshotBytes
  readonly #chunkEnds: number[]
  readonly #entries: ByteStore
  readonly #index: LogIndex
  readonly #sink: LogSink | null
  #committed: number

  constructor(parts: { snapshot: SnapshotBytes; chunkEnds?: readonly number[]; entries: ByteStore; index?: LogIndex; sink?: LogSink }) {
    this.#snapshot = parts.snapshot
    this.#chunkEnds = [...(parts.chunkEnds ?? [])]
    this.#entries = parts.entries
    this.#index = parts.index ?? new LogIndex()
    this.#sink = parts.sink ?? null
    this.#committed = this.#index.count
  }

  /** The snapshot being written. A chunk is readable when it was ended. */
  get chunkEnds(): readonly number[] {
    return this.#chunkEnds
  }

  /** Adds to the chunk being written; when it resolves the buffer may be used for others. One at a time. */
  writeSnapshot(bytes: Buffer): Promise<void> {
    return this.#snapshot.write(bytes)
  }

  endChunk(): void {
    this.#chunkEnds.push(this.#snapshot.length)
  }

  /** Messages of snapshot chunk `number`; null where that chunk is not there (yet). */
  readChunk(number: number): LogSlice | null {
    const end = this.#chunkEnds[number]
    if (end === undefined) return null
    const start = number === 0 ? 0 : (this.#chunkEnds[number - 1] ?? 0)
    return { body: this.#snapshot.read(start, end), bytes: end - start, end: { tx: 0n, op: number }, complete: false }
  }

  /** Where the log ends for readers. */
  get end(): Offset {
    return this.#committed === 0 ? SNAPSHOT_END : this.#index.offsetAt(this.#committed - 1)
  }

  /** How many messages readers see. */
  get count(): number {
    return this.#committed
  }

  /** Bytes of committed and uncommitted messages. */
  get size(): number {
    return this.#entries.length
  }

  /** Adds messages that readers do not see before `commit`. */
  append(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return
    const pieces: string[] = []
    let end = this.#entries.length
    for (const entry of entries) {
      const piece = `${entry.json},`
      pieces.push(piece)
      end += Buffer.byteLength(piece)
      this.#index.push(entry.offset, end)
    }
    this.#entries.append(Buffer.from(pieces.join('')))
    this.#sink?.appended(this.#index)
  }

  /** Shows readers what was appended. True where there was something. */
  commit(): boolean {
    if (this.#index.count === this.#committed) return false
    this.#committed = this.#index.count
    this.#sink?.committed(this.#index)
    return true
  }

  /** Drops what was appended and not committed: the transaction will come again. */
  abort(): void {
    if (this.#index.count === this.#committed) return
    this.#entries.truncate(this.#index.startOf(this.#committed))
    this.#index.truncate(this.#committed)
    this.#sink?.aborted(this.#committed)
  }

  /** The committed messages after an offset, at least one and at most about `maxBytes`; null where there are none. */
  read(after: Offset, maxBytes: number): LogSlice | null {
    const from = this.#index.firstAfter(after)
    if (from >= this.#committed) return null
    const to = this.#index.chunkEnd(from, this.#committed, maxBytes)
    const start = this.#index.startOf(from)
    // Every message is stored with a comma behind it; the last one's is left out.
    const end = this.#index.startOf(to) - 1
    return { body: this.#entries.read(start, end), bytes: end - start, end: this.#index.offsetAt(to - 1), complete: to === this.#committed }
  }

  /** Whether an offset lies beyond everything this log has: its owner has seen what we do not know. */
  isBeyond(offset: Offset): boolean {
    return compareOffsets(offset, this.end) > 0
  }

  async close(): Promise<void> {
    await Promise.all([this.#snapshot.close(), this.#entries.close(), this.#sink?.close()])
  }

  async destroy(): Promise<void> {
    const removed = this.#sink?.destroy()
    await this.close()
    await removed
  }
}
