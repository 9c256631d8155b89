import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sameSecret } from './secret.ts'

/** Where the launcher asks for a ticket, and where the page gives it up for the token. */
export const TICKET_PATH = '/ticket'
export const REDEEM_PATH = '/redeem'

const VALID_MS = 60_000
const MOST_OPEN = 16
const LONGEST_BODY = 200

export interface TicketAnswer {
  status: number
  body: string
}

/**
 * Tickets for opening a window. The address on a browser's command line can be read by every user of the PC, so it
 * carries a ticket in place of the token: it works once, for a minute, and only for our own page.
 */
export class Tickets {
  readonly #token: string
  readonly #open = new Map<string, number>()
  readonly #now: () => number

  constructor(token: string, now: () => number = Date.now) {
    this.#token = token
    this.#now = now
  }

  /** A new ticket for whoever shows the token. */
  issue(request: IncomingMessage): TicketAnswer {
    const shown = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (shown === undefined || !sameSecret(shown, this.#token)) return { status: 401, body: '' }
    this.#forgetOld()
    if (this.#open.size >= MOST_OPEN) return { status: 429, body: '' }
    const ticket = randomBytes(24).toString('base64url')
    this.#open.set(ticket, this.#now() + VALID_MS)
    return { status: 200, body: ticket }
  }

  /** The token for a ticket, once; only for a page of this desk. */
  async redeem(request: IncomingMessage, origins: readonly string[]): Promise<TicketAnswer> {
    if (!origins.includes(request.headers.origin ?? '')) return { status: 403, body: '' }
    const ticket = await textOf(request)
    this.#forgetOld()
    return this.#open.delete(ticket) ? { status: 200, body: this.#token } : { status: 401, body: '' }
  }

  #forgetOld(): void {
    for (const [ticket, until] of this.#open) if (until <= this.#now()) this.#open.delete(ticket)
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > LONGEST_BODY) return ''
  }
  return text
}
