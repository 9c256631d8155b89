/** Where every message of a shape log begins and ends, searchable by offset. Numbers only, 20 bytes a message. */
import { compareOffsets, type Offset } from './lsn.ts'

const FIRST_CAPACITY = 256

export class LogIndex {
  #lsns = new BigUint64Array(FIRST_CAPACITY)
  #ops = new Uint32Array(FIRST_CAPACITY)
  #ends = new Float64Array(FIRST_CAPACITY)
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Adds a message that ends at byte `end`. Offsets have to rise. */
  push(offset: Offset, end: number): void {
    if (this.#count === this.#lsns.length) this.#grow()
    this.#lsns[this.#count] = offset.tx
    this.#ops[this.#count] = offset.op
    this.#ends[this.#count] = end
    this.#count++
  }

  /** Forgets everything from message `count` on. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count)
  }

  offsetAt(position: number): Offset {
    return { tx: this.#lsns[position] ?? 0n, op: this.#ops[position] ?? 0 }
  }

  /** First byte of message `position`; for the message after the last, the end of the log. */
  startOf(position: number): number {
    return position === 0 ? 0 : (this.#ends[position - 1] ?? 0)
  }

  /** The first message that lies after an offset. */
  firstAfter(offset: Offset): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareOffsets(this.offsetAt(middle), offset) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The message before which a response of at most about `maxBytes` ends: at least one message, at most `limit`. */
  chunkEnd(from: number, limit: number, maxBytes: number): number {
    const start = this.startOf(from)
    let low = Math.min(from + 1, limit)
    let high = limit
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.startOf(middle) - start >= maxBytes) high = middle
      else low = middle + 1
    }
    return low
  }

  #grow(): void {
    const size = this.#lsns.length * 2
    const lsns = new BigUint64Array(size)
    const ops = new Uint32Array(size)
    const ends = new Float64Array(size)
    lsns.set(this.#lsns)
    ops.set(this.#ops)
    ends.set(this.#ends)
    this.#lsns = lsns
    this.#ops = ops
    this.#ends = ends
  }
}
