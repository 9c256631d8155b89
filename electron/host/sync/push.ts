import { PUSH_PROTOCOL } from '../../../shared/protocol/push.ts'
import type { PushResponse } from '../../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import type { Thread } from '../store/rpc.ts'
import type { WriterOperations } from '../store/writer.worker.ts'
import type { Link } from './link.ts'

export interface PushOptions {
  serverUrl: string
  deviceId: string
  token: string
  writer: Thread<WriterOperations>
  link: Link
  /** The centre will not talk to this desk until a person has acted; the sentence says what to do. */
  onProblem: (problem: string | null) => void
  onError: (error: unknown) => void
}

const BATCH = 50
const RETRY_MS = { first: 300, longest: 3_000 }

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

  constructor(options: PushOptions) {
    this.#options = options
  }

  /** There is something to send, or the way to the centre has opened. */
  kick(): void {
    this.#again = true
    this.#wake?.()
    if (this.#abort.signal.aborted) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#again) this.kick()
    })
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    this.#again = false
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    let delay = RETRY_MS.first
    while (!this.#abort.signal.aborted) {
      this.#again = false
      try {
        if (!(await this.#sendNext())) return
        delay = RETRY_MS.first
      } catch (error) {
        if (this.#abort.signal.aborted) return
        this.#options.onError(error)
        await this.#pause(delay * (0.5 + Math.random() / 2))
        delay = Math.min(delay * 2, RETRY_MS.longest)
      }
    }
  }

  /** Sends one batch; false when there is nothing left. */
  async #sendNext(): Promise<boolean> {
    const { writer, deviceId } = this.#options
    const entries = await writer.call('toSend', BATCH)
    if (entries.length === 0) return false
    const mutations = entries.map(({ seq, id, name, input, actor, at }) => ({ seq, id, name, input, actor, at }))
    const sent = Date.now()
    const answer = await this.#post({ clientId: deviceId, protocol: PUSH_PROTOCOL, schema: SCHEMA_VERSION, sentAt: new Date(sent).toISOString(), mutations })
    if (answer.kind === 'refused') {
      this.#options.onProblem(answer.message)
      throw new Error(`push refused: ${answer.code}`)
    }
    this.#options.onProblem(null)
    await writer.call('recordAnswers', answer.results)
    // Half the round trip is the best guess of how old the centre's time is when it arrives.
    await writer.call('remember', 'clockOffsetMs', Math.round(Date.parse(answer.serverTime) - (sent + Date.now()) / 2))
    if (answer.kind === 'gap') await this.#fillGap(answer.expected, mutations[0]!.seq)
    if (answer.kind === 'renumber') await writer.call('renumber', answer.expected)
    return true
  }

  /** The centre lacks earlier mutations: send them again, or go on from its number when none are left here. */
  async #fillGap(expected: number, sentFrom: number): Promise<void> {
    const { writer } = this.#options
    await writer.call('reopen', expected)
    const [first] = await writer.call('toSend', 1)
    if (first && first.seq > expected && first.seq >= sentFrom) await writer.call('renumber', expected)
  }

  async #post(body: unknown): Promise<PushResponse> {
    const { serverUrl, token, link } = this.#options
    const response = await link.fetch(new URL('/v1/push', serverUrl), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: this.#abort.signal,
    })
    const answer = (await response.json()) as PushResponse
    if (response.ok || answer.kind === 'refused') return answer
    if (response.status === 401 || response.status === 403) this.#options.onProblem('The centre does not accept this PC any more. Ask the manager to enrol it again; everything entered here is kept.')
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
