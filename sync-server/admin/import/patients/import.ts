import type { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { todayIn } from '../../../../shared/domain/time.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import { parseCsv } from '../csv.ts'
import type { TextFile } from '../input.ts'
import type { ImportOptions } from '../options.ts'
import type { Report } from '../report.ts'
import { inParts, writeBatch } from '../target.ts'
import type { Target } from '../target.ts'
import { planPatients } from './plan.ts'
import type { Existing, KnownPatient, PlannedPatient } from './plan.ts'

const PATIENTS_PER_BATCH = 500

/** Imports people from a CSV file. */
export async function importPatients(client: Client, target: Target, input: TextFile, options: ImportOptions): Promise<Omit<Report, 'file' | 'dryRun'>> {
  const file = parseCsv(input.text)
  const now = new Date().toISOString()
  const source = `patients:${options.source}`
  const existing = await readExisting(client, target.clinicId, source)
  const plan = planPatients(file, existing, { dateOrder: options.dateOrder, today: todayIn(target.timezone, now), createDuplicates: options.createDuplicates })
  for (const part of options.dryRun ? [] : inParts(plan.create, PATIENTS_PER_BATCH)) {
    await writeBatch(client, target, 'patients', { patients: part.map((planned) => patientRow(planned, { source, clinicId: target.clinicId, now })) })
  }
  const encoding = input.encoding === 'UTF-8' ? [] : [`The file was read as ${input.encoding}.`]
  return { what: 'patients', findings: plan.findings, remarks: [...encoding, ...plan.remarks], totals: {} }
}

/** The row of a person who comes from an import. */
export function patientRow(planned: PlannedPatient, origin: { source: string; clinicId: string; now: string }): Row<'patients'> {
  return {
    ...planned.values,
    id: uuidv7(), clinic_id: origin.clinicId, created_at: origin.now, field_edits: {}, legacy_source: origin.source, legacy_id: planned.legacyId,
    created_by: null, updated_at: origin.now, archived_at: null, deleted_at: null,
  }
}

async function readExisting(client: Client, clinicId: string, source: string): Promise<Existing> {
  const { rows } = await client.query<KnownPatient & { legacy_id: string | null; deleted: boolean }>(
    `select last_name, first_name, suffix, birth_date, phone, email, deleted_at is not null as deleted, case when legacy_source = $2 then legacy_id end as legacy_id
     from patients where clinic_id = $1`,
    [clinicId, source],
  )
  return { legacyIds: new Set(rows.flatMap((row) => row.legacy_id ?? [])), patients: rows.filter((row) => !row.deleted) }
}
