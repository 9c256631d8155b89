import { setTimeout as pause } from 'node:timers/promises'
import type { Child } from '../support/child.ts'

/**
 * A program that is started again when it could not start or ended by itself, as whatever supervises it in a clinic
 * does. What ends by itself is counted: a fault outside is no reason to.
 */
export class Program {
  readonly name: string
  /** What it complained of each time it ended by itself. */
  readonly crashes: string[] = []
  readonly #launch: () => Child
  #child: Child | undefined
  #isWanted = false
  #isUp = false
  #starting: Promise<void> | undefined
  #ready: Record<string, unknown> = {}

  constructor(name: string, launch: () => Child) {
    this.name = name
    this.#launch = launch
  }

  /** What it said when it was ready last. */
  get ready(): Record<string, unknown> {
    return this.#ready
  }

  /** Resolves when it is ready, however often it must try. */
  start(): Promise<void> {
    this.#isWanted = true
    if (this.#isUp) return Promise.resolve()
    return (this.#starting ??= this.#untilReady().finally(() => (this.#starting = undefined)))
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.process.kill(signal)
  }

  /** Ends it, for good or until it is started. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#isWanted = false
    this.#isUp = false
    await this.#child?.end(signal)
    await this.#starting
  }

  async #untilReady(): Promise<void> {
    while (this.#isWanted) {
      const child = this.#launch()
      this.#child = child
      try {
        this.#ready = await child.said('ready')
        this.#isUp = true
      } catch {
        await child.end('SIGKILL')
        await pause(200)
        continue
      }
      void child.ended.then(() => this.#ended(child))
      return
    }
  }

  #ended(child: Child): void {
    if (child === this.#child) this.#isUp = false
    if (child !== this.#child || !this.#isWanted) return
    this.crashes.push(`${this.name} ended by itself: ${child.complaints.slice(-600)}`)
    void this.start()
  }
}
