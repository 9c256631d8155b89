/** Stops a listener. */
export type Unsubscribe = () => void

/** Those who want to hear of something. */
export class Listeners<T> {
  #all = new Set<(value: T) => void>()

  add(listener: (value: T) => void): Unsubscribe {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  tell(value: T): void {
    for (const listener of this.#all) listener(value)
  }
}
