import path from 'node:path'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { BackupView } from '../../../shared/protocol/views.ts'
import { Thread } from '../store/rpc.ts'
import { workerUrl } from '../worker-url.ts'
import type { BackupOperations } from './backup.worker.ts'
import { listBackups } from './catalogue.ts'
import { isDamage, isDiskFull, isForbidden } from './failures.ts'
import { BACKUP_DIR, dailyName, localDay } from './names.ts'

export interface BackupsOptions {
  dataDir: string
  key: Uint8Array
  log: (entry: { level: 'info' | 'warn'; msg: string; [key: string]: unknown }) => void
  /** A sentence while backups cannot be made, null when they can again. */
  onProblem: (problem: string | null) => void
  /** The replica itself is damaged. */
  onDamage: () => void
  /** When the newest backup that was read through was made, at the start and whenever that may have changed. */
  onList?: (lastGoodAt: string | null) => void
  pauses?: Pauses
}

interface Pauses {
  /** After the start, until the first look whether today has its backup. */
  first: number
  /** Until the next look, */
  again: number
  /** and after a backup that failed. */
  retry: number
}

const PAUSES: Pauses = { first: 60_000, again: 30 * 60_000, retry: 10 * 60_000 }

type BackupThread = Thread<BackupOperations>

/** Makes a backup of the replica each day, one at a time and beside the work; what fails is said and tried again. */
export class Backups {
  readonly #options: BackupsOptions
  readonly #folder: string
  #timer: NodeJS.Timeout | undefined
  #making: Promise<BackupView> | undefined
  #busy: Promise<unknown> | undefined
  #stopped = false

  constructor(options: BackupsOptions) {
    this.#options = options
    this.#folder = path.join(options.dataDir, BACKUP_DIR)
  }

  start(): void {
    this.#tell()
    this.#look((this.#options.pauses ?? PAUSES).first)
  }

  /** Waits for what is being made: a copy that is cut off is worth nothing. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#busy?.catch(() => {})
  }

  /** Newest first. */
  list(): BackupView[] {
    return listBackups(this.#folder)
  }

  /** Makes today's backup now; asked twice it is made once. Rejects with an ApiError that says why it cannot be. */
  create(): Promise<BackupView> {
    this.#making ??= this.#create().finally(() => (this.#making = undefined))
    return this.#making
  }

  /** Runs `work` on a thread of its own while no backup is made. Rejects when other such work is under way. */
  async alone<T>(work: (thread: BackupThread) => Promise<T>): Promise<T> {
    await this.#making?.catch(() => {})
    if (this.#busy || this.#stopped) throw new ApiError('refused', 'A backup is being made or restored right now. Wait a moment, then try again.', 'busy')
    const { dataDir, key } = this.#options
    const thread: BackupThread = new Thread<BackupOperations>(workerUrl('backup'), { dataDir, key })
    const busy = this.#on(thread, work)
    this.#busy = busy
    return busy
  }

  #tell(): void {
    try {
      this.#options.onList?.(this.list().find(({ checkedAt }) => checkedAt !== null)?.madeAt ?? null)
    } catch {
      // A folder that cannot be read is told of by the backup that fails.
    }
  }

  async #on<T>(thread: BackupThread, work: (thread: BackupThread) => Promise<T>): Promise<T> {
    try {
      return await work(thread)
    } finally {
      await thread.stop()
      this.#busy = undefined
      this.#tell()
    }
  }

  async #create(): Promise<BackupView> {
    const { log, onProblem, onDamage } = this.#options
    const started = performance.now()
    try {
      const name = await this.alone((thread) => thread.call('create'))
      onProblem(null)
      log({ level: 'info', msg: 'a backup was made and checked', name, ms: Math.round(performance.now() - started) })
      return this.list().find((backup) => backup.name === name)!
    } catch (error) {
      if (error instanceof ApiError) throw error
      const problem = problemOf(error)
      log({ level: 'warn', msg: 'a backup could not be made', reason: (error as Error).name, code: (error as { code?: string }).code })
      onProblem(problem.message)
      if (isDamage(error)) onDamage()
      throw problem
    }
  }

  #look(after: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => void this.#makeIfDue(), after)
    this.#timer.unref()
  }

  async #makeIfDue(): Promise<void> {
    const { again, retry } = this.#options.pauses ?? PAUSES
    const today = dailyName(localDay(new Date()))
    const isMade = this.list().some(({ name }) => name === today)
    const worked = isMade || (await this.create().then(() => true, () => false))
    this.#look(worked ? again : retry)
  }
}

/** What to tell a person of a backup that failed. */
function problemOf(error: unknown): ApiError {
  if (isDiskFull(error)) return new ApiError('disk_full', 'No backup could be made: the disk of this PC is too full. Work goes on and is saved. Make room; the backup is tried again by itself.')
  if (isForbidden(error)) return new ApiError('refused', 'No backup could be made: Chairside may not write to its folder "backups" on this PC. Work goes on and is saved; ask your IT person to allow it.')
  if (isDamage(error)) return new ApiError('refused', 'No backup could be made, because the data file of this PC is damaged. It is being repaired.')
  return new ApiError('refused', 'No backup could be made, or it could not be read back. Work goes on and is saved; the backup is tried again by itself. Tell your IT person if this stays.')
}
