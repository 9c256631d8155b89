import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import type { SyncStatus } from '../../shared/protocol/views.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { PROGRAM_VERSION } from './store/version.ts'

/** The sync status of the desk; tells its listener once per turn however many facts change. */
export class Status {
  readonly #facts: SyncStatus = { network: 'connecting', waiting: 0, waitingSince: null, attention: 0, lastContactAt: null, firstSync: null, refetch: null, clockBehindMinutes: null, program: { version: PROGRAM_VERSION, schema: SCHEMA_VERSION, protocol: PUSH_PROTOCOL }, centre: null, lastBackupAt: null, held: false, problem: null, storage: null, notice: null }
  readonly #listener: (status: SyncStatus) => void
  readonly #watchers = new Set<() => void>()
  #told = true

  constructor(listener: (status: SyncStatus) => void) {
    this.#listener = listener
  }

  get now(): SyncStatus {
    return { ...this.#facts }
  }

  /** Resolves when the facts fit, or after the time. */
  async until(fits: (status: SyncStatus) => boolean, ms: number): Promise<void> {
    if (fits(this.#facts)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = () => {
      if (fits(this.#facts)) resolve()
    }
    const timer = setTimeout(resolve, ms)
    this.#watchers.add(look)
    await promise
    clearTimeout(timer)
    this.#watchers.delete(look)
  }

  set(change: Partial<SyncStatus>): void {
    const news = Object.entries(change).some(([name, value]) => this.#facts[name as keyof SyncStatus] !== value)
    if (!news) return
    Object.assign(this.#facts, change)
    for (const look of this.#watchers) look()
    if (!this.#told) return
    this.#told = false
    setImmediate(() => {
      this.#told = true
      this.#listener(this.now)
    })
  }
}
