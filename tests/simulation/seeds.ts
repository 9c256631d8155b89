import { fork } from 'node:child_process'
import path from 'node:path'
import type { BreakName } from './breaks.ts'
import { plan } from './plan.ts'
import { keep, regressions } from './play.ts'
import type { Outcome } from './run.ts'
import type { Dealt, GivenBack } from './worker.ts'

export interface Wanted {
  first: number
  seeds: number
  /** A database for each process that plays; an empty address where none of its runs needs Postgres. */
  databases: readonly string[]
  /** Every how-many-th seed is played on Postgres; 0 for none. */
  postgresEvery: number
  /** Tell of what happens as it happens. */
  trace?: boolean
  /** A rule that is broken on purpose: then nothing is kept, and the first failure is enough. */
  broken?: BreakName
  /** Leave out the histories that failed once. */
  onlySeeds?: boolean
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
  const total: Total = { seeds: 0, failed: 0, firstSeed: wanted.first, onPostgres: 0, seconds: 0, slowestDrainMs: 0, counts: {}, failures: [] }
  const work = dealer(wanted, () => wanted.broken !== undefined && total.failures.length > 0)
  await Promise.all(wanted.databases.map((url) => worker(url, wanted, work, (dealt, outcome) => {
    note(total, dealt, outcome, wanted)
    if ('seed' in dealt) wanted.onPlayed?.(outcome)
  })))
  total.failed = total.failures.length
  total.seconds = Math.round((performance.now() - began) / 100) / 10
  return total
}

/** What is to be played, one after the other. */
function* dealer(wanted: Wanted, isEnough: () => boolean): Generator<Dealt, Dealt> {
  if (!wanted.broken && !wanted.trace && !wanted.onlySeeds) for (const kept of regressions()) yield { kept }
  for (let played = 0; played < wanted.seeds && !isEnough(); played++) {
    const { postgresEvery: every } = wanted
    yield { seed: wanted.first + played, onPostgres: every > 0 && played % every === every - 1, trace: wanted.trace ?? false }
  }
  return { done: true }
}

function note(total: Total, dealt: Dealt, { seed, failures, counts, drainMs }: Outcome, wanted: Wanted): void {
  const failure = failures.slice(0, 3).join(' | ')
  if ('kept' in dealt) {
    if (failure) total.failures.push({ seed, failure, keptAs: dealt.kept })
    return
  }
  total.seeds++
  if ('seed' in dealt && dealt.onPostgres) total.onPostgres++
  total.slowestDrainMs = Math.max(total.slowestDrainMs, drainMs)
  for (const [what, times] of Object.entries(counts)) total.counts[what] = (total.counts[what] ?? 0) + times
  if (failure) total.failures.push({ seed, failure, ...(wanted.broken ? {} : { keptAs: keep(plan(seed), failures[0]!) }) })
}

/** Room for what lives shortly: with the usual 16 MB a fifth of the time goes into collecting it. */
const YOUNG = '--max-semi-space-size=64'

/** A process that plays what it is dealt, until there is no more. */
function worker(url: string, { broken }: Wanted, work: Iterator<Dealt, Dealt>, played: (dealt: Dealt, outcome: Outcome) => void): Promise<void> {
  const [file, patches] = ['worker.ts', 'patches.ts'].map((name) => path.join(import.meta.dirname, name)) as [string, string]
  const child = fork(file, { execArgv: ['--no-warnings', YOUNG, '--import', patches], env: { ...process.env, SIMULATION_DATABASE: url, SIMULATION_BREAK: broken ?? '' } })
  let dealt: Dealt = { done: true }
  child.on('message', ({ outcome }: GivenBack) => {
    if (outcome) played(dealt, outcome)
    dealt = work.next().value ?? { done: true }
    child.send(dealt)
  })
  return new Promise((resolve, reject) => void child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process of the simulation ended with ${code}`)))))
}
