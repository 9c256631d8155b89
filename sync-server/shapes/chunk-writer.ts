/** Cuts the messages of a snapshot into chunks and writes them; readers are let in at each as soon as it is whole. */
import type { RowJson } from './row-json.ts'
import type { Shape } from './shape.ts'
import { TableChanged } from './table-changed.ts'

const BUFFER_BYTES = 256 * 1024
/** One is filled while the others are written. */
const BUFFERS = 3
const COMMA = 0x2c

export class ChunkWriter {
  readonly #shape: Shape
  readonly #json: RowJson
  readonly #chunkBytes: number
  #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  #filled = 0
  #inChunk = 0
  readonly #free: Buffer[] = []
  #writing = 0
  #written: Promise<void> = Promise.resolve()

  constructor(shape: Shape, json: RowJson, chunkBytes: number) {
    this.#shape = shape
    this.#json = json
    this.#chunkBytes = chunkBytes
  }

  /** A row as it came from the wire. */
  row(bytes: Buffer, at: number, end: number): void {
    const bound = this.#json.bound(end - at) + 1
    if (bound > BUFFER_BYTES) return this.message(this.#json.text(bytes, at))
    if (bound > this.#buffer.length - this.#filled) this.#flush(false)
    const before = this.#filled
    if (this.#inChunk > 0) this.#buffer[this.#filled++] = COMMA
    this.#filled = this.#json.write(bytes, at, this.#buffer, this.#filled)
    this.#grown(this.#filled - before)
  }

  /** A message that is JSON already. */
  message(json: string): void {
    const bytes = Buffer.from(this.#inChunk > 0 ? `,${json}` : json)
    if (bytes.length > this.#buffer.length - this.#filled) this.#flush(false)
    if (bytes.length > this.#buffer.length) this.#write(bytes, false)
    else this.#filled += bytes.copy(this.#buffer, this.#filled)
    this.#grown(bytes.length)
  }

  /** Null where more can be taken at once. Throws where the shape is not wanted any more. */
  ready(): Promise<void> | null {
    if (this.#shape.end) throw new TableChanged('the shape was given up')
    return this.#writing < BUFFERS ? null : this.#written
  }

  /** Resolves when everything is readable. */
  async finish(): Promise<void> {
    if (this.#inChunk > 0) this.#flush(true)
    await this.#written
  }

  #grown(bytes: number): void {
    this.#inChunk += bytes
    if (this.#inChunk < this.#chunkBytes) return
    this.#flush(true)
    this.#inChunk = 0
  }

  #flush(endsChunk: boolean): void {
    const buffer = this.#buffer
    this.#write(buffer.subarray(0, this.#filled), endsChunk, () => this.#free.push(buffer))
    this.#buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)
    this.#filled = 0
  }

  #write(bytes: Buffer, endsChunk: boolean, after?: () => void): void {
    const { log } = this.#shape
    this.#writing++
    this.#written = this.#written.then(async () => {
      await log.writeSnapshot(bytes)
      this.#writing--
      after?.()
      if (!endsChunk) return
      log.endChunk()
      this.#shape.wake()
    })
    // Whoever asks for `ready` or `finish` hears of it.
    this.#written.catch(() => {})
  }
}
