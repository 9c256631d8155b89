import { recallDue } from '../../../../shared/domain/recall.ts'
import { addDays, dayBounds, localOf } from '../../../../shared/domain/time.ts'
import type { RecallRow } from '../../../../shared/protocol/front-desk-views.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Db } from '../../store/database.ts'
import { asOne } from '../merged.ts'
import type { AsOne } from '../merged.ts'
import { all, rowsOf } from '../rows.ts'
import { listedPatient, partsOf, REACHABLE, withTables, zoneOf } from './listed.ts'
import type { JoinedPatient } from './listed.ts'
import type { OnDay } from './visits.ts'

/** Open Dental's window: three years back; ahead as far as one plans calls. */
const OVERDUE_DAYS = 1095
const AHEAD_DAYS = 30

/**
 * The last time each person had a service that starts a recall, by a completed visit or by the chart, where that may be
 * due and no such appointment is ahead. Bounds are days by type, wide enough for the lengths of months.
 */
const doneLast = ({ prefix, root }: AsOne) => `${withTables(prefix, `bounds as materialized (select value ->> 0 as type_id, value ->> 1 as first, value ->> 2 as last from json_each(?)),
  seen as (
    select t.recall_type_id as type_id, ${root('v.patient_id')} as person_id, v.last_done as visit_at, '' as open_at, '' as day
      from _visits v cross join recall_triggers t on t.service_id = v.service_id and t.is_active = 1 where v.last_done >= ?
    union all
    select t.recall_type_id, ${root('o.patient_id')}, '', o.starts_at, ''
      from appointments o indexed by _appointments_open join recall_triggers t on t.service_id = o.service_id and t.is_active = 1 where o.status in ('pending', 'confirmed') and o.starts_at >= ?
    union all
    select t.recall_type_id, ${root('c.patient_id')}, '', '', c.effective_date
      from chart_entries c indexed by _chart_done join recall_triggers t on t.service_id = c.service_id and t.is_active = 1
      where c.layer = 'completed' and c.voids_entry_id is null and c.effective_date >= ? and c.id not in (select voids_entry_id from chart_entries where voids_entry_id is not null)),
  done as (select person_id, type_id, max(visit_at) as visit_at, max(open_at) as open_at, max(day) as day from seen group by 1, 2)`)}
  select d.person_id, d.type_id, d.visit_at, d.day from done d join bounds b on b.type_id = d.type_id
  where d.open_at = '' and max(d.visit_at, d.day) between b.first and b.last
    and exists (select 1 from patients p indexed by _patients_reachable where p.id = d.person_id and ${REACHABLE})`

interface Done {
  person_id: string
  type_id: string
  /** '' for never. */
  visit_at: string
  day: string
}

export interface Due {
  personId: string
  type: Row<'recall_types'>
  lastDone: string
  dueOn: string
  /** What was said since the last visit, the newest first: what was said before was about the visit before. */
  contacts: Contact[]
}

type Contact = Pick<Row<'recall_contacts'>, 'created_at' | 'outcome' | 'snoozed_until'> & { person_id: string; recall_type_id: string }

/** Who is due to be seen again: due = last trigger service + interval; who has such an appointment ahead is not. */
function dueOf(db: Db, date: string): Due[] {
  const zone = zoneOf(db)
  const merges = asOne(db)
  const types = new Map(rowsOf(db, 'recall_types', 'where is_active = 1').map((type) => [type.id, type]))
  const [oldest, newest] = [addDays(date, -OVERDUE_DAYS), addDays(date, AHEAD_DAYS)]
  const bounds = [...types.values()].map((type) => [type.id, addDays(oldest, -2 - type.interval_days - 31 * type.interval_months), addDays(newest, 4 - type.interval_days - 30 * type.interval_months)])
  const since = bounds.map(([, first]) => String(first)).toSorted()[0] ?? date
  const said = contactsOf(db, merges, since)
  // A clinic has far more patients than days on which they were seen.
  const due = new Map<string, string>()
  return all<Done>(db, doneLast(merges), JSON.stringify(bounds), since, dayBounds(date, zone).from, since).flatMap((row) => {
    const type = types.get(row.type_id)!
    const visit = row.visit_at === '' ? '' : localOf(row.visit_at, zone).date
    const lastDone = row.day > visit ? row.day : visit
    const key = `${type.id} ${lastDone}`
    const dueOn = due.get(key) ?? recallDue(lastDone, type)
    due.set(key, dueOn)
    if (dueOn > newest || dueOn < oldest) return []
    const contacts = (said.get(`${row.person_id} ${type.id}`) ?? []).filter((contact) => contact.created_at >= lastDone)
    return contacts[0]?.outcome === 'declined' ? [] : [{ personId: row.person_id, type, lastDone, dueOn, contacts }]
  })
}

/** What was said to each person about each recall since a day, the newest first. */
function contactsOf(db: Db, { prefix, root }: AsOne, since: string): Map<string, Contact[]> {
  const contacts = all<Contact>(db, `${prefix}select ${root('c.patient_id')} as person_id, c.recall_type_id, c.created_at, c.outcome, c.snoozed_until from recall_contacts c
    where c.created_at >= ? order by c.created_at desc, c.id desc`, since)
  return Map.groupBy(contacts, (contact) => `${contact.person_id} ${contact.recall_type_id}`)
}

function snoozedUntil({ contacts: [last] }: Due, date: string): string | null {
  return last?.snoozed_until != null && last.snoozed_until > date ? last.snoozed_until : null
}

/** How many are due and not put off. */
export function recallCount(db: Db, { date }: OnDay): number {
  return dueOf(db, date).filter((due) => snoozedUntil(due, date) === null).length
}

/** Who is due to be seen again, the longest overdue first; with those who were put off. */
export function recalls(db: Db, { date }: OnDay): RecallRow[] {
  const due = dueOf(db, date)
  const people = peopleOf(db, [...new Set(due.map(({ personId }) => personId))], dayBounds(date, zoneOf(db)).from)
  return due.flatMap((each) => {
    const person = people.get(each.personId)
    return person ? [recallRow(each, person, date)] : []
  }).toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.patientName.localeCompare(b.patientName))
}

type Person = JoinedPatient & { next_starts_at: string | null }

/** Those people as a list shows them, with the next appointment that is ahead of them. */
function peopleOf(db: Db, ids: readonly string[], from: string): Map<string, Person> {
  const { prefix, PATIENT, isOf } = partsOf(db)
  const rows = all<Person>(db, `${prefix}select ${PATIENT},
      (select min(o.starts_at) from appointments o indexed by _appointments_open where ${isOf('o.patient_id', 'p.id')} and o.status in ('pending', 'confirmed') and o.starts_at >= ?) as next_starts_at
    from json_each(?) j join patients p on p.id = j.value`, from, JSON.stringify(ids))
  return new Map(rows.map((row) => [row.patient_id, row]))
}

function recallRow(due: Due, person: Person, date: string): RecallRow {
  const snoozed = snoozedUntil(due, date)
  const [last] = due.contacts
  return {
    ...listedPatient(person),
    recallTypeId: due.type.id,
    recallName: due.type.name,
    lastDone: due.lastDone,
    dueOn: due.dueOn,
    state: snoozed !== null ? 'snoozed' : due.dueOn < date ? 'overdue' : 'due',
    contacts: due.contacts.length,
    lastOutcome: last?.outcome ?? null,
    lastContactAt: last?.created_at ?? null,
    snoozedUntil: snoozed,
    nextStartsAt: person.next_starts_at,
  }
}
