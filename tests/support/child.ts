import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

const root = path.resolve(import.meta.dirname, '../..')

/** A program of ours as a process of its own, which says on stdout in JSON lines what it is ready for. */
export class Child {
  readonly process: ChildProcess
  readonly #said: Record<string, unknown>[] = []
  readonly #waiting = new Set<() => void>()
  #stderr = ''
  readonly ended: Promise<number | null>

  constructor(entry: string, args: string[], env: Record<string, string> = {}) {
    this.process = spawn(process.execPath, [path.join(root, entry), ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    createInterface({ input: this.process.stdout! }).on('line', (line) => {
      if (line.startsWith('{')) this.#said.push(JSON.parse(line) as Record<string, unknown>)
      // The shape service by itself speaks to people.
      if (line.startsWith('ready ')) this.#said.push({ ready: true, url: line.slice(6) })
      for (const wake of this.#waiting) wake()
    })
    this.process.stderr!.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString()).slice(-4000)))
    this.ended = new Promise((resolve) => this.process.once('exit', (code) => {
      for (const wake of this.#waiting) wake()
      resolve(code)
    }))
  }

  /** The first line that has `key`; rejects when the program ends or says an error instead. */
  async said(key: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.#said.find((each) => key in each)
      if (line) return line
      if (this.process.exitCode !== null || this.process.signalCode !== null) throw new Error(`the program ended: ${this.#stderr}`)
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  /** The end of what it said on stderr. */
  get complaints(): string {
    return this.#stderr
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal)
    await this.ended
  }
}
