import { fork } from 'node:child_process'
import path from 'node:path'
import { plan } from './plan.ts'
import { keep, play, regressions } from './play.ts'
import type { Outcome } from './run.ts'
import { Templates } from './templates.ts'
import type { Dealt, GivenBack } from './worker.ts'

export interface Wanted {
  first: number
  seeds: number
  /** A database for each process that plays; an empty address where none of its runs needs Postgres. */
  databases: readonly string[]
  /** Every how-many-th seed is played on Postgres; 0 for none. */
  postgresEvery: number
  /** Told of each run as it ends. */
  onPlayed?: (outcome: Outcome) => void
}

/** What came of all of them. */
export interface Total {
  seeds: number
  failed: number
  firstSeed: number
  onPostgres: number
  seconds: number
  /** The longest that outboxes took to drain after everything was well, in virtual milliseconds. */
  slowestDrainMs: number
  /** Faults that were injected and writes that were made, by kind. */
  counts: Record<string, number>
  failures: { seed: number; failure: string; keptAs?: string }[]
}

/** Plays the histories that failed once, then one a seed; those that fail are kept. */
export async function playSeeds(wanted: Wanted): Promise<Total> {
  const began = performance.now()
  const total: Total = { seeds: 0, failed: 0, firstSeed: wanted.first, onPostgres: 0, seconds: 0, slowestDrainMs: 0, counts: {}, failures: await replayKept() }
  const next = { seed: wanted.first }
  await Promise.all(wanted.databases.map((url) => worker(url, wanted, next, (outcome) => {
    note(total, outcome, wanted)
    wanted.onPlayed?.(outcome)
  })))
  total.failed = total.failures.length
  total.seconds = Math.round((performance.now() - began) / 100) / 10
  return total
}

async function replayKept(): Promise<Total['failures']> {
  const templates = new Templates()
  const failures: Total['failures'] = []
  for (const { name, kept } of regressions()) {
    const { failures: found } = await play(kept.plan, templates)
    if (found.length > 0) failures.push({ seed: kept.plan.seed, failure: found[0]!, keptAs: name })
  }
  templates.close()
  return failures
}

function note(total: Total, { seed, failures, counts, drainMs }: Outcome, wanted: Wanted): void {
  total.seeds++
  if (isOnPostgres(seed, wanted)) total.onPostgres++
  total.slowestDrainMs = Math.max(total.slowestDrainMs, drainMs)
  for (const [what, times] of Object.entries(counts)) total.counts[what] = (total.counts[what] ?? 0) + times
  if (failures.length > 0) total.failures.push({ seed, failure: failures.slice(0, 3).join(' | '), keptAs: keep(plan(seed), failures[0]!) })
}

const isOnPostgres = (seed: number, { first, postgresEvery }: Wanted): boolean => postgresEvery > 0 && (seed - first) % postgresEvery === postgresEvery - 1

/** A process that plays what it is dealt, until there is no more. */
function worker(url: string, wanted: Wanted, next: { seed: number }, played: (outcome: Outcome) => void): Promise<void> {
  const child = fork(path.join(import.meta.dirname, 'worker.ts'), { execArgv: ['--no-warnings'], env: { ...process.env, SIMULATION_DATABASE: url } })
  child.on('message', ({ outcome }: GivenBack) => {
    if (outcome) played(outcome)
    const isOver = next.seed >= wanted.first + wanted.seeds
    const dealt: Dealt = isOver ? { done: true } : { seed: next.seed, onPostgres: isOnPostgres(next.seed++, wanted) }
    child.send(dealt)
  })
  return new Promise((resolve, reject) => void child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process of the simulation ended with ${code}`)))))
}
