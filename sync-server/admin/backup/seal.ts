import { createCipheriv, createDecipheriv } from 'node:crypto'
import { Transform } from 'node:stream'
import type { TransformCallback } from 'node:stream'

const CIPHER = 'aes-256-gcm'
const TAG_BYTES = 16
const LENGTH_BYTES = 4
const CHUNK_BYTES = 1024 * 1024

/** The bytes are not what was sealed, or not all of it. */
export class UnsealError extends Error {
  override name = 'UnsealError'
}

/**
 * Seals a stream in chunks of a megabyte with AES-256-GCM. Each chunk is bound to its place, to the header and
 * to whether it is the last, so chunks that were altered, swapped, left out or cut off do not open.
 * The key must be used for one stream only: the counter that makes each chunk's nonce begins at zero.
 */
export class Sealing extends Transform {
  readonly #chunks: ChunkCipher
  #waiting: Buffer[] = []
  #bytes = 0

  constructor(key: Buffer, header: Buffer) {
    super()
    this.#chunks = new ChunkCipher(key, header)
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#waiting.push(data)
    this.#bytes += data.length
    while (this.#bytes > CHUNK_BYTES) this.#emit(CHUNK_BYTES, false)
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#emit(this.#bytes, true)
    done()
  }

  #emit(count: number, isLast: boolean): void {
    const all = Buffer.concat(this.#waiting)
    this.#waiting = [all.subarray(count)]
    this.#bytes -= count
    const sealed = this.#chunks.seal(all.subarray(0, count), isLast)
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32BE(sealed.length)
    this.push(length)
    this.push(sealed)
  }
}

/** Opens what `Sealing` made; fails with UnsealError at the first chunk that is not as it was. */
export class Unsealing extends Transform {
  readonly #chunks: ChunkCipher
  #rest: Buffer = Buffer.alloc(0)

  constructor(key: Buffer, header: Buffer) {
    super()
    this.#chunks = new ChunkCipher(key, header)
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#rest = Buffer.concat([this.#rest, data])
    try {
      // The last chunk is the one behind which nothing comes, so one is always held back.
      for (let end = this.#end(); end !== undefined && this.#rest.length > end; end = this.#end()) this.#open(end, false)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      if (this.#end() !== this.#rest.length) throw new UnsealError('The backup is cut off.')
      this.#open(this.#rest.length, true)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  #end(): number | undefined {
    if (this.#rest.length < LENGTH_BYTES) return undefined
    const length = this.#rest.readUInt32BE()
    if (length > CHUNK_BYTES + TAG_BYTES) throw new UnsealError('The backup was altered.')
    return this.#rest.length < LENGTH_BYTES + length ? undefined : LENGTH_BYTES + length
  }

  #open(end: number, isLast: boolean): void {
    this.push(this.#chunks.open(this.#rest.subarray(LENGTH_BYTES, end), isLast))
    this.#rest = this.#rest.subarray(end)
  }
}

class ChunkCipher {
  readonly #key: Buffer
  readonly #header: Buffer
  #counter = 0n

  constructor(key: Buffer, header: Buffer) {
    this.#key = key
    this.#header = header
  }

  seal(chunk: Buffer, isLast: boolean): Buffer {
    const cipher = createCipheriv(CIPHER, this.#key, this.#nonce(), { authTagLength: TAG_BYTES })
    cipher.setAAD(this.#bound(isLast))
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
  }

  open(sealed: Buffer, isLast: boolean): Buffer {
    if (sealed.length < TAG_BYTES) throw new UnsealError('The backup is cut off.')
    const cipher = createDecipheriv(CIPHER, this.#key, this.#nonce(), { authTagLength: TAG_BYTES })
    cipher.setAAD(this.#bound(isLast))
    cipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    try {
      return Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), cipher.final()])
    } catch (cause) {
      throw new UnsealError('The backup was altered, or the key is another one.', { cause })
    }
  }

  #nonce(): Buffer {
    const nonce = Buffer.alloc(12)
    nonce.writeBigUInt64BE(this.#counter++, 4)
    return nonce
  }

  #bound(isLast: boolean): Buffer {
    return Buffer.concat([this.#header, Buffer.from([isLast ? 1 : 0])])
  }
}
