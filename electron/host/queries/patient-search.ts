import { digitsOf, fold, fullName, parseDateQuery } from '../../../shared/domain/names.ts'
import { ageOn, todayIn } from '../../../shared/domain/time.ts'
import type { PatientHit, PatientStanding } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import type { SqliteValue } from '../store/codec.ts'
import { all, rowsOf } from './rows.ts'
import type { Now } from './rows.ts'

export interface SearchOptions {
  text: string
  limit: number
  /** Archived records too; without it they are found only when nobody else is. */
  archived?: boolean
  /** Only who was here, or was registered, within the last two years. */
  activeOnly?: boolean
  showsBalance?: boolean
}

/**
 * Finds patients by what a person types into one box: parts of names in any order, without accents, a phone number
 * however it is written, a chart number, an e-mail or a birth date, each alone or together (domain §6).
 */
export function search(db: Db, options: SearchOptions & Now): PatientHit[] {
  return hitsOf(db, idsOf(db, options), options)
}

function idsOf(db: Db, { text, limit, archived = false, activeOnly = false, now }: SearchOptions & Now): string[] {
  const { conditions, values, ranks } = conditionsOf(text)
  // Found all the same when nobody else is: whoever is archived must not be registered again.
  const isRescue = !archived && text.trim() !== ''
  if (!archived && !isRescue) conditions.push('s.archived = 0')
  const ranked = `${isRescue ? 's.archived, ' : ''}${ranks.map((_, index) => `rank_${index} desc, `).join('')}`
  // Ranked first and looked at in that order until the limit is reached: one letter is found in half of all patients.
  const ordered = `select s.patient_id, s.words, s.archived ${ranks.map((rank, index) => `, ${rank.sql} as rank_${index}`).join('')} from _patient_search s where ${conditions.join(' and ')} order by ${ranked} s.words`
  const since = cutoff(now)
  const sql = activeOnly ? `select patient_id, archived from (${ordered} limit -1) hit where ${IS_ACTIVE} limit ?` : `${ordered} limit ?`
  const rows = all<{ patient_id: string; archived: number }>(db, sql, ...ranks.flatMap((rank) => rank.values), ...values, ...(activeOnly ? [since, since] : []), limit)
  const standing = isRescue && rows[0]?.archived === 0 ? rows.filter((row) => row.archived === 0) : rows
  return standing.map((row) => row.patient_id)
}

/** A patient is inactive after two years without an appointment (domain §1.2); who is new has not had the time. */
const INACTIVE_AFTER_YEARS = 2
const IS_ACTIVE = `(exists (select 1 from appointments a where a.patient_id = hit.patient_id and a.starts_at >= ? and a.status not in ('cancelled', 'missed'))
  or exists (select 1 from patients p where p.id = hit.patient_id and p.created_at >= ?))`

function cutoff(now: string): string {
  const at = new Date(now)
  at.setUTCFullYear(at.getUTCFullYear() - INACTIVE_AFTER_YEARS)
  return at.toISOString()
}

const SHORTEST_PHONE = 4

interface Conditions {
  conditions: string[]
  values: SqliteValue[]
  /** What makes one hit better than another, the most telling first. */
  ranks: { sql: string; values: SqliteValue[] }[]
}

function conditionsOf(text: string): Conditions {
  const { rest, days } = takeDate(text)
  const conditions = ['true']
  const values: SqliteValue[] = []
  if (days.length > 0) {
    conditions.push(`s.birth_date in (${days.map(() => '?').join(', ')})`)
    values.push(...days)
  }
  if (isPhone(rest)) return { conditions: [...conditions, '(instr(s.digits, ?) or instr(s.words, ?))'], values: [...values, digitsOf(rest), fold(rest)], ranks: [] }
  const tokens: string[] = []
  for (const word of rest.split(/\s+/)) {
    const parts = fold(word).split(' ').filter(Boolean)
    // Both sides are folded already, so bytes can be compared: several times faster than `like`.
    if (isPhone(word)) {
      conditions.push('(instr(s.digits, ?) or instr(s.words, ?))')
      values.push(digitsOf(word), fold(word))
    } else {
      conditions.push(...parts.map(() => 'instr(s.words, ?)'))
      values.push(...parts)
      tokens.push(...parts)
    }
  }
  return { conditions, values, ranks: ranksOf(tokens) }
}

function isPhone(text: string): boolean {
  return /^[\d\s+()./-]+$/.test(text.trim()) && digitsOf(text).length >= SHORTEST_PHONE
}

/** Splits a birth date off the text, wherever it stands in it; among numbers month and day are tried both ways round. */
function takeDate(text: string): { rest: string; days: string[] } {
  const words = text.trim().split(/\s+/)
  for (const length of [3, 1]) {
    for (let at = 0; at + length <= words.length; at++) {
      const candidate = words.slice(at, at + length).join(' ')
      const days = [parseDateQuery(candidate), parseDateQuery(candidate, 'dmy')].filter((day) => day !== null)
      if (days.length > 0) return { rest: words.toSpliced(at, length).join(' '), days: [...new Set(days)] }
    }
  }
  return { rest: text, days: [] }
}

/** Who is called exactly so comes first, then whose family name begins so, then whose other words do; the middle of a word comes last. */
function ranksOf(tokens: string[]): Conditions['ranks'] {
  if (tokens.length === 0) return []
  const starts = (suffix: string) => `(${tokens.map(() => `instr(s.words${suffix && ` || '${suffix}'`}, ?) = 1`).join(' or ')})`
  const whole = tokens.map((token) => `${token} `)
  const exact = whole.join('').length > 2 ? [{ sql: `instr(' ' || s.words || ' ', ?) > 0 and ${tokens.length > 1 ? 'true' : starts(' ')}`, values: [` ${tokens.join(' ')} `, ...(tokens.length > 1 ? [] : whole)] }] : []
  return [
    ...exact,
    { sql: starts(''), values: tokens },
    { sql: `(${tokens.map(() => `instr(' ' || s.words, ?) > 0`).join(' and ')})`, values: tokens.map((token) => ` ${token}`) },
  ]
}

interface Row {
  asked_id: string
  id: string
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  birth_date: string | null
  phone: string
  chart_number: string
  created_at: string
  archived_at: string | null
  is_deceased: number
  last_visit: string | null
  newest: string | null
  alert_labels: string | null
  balance: number | null
  has_photo: number
}

/** Records as a list shows them, in the order given; what was merged stands under the record that stays, once. */
export function hitsOf(db: Db, ids: readonly string[], { now, showsBalance = false }: { showsBalance?: boolean } & Now): PatientHit[] {
  // Most clinics have merged nobody: then the plain form, which asks the indexes directly.
  const went = new Map(all<{ patient_id: string; root_id: string }>(db, 'select patient_id, root_id from _merged').map((row) => [row.patient_id, row.root_id]))
  const others = Map.groupBy(went, ([, rootId]) => rootId)
  const asked = ids.map((id) => {
    const rootId = went.get(id) ?? id
    return [id, rootId, [rootId, ...(others.get(rootId) ?? []).map(([from]) => from)]] as const
  })
  const of = went.size > 0 ? 'in (select value from json_each(g.records))' : '= g.root_id'
  const source = `(select j.value ->> 0 as asked_id, j.value ->> 1 as root_id, j.value -> 2 as records from json_each(?) j)`
  const rows = all<Row>(db, `select g.asked_id, p.id, p.last_name, p.first_name, p.middle_name, p.suffix, p.birth_date, p.phone, p.chart_number, p.created_at, p.archived_at, p.is_deceased,
    (select max(a.starts_at) from appointments a where a.patient_id ${of} and a.starts_at <= ? and a.status not in ('cancelled', 'missed')) as last_visit,
    (select max(a.starts_at) from appointments a where a.patient_id ${of} and a.status not in ('cancelled', 'missed')) as newest,
    (select json_group_array(m.label) from medical_alerts m where m.patient_id ${of} and m.ended_at is null and m.severity <> 'info') as alert_labels,
    ${showsBalance ? `(select coalesce(sum(l.amount_centavos), 0) from ledger_lines l where l.patient_id ${of})` : 'null'} as balance,
    exists (select 1 from patient_photos f where f.patient_id ${of} and f.ended_at is null) as has_photo
    from ${source} g join patients p on p.id = g.root_id and p.deleted_at is null`, now, JSON.stringify(asked))
  const today = todayIn(rowsOf(db, 'clinics', 'limit 1')[0]?.timezone ?? 'Asia/Manila', now)
  const byAsked = new Map(rows.map((row) => [row.asked_id, row]))
  const unique = new Map(ids.flatMap((id) => byAsked.get(id) ?? []).map((row) => [row.id, row]))
  return [...unique.values()].map((row) => ({
    id: row.id,
    name: fullName(row),
    birthDate: row.birth_date,
    age: row.birth_date ? ageOn(row.birth_date, today) : null,
    phone: row.phone,
    chartNumber: row.chart_number,
    lastVisit: row.last_visit,
    alerts: JSON.parse(row.alert_labels ?? '[]') as string[],
    balanceCentavos: row.balance,
    hasPhoto: row.has_photo === 1,
    standing: standingOf({ isDeceased: row.is_deceased === 1, archivedAt: row.archived_at, createdAt: row.created_at, newest: row.newest }, now),
  }))
}

/** Whether somebody is a patient of today. Derived, never stored: time alone makes people inactive. */
export function standingOf(patient: { isDeceased: boolean; archivedAt: string | null; createdAt: string; newest: string | null }, now: string): PatientStanding {
  if (patient.isDeceased) return 'deceased'
  if (patient.archivedAt !== null) return 'archived'
  const since = cutoff(now)
  return (patient.newest ?? '') >= since || patient.createdAt >= since ? 'active' : 'inactive'
}
