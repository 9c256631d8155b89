/** Append-only byte storage under the shape logs: in memory here, on disk in `file-bytes.ts`. */

/** What logs and snapshots have in common. */
export interface ReadableBytes {
  readonly length: number
  /** The bytes of `[start, end)` in pieces. A piece is good until the one after the next is asked for: its memory is used again. */
  read(start: number, end: number): AsyncIterable<Buffer>
  /** Resolves when everything added so far would survive a power cut. */
  sync(): Promise<void>
  /** Lets go of files, keeps the bytes. */
  close(): Promise<void>
}

/** Messages, which have to be readable in the turn in which they are added. */
export interface ByteStore extends ReadableBytes {
  /** Adds at the end; readable at once. */
  append(bytes: Buffer): void
  /** Forgets everything from `length` on. */
  truncate(length: number): void
}

/** A snapshot, which is many bytes and may take its time. */
export interface SnapshotBytes extends ReadableBytes {
  /** Adds at the end; when it resolves the bytes are readable, and the buffer may be used for others. One at a time. */
  write(bytes: Buffer): Promise<void>
}

/** Keeps the bytes in memory, in the pieces in which they were appended. */
export class MemoryBytes implements ByteStore, SnapshotBytes {
  #pieces: Buffer[] = []
  #ends: number[] = []

  get length(): number {
    return this.#ends.at(-1) ?? 0
  }

  append(bytes: Buffer): void {
    if (bytes.length === 0) return
    const end = this.length + bytes.length
    this.#pieces.push(bytes)
    this.#ends.push(end)
  }

  async write(bytes: Buffer): Promise<void> {
    this.append(Buffer.from(bytes))
  }

  async *read(start: number, end: number): AsyncIterable<Buffer> {
    // Pieces are never changed in place, so a reader may go on while the log grows or is given up.
    const pieces = this.#pieces
    const ends = this.#ends
    for (let i = firstAbove(ends, start); i < pieces.length; i++) {
      const piece = pieces[i]
      const pieceEnd = ends[i]
      if (!piece || pieceEnd === undefined) return
      const pieceStart = pieceEnd - piece.length
      if (pieceStart >= end) return
      yield piece.subarray(Math.max(0, start - pieceStart), Math.min(piece.length, end - pieceStart))
    }
  }

  truncate(length: number): void {
    const keep = firstAbove(this.#ends, length - 1)
    const pieces = this.#pieces.slice(0, keep + 1)
    const ends = this.#ends.slice(0, keep + 1)
    const last = pieces.at(-1)
    const lastEnd = ends.at(-1)
    if (last && lastEnd !== undefined && lastEnd > length) {
      const left = last.length - (lastEnd - length)
      pieces.pop()
      ends.pop()
      if (left > 0) {
        pieces.push(last.subarray(0, left))
        ends.push(length)
      }
    }
    this.#pieces = pieces
    this.#ends = ends
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

/** Index of the first element greater than `value` in an ascending list; its length where there is none. */
function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? Infinity) > value) high = middle
    else low = middle + 1
  }
  return low
}
