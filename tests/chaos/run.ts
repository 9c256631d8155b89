import { availableParallelism, loadavg } from 'node:os'
import { todayIn } from '../../shared/domain/time.ts'
import { createPool } from '../../sync-server/db/pool.ts'
import type { Cleanup } from '../../bench/lib/cleanup.ts'
import { verifyChains } from '../support/audit-chains.ts'
import { TestWindow, until } from '../support/window.ts'
import { readBooks } from './books.ts'
import type { Books } from './books.ts'
import { ChaosClinic } from './clinic.ts'
import { count } from './count.ts'
import type { Count } from './count.ts'
import { Journal } from './journal.ts'
import type { ChaosOptions } from './options.ts'
import { ChaosPerson } from './person.ts'
import { Random } from './random.ts'
import { planFaults } from './schedule.ts'
import type { FaultName } from './schedule.ts'
import { DRAIN_LIMIT_MS, settle } from './settle.ts'
import type { Settled } from './settle.ts'
import { Storm } from './storm.ts'
import type { Common } from './wishes.ts'

export interface Report extends Omit<Count, 'findings'>, Omit<Settled, 'findings'> {
  /** Programs that ended by themselves. */
  crashed: number
  /** What is wrong with the audit chains. */
  audit_faults: number
  faults: Partial<Record<FaultName, number>>
  /** From the end of work until everything that was broken was mended and started. */
  heal_ms: number
  desks: number
  seconds: number
  source: string
  seed: number
  /** One-minute load of the machine at the end, and its processors. */
  load: number
  processors: number
  findings: string[]
}

/** One run: work and faults, then everything is healed, watched and counted. The parts stay for a look until `cleanup` runs. */
export async function runChaos(options: ChaosOptions, cleanup: Cleanup, say: (line: string) => void): Promise<{ report: Report; clinic: ChaosClinic; journal: Journal; before: Books }> {
  say(`Starting a clinic of ${options.desks} desks; seed ${options.seed}.`)
  const clinic = await ChaosClinic.start(options, cleanup)
  const common = await meet(clinic, options)
  const before = await clinic.atCentre(readBooks)
  const journal = new Journal()
  const people = clinic.desks.map((desk) => new ChaosPerson(desk, common, journal, options))
  const storm = new Storm(clinic, planFaults(options), say)
  const working = Promise.all(people.map((person) => person.work()))
  const raging = storm.run()
  await Promise.race([workday(options.seconds), working, raging.then(() => new Promise<never>(() => {}))])

  say(`Work ends after ${journal.asks.length} wishes; everything is healed.`)
  const ended = performance.now()
  for (const person of people) person.stop()
  storm.end()
  await raging
  await Promise.all(clinic.programs.map((program) => program.start()))
  const healMs = Math.round(performance.now() - ended)
  const [settled] = await Promise.all([settle(clinic, working), working])

  // Read first: what leaves an outbox meanwhile is in the books then.
  const outboxes = new Set(clinic.desks.flatMap((desk) => desk.waiting()))
  const counted = count(journal.asks, before, await clinic.atCentre(readBooks), outboxes)
  const audit = await auditFaults(clinic)
  const crashes = clinic.programs.flatMap((program) => program.crashes)
  const report: Report = {
    ...counted, ...settled, crashed: crashes.length, audit_faults: audit.length, faults: storm.happened, heal_ms: healMs,
    desks: options.desks, seconds: options.seconds, source: options.source, seed: options.seed, load: Number(loadavg()[0]!.toFixed(1)), processors: availableParallelism(),
    findings: [...counted.findings, ...settled.findings, ...audit, ...crashes],
  }
  return { report, clinic, journal, before }
}

/** Whether a run kept all that the sync promises. */
export function isGood(report: Report): boolean {
  const { lost, waiting, doubled, stuck, unequal_rows, refused_but_there, sums_wrong, crashed, audit_faults, drain_ms } = report
  return lost + waiting + doubled + stuck + unequal_rows + refused_but_there + sums_wrong + crashed + audit_faults === 0 && drain_ms !== null && drain_ms <= DRAIN_LIMIT_MS
}

/** Waits for every desk's first copy, and picks the patients and items that everybody has to do with. */
async function meet(clinic: ChaosClinic, { seed }: ChaosOptions): Promise<Common> {
  const random = new Random(seed, 'common')
  const window = await TestWindow.signedIn(clinic.desks[0]!.url, 'owner')
  const patients = await window.call('patients.search', { text: '', limit: 100 })
  const items = await window.call('inventory.list', {})
  const reference = await window.call('clinic.reference', {})
  window.close()
  for (const desk of clinic.desks.slice(1)) await until(async () => desk.program.ready['url'] !== undefined && (await isReady(desk.url)))
  const some = <T>(all: readonly T[], many: number) => Array.from({ length: many }, () => random.pick(all))
  return { today: todayIn(reference.clinic.timezone, new Date().toISOString()), reference, patients: some(patients, 8).map(({ id }) => id), items: some(items, 3).map(({ id }) => id) }
}

async function isReady(url: string): Promise<boolean> {
  const window = await TestWindow.open(url)
  const { stage } = await window.call('session.state', {})
  window.close()
  return stage === 'sign_in'
}

async function workday(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

async function auditFaults(clinic: ChaosClinic): Promise<string[]> {
  const pool = createPool(clinic.databaseUrl)
  try {
    return await verifyChains(pool)
  } finally {
    await pool.end()
  }
}
