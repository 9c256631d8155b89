import { Listeners } from './listeners.ts'
import type { Unsubscribe } from './listeners.ts'

export type { Unsubscribe }

/**
 * A line to the host that carries JSON texts both ways, in order. It opens and closes any number of
 * times: after `onClose` it tries again by itself until `close` is called.
 */
export interface Transport {
  /** Hands over one message; only valid between `onOpen` and `onClose`. */
  send(json: string): void
  onMessage(listener: (json: string) => void): Unsubscribe
  /** Called at each opening, and at once if the line is open already. */
  onOpen(listener: () => void): Unsubscribe
  onClose(listener: () => void): Unsubscribe
  /** Ends the line for good. */
  close(): void
}

/** The listeners of a transport and whether it is open: what every kind of transport shares. */
export class Line {
  isOpen = false
  #message = new Listeners<string>()
  #open = new Listeners<void>()
  #close = new Listeners<void>()

  onMessage = (listener: (json: string) => void) => this.#message.add(listener)
  onClose = (listener: () => void) => this.#close.add(listener)
  onOpen = (listener: () => void) => {
    const stop = this.#open.add(listener)
    if (this.isOpen) listener()
    return stop
  }

  opened(): void {
    this.isOpen = true
    this.#open.tell()
  }
  closed(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#close.tell()
  }
  received(data: unknown): void {
    if (typeof data === 'string') this.#message.tell(data)
  }
}

const FIRST_DELAY_MS = 150
const LONGEST_DELAY_MS = 3000

/** Waiting time before the next try, in milliseconds: short at first, never longer than 3 s. */
export function retryDelay(failures: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10))
}
