import type { SyncStatus } from '../../shared/protocol/views.ts'

/** The sync status of the desk; tells its listener once per turn however many facts change. */
export class Status {
  readonly #facts: SyncStatus = { network: 'connecting', waiting: 0, waitingSince: null, attention: 0, lastContactAt: null, firstSync: null, problem: null, storage: null, notice: null }
  readonly #listener: (status: SyncStatus) => void
  #told = true

  constructor(listener: (status: SyncStatus) => void) {
    this.#listener = listener
  }

  get now(): SyncStatus {
    return { ...this.#facts }
  }

  set(change: Partial<SyncStatus>): void {
    const news = Object.entries(change).some(([name, value]) => this.#facts[name as keyof SyncStatus] !== value)
    if (!news) return
    Object.assign(this.#facts, change)
    if (!this.#told) return
    this.#told = false
    setImmediate(() => {
      this.#told = true
      this.#listener(this.now)
    })
  }
}
