import type { Socket } from 'node:net'

/** How a slow line is: what it carries, and how long a byte is under way. */
export interface LineSpeed {
  bytesPerSecond: number
  latencyMs: number
}

/** What may lie in a line before its sender has to wait, in bytes. */
const MOST_UNDERWAY = 64 * 1024

/** One direction of one connection: carries bytes in order, as fast as the line allows, or holds them. */
export class Relay {
  readonly #from: Socket
  readonly #to: Socket
  readonly #onBytes: (count: number) => void
  #queue: { chunk: Buffer; due: number }[] = []
  #underway = 0
  #busyUntil = 0
  #held = false
  #ended = false
  #speed: LineSpeed | null
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, speed: LineSpeed | null, onBytes: (count: number) => void) {
    this.#from = from
    this.#to = to
    this.#speed = speed
    this.#onBytes = onBytes
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('close', () => {
      this.#ended = true
      this.#carry()
    })
    to.on('close', () => clearTimeout(this.#timer))
  }

  hold(): void {
    this.#held = true
    this.#from.pause()
  }

  release(): void {
    this.#held = false
    this.#carry()
  }

  /** A new speed holds for what comes; null lets through at once what is under way too. */
  setSpeed(speed: LineSpeed | null): void {
    this.#speed = speed
    if (speed) return
    this.#busyUntil = 0
    for (const item of this.#queue) item.due = 0
    this.#carry()
  }

  #take(chunk: Buffer): void {
    const now = performance.now()
    if (this.#speed) this.#busyUntil = Math.max(now, this.#busyUntil) + (chunk.length / this.#speed.bytesPerSecond) * 1000
    this.#queue.push({ chunk, due: this.#speed ? this.#busyUntil + this.#speed.latencyMs : 0 })
    this.#underway += chunk.length
    if (this.#underway > MOST_UNDERWAY) this.#from.pause()
    this.#carry()
  }

  #carry(): void {
    clearTimeout(this.#timer)
    if (this.#held || this.#to.destroyed) return
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const wait = next.due - performance.now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#carry(), wait)
        return
      }
      this.#queue.shift()
      this.#underway -= next.chunk.length
      this.#to.write(next.chunk)
      this.#onBytes(next.chunk.length)
    }
    if (this.#ended) this.#to.destroySoon()
    else if (this.#from.isPaused()) this.#from.resume()
  }
}
