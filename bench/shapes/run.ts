import type { Cleanup } from '../lib/cleanup.ts'
import { machine } from '../lib/machine.ts'
import type { Options } from '../lib/options.ts'
import { Random } from '../lib/random.ts'
import type { Figure, Report } from '../lib/report.ts'
import { median, percentile, rounded } from '../lib/statistics.ts'
import { Clients } from './clients.ts'
import { copyOut } from './copy-out.ts'
import type { CopyOut } from './copy-out.ts'
import { HISTORY, LIVE, openDatabase } from './database.ts'
import type { BenchDatabase } from './database.ts'
import { drainShape, forgetShape } from './first-sync.ts'
import type { FirstSync } from './first-sync.ts'
import { measureLatency } from './latency.ts'
import { startService } from './service.ts'
import type { ServiceProcess } from './service.ts'
import { measureBulk, measureSingles } from './throughput.ts'

interface Sizes {
  transactions: number
  crowd: number
  crowdTransactions: number
  bulk: { transactions: number; rows: number }
  singles: number
  /** How often first sync and COPY are measured; the median counts. */
  rounds: number
}

const FULL: Sizes = { transactions: 400, crowd: 100, crowdTransactions: 200, bulk: { transactions: 50, rows: 1000 }, singles: 4000, rounds: 3 }
const QUICK: Sizes = { transactions: 20, crowd: 10, crowdTransactions: 5, bulk: { transactions: 4, rows: 250 }, singles: 100, rounds: 1 }

const SESSIONS = 4

interface Parts {
  database: BenchDatabase
  service: ServiceProcess
  sizes: Sizes
  random: Random
  cleanup: Cleanup
  progress: (line: string) => void
}

/** Measures the embedded shape service on a durable Postgres, both on this machine. Takes about two minutes. */
export async function benchShapes(options: Options, cleanup: Cleanup, progress: (line: string) => void): Promise<Report> {
  const about = machine()
  progress(`Making a database with ${options.rows} rows ...`)
  const database = await openDatabase(options.rows, cleanup)
  const service = await startService(database.url, cleanup)
  const parts: Parts = { database, service, sizes: options.quick ? QUICK : FULL, random: new Random(3), cleanup, progress }
  const idle = service.memory()
  const one = await oneClient(parts)
  const many = await crowd(parts)
  const live = service.memory()
  const rates = await throughput(parts)
  const written = service.memory()
  const reading = await firstSync(parts)
  const memory: Figure[] = [
    { key: 'peak_rss_mb', value: service.memory()?.peak ?? null, unit: 'MB', aim: '300', what: 'highest resident memory of the service in the whole run (VmHWM)' },
    { key: 'rss_idle_mb', value: idle?.now ?? null, unit: 'MB', what: 'resident at the start, without a shape' },
    { key: 'rss_after_latency_mb', value: live?.peak ?? null, unit: 'MB', what: `highest up to the end of the latency measurements` },
    { key: 'rss_after_changes_mb', value: written?.peak ?? null, unit: 'MB', what: 'highest up to the end of the throughput measurements' },
    { key: 'rss_end_mb', value: service.memory()?.now ?? null, unit: 'MB', what: 'resident at the end' },
  ]
  return { bench: 'shapes', quick: options.quick, machine: { ...about, postgres: database.version }, figures: [...one, ...many, ...rates, ...reading, ...memory] }
}

async function oneClient({ database, service, sizes, random, cleanup, progress }: Parts): Promise<Figure[]> {
  progress(`Latency: 1 client, ${sizes.transactions} transactions of one row ...`)
  const clients = await Clients.start(service.url, LIVE, 1, cleanup)
  const { each, commits } = await measureLatency(database.client, clients, sizes.transactions, random)
  clients.stop()
  return [
    { key: 'latency_p50_ms', value: rounded(percentile(each, 0.5), 1), unit: 'ms', aim: '10', what: '1 client: from sending COMMIT to the client having the row' },
    { key: 'latency_p99_ms', value: rounded(percentile(each, 0.99), 1), unit: 'ms', what: 'the same, all but the slowest hundredth' },
    { key: 'commit_p50_ms', value: rounded(percentile(commits, 0.5), 1), unit: 'ms', what: 'of which Postgres took to answer COMMIT (disk)' },
    { key: 'latency_transactions', value: sizes.transactions, what: 'transactions measured' },
  ]
}

async function crowd({ database, service, sizes, random, cleanup, progress }: Parts): Promise<Figure[]> {
  progress(`Latency: ${sizes.crowd} clients, ${sizes.crowdTransactions} transactions of one row ...`)
  const clients = await Clients.start(service.url, LIVE, sizes.crowd, cleanup)
  const { each, last } = await measureLatency(database.client, clients, sizes.crowdTransactions, random)
  clients.stop()
  return [
    { key: 'latency_100_p50_ms', value: rounded(percentile(each, 0.5), 1), unit: 'ms', aim: '60', what: `${sizes.crowd} clients of one shape: until each has the row` },
    { key: 'latency_100_p99_ms', value: rounded(percentile(each, 0.99), 1), unit: 'ms', what: 'the same, all but the slowest hundredth' },
    { key: 'latency_100_last_p50_ms', value: rounded(percentile(last, 0.5), 1), unit: 'ms', what: 'until the last of them has it' },
    { key: 'clients', value: sizes.crowd, what: 'clients, all in one process of their own' },
  ]
}

async function throughput({ database, service, sizes, cleanup, progress }: Parts): Promise<Figure[]> {
  const { bulk, singles } = sizes
  progress(`Throughput: ${bulk.transactions} transactions of ${bulk.rows} rows, then ${singles} of one row ...`)
  const bulkClients = await Clients.start(service.url, LIVE, 1, cleanup)
  const large = await measureBulk(database.client, bulkClients, bulk.transactions, bulk.rows)
  bulkClients.stop()
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => database.connect()))
  const singleClients = await Clients.start(service.url, LIVE, 1, cleanup)
  const small = await measureSingles(sessions, singleClients, singles)
  singleClients.stop()
  return [
    { key: 'changes_per_s', value: rounded(large.rate), unit: '1/s', aim: '5 000', what: `row changes to a client that has all: ${bulk.transactions} transactions of ${bulk.rows} rows, inserts and updates in turn` },
    { key: 'changes_writing_ms', value: rounded(large.writingMs), unit: 'ms', what: `of ${rounded(large.totalMs)} ms Postgres took to take them` },
    { key: 'single_changes_per_s', value: rounded(small.rate), unit: '1/s', what: `the same for ${singles} transactions of one row from ${SESSIONS} sessions` },
    { key: 'single_changes_writing_ms', value: rounded(small.writingMs), unit: 'ms', what: `of ${rounded(small.totalMs)} ms Postgres took to commit them` },
  ]
}

async function firstSync({ database, service, sizes, progress }: Parts): Promise<Figure[]> {
  const fresh: FirstSync[] = []
  const again: FirstSync[] = []
  const copies: CopyOut[] = []
  // In turn, so that what else the machine does falls on both.
  for (let round = 1; round <= sizes.rounds; round++) {
    progress(`First sync and COPY, round ${round} of ${sizes.rounds} ...`)
    copies.push(await copyOut(database.url, HISTORY))
    fresh.push(await drainShape(service.url))
    again.push(await drainShape(service.url))
    if (round < sizes.rounds) await forgetShape(service.url)
  }
  const rows = copies[0]!.rows
  if ([...fresh, ...again].some((each) => each.rows !== rows)) throw new Error('A first sync did not have as many rows as COPY.')
  const rate = (runs: readonly { ms: number }[]): number => (rows / median(runs.map(({ ms }) => ms))) * 1000
  return [
    { key: 'initial_rows_per_s', value: rounded(rate(fresh)), unit: '1/s', what: `first sync of ${rows} rows, snapshot taken anew, to a client that counts (median of ${sizes.rounds})` },
    { key: 'copy_rows_per_s', value: rounded(rate(copies)), unit: '1/s', what: `bare COPY ... TO STDOUT of the same table (median of ${sizes.rounds})` },
    { key: 'ratio', value: rounded(rate(fresh) / rate(copies), 3), aim: '0.333', what: 'the one by the other' },
    { key: 'initial_again_rows_per_s', value: rounded(rate(again)), unit: '1/s', what: 'first sync of a second client: the snapshot is there already' },
    { key: 'initial_rows', value: rows, what: 'rows in it' },
    { key: 'copy_row_bytes', value: rounded(copies[0]!.bytes / rows), unit: 'bytes', what: 'a row in COPY text format' },
    { key: 'http_row_bytes', value: rounded(fresh[0]!.bytes / rows), unit: 'bytes', what: 'a row as the shape carries it' },
  ]
}
