/**
 * The files of one shape log: `snapshot.data`, `log.data` (messages, each with a comma behind it), `log.index` (where
 * each ends, its offset, and checksums). After a crash the log is what both files agree on, up to the last commit.
 */
import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { FileBytes, SnapshotFile } from './file-bytes.ts'
import { syncFolder } from './files.ts'
import { LogIndex } from './log-index.ts'
import { ShapeLog, type LogSink } from './log.ts'

const RECORD = 32
const COMMIT = 1

export const META = 'meta.json'

/** What the store wants to know of a log's life. */
export interface DiskLogEvents {
  /** There is something to sync. */
  dirty(log: DiskLog): void
  /** The folder goes away; resolves when that would survive a power cut. */
  removed(log: DiskLog, done: Promise<void>): void
}

export class DiskLog implements LogSink {
  readonly folder: string
  readonly log: ShapeLog
  readonly #snapshot: SnapshotFile
  readonly #entries: CommittedBytes
  readonly #index: FileBytes
  readonly #events: DiskLogEvents

  private constructor(folder: string, events: DiskLogEvents, found: Found) {
    this.folder = folder
    this.#events = events
    this.#snapshot = new SnapshotFile(join(folder, 'snapshot.data'), found.snapshotBytes)
    this.#entries = new CommittedBytes(join(folder, 'log.data'), found.dataBytes, found.crc)
    this.#index = new FileBytes(join(folder, 'log.index'), found.index.count * RECORD)
    const parts = { snapshot: this.#snapshot, chunkEnds: found.chunkEnds, entries: this.#entries, index: found.index }
    this.log = new ShapeLog({ ...parts, sink: this })
  }

  /** An empty log in an existing folder. */
  static create(folder: string, events: DiskLogEvents): DiskLog {
    return new DiskLog(folder, events, { snapshotBytes: 0, chunkEnds: [], dataBytes: 0, crc: 0, index: new LogIndex() })
  }

  /** The log as far as its files can be trusted. Throws where the snapshot itself is damaged. */
  static async open(folder: string, events: DiskLogEvents, chunkEnds: readonly number[]): Promise<DiskLog> {
    const snapshotBytes = chunkEnds.at(-1) ?? 0
    if (statSync(join(folder, 'snapshot.data')).size < snapshotBytes) throw new Error('the snapshot is shorter than it should be')
    return new DiskLog(folder, events, { snapshotBytes, chunkEnds, ...(await recover(folder)) })
  }

  // All but the last, which will say that it is the last: a large transaction must not leave its whole index to its commit.
  appended(index: LogIndex): void {
    this.#writeRecords(index, index.count - 1, 0)
  }

  committed(index: LogIndex): void {
    this.#writeRecords(index, index.count, COMMIT)
    this.#entries.committed()
    this.#events.dirty(this)
  }

  aborted(count: number): void {
    this.#index.truncate(count * RECORD)
  }

  /** Adds the records up to `to`; the flags are those of the last one. */
  #writeRecords(index: LogIndex, to: number, flags: number): void {
    const from = this.#index.length / RECORD
    if (to === from) return
    const records = Buffer.alloc((to - from) * RECORD)
    for (let i = from; i < to; i++) {
      const record = records.subarray((i - from) * RECORD, (i - from + 1) * RECORD)
      const { tx, op } = index.offsetAt(i)
      record.writeBigUInt64BE(tx, 0)
      record.writeBigUInt64BE(BigInt(index.startOf(i + 1)), 8)
      record.writeUInt32BE(op, 16)
      record.writeUInt32BE(i === to - 1 ? flags : 0, 20)
      record.writeUInt32BE(this.#entries.crc, 24)
      record.writeUInt32BE(crc32(record.subarray(0, 28)), 28)
    }
    this.#index.append(records)
  }

  /** Resolves when everything committed so far would survive a power cut. */
  async sync(): Promise<void> {
    await Promise.all([this.#entries.sync(), this.#index.sync()])
  }

  /** The same for the snapshot. */
  async syncSnapshot(): Promise<void> {
    await this.#snapshot.sync()
  }

  async close(): Promise<void> {
    await this.#index.close()
  }

  async destroy(): Promise<void> {
    // At once and before anything else: without this file a restart does not bring the shape back.
    rmSync(join(this.folder, META), { force: true })
    this.#events.removed(this, syncFolder(this.folder))
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** Remembers the checksum at the last commit, for the way back when a transaction is given up. */
class CommittedBytes extends FileBytes {
  #committedCrc: number

  constructor(path: string, length: number, crc: number) {
    super(path, length, crc)
    this.#committedCrc = crc
  }

  committed(): void {
    this.#committedCrc = this.crc
  }

  override truncate(length: number): void {
    super.truncate(length)
    this.setCrc(this.#committedCrc)
  }
}

interface Recovered {
  readonly index: LogIndex
  readonly dataBytes: number
  readonly crc: number
}

interface Found extends Recovered {
  readonly snapshotBytes: number
  readonly chunkEnds: readonly number[]
}

interface Commit {
  readonly count: number
  readonly end: number
  readonly crc: number
}

async function recover(folder: string): Promise<Recovered> {
  const { index, commits } = readIndex(readFileSync(join(folder, 'log.index')))
  const good = await lastGoodCommit(join(folder, 'log.data'), commits)
  index.truncate(good.count)
  return { index, dataBytes: good.end, crc: good.crc }
}

/** The records up to the first damaged one. */
function readIndex(bytes: Buffer): { index: LogIndex; commits: Commit[] } {
  const index = new LogIndex()
  const commits: Commit[] = []
  for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
    if (crc32(bytes.subarray(at, at + 28)) !== bytes.readUInt32BE(at + 28)) break
    const end = Number(bytes.readBigUInt64BE(at + 8))
    index.push({ tx: bytes.readBigUInt64BE(at), op: bytes.readUInt32BE(at + 16) }, end)
    if (bytes.readUInt32BE(at + 20) === COMMIT) commits.push({ count: index.count, end, crc: bytes.readUInt32BE(at + 24) })
  }
  return { index, commits }
}

/** The last commit up to which the data has the checksums the index says. */
async function lastGoodCommit(path: string, commits: readonly Commit[]): Promise<Commit> {
  let good: Commit = { count: 0, end: 0, crc: 0 }
  let next = 0
  let at = 0
  let crc = 0
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = piece as Buffer
    let done = 0
    for (let commit = commits[next]; commit && commit.end <= at + bytes.length; commit = commits[++next]) {
      crc = crc32(bytes.subarray(done, commit.end - at), crc)
      done = commit.end - at
      if (crc !== commit.crc) return good
      good = commit
    }
    crc = crc32(bytes.subarray(done), crc)
    at += bytes.length
  }
  return good
}
