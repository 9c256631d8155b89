import type { Client } from 'pg'
import { todayIn } from '../../../../shared/domain/time.ts'
import type { TextFile } from '../input.ts'
import type { ImportOptions } from '../options.ts'
import type { Finding, Report } from '../report.ts'
import { inParts, writeBatch } from '../target.ts'
import type { Target } from '../target.ts'
import { lastVisits, planVisits } from './appointments.ts'
import type { PlannedVisit } from './appointments.ts'
import { planCatalogue } from './catalogue.ts'
import type { CataloguePlan } from './catalogue.ts'
import { readExisting } from './existing.ts'
import { appointmentRecord, parseApexo, patientRecord, readList, staffRecord, treatmentRecord } from './file.ts'
import type { ApexoAppointment, ApexoFile, Listed } from './file.ts'
import { planPeople, SOURCE } from './patients.ts'
import type { PlannedPerson } from './patients.ts'

const PER_BATCH = 100

/** Imports a whole Apexo clinic. People and treatments come first, then patients, then visits with their money. */
export async function importApexo(client: Client, target: Target, input: TextFile, options: ImportOptions): Promise<Omit<Report, 'file' | 'dryRun'>> {
  const file = parseApexo(input.text)
  const origin = { source: SOURCE, clinicId: target.clinicId, now: new Date().toISOString() }
  const existing = await readExisting(client, target.clinicId, SOURCE, origin.now)
  const appointments = readList(file.appointments, 'appointment', appointmentRecord)
  const days = lastVisits(appointments, origin.now, target.timezone)
  const today = todayIn(target.timezone, origin.now)

  const catalogue = planCatalogue(readList(file.staff, 'staff', staffRecord), readList(file.treatments, 'treatment', treatmentRecord), existing.catalogue, origin)
  const people = planPeople(readList(file.patients, 'patient', patientRecord), existing.patients, (id) => days.get(id) ?? today, origin)
  const visits = planVisits(appointments, {
    catalogue, patientIds: people.ids, existing: existing.appointments, locationId: existing.locationId, timezone: target.timezone, origin,
  })
  if (!options.dryRun) await write(client, target, catalogue, people.create, visits.create)
  return {
    what: 'an Apexo clinic',
    findings: [...catalogue.findings, ...people.findings, ...visits.findings, ...notImported(file)],
    remarks: REMARKS,
    totals: { ...totalsOf(appointments, people.ids), ...(options.dryRun ? {} : await storedTotals(client, target.clinicId)) },
  }
}

const REMARKS = [
  'Staff cannot sign in until a manager makes them active and sets a password.',
  'Apexo keeps what a treatment costs the clinic and no prices: the prices of imported services are zero and must be set.',
  'Years of birth and ages are kept in the notes; birth dates are left empty.',
  'Visits not marked as done whose time is over are recorded as missed. Every visit is taken to last 30 minutes.',
]

/** Each batch is a transaction; after an interruption the next run goes on where this one ended. */
async function write(client: Client, target: Target, catalogue: CataloguePlan, people: readonly PlannedPerson[], visits: readonly PlannedVisit[]): Promise<void> {
  await writeBatch(client, target, 'apexo', { users: catalogue.users, services: catalogue.services })
  for (const part of inParts(people, PER_BATCH)) {
    await writeBatch(client, target, 'apexo', {
      patients: part.map((person) => person.patient), medical_alerts: part.flatMap((person) => person.alerts), chart_entries: part.flatMap((person) => person.chart),
    })
  }
  for (const part of inParts(visits, PER_BATCH)) {
    await writeBatch(client, target, 'apexo', {
      appointments: part.map((visit) => visit.appointment), payments: part.flatMap((visit) => visit.payment ?? []), ledger_lines: part.flatMap((visit) => visit.lines),
    })
  }
}

/** What the file holds that has no place here yet, so that nobody believes it arrived. */
function notImported(file: ApexoFile): Finding[] {
  const lists: [string, readonly unknown[]][] = [['ortho case', file.orthoCases], ['lab work', file.labworks], ['prescription', file.prescriptions]]
  return lists.flatMap(([record, list]) => list.map((_, index) => ({ outcome: 'not_imported' as const, record, where: `${record} ${index + 1}`, reason: 'Not imported yet.' })))
}

function totalsOf(list: readonly Listed<ApexoAppointment>[], patientIds: ReadonlyMap<string, string>): Record<string, number> {
  const all = list.flatMap((item) => (item.ok ? [item.value] : []))
  const linked = all.filter((value) => patientIds.has(value.patientID))
  const sum = (values: readonly ApexoAppointment[], field: 'finalPrice' | 'paidAmount') => values.reduce((total, value) => total + value[field], 0)
  return {
    'finalPrice of the whole file': sum(all, 'finalPrice'),
    'paidAmount of the whole file': sum(all, 'paidAmount'),
    'finalPrice of linked appointments': sum(linked, 'finalPrice'),
    'paidAmount of linked appointments': sum(linked, 'paidAmount'),
  }
}

async function storedTotals(client: Client, clinicId: string): Promise<Record<string, number>> {
  const { rows: [stored] } = await client.query<{ charges: number; payments: number }>(
    `select coalesce(sum(amount_centavos) filter (where kind = 'charge'), 0)::bigint as charges, coalesce(-sum(amount_centavos) filter (where kind = 'payment'), 0)::bigint as payments
     from ledger_lines where clinic_id = $1 and legacy_source = $2`,
    [clinicId, SOURCE],
  )
  return { 'charges stored': (stored?.charges ?? 0) / 100, 'payments stored': (stored?.payments ?? 0) / 100 }
}
