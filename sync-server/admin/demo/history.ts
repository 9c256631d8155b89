import { addDays, addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { earlier } from './calendar.ts'
import type { Visit } from './calendar.ts'
import { FINDINGS_FOUND } from './findings.ts'
import { demoId } from './ids.ts'
import { patientId } from './patients.ts'
import { CLINIC, userId, ZONE } from './place.ts'
import { serviceId } from './services.ts'

const METHODS = ['cash', 'gcash', 'cash', 'credit_card', 'bank_transfer', 'cash', 'paymaya'] as const
/** Teeth that are filled and crowned; a patient keeps to one, as somebody does who has a root canal and then a crown. */
const RESTORED = ['16', '26', '36', '46', '17', '27', '37', '47', '11', '21'] as const
/** Teeth that are taken out, never one of the above, and none twice. */
const EXTRACTED = ['14', '24', '34', '44', '15', '25', '35', '45'] as const
const WISDOM = ['18', '28', '38', '48'] as const
/** After so many visits the same patient comes again. */
const ROUND = 40

export interface History {
  chart_entries: Row<'chart_entries'>[]
  payments: Row<'payments'>[]
  ledger_lines: Row<'ledger_lines'>[]
  /** Completed visits with the entry that each left on the chart. */
  treated: { visit: Visit; entryId: string; at: string }[]
}

/** What the completed visits left behind: chart entries, charges and payments, as the desk's mutations would write them. */
export function historyOf(visits: readonly Visit[], services: readonly Row<'services'>[], today: string, now: string): History {
  const history: History = { chart_entries: found(today), payments: [], ledger_lines: [], treated: [] }
  for (const visit of visits.filter(({ status }) => status === 'completed')) {
    const service = services.find(({ id }) => id === serviceId(visit.service))!
    const at = earlier(addMinutes(instantOf(visit.date, visit.start, ZONE), visit.minutes), now)
    const entry = completed(visit, service, demoId('chart', history.chart_entries.length + 1), at)
    history.chart_entries.push(entry)
    history.treated.push({ visit, entryId: entry.id, at })
    history.ledger_lines.push(charge(visit, service, entry, demoId('ledger', history.ledger_lines.length + 1), at))
    // Every fifth visit is not paid yet, every seventh only in half: somebody must owe something.
    if (visit.n % 5 !== 0) pay(history, visit, visit.n % 7 === 0 ? Math.round(service.price_centavos / 2) : service.price_centavos, at)
  }
  return history
}

/** What the first examinations found. */
function found(today: string): Row<'chart_entries'>[] {
  return FINDINGS_FOUND.map(([patient, tooth, surfaces, layer, finding, daysAgo, note], index) => {
    const date = addDays(today, -daysAgo)
    return {
      id: demoId('chart', index + 1), clinic_id: CLINIC, created_at: instantOf(date, 600, ZONE), patient_id: patientId(patient), tooth, surfaces, layer, finding,
      note, service_id: null, appointment_id: null, dentist_id: userId(patient % 2 ? 'drreyes' : 'drcruz'), effective_date: date,
      recorded_by: userId('jun'), voids_entry_id: null, legacy_source: null, legacy_id: null,
    }
  })
}

function completed(visit: Visit, service: Row<'services'>, id: string, at: string): Row<'chart_entries'> {
  const tooth = service.treatment_area === 'mouth' ? null : toothOf(visit)
  // Front teeth have an incisal edge instead of an occlusal surface.
  const surfaces = service.treatment_area !== 'surface' ? '' : tooth === '11' || tooth === '21' ? 'M' : service.code === 'SEAL' ? 'O' : 'MO'
  return {
    id, clinic_id: CLINIC, created_at: at, patient_id: patientId(visit.patient), tooth, surfaces, layer: 'completed', finding: service.finding ?? 'treatment',
    note: '', service_id: service.id, appointment_id: demoId('appointment', visit.n), dentist_id: userId(visit.dentist), effective_date: visit.date,
    recorded_by: userId(visit.dentist), voids_entry_id: null, legacy_source: null, legacy_id: null,
  }
}

function toothOf({ n, patient, service }: Visit): string {
  const round = Math.floor(n / ROUND)
  if (service === 'ODONT') return WISDOM[round % WISDOM.length]!
  if (service === 'EXT') return EXTRACTED[round % EXTRACTED.length]!
  const gone = new Set(FINDINGS_FOUND.filter(([whose, , , , finding]) => whose === patient && (finding === 'missing' || finding === 'implant')).map(([, tooth]) => tooth))
  const usable = RESTORED.filter((tooth) => !gone.has(tooth))
  return usable[n % usable.length]!
}

const NO_LINKS = { service_id: null, chart_entry_id: null, appointment_id: null, dentist_id: null, payment_id: null, invoice_id: null, voids_line_id: null, legacy_source: null, legacy_id: null }

function charge(visit: Visit, service: Row<'services'>, entry: Row<'chart_entries'>, id: string, at: string): Row<'ledger_lines'> {
  const where = [entry.tooth, entry.surfaces].filter(Boolean).join(' ')
  return {
    ...NO_LINKS, id, clinic_id: CLINIC, created_at: at, patient_id: entry.patient_id, kind: 'charge', amount_centavos: service.price_centavos, entry_date: visit.date,
    description: where ? `${service.name}, tooth ${where}` : service.name, service_id: service.id, chart_entry_id: entry.id,
    appointment_id: entry.appointment_id, dentist_id: entry.dentist_id, created_by: entry.recorded_by,
  }
}

function pay(history: History, visit: Visit, amount: number, at: string): void {
  const n = history.payments.length + 1
  const method = METHODS[n % METHODS.length]!
  // A series of its own: numbers of real desks start at 1 (design §6).
  const number = `PAY-DEMO-${String(n).padStart(6, '0')}`
  const id = demoId('payment', n)
  history.payments.push({
    id, clinic_id: CLINIC, created_at: at, patient_id: patientId(visit.patient), number, method, amount_centavos: amount,
    reference: method === 'cash' ? '' : `REF ${String(480_000 + n * 731)}`, received_on: visit.date, received_by: userId('maria'), note: '', legacy_source: null, legacy_id: null,
  })
  history.ledger_lines.push({
    ...NO_LINKS, id: demoId('ledger', history.ledger_lines.length + 1), clinic_id: CLINIC, created_at: at, patient_id: patientId(visit.patient), kind: 'payment',
    amount_centavos: -amount, entry_date: visit.date, description: `Payment ${number}, ${method.replace('_', ' ')}`, payment_id: id, created_by: userId('maria'),
  })
}
