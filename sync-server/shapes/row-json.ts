/**
 * Turns the rows of a snapshot, as they lie on Postgres' wire, into the messages of a shape, byte by byte and without a
 * string between. Says the same as `snapshotEncoder`, which a property test compares it with.
 */
import { keyPrefix, snapshotEncoder, type RowLayout } from './encode.ts'

const NULL_LENGTH = -1
const [QUOTE, BACKSLASH, SLASH, UNDERSCORE, CONTROL] = [0x22, 0x5c, 0x2f, 0x5f, 0x20] as const
const NULL = Buffer.from('null')
/** In a key: at most `/\"` before a value and `\"` behind it. */
const KEY_MARKS = 5
/** A control character becomes six bytes, and a value may stand in the key besides. */
const LONGEST_ESCAPE = 6

export class RowJson {
  readonly #keyFields: readonly number[]
  readonly #labels: readonly Buffer[]
  readonly #head: Buffer
  readonly #tail: Buffer
  readonly #fixed: number
  readonly #starts: Int32Array
  readonly #lengths: Int32Array
  readonly #slow: (fields: readonly (string | null)[]) => string

  /** A row has the selected columns of the layout in their order, then what the key needs besides; `keyFields` make the key, each once. */
  constructor(layout: RowLayout, keyFields: readonly number[]) {
    this.#keyFields = keyFields
    const fields = Math.max(layout.selected.length, ...keyFields.map((field) => field + 1))
    this.#starts = new Int32Array(fields)
    this.#lengths = new Int32Array(fields)
    this.#head = Buffer.from(`{"key":${JSON.stringify(keyPrefix(layout.schema, layout.table)).slice(0, -1)}`)
    this.#labels = layout.selected.map((position, i) => Buffer.from(`${i === 0 ? '","value":{' : ','}${JSON.stringify(layout.columns[position])}:`))
    if (layout.selected.length === 0) throw new Error('a shape without columns')
    this.#tail = Buffer.from(`},"headers":{"operation":"insert","relation":${JSON.stringify([layout.schema, layout.table])}}}`)
    const marks = this.#head.length + this.#tail.length + this.#labels.reduce((sum, label) => sum + label.length, 0)
    this.#fixed = marks + keyFields.length * KEY_MARKS + layout.selected.length * NULL.length
    this.#slow = snapshotEncoder(layout, keyFields)
  }

  /** Most bytes that a row of `length` bytes on the wire can become. */
  bound(length: number): number {
    return this.#fixed + 2 * LONGEST_ESCAPE * length
  }

  /** Writes the message of a row to `out` from `to` on, where `bound` bytes are free, and answers where it ends. */
  write(bytes: Buffer, at: number, out: Buffer, to: number): number {
    this.#findFields(bytes, at)
    let end = copy(this.#head, out, to)
    for (const field of this.#keyFields) end = this.#writeKeyPart(bytes, field, out, end)
    for (let i = 0; i < this.#labels.length; i++) {
      end = copy(this.#labels[i]!, out, end)
      end = this.#writeValue(bytes, i, out, end)
    }
    return copy(this.#tail, out, end)
  }

  /** The same for a row too large for the buffer. */
  text(bytes: Buffer, at: number): string {
    this.#findFields(bytes, at)
    return this.#slow(Array.from(this.#starts, (start, i) => (this.#lengths[i] === NULL_LENGTH ? null : bytes.toString('utf8', start, start + this.#lengths[i]!))))
  }

  #findFields(bytes: Buffer, at: number): void {
    let start = at
    for (let i = 0; i < this.#starts.length; i++) {
      const length = (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!
      start += 4
      this.#starts[i] = start
      this.#lengths[i] = length
      if (length > 0) start += length
    }
  }

  #writeKeyPart(bytes: Buffer, field: number, out: Buffer, to: number): number {
    let end = to
    out[end++] = SLASH
    const length = this.#lengths[field]!
    if (length === NULL_LENGTH) {
      out[end++] = UNDERSCORE
      return end
    }
    out[end++] = BACKSLASH
    out[end++] = QUOTE
    const start = this.#starts[field]!
    for (let i = start; i < start + length; i++) {
      const byte = bytes[i]!
      if (byte === SLASH) out[end++] = SLASH
      if (byte < CONTROL || byte === QUOTE || byte === BACKSLASH) end = escape(byte, out, end)
      else out[end++] = byte
    }
    out[end++] = BACKSLASH
    out[end++] = QUOTE
    return end
  }

  #writeValue(bytes: Buffer, field: number, out: Buffer, to: number): number {
    const length = this.#lengths[field]!
    if (length === NULL_LENGTH) return copy(NULL, out, to)
    let end = to
    out[end++] = QUOTE
    const start = this.#starts[field]!
    for (let i = start; i < start + length; i++) {
      const byte = bytes[i]!
      if (byte < CONTROL || byte === QUOTE || byte === BACKSLASH) end = escape(byte, out, end)
      else out[end++] = byte
    }
    out[end++] = QUOTE
    return end
  }
}

// For a few bytes a loop is quicker than a call out of JavaScript.
function copy(from: Buffer, out: Buffer, to: number): number {
  for (let i = 0; i < from.length; i++) out[to + i] = from[i]!
  return to + from.length
}

/** As JSON.stringify escapes it. */
function escape(byte: number, out: Buffer, to: number): number {
  const text = ESCAPES[byte]!
  return copy(text, out, to)
}

const ESCAPES = Array.from({ length: BACKSLASH + 1 }, (_, byte) => Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)))
