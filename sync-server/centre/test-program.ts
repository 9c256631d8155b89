import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** A program of the centre as a process of its own, with everything it says. */
export class Program {
  readonly process: ChildProcess
  stdout = ''
  stderr = ''
  /** Exit code, once both outputs have been read to their ends; null after a signal. */
  readonly ended: Promise<number | null>
  readonly #waiting = new Set<() => void>()

  constructor(entry: string, args: string[], env: Record<string, string> = {}) {
    const clean = { DATABASE_URL: '', ELECTRIC_URL: '', ELECTRIC_SECRET: '', CHAIRSIDE_ENROL: '', CHAIRSIDE_PORT: '' }
    this.process = spawn(process.execPath, [path.join(root, entry), ...args], { cwd: root, env: { ...process.env, ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stdout!.on('data', (chunk: Buffer) => this.#hear('stdout', chunk))
    this.process.stderr!.on('data', (chunk: Buffer) => this.#hear('stderr', chunk))
    this.ended = new Promise((resolve) => this.process.once('close', (code) => {
      resolve(code)
      this.#wake()
    }))
  }

  /** The first JSON line on stdout that has `key`, as text; rejects when the program ends without it. */
  async said(key: string): Promise<string> {
    for (;;) {
      for (const line of this.stdout.split('\n').slice(0, -1)) {
        const value = line.startsWith('{') ? (JSON.parse(line) as Record<string, string | boolean>)[key] : undefined
        if (value !== undefined) return String(value)
      }
      const over = await Promise.race([this.ended.then(() => true), new Promise<false>((resolve) => this.#waiting.add(() => resolve(false)))])
      if (over && !this.stdout.includes(`"${key}"`)) throw new Error(`the program ended without ${key}: ${this.stdout}${this.stderr}`)
    }
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal)
    await this.ended
  }

  #hear(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString()
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
