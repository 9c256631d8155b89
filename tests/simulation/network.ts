import type { Dice } from './dice.ts'
import { running } from './virtual-time.ts'
import type { Process, VirtualTime } from './virtual-time.ts'

/** What is wrong with a desk's way to the centre. `chance` is the share of requests it happens to. */
export type Fault =
  /** Nothing goes through, and the desk is told at once. */
  | { kind: 'cut' }
  /** Whatever is sent meanwhile is swallowed for good: nobody ever answers. */
  | { kind: 'halfOpen' }
  /** The connection breaks, before the request arrives or after the work is done. */
  | { kind: 'drop'; chance: number }
  /** The request arrives twice. */
  | { kind: 'double'; chance: number }
  | { kind: 'slow'; ms: number }
  /** Something on the way answers, before the centre has seen the request or after. */
  | { kind: 'status'; chance: number; status: number; retryAfter?: string }
  | { kind: 'garbage'; chance: number }

export interface Request {
  path: string
  query: URLSearchParams
  body: string
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body: string
}

/** A request under way. */
export interface Flight {
  /** Told when the other side has gone. */
  onClose?: () => void
  /** The connection breaks. */
  break(): void
}

/** What stands at the other end; rejects, or never answers, when the centre dies meanwhile. */
export type Server = (request: Request, flight: Flight) => Promise<Answer>

const GARBAGE = ['<html>Please accept our terms</html>', '', '[]', '{"kind":"done"', '{"kind":"done","results":[],"serverTime":"yesterday"}', 'null', '[{"headers":{"control":"up-to-da']

/** The way of one desk to the centre and back. */
export class Line {
  readonly faults = new Set<Fault>()
  /** What happened, how often. */
  readonly injected: Record<string, number> = {}
  /** How many requests reached the centre. */
  requests = 0
  readonly #flights = new Set<Flight>()
  readonly #time: VirtualTime
  readonly #world: Process
  readonly #dice: Dice
  readonly #server: Server

  constructor(time: VirtualTime, world: Process, dice: Dice, server: Server) {
    this.#time = time
    this.#world = world
    this.#dice = dice
    this.#server = server
  }

  /** Every connection breaks, as when a cable is pulled or a process dies. */
  breakAll(): void {
    for (const flight of [...this.#flights]) flight.break()
  }

  readonly fetch = ((input: string | URL, init: RequestInit = {}) => {
    const owner = running()!
    const { signal } = init
    this.#time.stir()
    return new Promise<Response>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const close = (end: () => void) => {
        if (!this.#flights.delete(flight)) return
        signal?.removeEventListener('abort', aborted)
        this.#time.stir()
        flight.onClose?.()
        if (owner.alive) end()
      }
      const flight: Flight = { break: () => close(() => reject(new TypeError('fetch failed'))) }
      const aborted = () => close(() => reject(signal!.reason as Error))
      signal?.addEventListener('abort', aborted)
      this.#flights.add(flight)
      const url = new URL(input)
      this.#send({ path: url.pathname, query: url.searchParams, body: typeof init.body === 'string' ? init.body : '' }, flight, ({ status, headers, body }) => close(() => resolve(new Response(body, { status, ...(headers ? { headers } : {}) }))))
    })
  }) as typeof fetch

  #send(request: Request, flight: Flight, answered: (answer: Answer) => void): void {
    if (this.#cutOff(flight)) return
    const drop = this.#happens('drop')
    if (drop && this.#dice.chance(0.5)) return this.#later(() => flight.break())
    if (this.#happens('double')) this.#later(() => void this.#serve(request, { break: () => {} }).catch(() => {}), 300)
    const between = this.#answerBetween()
    if (between && this.#dice.chance(0.5)) return this.#later(() => answered(between))
    this.#later(() => this.#arrive(request, flight, (answer) => {
      if (drop) flight.break()
      else answered(between ?? answer)
    }))
  }

  #arrive(request: Request, flight: Flight, answered: (answer: Answer) => void): void {
    if (!this.#flights.has(flight) && request.path !== '/v1/push') return
    if (this.#cutOff(flight)) return
    this.#serve(request, flight).then(
      (answer) => this.#later(() => {
        if (!this.#cutOff(flight)) answered(answer)
      }),
      () => flight.break(),
    )
  }

  #serve(request: Request, flight: Flight): Promise<Answer> {
    this.requests++
    this.#time.stir()
    return this.#server(request, flight)
  }

  /** Whether nothing goes through at this moment. */
  #cutOff(flight: Flight): boolean {
    const kinds = [...this.faults].map(({ kind }) => kind)
    if (kinds.includes('halfOpen')) {
      this.#count('halfOpen')
      return true
    }
    if (!kinds.includes('cut')) return false
    this.#count('cut')
    this.#later(() => flight.break())
    return true
  }

  /** What a proxy or a foreign network answers in the centre's place, if it does. */
  #answerBetween(): Answer | undefined {
    const wrong = this.#happens('status')
    if (wrong?.kind === 'status') return { status: wrong.status, body: '{"message":"Not now."}', headers: { 'content-type': 'application/json', ...(wrong.retryAfter ? { 'retry-after': wrong.retryAfter } : {}) } }
    if (this.#happens('garbage')) return { status: 200, body: this.#dice.of(GARBAGE), headers: { 'content-type': this.#dice.of(['text/html', 'application/json']) } }
    return undefined
  }

  #happens(kind: 'drop' | 'double' | 'status' | 'garbage'): Fault | undefined {
    for (const fault of this.faults) {
      if (fault.kind !== kind || !('chance' in fault) || !this.#dice.chance(fault.chance)) continue
      this.#count(fault.kind === 'status' ? `status ${fault.status}` : kind)
      return fault
    }
    return undefined
  }

  #count(what: string): void {
    this.injected[what] = (this.injected[what] ?? 0) + 1
  }

  /** After the time a message takes; each its own, so that they overtake each other. */
  #later(then: () => void, more = 0): void {
    const slow = [...this.faults].reduce((most, fault) => (fault.kind === 'slow' ? Math.max(most, fault.ms) : most), 0)
    this.#time.after(this.#dice.whole(1, 12) + this.#dice.whole(0, slow + more), this.#world, then)
  }
}
