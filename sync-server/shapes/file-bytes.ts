/** Append-only bytes in a file. Writes reach the operating system at once and the disk at `sync`. */
import { closeSync, fdatasync, ftruncateSync, openSync, read, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import type { ByteStore } from './bytes.ts'

const syncFile = promisify(fdatasync)
const readFile = promisify(read)

const PIECE = 256 * 1024
const TAIL_BYTES = 256 * 1024

export class FileBytes implements ByteStore {
  readonly #path: string
  #fd: number | null
  #length: number
  #crc: number
  #readers = 0
  #closing = false
  /** The last bytes, for the many readers that want just these. */
  #tail: Buffer[] = []
  #tailStart: number
  #tailBytes = 0

  /** `length` and `crc` describe what of an existing file counts; the rest is cut off. */
  constructor(path: string, length = 0, crc = 0) {
    this.#path = path
    this.#fd = openSync(path, length === 0 ? 'w+' : 'r+', 0o600)
    if (length > 0) ftruncateSync(this.#fd, length)
    this.#length = length
    this.#tailStart = length
    this.#crc = crc
  }

  get length(): number {
    return this.#length
  }

  /** CRC-32 of everything in the file. */
  get crc(): number {
    return this.#crc
  }

  protected setCrc(crc: number): void {
    this.#crc = crc
  }

  append(bytes: Buffer): void {
    this.#write(bytes, this.#length)
    this.#length += bytes.length
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

  #write(bytes: Buffer, position: number): void {
    if (this.#fd === null) throw new Error(`${this.#path} is closed`)
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done)
  }

  async *read(start: number, end: number): AsyncIterable<Buffer> {
    if (start >= this.#tailStart) return yield* this.#readTail(start, end)
    this.#readers++
    try {
      for (let at = start; at < end; ) {
        if (this.#fd === null) throw new Error('the log was closed while it was read')
        const { bytesRead, buffer } = await readFile(this.#fd, Buffer.allocUnsafe(Math.min(PIECE, end - at)), 0, Math.min(PIECE, end - at), at)
        if (bytesRead === 0) throw new Error('the log is shorter than it should be')
        at += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      this.#readers--
      this.#closeWhenUnused()
    }
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
    if (this.#fd !== null) ftruncateSync(this.#fd, length)
    this.#length = length
    this.#tail = []
    this.#tailBytes = 0
    this.#tailStart = length
  }

  async sync(): Promise<void> {
    if (this.#fd === null) return
    this.#readers++
    try {
      await syncFile(this.#fd)
    } finally {
      this.#readers--
      this.#closeWhenUnused()
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#closeWhenUnused()
  }

  #closeWhenUnused(): void {
    if (!this.#closing || this.#readers > 0 || this.#fd === null) return
    closeSync(this.#fd)
    this.#fd = null
  }
}
