import { setTimeout as pause } from 'node:timers/promises'
import type { ApiError } from '../../shared/protocol/clinic-api.ts'
import { TestWindow, WindowLost } from '../support/window.ts'
import type { ChaosDesk } from './desk.ts'
import type { Ask, Journal } from './journal.ts'
import { Random } from './random.ts'
import { wish } from './wishes.ts'
import type { Common } from './wishes.ts'

/** Somebody at a desk who writes something now and then, whatever breaks, and keeps their own books of it. */
export class ChaosPerson {
  readonly #desk: ChaosDesk
  readonly #common: Common
  readonly #journal: Journal
  readonly #random: Random
  readonly #pauseMs: number
  #made = 0
  #isDone = false

  constructor(desk: ChaosDesk, common: Common, journal: Journal, { seed, rate }: { seed: number; rate: number }) {
    this.#desk = desk
    this.#common = common
    this.#journal = journal
    this.#random = new Random(seed, `person ${desk.number}`)
    this.#pauseMs = 1000 / rate
  }

  /** Works until it is told to stop and the last wish is answered. Opens another window when one is lost. */
  async work(): Promise<void> {
    while (!this.#isDone) {
      let window: TestWindow | undefined
      try {
        window = await TestWindow.signedIn(this.#desk.url, 'owner')
        while (!this.#isDone) {
          await pause(this.#pauseMs * (0.5 + this.#random.next()))
          await this.#writeSomething(window)
        }
      } catch (error) {
        if (!isOfAFault(error)) throw error
        await pause(100)
      } finally {
        window?.close()
      }
    }
  }

  stop(): void {
    this.#isDone = true
  }

  async #writeSomething(window: TestWindow): Promise<void> {
    const tag = `c${this.#desk.number + 1}-${String(++this.#made).padStart(5, '0')}`
    const wanted = await wish(window, this.#common, this.#random, tag)
    if (!wanted || this.#isDone) return
    const ask = this.#journal.note(this.#desk.number, tag, wanted.name, wanted.input)
    await this.#ask(window, ask)
    if (ask.name === 'patient.create' && ask.answer.kind === 'saved' && this.#random.next() < 0.2) this.#common.patients.push(String(ask.input['id']))
  }

  async #ask(window: TestWindow, ask: Ask): Promise<void> {
    try {
      const { mutationId } = (await window.call('mutate', { name: ask.name, input: ask.input } as never)) as { mutationId: string }
      ask.answer = { kind: 'saved', mutationId }
    } catch (error) {
      if (error instanceof WindowLost) throw error
      const { kind, code, message } = error as ApiError
      ask.answer = { kind: 'refused', error: kind, code, message }
    }
  }
}

/** A line that broke, a host that is not there, a desk that says it cannot just now. Anything else is a fault of ours. */
function isOfAFault(error: unknown): boolean {
  if (error instanceof WindowLost) return true
  const { kind, code, message } = error as { kind?: string; code?: string; message: string }
  return kind !== undefined || code === 'ECONNREFUSED' || code === 'ECONNRESET' || /socket hang up|did not come about|Unexpected server response/.test(message)
}
