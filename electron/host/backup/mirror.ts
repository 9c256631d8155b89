import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { PushMutation } from '../../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import { readIfThere, writeWhole } from './disk.ts'
import { isEntry } from './entries.ts'
import type { StoredEntry } from './entries.ts'
import { Seal } from './sealed.ts'

export const MIRROR_FILE = 'outbox.mirror'
const REWRITE_FROM_BYTES = 1_000_000

/**
 * A second copy of the writes that wait, beside the replica: one sealed line a write, on disk before the
 * screen hears "saved". Whatever happens to the replica's file, what the centre has not got is here too.
 * It may hold writes that were confirmed since; they are known by their ids.
 */
export class OutboxMirror {
  readonly #file: string
  readonly #seal: Seal
  readonly #waiting: () => readonly PushMutation[]
  #handle: number | undefined
  #bytes = 0
  #rewriteAt = REWRITE_FROM_BYTES

  /** @param waiting what the replica holds for the centre, for when the mirror must be written anew */
  constructor(dataDir: string, key: Uint8Array, waiting: () => readonly PushMutation[]) {
    this.#file = path.join(dataDir, MIRROR_FILE)
    this.#seal = new Seal(key, 'outbox mirror')
    this.#waiting = waiting
  }

  /** Writes the mirror anew with just what waits. Never throws. */
  renew(): void {
    try {
      this.#rewrite()
    } catch {
      this.close()
    }
  }

  #rewrite(): void {
    this.close()
    const lines = this.#waiting().map((entry) => this.#line(entry)).join('')
    writeWhole(this.#file, lines)
    this.#handle = openSync(this.#file, 'a', 0o600)
    this.#bytes = lines.length
    this.#rewriteAt = REWRITE_FROM_BYTES + 2 * this.#bytes
  }

  /**
   * Adds a write that is in the replica already. Never throws: the replica has it, so a full disk under
   * the mirror is no reason to tell a person that it was not saved. The next write then renews the mirror.
   */
  add(entry: PushMutation): void {
    try {
      if (this.#handle === undefined || this.#bytes > this.#rewriteAt) return this.#rewrite()
      const line = this.#line(entry)
      if (writeSync(this.#handle, line) !== line.length) return this.close()
      fdatasyncSync(this.#handle)
      this.#bytes += line.length
    } catch {
      this.close()
    }
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle)
    this.#handle = undefined
  }

  #line({ seq, id, name, input, actor, at, schema = SCHEMA_VERSION }: PushMutation): string {
    return `${this.#seal.seal(JSON.stringify({ seq, id, name, input, actor, at, schema }))}\n`
  }
}

/** What a mirror holds, as waiting entries in order, and how many lines of it cannot be read any more. */
export function readMirror(dataDir: string, key: Uint8Array): { entries: StoredEntry[]; unreadable: number } {
  const seal = new Seal(key, 'outbox mirror')
  const lines = (readIfThere(path.join(dataDir, MIRROR_FILE)) ?? '').split('\n').filter(Boolean)
  const entries = lines.map((line) => toEntry(seal.open(line))).filter((entry) => entry !== undefined)
  return { entries, unreadable: lines.length - entries.length }
}

function toEntry(text: string | undefined): StoredEntry | undefined {
  if (text === undefined) return undefined
  // Lines of the first program name no schema.
  const { given: _, ...mutation } = { schema: 1, ...(JSON.parse(text) as PushMutation) }
  const entry = { ...mutation, input: JSON.stringify(mutation.input), state: 'waiting' as const, outcome: null, code: null, message: null, local_error: null, confirmed_at: null }
  return isEntry(entry) ? entry : undefined
}
