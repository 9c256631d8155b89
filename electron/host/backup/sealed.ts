import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals small texts with a key of their own that is derived from the replica's; what was altered does not open. */
export class Seal {
  readonly #key: Buffer

  /** @param purpose keeps what is sealed for one use from being taken for another */
  constructor(replicaKey: Uint8Array, purpose: string) {
    this.#key = Buffer.from(hkdfSync('sha256', replicaKey, new Uint8Array(0), `chairside ${purpose}`, 32))
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES })
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
  }

  /** The text; undefined when the key is another one or the bytes are not as they were sealed. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64')
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
    try {
      const opened = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      opened.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return Buffer.concat([opened.update(bytes.subarray(IV_BYTES + TAG_BYTES)), opened.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}
