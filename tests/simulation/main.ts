import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import { BREAKS, isBreak } from './breaks.ts'
import { playSeeds } from './seeds.ts'
import type { Total } from './seeds.ts'

const USAGE = `npm run sim -- [--seeds N] [--seed FIRST] [--postgres EVERY] [--jobs N] [--break RULE] [--json]
npm run sim -- --seed S --trace [--postgres 1]
  Plays whole clinics in virtual time, one a seed, and checks that nothing is lost. Every EVERYth seed runs on a real
  Postgres (default 25; 0: none), the others on its double. --trace tells what happens in one run. --break breaks a
  rule of the sync on purpose, to see that it is caught, by which seed: ${Object.keys(BREAKS).join(', ')}.
`

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, postgres: { type: 'string' }, jobs: { type: 'string' }, break: { type: 'string' }, json: { type: 'boolean', default: false }, trace: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const { trace, break: broken } = values
const seeds = trace ? 1 : Number(values.seeds ?? 100)
const first = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const every = Number(values.postgres ?? (trace || broken ? 0 : 25))
const jobs = Number(values.jobs ?? availableParallelism())

if (values.help || ![seeds, first, every, jobs].every(Number.isSafeInteger) || (broken && !isBreak(broken))) process.stderr.write(USAGE)
else tell(await withPostgres((databases) => playSeeds({ first, seeds, databases, postgresEvery: every, trace, ...(broken && isBreak(broken) ? { broken } : {}) })))

function tell(total: Total): void {
  for (const { seed, failure, keptAs } of total.failures) process.stderr.write(`seed ${seed} failed: ${failure}\n  ${keptAs ? `kept as ${keptAs}; ` : ''}again: npm run sim -- --seed ${seed} --trace${broken ? ` --break ${broken}` : ''}\n`)
  process.stdout.write(values.json ? `${JSON.stringify(total)}\n` : `${total.seeds} seeds from ${first} (${total.onPostgres} on Postgres), ${total.failed} failed, ${total.seconds} s; slowest drain ${total.slowestDrainMs} ms\n`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

/** One Postgres for all, with a database for each process. */
async function withPostgres<T>(use: (databases: string[]) => Promise<T>): Promise<T> {
  const names = Array.from({ length: Math.min(jobs, seeds) }, (_, index) => `simulation_${index}`)
  if (every === 0 || seeds < every) return use(names.map(() => ''))
  const dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-simulation-postgres-'))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  try {
    for (const name of names) await postgres.createDatabase(name)
    return await use(names.map((name) => postgres.ownerUrl(name)))
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
