import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { requireDevice, sha256 } from '../auth/device-token.ts'
import type { Device } from '../auth/device-token.ts'
import { Together } from '../auth/together.ts'
import { HttpError } from './errors.ts'
import { TokenBuckets } from './token-buckets.ts'
import type { Allowance } from './token-buckets.ts'

export interface Allowances {
  /** A desk with a token. It asks again after every answer: 25 tables, each changed several times a second at most. */
  desk: Allowance
  /** An address from which requests come that no desk of ours would send: no token, a wrong one, a wrong path. */
  stranger: Allowance
  /** An address that asks what anybody may ask. All desks of a clinic may come from one address. */
  anybody: Allowance
}

export const ALLOWANCES: Allowances = {
  desk: { burst: 1500, perSecond: 300 },
  stranger: { burst: 100, perSecond: 1 },
  anybody: { burst: 600, perSecond: 60 },
}

const MOST_KNOWN = 10_000

/** Who may ask how often. Refusals are 429 with Retry-After; clients of the shape protocol wait and try again by themselves. */
export class Limits {
  readonly #desks: TokenBuckets
  readonly #strangers: TokenBuckets
  readonly #anybody: TokenBuckets
  /** Hashes of tokens that were right once in this process: their desks do not suffer from strangers at their address. */
  readonly #known = new Set<string>()
  /** A desk that is back asks for every table at once: all of it is one desk to look up, or its writes would queue behind that. */
  readonly #lookups = new Together<Device>()

  constructor(allowances: Partial<Allowances> = {}) {
    const { desk, stranger, anybody } = { ...ALLOWANCES, ...allowances }
    this.#desks = new TokenBuckets(desk)
    this.#strangers = new TokenBuckets(stranger)
    this.#anybody = new TokenBuckets(anybody)
  }

  /**
   * The desk a request comes from, if it may ask now.
   * @throws {HttpError} 401 or 403 as `requireDevice`; 429 when the desk, or an address that sends wrong tokens, asks too often.
   */
  async admit(pool: Pool, request: FastifyRequest): Promise<Device> {
    const { authorization } = request.headers
    const hash = sha256(authorization ?? '').toString('base64')
    if (!this.#known.has(hash)) refuseFor(this.#strangers.wait(request.ip))
    const device = await this.#identify(pool, hash, authorization, request.ip)
    this.#remember(hash)
    refuseFor(this.#desks.take(device.id))
    return device
  }

  /** Counts a request that no desk of ours would send. @throws {HttpError} 429 */
  stranger(request: FastifyRequest): void {
    refuseFor(this.#strangers.take(request.ip))
  }

  /** Counts a request that anybody may send. @throws {HttpError} 429 */
  anybody(request: FastifyRequest): void {
    refuseFor(this.#anybody.take(request.ip))
  }

  async #identify(pool: Pool, hash: string, authorization: string | undefined, ip: string): Promise<Device> {
    try {
      return await this.#lookups.ask(hash, () => requireDevice(pool, authorization))
    } catch (error) {
      if (error instanceof HttpError) refuseFor(this.#strangers.take(ip))
      throw error
    }
  }

  #remember(hash: string): void {
    this.#known.add(hash)
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.values().next().value!)
  }
}

function refuseFor(seconds: number): void {
  if (seconds > 0) throw new HttpError(429, 'too_many', 'Too many requests. Wait a little before the next.', Math.max(1, seconds))
}
