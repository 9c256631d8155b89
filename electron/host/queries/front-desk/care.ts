import { dayBounds } from '../../../../shared/domain/time.ts'
import type { PlannedRow } from '../../../../shared/protocol/front-desk-views.ts'
import type { Db } from '../../store/database.ts'
import type { AsOne } from '../merged.ts'
import { all, one } from '../rows.ts'
import { listedPatient, partsOf, REACHABLE, zoneOf } from './listed.ts'
import type { JoinedPatient } from './listed.ts'
import type { OnDay } from './visits.ts'

type PlannedJoin = JoinedPatient & { entry_id: string; tooth: string | null; surfaces: string; finding: string; effective_date: string }

/**
 * Planned entries that stand, nobody has done since, and whose patient `p` has nothing ahead. The indexes are named, for
 * once somebody was merged SQLite would go through all completed entries of the clinic for each of them.
 */
const plannedWork = ({ root, isOf }: AsOne) => `from chart_entries c indexed by _chart_planned join patients p indexed by _patients_reachable on p.id = ${root('c.patient_id')}
  where c.layer = 'planned' and c.voids_entry_id is null and ${REACHABLE}
    and not exists (select 1 from appointments o indexed by _appointments_open where ${isOf('o.patient_id', 'p.id')} and o.status in ('pending', 'confirmed') and o.starts_at >= ?)
    and c.id not in (select voids_entry_id from chart_entries where voids_entry_id is not null)
    and not exists (select 1 from chart_entries d indexed by _chart_done where ${isOf('d.patient_id', 'p.id')} and d.layer = 'completed' and d.voids_entry_id is null and d.tooth is c.tooth and d.effective_date >= c.effective_date
      and d.id not in (select voids_entry_id from chart_entries where voids_entry_id is not null))`

/** How many patients `planned` holds. */
export function plannedCount(db: Db, { date }: OnDay): number {
  const parts = partsOf(db)
  return one<{ n: number }>(db, `${parts.prefix}select count(distinct p.id) as n ${plannedWork(parts)}`, dayBounds(date, zoneOf(db)).from)!.n
}

/** Patients with work planned on their chart and no appointment ahead, the longest wait first. */
export function planned(db: Db, { date }: OnDay): PlannedRow[] {
  const { from } = dayBounds(date, zoneOf(db))
  const parts = partsOf(db)
  const rows = all<PlannedJoin>(db, `${parts.prefix}select c.id as entry_id, c.tooth, c.surfaces, c.finding, c.effective_date, ${parts.PATIENT} ${plannedWork(parts)} order by c.effective_date, c.id`, from)
  const byPatient = Map.groupBy(rows, (row) => row.patient_id)
  return [...byPatient.values()].map((items) => ({
    ...listedPatient(items[0]!),
    items: items.map(({ entry_id, tooth, surfaces, finding }) => ({ entryId: entry_id, tooth, surfaces, finding })),
    since: items[0]!.effective_date,
  }))
}
