/** Stops a listener. */
export type Unsubscribe = () => void

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
  #message = new Set<(json: string) => void>()
  #open = new Set<() => void>()
  #close = new Set<() => void>()

  onMessage = (listener: (json: string) => void) => add(this.#message, listener)
  onClose = (listener: () => void) => add(this.#close, listener)
  onOpen = (listener: () => void) => {
    const stop = add(this.#open, listener)
    if (this.isOpen) listener()
    return stop
  }

  opened(): void {
    this.isOpen = true
    for (const listener of this.#open) listener()
  }
  closed(): void {
    if (!this.isOpen) return
    this.isOpen = false
    for (const listener of this.#close) listener()
  }
  received(data: unknown): void {
    if (typeof data !== 'string') return
    for (const listener of this.#message) listener(data)
  }
}

function add<T>(set: Set<T>, listener: T): Unsubscribe {
  set.add(listener)
  return () => void set.delete(listener)
}

const FIRST_DELAY_MS = 150
const LONGEST_DELAY_MS = 3000

/** Waiting time before the next try, in milliseconds: short at first, never longer than 3 s. */
export function retryDelay(failures: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10))
}
