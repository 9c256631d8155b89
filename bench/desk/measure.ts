import { addDays, isoWeekday } from '../../shared/domain/time.ts'
import type { Row } from '../../shared/schema/index.ts'
import { asCentreRow } from '../../tests/support/centre-rows.ts'
import { LOCATION, RECEPTIONIST } from '../../tests/support/world.ts'
import type { Random } from '../lib/random.ts'
import type { Figure } from '../lib/report.ts'
import { median, percentile, rounded, timed } from '../lib/statistics.ts'
import type { Clinic, Slot } from './clinic.ts'
import { makeQuestions } from './questions.ts'
import type { Replica } from './replica.ts'

export interface Bench {
  replica: Replica
  clinic: Clinic
  random: Random
  free: Slot[]
  newest: Row<'appointments'>[]
  quick: boolean
}

/** How often each thing is done. */
export const times = ({ quick }: Bench, full: number): number => (quick ? Math.ceil(full / 40) : full)

export const p95 = (samples: readonly number[]): number => rounded(percentile(samples, 0.95), 1)

/** Does it again and again, one after the other, and tells how long each took, in milliseconds. */
export async function repeat(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = []
  for (let n = 0; n < count; n++) samples.push((await timed(() => work(n))).ms)
  return samples
}

export async function measureOpening({ replica }: Bench): Promise<Figure[]> {
  const crashed = await replica.reopenAfterCrash()
  const clean = [await replica.reopen(), await replica.reopen(), await replica.reopen()]
  return [
    { key: 'open_ms', value: rounded(median(clean)), unit: 'ms', what: 'starting the threads and opening the replica (median of 3)' },
    { key: 'open_after_crash_ms', value: rounded(crashed), unit: 'ms', what: 'the same after a crash: the whole file is checked first' },
  ]
}

const HITS = 12

/** As the search box asks: so many hits, from one of the readers, the answer back in the host's thread. */
export async function measureSearches(bench: Bench): Promise<Figure[]> {
  const { replica, clinic, random } = bench
  const questions = makeQuestions(clinic.patients, times(bench, 1600), random)
  const samples = await repeat(questions.length, (n) => replica.threads.query('patients.search', { text: questions[n]!.text, limit: HITS, now: clinic.now }))
  const kinds = Map.groupBy(samples.map((ms, n) => ({ ms, kind: questions[n]!.kind })), ({ kind }) => kind)
  return [
    { key: 'search_p95_ms', value: p95(samples), unit: 'ms', aim: '30', what: `${samples.length} searches, a mix in equal parts of the kinds below` },
    { key: 'search_p50_ms', value: rounded(median(samples), 1), unit: 'ms', what: 'the same, the middle one' },
    ...[...kinds].map(([kind, of]) => ({ key: `search_${kind.replaceAll(' ', '_')}_p95_ms`, value: p95(of.map(({ ms }) => ms)), unit: 'ms', what: `searches by ${kind}` })),
  ]
}

/** The whole list of patients, as its screen opens. */
export async function measureList(bench: Bench): Promise<Figure[]> {
  const samples = await repeat(times(bench, 40), () => bench.replica.threads.query('patients.search', { text: '', limit: 500, now: bench.clinic.now }))
  return [{ key: 'patient_list_p95_ms', value: p95(samples), unit: 'ms', what: 'the first 500 of all patients by name' }]
}

export async function measureDays(bench: Bench): Promise<Figure[]> {
  const { replica, clinic, random } = bench
  let most = 0
  const samples = await repeat(times(bench, 400), async () => {
    // Around today mostly, as people look; now and then some years back.
    const date = workingDay(addDays(clinic.today, random.chance(0.8) ? random.below(60) - 30 : -random.below(2500)))
    const day = await replica.threads.query('schedule.day', { date })
    most = Math.max(most, day.appointments.length)
  })
  const weeks = await repeat(times(bench, 60), () => replica.threads.query('schedule.week', { date: addDays(clinic.today, (random.below(8) - 4) * 7), days: 7 }))
  return [
    { key: 'week_view_p95_ms', value: p95(weeks), unit: 'ms', aim: '200', what: `${weeks.length} weeks of every chair` },
    { key: 'day_view_p95_ms', value: p95(samples), unit: 'ms', aim: '200', what: `${samples.length} days of up to ${most} appointments` },
    { key: 'day_view_p50_ms', value: rounded(median(samples), 1), unit: 'ms', what: 'the same, the middle one' },
  ]
}

const workingDay = (date: string): string => (isoWeekday(date) === 7 ? addDays(date, 1) : date)

export async function measurePages(bench: Bench): Promise<Figure[]> {
  const { replica, clinic, random } = bench
  const samples = await repeat(times(bench, 400), () => replica.threads.query('patients.page', { patientId: random.pick(clinic.patients).id, now: clinic.now, showsBalance: true }))
  return [{ key: 'patient_page_p95_ms', value: p95(samples), unit: 'ms', what: 'opening a patient' }]
}

export async function measureFreeSlots(bench: Bench): Promise<Figure[]> {
  const { replica, clinic, random } = bench
  const samples = await repeat(times(bench, 80), () => {
    const place = random.pick(clinic.places)
    return replica.threads.query('schedule.freeSlots', { from: clinic.now, durationMinutes: random.pick([30, 60, 90]), dentistId: random.chance(0.5) ? place.dentistId : null, operatoryId: null, limit: 10 })
  })
  return [{ key: 'free_slots_p95_ms', value: p95(samples), unit: 'ms', what: 'the next ten free times' }]
}

const CHANGES_PER_BATCH = 1000

/** A desk that comes back: appointments others have changed meanwhile, as they stand in the shapes, in batches. */
export async function measureCatchUp(bench: Bench): Promise<Figure> {
  const { replica, random, newest } = bench
  const batches = times(bench, 40)
  let ms = 0
  for (let batch = 0; batch < batches; batch++) {
    const changes = Array.from({ length: CHANGES_PER_BATCH }, () => {
      const row = { ...random.pick(newest), notes: `Changed in batch ${batch}` }
      return { table: 'appointments' as const, operation: 'put' as const, row: asCentreRow('appointments', row) }
    })
    ms += (await timed(() => replica.threads.writer.call('applyCentral', { changes, cursors: [], swaps: [] }))).ms
  }
  return { key: 'apply_central_rows_per_s', value: rounded(((batches * CHANGES_PER_BATCH) / ms) * 1000), unit: '1/s', what: `changes taken from the centre, ${CHANGES_PER_BATCH} to a transaction, on disk` }
}

/** Through the writer: rows and outbox entry in one transaction, on disk when it answers. */
export async function measureBookings(bench: Bench): Promise<Figure[]> {
  const { replica, clinic, random, free } = bench
  const samples: number[] = []
  for (let tries = 0; samples.length < times(bench, 300) && tries < 1000; tries++) {
    const [slot] = free.splice(random.below(free.length), 1)
    if (!slot) throw new Error('There is no free slot left.')
    const input = { id: clinic.id(clinic.now), patientId: random.pick(clinic.patients).id, serviceId: null, locationId: LOCATION, ...slot }
    const mutation = { id: clinic.id(clinic.now), name: 'appointment.book', input, actor: RECEPTIONIST, at: clinic.now }
    const { ms, value: isBooked } = await timed(() => replica.threads.writer.call('mutate', mutation).then(() => true, isRefusal))
    // Now and then the patient is with another dentist at that time.
    if (isBooked) samples.push(ms)
  }
  return [
    { key: 'book_p95_ms', value: p95(samples), unit: 'ms', what: `${samples.length} bookings: checked, written with its outbox entry, on disk` },
    { key: 'book_p50_ms', value: rounded(median(samples), 1), unit: 'ms', what: 'the same, the middle one' },
  ]
}

function isRefusal(error: Error & { code?: string }): false {
  if (error.code === 'slot_taken') return false
  throw error
}

/** One row from the centre while all those bookings wait to be sent: all are undone and run again. */
export async function measureRebase(bench: Bench): Promise<Figure[]> {
  const { replica, newest } = bench
  const { waiting } = await replica.threads.writer.call('counts')
  const changes = [{ table: 'appointments' as const, operation: 'put' as const, row: asCentreRow('appointments', newest.at(-1)!) }]
  const samples = await repeat(times(bench, 20), () => replica.threads.writer.call('applyCentral', { changes, cursors: [], swaps: [] }))
  return [{ key: 'rebase_p50_ms', value: rounded(median(samples)), unit: 'ms', what: `one change from the centre while ${waiting} bookings wait to be sent` }]
}
