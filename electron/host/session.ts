import { verify } from '@node-rs/argon2'
import { ApiError, CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import type { Permission } from '../../shared/mutators/mutator.ts'
import type { SessionState, SessionUser } from '../../shared/protocol/views.ts'
import type { Desk } from './desk.ts'

/** Slows guessing down: after some failures a user name must wait, longer each time. */
export class Attempts {
  readonly #failed = new Map<string, { count: number; until: number }>()

  /**
   * Counts a try as failed before it is made, so that many sent at once gain nothing. Call `succeeded` when it was right.
   * @throws {ApiError} `too_many_tries` while the name must wait; that is no try and is not counted.
   */
  begin(username: string, now: number): void {
    const failed = this.#failed.get(username)
    if (failed && failed.until > now) throw new ApiError('refused', `Too many tries. Wait ${Math.ceil((failed.until - now) / 1000)} seconds.`, 'too_many_tries')
    const count = (failed?.count ?? 0) + 1
    const wait = count < FREE_TRIES ? 0 : Math.min(2 ** (count - FREE_TRIES), LONGEST_WAIT_S)
    this.#failed.set(username, { count, until: now + wait * 1000 })
  }

  succeeded(username: string): void {
    this.#failed.delete(username)
  }
}

const FREE_TRIES = 5
const LONGEST_WAIT_S = 60

// Verified when the user name is unknown, so that the time taken does not tell which names exist.
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$mB8wcJ3fTzJ0m2Jc0Qqg6dCVmqV8kV2JxJm3T8o7u0E'

/** Who uses one window. Signing in works from the replica alone, so it works offline. */
export class Session {
  user: SessionUser | null = null
  readonly #desk: Desk
  readonly #attempts: Attempts

  constructor(desk: Desk, attempts: Attempts) {
    this.#desk = desk
    this.#attempts = attempts
  }

  async state(): Promise<SessionState> {
    const { registration, ready, threads, serverUrl } = this.#desk
    const about = registration && ready ? await threads.query('session.desk') : null
    const stage = !registration ? 'enrol' : !ready ? 'loading' : !about?.hasPeople ? 'first_manager' : this.user ? 'signed_in' : 'sign_in'
    return {
      apiVersion: CLINIC_API_VERSION,
      stage,
      clinicName: about?.clinicName ?? null,
      device: registration ? { id: registration.deviceId, name: registration.name, profile: registration.profile, series: registration.series } : null,
      serverUrl,
      user: stage === 'signed_in' ? this.user : null,
    }
  }

  async signIn(username: string, password: string): Promise<SessionUser> {
    const name = username.trim().toLowerCase()
    this.#attempts.begin(name, Date.now())
    const found = await this.#desk.threads.query('session.credential', { username: name })
    const fits = await verify(found?.verifier ?? NOBODY, password).catch(() => false)
    if (!found?.verifier || !fits) throw new ApiError('refused', 'That user name and password do not belong together.', 'wrong_password')
    this.#attempts.succeeded(name)
    this.user = found.user
    return found.user
  }

  signOut(): void {
    this.user = null
  }

  /** Rights may have changed, or the account been switched off, at the centre or another desk. */
  async refresh(): Promise<void> {
    if (this.user) this.user = (await this.#desk.threads.query('session.person', { userId: this.user.id })) ?? null
  }

  /** The person at this window, who must hold the permission. */
  require(permission?: Permission): SessionUser {
    if (!this.user) throw new ApiError('signed_out', 'Sign in first.')
    if (permission && !this.user.permissions.includes(permission)) throw new ApiError('forbidden', 'Your account does not have the right to do this.')
    return this.user
  }
}
