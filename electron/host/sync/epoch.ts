import type { Db } from '../store/database.ts'
import { readState, writeState } from '../store/state.ts'
import { forgetAnswers } from './outbox.ts'
import { forgetShapes, shapeStates } from './stage.ts'

/**
 * The centre speaks for another database than before: it was restored or made anew. What this desk knows of
 * where it stands is of no use any more, so every table is fetched anew beside the rows that are shown, and
 * what was answered waits again until rows of this database contain it (S12).
 */
export function adoptEpoch(db: Db, epoch: string): void {
  db.transaction(() => {
    if (readState(db, 'epoch') === epoch) return
    writeState(db, 'epoch', epoch)
    forgetShapes(db)
    forgetAnswers(db)
  }).immediate()
}

/** An epoch that no database has. */
const UNKNOWN = 'unknown'

/**
 * The epoch of the rows here; null while there are none. Rows of which nobody noted it, as an older program did not, may be
 * of a database that was restored since, and what was reached in that one says nothing of this one: they are of no epoch.
 */
export function knownEpoch(db: Db): string | null {
  const follows = shapeStates(db).some(({ handle, stage_handle }) => handle !== null || stage_handle !== null)
  return readState(db, 'epoch') ?? (follows ? UNKNOWN : null)
}

export interface EpochOptions {
  /** The epoch of the rows here; null while there are none. */
  known: () => Promise<string | null>
  first: (epoch: string) => Promise<void>
  /** Begins anew with the new database; must have given up all that was asked of the old one when it resolves. */
  changed: (epoch: string) => Promise<void>
}

/** Watches which database the centre speaks for. Whoever holds an answer waits here until this desk is of the same. */
export class Epoch {
  readonly #options: EpochOptions
  #now: string | null | undefined
  #turn: Promise<void> = Promise.resolve()
  #stopped = true

  constructor(options: EpochOptions) {
    this.#options = options
  }

  /** The replica is open: from here on answers are compared with what it knows. */
  start(): void {
    if (this.#stopped) this.#now = undefined
    this.#stopped = false
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#turn.catch(() => {})
  }

  /** An answer carried this epoch. One after the other: all answers of a new database come at once. */
  saw(epoch: string): Promise<void> {
    if (this.#stopped || this.#now === epoch) return Promise.resolve()
    this.#turn = this.#turn.catch(() => {}).then(() => this.#take(epoch))
    return this.#turn
  }

  async #take(epoch: string): Promise<void> {
    if (this.#stopped || this.#now === epoch) return
    this.#now ??= await this.#options.known()
    if (this.#now === epoch) return
    if (this.#now === null) await this.#options.first(epoch)
    else await this.#options.changed(epoch)
    this.#now = epoch
  }
}
