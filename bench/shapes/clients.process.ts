/**
 * Unchanged Electric clients in a process of their own: `clients.process.ts URL TABLE COUNT`. Each follows the shape by
 * long-poll and notes when it had received how many changes. Asked `{ expect: n }`, it answers with the time, on the
 * clock all processes share, at which each client had its n-th change, once all have.
 */
import { ShapeStream } from '@electric-sql/client'
import { clock } from '../lib/statistics.ts'
import { CLINIC } from './database.ts'

export type Said = { ready: true } | { at: number[] } | { failed: string }
export interface Asked {
  expect: number
}

class Follower {
  /** After each response with changes: how many there were by then, and when. */
  #seen: { count: number; at: number }[] = []
  #count = 0
  readonly ready: Promise<void>

  constructor(url: string, table: string, onNews: () => void) {
    // As a desk asks for it: the rows of one clinic, whole rows.
    const stream = new ShapeStream({ url: `${url}/v1/shape`, params: { table, where: 'clinic_id = $1', params: [CLINIC], replica: 'full' }, onError: (error) => say({ failed: error.message }) })
    this.ready = new Promise((resolve) => {
      stream.subscribe((messages) => {
        const changes = messages.filter((message) => 'key' in message).length
        this.#count += changes
        if (changes > 0) this.#seen.push({ count: this.#count, at: clock() })
        if (stream.isUpToDate) resolve()
        onNews()
      })
    })
  }

  /** Counting starts here; what was there before does not count. */
  start(): void {
    this.#count = 0
    this.#seen = []
  }

  /** When the n-th change had come; undefined when it has not. */
  had(n: number): number | undefined {
    return this.#seen.find(({ count }) => count >= n)?.at
  }

  forgetBefore(n: number): void {
    this.#seen = this.#seen.filter(({ count }) => count >= n)
  }
}

let expected = Infinity

function say(message: Said): void {
  process.send!(message)
}

function look(): void {
  const at = followers.map((follower) => follower.had(expected))
  if (!at.every((time) => time !== undefined)) return
  for (const follower of followers) follower.forgetBefore(expected)
  expected = Infinity
  say({ at })
}

const [url = '', table = '', count = ''] = process.argv.slice(2)
const followers = Array.from({ length: Number(count) }, () => new Follower(url, table, () => {
  if (expected !== Infinity) look()
}))
process.on('message', ({ expect }: Asked) => {
  expected = expect
  look()
})
process.on('disconnect', () => process.exit(0))
await Promise.all(followers.map((follower) => follower.ready))
for (const follower of followers) follower.start()
say({ ready: true })
