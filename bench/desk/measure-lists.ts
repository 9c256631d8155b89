import type { QueryId } from '../../electron/host/queries/index.ts'
import { RECEPTIONIST } from '../../tests/support/world.ts'
import type { Figure } from '../lib/report.ts'
import { p95, repeat, times } from './measure.ts'
import type { Bench } from './measure.ts'

const TIMES = 20

/** Every list of the front desk by itself, and what stands beside a patient's name. */
export async function measureLists(bench: Bench): Promise<Figure[]> {
  const { replica: { threads }, clinic: { today, now, patients }, random, free } = bench
  const date = { date: today }
  const someone = () => random.pick(patients)
  const slot = () => random.pick(free)
  const lists: [string, QueryId, () => Promise<unknown>][] = [
    ['the figures at the tabs of the lists', 'frontDesk.counts', () => threads.query('frontDesk.counts', date)],
    ['who waits and what is asked, for the rail', 'frontDesk.urgent', () => threads.query('frontDesk.urgent', date)],
    ['the waiting room', 'frontDesk.waiting', () => threads.query('frontDesk.waiting', date)],
    ['requests', 'frontDesk.requests', () => threads.query('frontDesk.requests')],
    ['the unscheduled', 'frontDesk.unscheduled', () => threads.query('frontDesk.unscheduled', date)],
    ['the short-notice list', 'frontDesk.asap', () => threads.query('frontDesk.asap')],
    ['who could take a freed time', 'frontDesk.asapMatches', () => threads.query('frontDesk.asapMatches', { ...slot(), exceptPatientId: null })],
    ['planned work', 'frontDesk.planned', () => threads.query('frontDesk.planned', date)],
    ['confirmations', 'frontDesk.confirmations', () => threads.query('frontDesk.confirmations', date)],
    ['recalls', 'frontDesk.recalls', () => threads.query('frontDesk.recalls', date)],
    ['reminders', 'frontDesk.reminders', () => threads.query('frontDesk.reminders', date)],
    ['the bell', 'notifications.list', () => threads.query('notifications.list', { userId: RECEPTIONIST, isDentist: false, now })],
    ['who looks like somebody about to be registered', 'patients.similar', () => threads.query('patients.similar', { card: someone(), now })],
    ['pairs that may be one person', 'patients.duplicates', () => threads.query('patients.duplicates', { now })],
    ['consents of a patient', 'consents.view', () => threads.query('consents.view', { patientId: someone().id })],
    ['the chart of a patient', 'chart.view', () => threads.query('chart.view', { patientId: someone().id })],
  ]
  const figures: Figure[] = []
  for (const [what, name, ask] of lists) {
    const samples = await repeat(times(bench, TIMES), ask)
    figures.push({ key: `${keyOf(name)}_p95_ms`, value: p95(samples), unit: 'ms', aim: '40', what: `${samples.length} times ${what}` })
  }
  return figures
}

/** `frontDesk.asapMatches` as `asap_matches`. */
function keyOf(name: QueryId): string {
  return name.replace(/^frontDesk\./, '').replaceAll(/\.|(?=[A-Z])/g, '_').toLowerCase()
}
