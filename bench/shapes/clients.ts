import { fork } from 'node:child_process'
import path from 'node:path'
import type { Cleanup } from '../lib/cleanup.ts'
import type { Asked, Said } from './clients.process.ts'

const PROGRAM = path.resolve(import.meta.dirname, 'clients.process.ts')
const LONGEST_WAIT_MS = 120_000

/** Clients that follow one shape, in one or more processes of their own. */
export class Clients {
  readonly #processes: ClientProcess[]

  private constructor(processes: ClientProcess[]) {
    this.#processes = processes
  }

  /** Starts the clients and waits until every one of them is up to date. */
  static async start(url: string, table: string, count: number, cleanup: Cleanup, processes = 1): Promise<Clients> {
    const share = (index: number): number => Math.floor((count * (index + 1)) / processes) - Math.floor((count * index) / processes)
    const started = Array.from({ length: processes }, (_, index) => new ClientProcess([url, table, String(share(index))]))
    cleanup.add(() => started.forEach((each) => each.stop()))
    for (const each of started) if (!('ready' in (await each.answer()))) throw new Error('The clients did not start.')
    return new Clients(started)
  }

  /** Waits until every client has received `n` changes since the start; answers when each of them had. */
  async had(n: number): Promise<number[]> {
    const answers = this.#processes.map((each) => each.ask({ expect: n }))
    return (await Promise.all(answers)).flat()
  }

  stop(): void {
    for (const each of this.#processes) each.stop()
  }
}

class ClientProcess {
  readonly #child: ReturnType<typeof fork>
  readonly #said: Said[] = []
  #wake: () => void = () => {}

  constructor(args: string[]) {
    this.#child = fork(PROGRAM, args, { execArgv: ['--disable-warning=ExperimentalWarning'] })
    this.#child.on('message', (said: Said) => {
      this.#said.push(said)
      this.#wake()
    })
    this.#child.on('exit', () => this.#wake())
    // Busy clients would notice only later that nobody wants them any more.
    process.once('exit', () => this.#child.kill('SIGKILL'))
  }

  async ask(asked: Asked): Promise<number[]> {
    this.#child.send(asked)
    const answer = await this.answer()
    if (!('at' in answer)) throw new Error('failed' in answer ? `A client failed: ${answer.failed}` : 'A client lost its way.')
    return answer.at
  }

  async answer(): Promise<Said> {
    const deadline = performance.now() + LONGEST_WAIT_MS
    for (;;) {
      const said = this.#said.shift()
      if (said) return said
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error('The process of the clients has ended.')
      const left = deadline - performance.now()
      if (left <= 0) throw new Error('The clients have not received everything in time.')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect()
  }
}
