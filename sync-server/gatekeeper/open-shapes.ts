/** How many shape requests one desk may hold open: 25 tables, each with up to two prefetched chunks, and room. */
export const MOST_PER_DEVICE = 128

/** The shape requests that are open in this process, by desk: counted, limited, and ended when a desk is removed. */
export class OpenShapes {
  readonly #open = new Map<string, Set<AbortController>>()
  readonly #most: number

  constructor(most = MOST_PER_DEVICE) {
    this.#most = most
  }

  /** Undefined when the desk holds too many already. Call `done` exactly when the request has ended. */
  begin(deviceId: string): { controller: AbortController; done: () => void } | undefined {
    const mine = this.#open.get(deviceId) ?? new Set()
    if (mine.size >= this.#most) return undefined
    const controller = new AbortController()
    this.#open.set(deviceId, mine.add(controller))
    return {
      controller,
      done: () => {
        mine.delete(controller)
        if (mine.size === 0 && this.#open.get(deviceId) === mine) this.#open.delete(deviceId)
      },
    }
  }

  count(deviceId: string): number {
    return this.#open.get(deviceId)?.size ?? 0
  }

  /** Ends every open request of a desk that lost its access: long polls would else run on for their 20 s. */
  cutOff(deviceId: string): void {
    for (const controller of this.#open.get(deviceId) ?? []) controller.abort()
  }

  endAll(): void {
    for (const deviceId of this.#open.keys()) this.cutOff(deviceId)
  }
}
