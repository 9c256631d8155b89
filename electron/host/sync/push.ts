import { failpoint } from '../../../shared/failpoint.ts'
import { PUSH_PROTOCOL } from '../../../shared/protocol/push.ts'
import type { PushResponse } from '../../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import type { Thread } from '../store/rpc.ts'
import type { WriterOperations } from '../store/writer.worker.ts'
import type { Link } from './link.ts'
import { Patience } from './patience.ts'
import { readAnswer } from './push-answer.ts'

export interface PushOptions {
  serverUrl: string
  deviceId: string
  token: string
  writer: Thread<WriterOperations>
  link: Link
  /** The centre will not talk to this desk until a person has acted; the sentence says what to do. */
  onProblem: (problem: string | null) => void
  onError: (error: unknown) => void
  /** The centre has decided about some: its rows should follow. */
  onAnswered?: () => void
  /** Whether what waits cannot be read by the centre before it is updated; told with every answer. */
  onHeld?: (isHeld: boolean) => void
  /** For tests: how long it waits after a failure, for an answer, and before it asks again about what is held. */
  retryMs?: { first: number; longest: number; timeout: number; held: number }
}

const BATCH = 50
// A centre of several processes is not updated at once: the one that answers next may be the new one.
const RETRY_MS = { first: 300, longest: 3_000, timeout: 15_000, held: 60_000 }

/** A push swallowed on the way must be sent again well within the ten seconds of S9; a large one needs its time on a slow line, in bytes. */
const ANSWER_MS = 5_000
const SLOWEST_PER_MS = 90

/** Told of a desk that the centre refuses; taken back as soon as it accepts the desk again, on whatever way. */
export const REMOVED = 'The centre does not accept this PC any more. Ask the manager to enrol it again; everything entered here is kept.'
const NOT_UNDERSTOOD = 'The centre does not understand what this PC sends. Ask your IT person to update both; everything entered here is kept.'

/**
 * Sends the outbox in order. Sending never waits for the echo, and an answer never clears an entry.
 * It never gives up: S9 allows no desk to be stuck, so every failure ends in another try.
 */
export class Push {
  readonly #options: PushOptions
  #running: Promise<void> | undefined
  #again = false
  #wake: (() => void) | undefined
  #abort = new AbortController()
  readonly #patience: Patience
  readonly #retryMs: NonNullable<PushOptions['retryMs']>
  /** How many entries go into one push: fewer after one that was too large for something on the way. */
  #batch = BATCH
  /** The centre must be updated before it can read the next entry: new ones stand behind it and wait too. */
  #isHeld = false
  /** Asked for while a push was under way: its answer may be of the centre of before. */
  #isStale = false

  constructor(options: PushOptions) {
    this.#options = options
    this.#retryMs = options.retryMs ?? RETRY_MS
    this.#patience = new Patience({ held: this.#retryMs.timeout, first: ANSWER_MS })
  }

  /** There is something to send, or the way to the centre has opened. */
  kick(): void {
    this.#again = true
    if (!this.#isHeld) this.#wake?.()
    if (this.#abort.signal.aborted) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#again) this.kick()
    })
  }

  /** Another centre may answer now, or a person asks: sends also what the centre could not read before. */
  again(): void {
    this.#isHeld = false
    this.#isStale = true
    this.kick()
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    this.#again = false
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    let delay = this.#retryMs.first
    while (!this.#abort.signal.aborted) {
      this.#again = false
      this.#isStale = false
      try {
        const came = await this.#sendNext()
        if (came === 'nothing left') return
        if (came === 'held') {
          if (!this.#isStale) await this.#pause(this.#retryMs.held)
          continue
        }
        if (came === 'forward') {
          delay = this.#retryMs.first
          continue
        }
      } catch (error) {
        if (this.#abort.signal.aborted) return
        this.#options.onError(error)
      }
      // Asked again meanwhile: the way to the centre may just have opened.
      if (!this.#again) await this.#pause(delay * (0.5 + Math.random() / 2))
      delay = Math.min(delay * 2, this.#retryMs.longest)
    }
  }

  /** Sends one batch. An answer to none of its mutations is no way forward, however polite: the next try waits. */
  async #sendNext(): Promise<'nothing left' | 'forward' | 'held' | 'no further'> {
    const { writer, deviceId } = this.#options
    const entries = await writer.call('toSend', this.#batch)
    if (entries.length === 0) return 'nothing left'
    const mutations = entries.map(({ seq, id, name, input, actor, at, schema, given }) => ({ seq, id, name, input, actor, at, schema, given }))
    const sent = Date.now()
    const answer = await this.#post({ clientId: deviceId, protocol: PUSH_PROTOCOL, schema: SCHEMA_VERSION, sentAt: new Date(sent).toISOString(), mutations })
    if (answer.kind === 'refused') {
      this.#options.onProblem(answer.code === 'revoked' ? REMOVED : answer.message)
      throw new Error(`push refused: ${answer.code}`)
    }
    this.#options.onProblem(null)
    this.#isHeld = answer.kind === 'held'
    this.#options.onHeld?.(this.#isHeld)
    this.#batch = BATCH
    await writer.call('recordAnswers', answer.results)
    if (answer.results.length > 0) this.#options.onAnswered?.()
    // Half the round trip is the best guess of how old the centre's time is when it arrives.
    await writer.call('remember', 'clockOffsetMs', Math.round(Date.parse(answer.serverTime) - (sent + Date.now()) / 2))
    if (answer.kind === 'gap') await this.#fillGap(answer.expected)
    if (answer.kind === 'renumber') await writer.call('renumber', answer.expected)
    if (answer.kind === 'held') return 'held'
    return answer.results.length > 0 ? 'forward' : 'no further'
  }

  /** The centre lacks earlier mutations: send them again, or go on from its number when none are left here. */
  async #fillGap(expected: number): Promise<void> {
    const { writer } = this.#options
    await writer.call('reopen', expected)
    const [first] = await writer.call('toSend', 1)
    if (first && first.seq !== expected) await writer.call('renumber', expected)
  }

  async #post(body: { mutations: readonly unknown[]; [field: string]: unknown }): Promise<PushResponse> {
    const { serverUrl, token, link, onProblem } = this.#options
    const text = JSON.stringify(body)
    const response = await link.fetch(new URL('/v1/push', serverUrl), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: text,
      signal: this.#abort.signal,
    }, Math.min(this.#retryMs.timeout, this.#patience.limitFor('other') + Math.ceil(text.length / SLOWEST_PER_MS))).catch((error: Error) => {
      if (error.name === 'TimeoutError') this.#patience.ranOut()
      throw error
    })
    this.#patience.answered()
    failpoint('push-sent')
    const answer = await readAnswer(response)
    if (answer && (response.ok || answer.kind === 'refused')) return answer
    if (response.status === 401 || response.status === 403) onProblem(REMOVED)
    if (response.status === 400) onProblem(NOT_UNDERSTOOD)
    if (response.status === 413) this.#batch = Math.max(1, Math.floor(body.mutations.length / 2))
    throw new Error(`push answered ${response.status}`)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
