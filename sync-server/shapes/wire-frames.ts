/** Cuts what comes from a Postgres connection into messages: a type byte, a length that counts itself, a body. */

const HEAD = 5

/** Called with a whole message: its bytes are `[at, end)` of `bytes`, valid during the call. */
export type OnFrame = (bytes: Buffer, at: number, end: number) => void

export class WireFrames {
  readonly #onFrame: OnFrame
  /** The beginning of a message whose end has not come; as long as the message once its head is known. */
  #partial: Buffer = Buffer.alloc(HEAD)
  #filled = 0

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame
  }

  /** Takes the next piece, wherever it was cut. */
  add(piece: Buffer): void {
    let at = this.#filled > 0 ? this.#complete(piece) : 0
    while (piece.length - at >= HEAD) {
      const end = at + 1 + piece.readUInt32BE(at + 1)
      if (end > piece.length) break
      this.#onFrame(piece, at, end)
      at = end
    }
    if (at < piece.length) this.#begin(piece, at)
  }

  /** Adds to the message that was begun, and answers where in the piece the next one begins. */
  #complete(piece: Buffer): number {
    let at = 0
    if (this.#filled < HEAD) {
      at = this.#fill(piece, 0, HEAD)
      if (this.#filled < HEAD) return at
      this.#grow()
    }
    at = this.#fill(piece, at, this.#partial.length)
    if (this.#filled < this.#partial.length) return at
    const whole = this.#partial
    this.#partial = Buffer.alloc(HEAD)
    this.#filled = 0
    this.#onFrame(whole, 0, whole.length)
    return at
  }

  #begin(piece: Buffer, at: number): void {
    const from = this.#fill(piece, at, HEAD)
    if (this.#filled < HEAD) return
    this.#grow()
    this.#fill(piece, from, this.#partial.length)
  }

  /** Room for the whole message, the head of which is there. */
  #grow(): void {
    const whole = Buffer.allocUnsafe(1 + this.#partial.readUInt32BE(1))
    this.#partial.copy(whole, 0, 0, HEAD)
    this.#partial = whole
  }

  #fill(piece: Buffer, at: number, upTo: number): number {
    const taken = Math.min(upTo - this.#filled, piece.length - at)
    piece.copy(this.#partial, this.#filled, at, at + taken)
    this.#filled += taken
    return at + taken
  }
}
