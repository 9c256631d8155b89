import { recallDue } from '../../../../shared/domain/recall.ts'
import { addDays, dayBounds, localOf } from '../../../../shared/domain/time.ts'
import type { PlannedRow, RecallRow } from '../../../../shared/protocol/front-desk-views.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Db } from '../../store/database.ts'
import { marks, recordsOf } from '../merged.ts'
import { all, one, rowsOf } from '../rows.ts'
import { listedPatient, partsOf, REACHABLE, zoneOf } from './listed.ts'
import type { JoinedPatient } from './listed.ts'
import type { OnDay } from './visits.ts'

type PlannedJoin = JoinedPatient & { entry_id: string; tooth: string | null; surfaces: string; finding: string; effective_date: string }

/** Patients with work planned on their chart and no appointment ahead, the longest wait first. */
export function planned(db: Db, { date }: OnDay): PlannedRow[] {
  const { from } = dayBounds(date, zoneOf(db))
  const { prefix, PATIENT, root, isOf } = partsOf(db)
  const rows = all<PlannedJoin>(db, `${prefix}select c.id as entry_id, c.tooth, c.surfaces, c.finding, c.effective_date, ${PATIENT} from chart_entries c join patients p on p.id = ${root('c.patient_id')}
    where c.layer = 'planned' and c.voids_entry_id is null and ${REACHABLE}
      and not exists (select 1 from chart_entries v where v.voids_entry_id = c.id)
      and not exists (select 1 from chart_entries d where ${isOf('d.patient_id', 'p.id')} and d.layer = 'completed' and d.voids_entry_id is null and d.tooth is c.tooth and d.effective_date >= c.effective_date
        and not exists (select 1 from chart_entries v where v.voids_entry_id = d.id))
      and not exists (select 1 from appointments a where ${isOf('a.patient_id', 'p.id')} and a.starts_at >= ? and a.status in ('pending', 'confirmed'))
    order by c.effective_date, c.id`, from)
  const byPatient = Map.groupBy(rows, (row) => row.patient_id)
  return [...byPatient.values()].map((items) => ({
    ...listedPatient(items[0]!),
    items: items.map(({ entry_id, tooth, surfaces, finding }) => ({ entryId: entry_id, tooth, surfaces, finding })),
    since: items[0]!.effective_date,
  }))
}

/** Open Dental's window: three years back; ahead as far as one plans calls. */
const OVERDUE_DAYS = 1095
const AHEAD_DAYS = 30

/** The last time each patient had a service that starts a recall: by the chart, or by a completed visit for it. */
const doneLast = ({ prefix, PATIENT, root }: ReturnType<typeof partsOf>) => `${prefix ? `${prefix.trim()},` : 'with'} done as (
    select t.recall_type_id, c.patient_id, max(c.effective_date) as day, null as visit_at from recall_triggers t
      join chart_entries c on c.layer = 'completed' and c.service_id = t.service_id
      where t.is_active = 1 and c.voids_entry_id is null and not exists (select 1 from chart_entries v where v.voids_entry_id = c.id) group by 1, 2
    union all
    select t.recall_type_id, a.patient_id, null, max(a.starts_at) from recall_triggers t
      join appointments a on a.service_id = t.service_id and a.status = 'completed' where t.is_active = 1 group by 1, 2)
  select r.id as recall_type_id, max(done.day) as day, max(done.visit_at) as visit_at, ${PATIENT}
  from done join recall_types r on r.id = done.recall_type_id and r.is_active = 1 join patients p on p.id = ${root('done.patient_id')}
  where ${REACHABLE} group by r.id, p.id`

type DoneJoin = JoinedPatient & { recall_type_id: string; day: string | null; visit_at: string | null }

/** Who is due to be seen again: due = last trigger service + interval; who has such an appointment ahead is not listed. */
export function recalls(db: Db, { date }: OnDay): RecallRow[] {
  const zone = zoneOf(db)
  const types = new Map(rowsOf(db, 'recall_types', 'where is_active = 1').map((type) => [type.id, type]))
  const due = all<DoneJoin>(db, doneLast(partsOf(db))).flatMap((row) => {
    const type = types.get(row.recall_type_id)!
    const visit = row.visit_at === null ? '' : localOf(row.visit_at, zone).date
    const lastDone = (row.day ?? '') > visit ? row.day! : visit
    const dueOn = recallDue(lastDone, type)
    return dueOn <= addDays(date, AHEAD_DAYS) && dueOn >= addDays(date, -OVERDUE_DAYS) ? [{ row, type, lastDone, dueOn }] : []
  })
  const { from } = dayBounds(date, zone)
  return due.flatMap((each) => recallRow(db, each, date, from)).toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.patientName.localeCompare(b.patientName))
}

interface Due {
  row: DoneJoin
  type: Row<'recall_types'>
  lastDone: string
  dueOn: string
}

function recallRow(db: Db, { row, type, lastDone, dueOn }: Due, today: string, from: string): RecallRow[] {
  const records = recordsOf(db, row.patient_id)
  const of = marks(records)
  const booked = one(db, `select 1 from appointments a join recall_triggers t on t.service_id = a.service_id and t.recall_type_id = ? and t.is_active = 1
    where a.patient_id in (${of}) and a.starts_at >= ? and a.status in ('pending', 'confirmed')`, type.id, ...records, from)
  if (booked) return []
  // What was said before the last visit was about the visit before.
  const contacts = rowsOf(db, 'recall_contacts', `where patient_id in (${of}) and recall_type_id = ? and created_at >= ? order by created_at desc, id desc`, ...records, type.id, lastDone)
  const last = contacts[0] ?? null
  if (last?.outcome === 'declined') return []
  const isSnoozed = last?.snoozed_until != null && last.snoozed_until > today
  const next = one<{ starts_at: string }>(db, `select min(starts_at) as starts_at from appointments where patient_id in (${of}) and starts_at >= ? and status in ('pending', 'confirmed')`, ...records, from)
  return [{
    ...listedPatient(row),
    recallTypeId: type.id,
    recallName: type.name,
    lastDone,
    dueOn,
    state: isSnoozed ? 'snoozed' : dueOn < today ? 'overdue' : 'due',
    contacts: contacts.length,
    lastOutcome: last?.outcome ?? null,
    lastContactAt: last?.created_at ?? null,
    snoozedUntil: isSnoozed ? last.snoozed_until : null,
    nextStartsAt: next?.starts_at ?? null,
  }]
}
