/** Length of the replica's key, in bytes. */
export const KEY_BYTES = 32

/** A place that keeps the one key of a desk's replica. */
export interface KeyProvider {
  /**
   * @returns undefined when no key has ever been kept here.
   * @throws {StartupError} when there is one that cannot be had: it must never be replaced by a new one.
   */
  load(): Promise<Uint8Array | undefined>
  /** Keeps the key; it is on disk when this resolves. */
  save(key: Uint8Array): Promise<void>
}

/** The key as 64 hexadecimal digits. */
export function keyToText(key: Uint8Array): string {
  return Buffer.from(key).toString('hex')
}

/** @returns undefined when the text is no key. */
export function keyFromText(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  return /^[0-9a-f]{64}$/i.test(trimmed) ? new Uint8Array(Buffer.from(trimmed, 'hex')) : undefined
}
