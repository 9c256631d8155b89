import type { Desk } from './desk.ts'
import { Session } from './session.ts'
import type { Attempts } from './session.ts'

/** How long a window that is gone may come back signed in: a reload, a sleeping PC, a broken socket. */
const KEEP_MS = 10 * 60_000

/** What holds a session: one window's connection. */
export interface Holder {
  session: Session
  /** Another connection of the same window took the session over. */
  lostSession: () => void
}

interface Kept {
  session: Session
  holder: Holder | undefined
  /** Runs while nobody holds the session. */
  timer: NodeJS.Timeout | undefined
}

/** Who is signed in at which window, beyond the life of one connection. Never on disk: a new host asks anew. */
export class Sessions {
  readonly #desk: Desk
  readonly #attempts: Attempts
  readonly #kept = new Map<string, Kept>()

  constructor(desk: Desk, attempts: Attempts) {
    this.#desk = desk
    this.#attempts = attempts
  }

  /** A session nobody has signed in to. */
  fresh(): Session {
    return new Session(this.#desk, this.#attempts)
  }

  /**
   * Gives a connection the session its window had; the first time, its own becomes the window's. A session has
   * one holder: the newest connection, because the one before may be dead without the host having noticed.
   */
  attach(window: string, holder: Holder): void {
    const kept = this.#kept.get(window)
    if (!kept) {
      this.#kept.set(window, { session: holder.session, holder, timer: undefined })
      return
    }
    clearTimeout(kept.timer)
    const before = kept.holder
    holder.session = kept.session
    Object.assign(kept, { holder, timer: undefined })
    if (!before || before === holder) return
    before.session = this.fresh()
    before.lostSession()
  }

  /** Signs everybody out, also at windows that are gone for a while. */
  endAll(): void {
    for (const { session } of this.#kept.values()) session.signOut()
  }

  /** The connection is gone; its window may come back for a while. */
  release(holder: Holder): void {
    const entry = [...this.#kept].find(([, kept]) => kept.holder === holder)
    if (!entry) return
    const [window, kept] = entry
    kept.holder = undefined
    kept.timer = setTimeout(() => this.#kept.delete(window), KEEP_MS)
    kept.timer.unref()
  }
}
