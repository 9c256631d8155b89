/** Work that must not overlap: one after the other, in the order it was asked for. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  /** Resolves or rejects as `work` does; a failure before it does not hold it up. Does nothing once closed. */
  take(work: () => Promise<void>): Promise<void> {
    const run = this.#last.then(() => (this.#isClosed ? undefined : work()))
    this.#last = run.catch(() => {})
    return run
  }

  /** Begins nothing from now on; resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
  }

  open(): void {
    this.#isClosed = false
  }
}
