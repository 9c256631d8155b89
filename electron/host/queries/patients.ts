import { fullName } from '../../../shared/domain/names.ts'
import { ageOn, todayIn } from '../../../shared/domain/time.ts'
import { findingOf } from '../../../shared/domain/findings.ts'
import { standing } from '../../../shared/domain/chart.ts'
import type { ChartView, PatientPage, Visit } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { fromSqlite } from '../store/codec.ts'
import type { SqliteRow } from '../store/codec.ts'
import { marks, recordsOf } from './merged.ts'
import { alertsOf, linksOf, mergedRecords, reviewState } from './patient-record.ts'
import { standingOf } from './patient-search.ts'
import { all, one, rowOf, rowsOf } from './rows.ts'
import type { Now } from './rows.ts'

function todayOf(db: Db, now: string): string {
  return todayIn(rowsOf(db, 'clinics', 'limit 1')[0]?.timezone ?? 'Asia/Manila', now)
}

/** Everything the patient's page shows at once, of all records that were merged into it; null when there is no such patient here. */
export function page(db: Db, { patientId, now, showsBalance }: { patientId: string; showsBalance: boolean } & Now): PatientPage | null {
  const records = recordsOf(db, patientId)
  const patient = rowOf(db, 'patients', records[0]!)
  if (!patient || patient.deleted_at) return null
  const balance = one<{ total: number }>(db, `select coalesce(sum(amount_centavos), 0) as total from ledger_lines where patient_id in (${marks(records)})`, ...records)!
  const seen = visits(db, records)
  const newest = seen.find((visit) => visit.status !== 'cancelled' && visit.status !== 'missed')?.starts_at ?? null
  return {
    patient,
    name: fullName(patient),
    age: patient.birth_date ? ageOn(patient.birth_date, todayOf(db, now)) : null,
    standing: standingOf({ isDeceased: patient.is_deceased, archivedAt: patient.archived_at, createdAt: patient.created_at, newest }, now),
    alerts: alertsOf(db, records),
    visits: seen,
    balanceCentavos: showsBalance ? balance.total : null,
    treatments: treatments(db, patient.id),
    links: linksOf(db, records),
    merged: mergedRecords(db, records),
    review: reviewState(db, records, now),
  }
}

type JoinedVisit = SqliteRow & { dentist_name: string | null; service_name: string | null; operatory_name: string | null }

function visits(db: Db, records: readonly string[]): Visit[] {
  const rows = all<JoinedVisit>(db, `select a.*, u.display_name as dentist_name, s.name as service_name, o.name as operatory_name from appointments a
    left join users u on u.id = a.dentist_id left join services s on s.id = a.service_id left join operatories o on o.id = a.operatory_id
    where a.patient_id in (${marks(records)}) order by a.starts_at desc`, ...records)
  return rows.map((row) => ({ ...fromSqlite('appointments', row), dentistName: row.dentist_name, serviceName: row.service_name, operatoryName: row.operatory_name }))
}

function treatments(db: Db, patientId: string): PatientPage['treatments'] {
  const done = chart(db, { patientId }).entries.filter((entry) => entry.layer === 'completed' && !entry.isVoided)
  return done.reverse().map((entry) => ({
    entryId: entry.id,
    date: entry.effective_date,
    tooth: entry.tooth,
    surfaces: entry.surfaces,
    name: entry.serviceName ?? findingOf(entry.finding)?.label ?? entry.finding,
    dentistName: entry.dentistName,
  }))
}

type JoinedEntry = SqliteRow & { dentist_name: string | null; service_name: string | null }

/** Every chart entry of a patient, oldest first, with which of them were taken back. */
export function chart(db: Db, { patientId }: { patientId: string }): ChartView {
  const records = recordsOf(db, patientId)
  const rows = all<JoinedEntry>(db, `select c.*, u.display_name as dentist_name, s.name as service_name from chart_entries c
    left join users u on u.id = c.dentist_id left join services s on s.id = c.service_id
    where c.patient_id in (${marks(records)}) order by c.effective_date, c.created_at, c.id`, ...records)
  const entries = rows.map((row) => ({ ...fromSqlite('chart_entries', row), dentistName: row.dentist_name, serviceName: row.service_name }))
  const valid = new Set(standing(entries).map((entry) => entry.id))
  return { patientId, entries: entries.map((entry) => ({ ...entry, isVoided: !valid.has(entry.id) && entry.voids_entry_id === null })) }
}
