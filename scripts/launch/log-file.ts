import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const LIMIT_BYTES = 5 * 1024 * 1024

/** What a child process says, kept on disk: this run and one file before it, never more than about 10 MB together. */
export class LogFile {
  readonly path: string
  #descriptor: number
  #size = 0
  #recent: string[] = []

  constructor(path: string) {
    this.path = path
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#descriptor = this.#open()
  }

  /** The last lines, oldest first. */
  get recent(): readonly string[] {
    return this.#recent
  }

  line(text: string): void {
    this.#recent = [...this.#recent.slice(-19), text]
    if (this.#size > LIMIT_BYTES) {
      closeSync(this.#descriptor)
      this.#descriptor = this.#open()
    }
    this.#size += writeSync(this.#descriptor, `${text}\n`)
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #open(): number {
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.1`)
    this.#size = 0
    return openSync(this.path, 'w', 0o600)
  }
}
