import { setTimeout as pause } from 'node:timers/promises'
import { isDamage, isDiskFull } from './backup/failures.ts'
import { noteUnclean } from './backup/unclean.ts'
import type { HostOptions } from './host.ts'
import type { Status } from './status.ts'

const RESTORING = 'A backup is being restored on this PC. It takes a moment; everything entered here is kept.'
const REPAIRING = 'The data file of this PC is being looked through and repaired. It takes a moment; everything shown as saved is kept.'
const DISK_FULL = 'The disk of this PC is full, so nothing can be saved. Make room; what was shown as saved is safe.'
const FAILING = 'The disk of this PC does not work as it should. Ask your IT person to look at it; what was shown as saved is kept.'
/** A disk that goes on failing must not make the desk close and open for ever. */
const REPAIR_PAUSE_MS = 10 * 60_000
const OPEN_AGAIN_MS = 5_000

export interface KeeperOptions {
  dataDir: string
  status: Status
  log: HostOptions['log']
  /** Ends all work on the replica and closes it. */
  close: () => Promise<void>
  /** Opens the replica, sound, and takes the work up again. */
  open: () => Promise<void>
  /** Everything can be asked again, and is to be asked anew. */
  opened: () => void
}

/** Keeps the replica open and whole: closes it for a restore, looks it through when a thread met damage, and says what is wrong with the disk. */
export class Keeper {
  /** Why nothing can be asked at this moment; null when everything can. */
  closedFor: string | null = null
  readonly #options: KeeperOptions
  #reopening: Promise<void> | undefined
  #repairedAt = -Infinity
  #storage: { writes: string | null; backup: string | null } = { writes: null, backup: null }
  readonly #stopping = new AbortController()

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** No reopening from now on; resolves when one that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#reopening?.catch(() => {})
  }

  /** Closes the replica, lets `change` put another in its place, and opens what is there then. Rejects as `change` does. */
  async whileClosed(change: () => Promise<unknown>, reason: string = RESTORING): Promise<void> {
    await this.#reopening?.catch(() => {})
    this.#reopening = this.#reopen(change, reason).finally(() => (this.#reopening = undefined))
    await this.#reopening
  }

  /** A call failed in a thread: only what it says of the disk or the file matters here. */
  failed(error: Error): void {
    if (isDiskFull(error)) this.storage({ writes: DISK_FULL })
    else if (isDamage(error)) this.repair()
  }

  /** A write reached the disk. */
  written(): void {
    this.storage({ writes: null })
  }

  /** Takes note of what is wrong with the disk, or no longer is. */
  storage(change: Partial<{ writes: string | null; backup: string | null }>): void {
    this.#storage = { ...this.#storage, ...change }
    this.#options.status.set({ storage: this.#storage.writes ?? this.#storage.backup })
  }

  /** Has the replica looked through, and rebuilt if it is damaged; once in ten minutes at most. */
  repair(): void {
    const { dataDir, log } = this.#options
    if (this.closedFor !== null || this.#stopping.signal.aborted) return
    if (performance.now() - this.#repairedAt < REPAIR_PAUSE_MS) return this.storage({ writes: FAILING })
    this.#repairedAt = performance.now()
    log({ level: 'error', msg: 'the replica is looked through: a thread met damage or ended' })
    try {
      // Should this process end before it is through, the next start looks.
      noteUnclean(dataDir, 'suspect')
    } catch {
      // A disk that takes no note may still give back what is on it.
    }
    void this.whileClosed(async () => {}, REPAIRING)
  }

  async #reopen(change: () => Promise<unknown>, reason: string): Promise<void> {
    this.closedFor = reason
    this.#options.status.set({ problem: reason, firstSync: null })
    // What cannot be closed any more was ended; there is nothing better to do than to open what is there.
    await this.#options.close().catch(() => {})
    const failure = await change().then(() => undefined, (error: unknown) => ({ error }))
    await this.#openAgain()
    if (failure) throw failure.error
  }

  /** A full disk or a file in use passes; the desk must not stay closed when it has. */
  async #openAgain(): Promise<void> {
    const { status, log, open, opened } = this.#options
    while (!this.#stopping.signal.aborted) {
      try {
        await open()
        this.closedFor = null
        status.set({ problem: null })
        this.written()
        return opened()
      } catch (error) {
        const { name, message, kind } = error as Error & { kind?: string }
        log({ level: 'error', msg: 'the replica could not be opened again', reason: name, kind })
        this.closedFor = kind ? message : FAILING
        status.set({ problem: this.closedFor })
        await pause(OPEN_AGAIN_MS, undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
  }
}
