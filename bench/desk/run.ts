import type { Cleanup } from '../lib/cleanup.ts'
import { machine } from '../lib/machine.ts'
import type { Options } from '../lib/options.ts'
import { Random } from '../lib/random.ts'
import type { Figure, Report } from '../lib/report.ts'
import { rounded } from '../lib/statistics.ts'
import { makeClinic } from './clinic.ts'
import { measureBookings, measureCatchUp, measureDays, measureFreeSlots, measureList, measureOpening, measurePages, measureRebase, measureSearches } from './measure.ts'
import type { Bench } from './measure.ts'
import { measureLists } from './measure-lists.ts'
import { measureRefetch } from './refetch.ts'
import { createReplica, firstCopy } from './replica.ts'

/** Measures the host's own threads on a generated clinic: no window, no network. Takes about two minutes. */
export async function benchDesk(options: Options, cleanup: Cleanup, progress: (line: string) => void): Promise<Report> {
  const about = machine()
  const random = new Random(5)
  progress(`Making a replica with ${options.patients} patients and ${options.appointments} appointments ...`)
  const clinic = makeClinic(options.patients, random)
  const replica = await createReplica(cleanup)
  const copy = await firstCopy(replica, clinic, options.appointments, random)
  const bench: Bench = { replica, clinic, random, free: copy.free, newest: copy.newest, quick: options.quick }
  progress('Opening ...')
  const openings = await measureOpening(bench)
  progress('Searching, turning days ...')
  const reading = [...(await measureSearches(bench)), ...(await measureList(bench)), ...(await measureDays(bench)), ...(await measureLists(bench)), ...(await measurePages(bench)), ...(await measureFreeSlots(bench))]
  progress('Fetching the appointments anew ...')
  const refetching = await measureRefetch(replica)
  progress('Catching up, booking ...')
  const writing = [await measureCatchUp(bench), ...(await measureBookings(bench)), ...(await measureRebase(bench))]
  const figures: Figure[] = [
    { key: 'patients', value: clinic.patients.length, what: 'in the replica' },
    { key: 'appointments', value: options.appointments, what: 'in the replica' },
    { key: 'replica_mb', value: rounded(replica.size() / 1e6), unit: 'MB', what: 'the encrypted file' },
    ...reading,
    ...writing,
    ...openings,
    { key: 'first_copy_rows_per_s', value: rounded((copy.rows / copy.ms) * 1000), unit: '1/s', what: `first copy of ${copy.rows} rows: staged, then swapped in` },
    { key: 'first_copy_swap_ms', value: rounded(copy.swapMs), unit: 'ms', what: 'of which the swap, one transaction' },
    ...refetching,
    { key: 'slow_queries', value: replica.slow.count, what: 'queries over 40 ms, which the host puts into its log' },
  ]
  return { bench: 'desk', quick: options.quick, machine: about, figures }
}
