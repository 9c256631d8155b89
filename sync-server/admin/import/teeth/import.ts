import type { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { Row } from '../../../../shared/schema/index.ts'
import { parseCsv } from '../csv.ts'
import type { TextFile } from '../input.ts'
import type { ImportOptions } from '../options.ts'
import { patientRow } from '../patients/import.ts'
import type { Report } from '../report.ts'
import { inParts, writeBatch } from '../target.ts'
import type { Target } from '../target.ts'
import { planTeeth } from './plan.ts'
import type { ExaminedPerson } from './plan.ts'
import { recountTeeth } from './totals.ts'

const SOURCE = 'nhanes-2017-18'
/** The survey publishes no days; this is the middle of the two years it took. */
const EXAMINED_ON = '2018-01-01'
/** A person brings about thirty chart entries; a desk applies each batch at once. */
const PEOPLE_PER_BATCH = 50

/** Imports an NHANES tooth examination: a patient and a chart for each person. */
export async function importTeeth(client: Client, target: Target, input: TextFile, options: ImportOptions): Promise<Omit<Report, 'file' | 'dryRun'>> {
  const { rows } = await client.query<{ legacy_id: string }>('select legacy_id from patients where clinic_id = $1 and legacy_source = $2', [target.clinicId, SOURCE])
  const plan = planTeeth(parseCsv(input.text), new Set(rows.map((row) => row.legacy_id)))
  const origin = { source: SOURCE, clinicId: target.clinicId, now: new Date().toISOString() }
  for (const part of options.dryRun ? [] : inParts(plan.create, PEOPLE_PER_BATCH)) {
    const people = part.map((person) => rowsOf(person, origin))
    await writeBatch(client, target, 'teeth', { patients: people.map(({ patient }) => patient), chart_entries: people.flatMap(({ entries }) => entries) })
  }
  return {
    what: 'tooth examinations',
    findings: plan.findings,
    remarks: ['Birth dates are not known and were left empty; the age at the examination is in the notes.', `The examination has no day: chart entries are dated ${EXAMINED_ON}, the middle of the survey.`],
    totals: options.dryRun ? {} : await recountTeeth(client, target.clinicId, SOURCE),
  }
}

function rowsOf(person: ExaminedPerson, origin: { source: string; clinicId: string; now: string }): { patient: Row<'patients'>; entries: Row<'chart_entries'>[] } {
  const values = {
    last_name: 'Survey', first_name: person.id, middle_name: '', suffix: '', chart_number: person.id, birth_date: null, sex: person.sex, notes: person.notes,
    phone: '', email: '', street: '', barangay: '', city: '', province: '', postal_code: '', emergency_name: '', emergency_phone: '', emergency_relation: '', osca_id: '', pwd_id: '', pwd_valid_until: null, is_deceased: false,
  }
  const patient = patientRow({ values, legacyId: person.id }, origin)
  const entries = person.entries.map((entry): Row<'chart_entries'> => ({
    ...entry,
    id: uuidv7(), clinic_id: origin.clinicId, created_at: origin.now, patient_id: patient.id, service_id: null, appointment_id: null, dentist_id: null,
    effective_date: EXAMINED_ON, recorded_by: null, voids_entry_id: null, legacy_source: origin.source, legacy_id: `${person.id}:${entry.tooth}:${entry.finding}`,
  }))
  return { patient, entries }
}
