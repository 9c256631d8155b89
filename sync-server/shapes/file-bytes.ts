/** Append-only bytes in files: what a log's file and a snapshot's file have in common, and the log's own. */
import { closeSync, fdatasync, ftruncateSync, openSync, read, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import type { ByteStore, ReadableBytes, SnapshotBytes } from './bytes.ts'

const syncFile = promisify(fdatasync)
const readFile = promisify(read)
const writeFile = promisify(write)

const PIECE = 256 * 1024
const TAIL_BYTES = 256 * 1024

abstract class OpenFile implements ReadableBytes {
  readonly #path: string
  #fd: number | null
  protected size: number
  #users = 0
  #closing = false

  /** `length` says how much of an existing file counts; the rest is cut off. */
  constructor(path: string, length: number) {
    this.#path = path
    this.#fd = openSync(path, length === 0 ? 'w+' : 'r+', 0o600)
    if (length > 0) ftruncateSync(this.#fd, length)
    this.size = length
  }

  get length(): number {
    return this.size
  }

  protected get isOpen(): boolean {
    return this.#fd !== null
  }

  protected get fd(): number {
    if (this.#fd === null) throw new Error(`${this.#path} is closed`)
    return this.#fd
  }

  async *read(start: number, end: number): AsyncIterable<Buffer> {
    this.#users++
    // Two in turn: new ones for every piece would have the garbage collector stop the service every few dozen of them.
    const buffers: Buffer[] = []
    try {
      for (let at = start, piece = 0; at < end; piece++) {
        const length = Math.min(PIECE, end - at)
        const buffer = (buffers[piece % 2] ??= Buffer.allocUnsafe(length))
        const { bytesRead } = await readFile(this.fd, buffer, 0, Math.min(length, buffer.length), at)
        if (bytesRead === 0) throw new Error('the log is shorter than it should be')
        at += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      this.#release()
    }
  }

  async sync(): Promise<void> {
    if (this.#fd !== null) await this.whileOpen((fd) => syncFile(fd))
  }

  async close(): Promise<void> {
    this.#users++
    this.#closing = true
    this.#release()
  }

  /** Keeps the file open until the work is done, though it may be closed meanwhile. */
  protected async whileOpen(work: (fd: number) => Promise<unknown>): Promise<void> {
    const { fd } = this
    this.#users++
    try {
      await work(fd)
    } finally {
      this.#release()
    }
  }

  #release(): void {
    this.#users--
    if (!this.#closing || this.#users > 0 || this.#fd === null) return
    closeSync(this.#fd)
    this.#fd = null
  }
}

/** A snapshot: large pieces, written beside everything else the service does. */
export class SnapshotFile extends OpenFile implements SnapshotBytes {
  constructor(path: string, length = 0) {
    super(path, length)
  }

  async write(bytes: Buffer): Promise<void> {
    await this.whileOpen(async (fd) => {
      for (let done = 0; done < bytes.length; ) done += (await writeFile(fd, bytes, done, bytes.length - done, this.size + done)).bytesWritten
    })
    this.size += bytes.length
  }
}

/** Messages of a log. Writes reach the operating system at once and the disk at `sync`. */
export class FileBytes extends OpenFile implements ByteStore {
  #crc: number
  /** The last bytes, for the many readers that want just these. */
  #tail: Buffer[] = []
  #tailStart: number
  #tailBytes = 0

  /** `length` and `crc` describe what of an existing file counts. */
  constructor(path: string, length = 0, crc = 0) {
    super(path, length)
    this.#tailStart = length
    this.#crc = crc
  }

  /** CRC-32 of everything in the file. */
  get crc(): number {
    return this.#crc
  }

  protected setCrc(crc: number): void {
    this.#crc = crc
  }

  append(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done, bytes.length - done, this.size + done)
    this.size += bytes.length
    this.#crc = crc32(bytes, this.#crc)
    this.#tail.push(bytes)
    this.#tailBytes += bytes.length
    while (this.#tailBytes > TAIL_BYTES && this.#tail.length > 1) this.#dropOldest()
  }

  #dropOldest(): void {
    const oldest = this.#tail.shift()
    if (!oldest) return
    this.#tailBytes -= oldest.length
    this.#tailStart += oldest.length
  }

  override async *read(start: number, end: number): AsyncIterable<Buffer> {
    if (start < this.#tailStart) yield* super.read(start, end)
    else yield* this.#readTail(start, end)
  }

  *#readTail(start: number, end: number): Iterable<Buffer> {
    let at = this.#tailStart
    // A copy, since the writer drops old pieces while a slow reader is between two of them.
    for (const piece of [...this.#tail]) {
      const from = Math.max(start - at, 0)
      const to = Math.min(end - at, piece.length)
      if (from < to) yield piece.subarray(from, to)
      at += piece.length
    }
  }

  truncate(length: number): void {
    if (this.isOpen) ftruncateSync(this.fd, length)
    this.size = length
    this.#tail = []
    this.#tailBytes = 0
    this.#tailStart = length
  }
}
