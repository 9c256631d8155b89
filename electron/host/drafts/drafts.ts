import { createHmac } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { DraftView } from '../../../shared/protocol/views.ts'
import { privateFolder, readIfThere, writeWhole } from '../backup/disk.ts'
import { isDiskFull } from '../backup/failures.ts'
import { Seal } from '../backup/sealed.ts'

const SUFFIX = '.sealed'
const DAY_MS = 24 * 60 * 60_000
const KEPT_DAYS = 30

/** Whose draft it is and of what: nobody is shown what another person typed. */
export interface DraftKey {
  userId: string
  kind: string
  subjectId: string
}

export interface DraftsOptions {
  dataDir: string
  key: Uint8Array
  log?: (entry: { level: 'warn'; msg: string; reason: string }) => void
  now?: () => Date
}

/**
 * Forms that somebody has begun and not saved: on the disk of this PC, sealed with the replica's key, so that they outlive
 * the window, the program and the network. They never travel. Neither the names of the files nor their bytes say of whom they are.
 */
export class Drafts {
  readonly #folder: string
  readonly #key: Uint8Array
  readonly #seal: Seal
  readonly #now: () => Date
  readonly #log: NonNullable<DraftsOptions['log']>

  constructor({ dataDir, key, log = () => {}, now = () => new Date() }: DraftsOptions) {
    this.#folder = path.join(dataDir, 'drafts')
    this.#key = key
    this.#seal = new Seal(key, 'draft')
    this.#now = now
    this.#log = log
  }

  /** What was kept last; null when there is nothing, or it cannot be unsealed any more. */
  read(whose: DraftKey): DraftView | null {
    const sealed = readIfThere(this.#fileOf(whose))
    const text = sealed === undefined ? undefined : this.#seal.open(sealed)
    return text === undefined ? null : (JSON.parse(text) as DraftView)
  }

  /** Keeps this in the place of what was kept before; on disk when it returns. Throws `disk_full`. */
  keep(whose: DraftKey, content: string): { savedAt: string } {
    const savedAt = this.#now().toISOString()
    privateFolder(this.#folder)
    try {
      writeWhole(this.#fileOf(whose), this.#seal.seal(JSON.stringify({ savedAt, content } satisfies DraftView)))
    } catch (error) {
      throw isDiskFull(error) ? new ApiError('disk_full', 'What you type cannot be kept: the disk of this PC is full. Save the form, or make room.') : error
    }
    return { savedAt }
  }

  drop(whose: DraftKey): void {
    rmSync(this.#fileOf(whose), { force: true })
  }

  /** Removes what nobody has touched for thirty days. Never throws: an old draft is no reason not to start. */
  tidy(): void {
    const oldest = this.#now().getTime() - KEPT_DAYS * DAY_MS
    try {
      for (const name of readdirSync(privateFolder(this.#folder))) {
        const file = path.join(this.#folder, name)
        if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true })
      }
    } catch (error) {
      this.#log({ level: 'warn', msg: 'old drafts could not be removed', reason: (error as Error).name })
    }
  }

  #fileOf({ userId, kind, subjectId }: DraftKey): string {
    const name = createHmac('sha256', this.#key).update(`chairside draft ${userId} ${kind} ${subjectId}`).digest('hex').slice(0, 40)
    return path.join(this.#folder, `${name}${SUFFIX}`)
  }
}
