import { digitsOf, fold, fullName, parseDateQuery } from '../../../shared/domain/names.ts'
import { ageOn, todayIn } from '../../../shared/domain/time.ts'
import { findingOf } from '../../../shared/domain/findings.ts'
import { standing } from '../../../shared/domain/chart.ts'
import type { ChartView, PatientHit, PatientPage, Visit } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { fromSqlite } from '../store/codec.ts'
import type { SqliteRow, SqliteValue } from '../store/codec.ts'
import { all, one, rowOf, rowsOf } from './rows.ts'
import type { Now } from './rows.ts'

interface Hit {
  id: string
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  birth_date: string | null
  phone: string
  chart_number: string
  last_visit: string | null
  alert_labels: string | null
}

/**
 * Finds patients by what a person types into one box: parts of names in any order, without accents,
 * a phone number however it is written, a chart number or a birth date (domain §6).
 */
export function search(db: Db, { text, limit, now }: { text: string; limit: number } & Now): PatientHit[] {
  const { conditions, values, ranks } = conditionsOf(text)
  const ranked = ranks.map((_, index) => `rank_${index} desc, `).join('')
  // Cut to the limit before anything is looked up: one letter is found in half of all patients.
  const found = all<Hit>(db, `select p.id, p.last_name, p.first_name, p.middle_name, p.suffix, p.birth_date, p.phone, p.chart_number,
    (select max(a.starts_at) from appointments a where a.patient_id = p.id and a.starts_at <= ? and a.status not in ('cancelled', 'missed')) as last_visit,
    (select json_group_array(m.label) from medical_alerts m where m.patient_id = p.id and m.ended_at is null and m.severity <> 'info') as alert_labels
    from (select s.* ${ranks.map((rank, index) => `, ${rank.sql} as rank_${index}`).join('')}
      from _patient_search s where ${conditions.join(' and ')} order by ${ranked} s.words limit ?) hit
    join patients p on p.id = hit.patient_id
    order by ${ranked} hit.words`, now, ...ranks.flatMap((rank) => rank.values), ...values, limit)
  const today = todayOf(db, now)
  return found.map((hit) => ({
    id: hit.id,
    name: fullName(hit),
    birthDate: hit.birth_date,
    age: hit.birth_date ? ageOn(hit.birth_date, today) : null,
    phone: hit.phone,
    chartNumber: hit.chart_number,
    lastVisit: hit.last_visit,
    alerts: JSON.parse(hit.alert_labels ?? '[]') as string[],
  }))
}

const SHORTEST_PHONE = 4

interface Conditions {
  conditions: string[]
  values: SqliteValue[]
  /** What makes one hit better than another, the most telling first. */
  ranks: { sql: string; values: SqliteValue[] }[]
}

function conditionsOf(text: string): Conditions {
  const born = parseDateQuery(text)
  if (born) return { conditions: ['s.birth_date = ?'], values: [born], ranks: [] }
  const digits = digitsOf(text)
  if (digits.length >= SHORTEST_PHONE && /^[\d\s+()./-]+$/.test(text.trim())) {
    return { conditions: ['(instr(s.digits, ?) or instr(s.words, ?))'], values: [digits, fold(text)], ranks: [] }
  }
  const tokens = fold(text).split(' ').filter(Boolean)
  // Both sides are folded already, so bytes can be compared: several times faster than `like`.
  return { conditions: ['true', ...tokens.map(() => 'instr(s.words, ?)')], values: tokens, ranks: ranksOf(tokens) }
}

/** The family name stands first among a patient's words: who is called so comes before who has it in the middle. */
function ranksOf(tokens: string[]): Conditions['ranks'] {
  if (tokens.length === 0) return []
  return [
    { sql: `(${tokens.map(() => 'instr(s.words, ?) = 1').join(' or ')})`, values: tokens },
    { sql: `(${tokens.map(() => `instr(' ' || s.words, ?) > 0`).join(' and ')})`, values: tokens.map((token) => ` ${token}`) },
  ]
}

function todayOf(db: Db, now: string): string {
  return todayIn(rowsOf(db, 'clinics', 'limit 1')[0]?.timezone ?? 'Asia/Manila', now)
}

/** Everything the patient's page shows at once; null when there is no such patient here. */
export function page(db: Db, { patientId, now, showsBalance }: { patientId: string; showsBalance: boolean } & Now): PatientPage | null {
  const patient = rowOf(db, 'patients', patientId)
  if (!patient || patient.deleted_at) return null
  const balance = one<{ total: number }>(db, 'select coalesce(sum(amount_centavos), 0) as total from ledger_lines where patient_id = ?', patientId)!
  return {
    patient,
    name: fullName(patient),
    age: patient.birth_date ? ageOn(patient.birth_date, todayOf(db, now)) : null,
    alerts: rowsOf(db, 'medical_alerts', `where patient_id = ? and ended_at is null order by case severity when 'critical' then 0 when 'caution' then 1 else 2 end, created_at`, patientId),
    visits: visits(db, patientId),
    balanceCentavos: showsBalance ? balance.total : null,
    treatments: treatments(db, patientId),
  }
}

type JoinedVisit = SqliteRow & { dentist_name: string | null; service_name: string | null; operatory_name: string | null }

function visits(db: Db, patientId: string): Visit[] {
  const rows = all<JoinedVisit>(db, `select a.*, u.display_name as dentist_name, s.name as service_name, o.name as operatory_name from appointments a
    left join users u on u.id = a.dentist_id left join services s on s.id = a.service_id left join operatories o on o.id = a.operatory_id
    where a.patient_id = ? order by a.starts_at desc`, patientId)
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
  const rows = all<JoinedEntry>(db, `select c.*, u.display_name as dentist_name, s.name as service_name from chart_entries c
    left join users u on u.id = c.dentist_id left join services s on s.id = c.service_id
    where c.patient_id = ? order by c.effective_date, c.created_at, c.id`, patientId)
  const entries = rows.map((row) => ({ ...fromSqlite('chart_entries', row), dentistName: row.dentist_name, serviceName: row.service_name }))
  const valid = new Set(standing(entries).map((entry) => entry.id))
  return { patientId, entries: entries.map((entry) => ({ ...entry, isVoided: !valid.has(entry.id) && entry.voids_entry_id === null })) }
}
