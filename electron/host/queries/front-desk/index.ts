import { dayBounds } from '../../../../shared/domain/time.ts'
import type { FrontDesk, ListCounts } from '../../../../shared/protocol/front-desk-views.ts'
import type { Db } from '../../store/database.ts'
import { one, rowsOf } from '../rows.ts'
import { plannedCount } from './care.ts'
import { settingsOf, zoneOf } from './listed.ts'
import { recallCount } from './recalls.ts'
import { asap } from './requests.ts'
import { confirmations, reminders, unscheduledCount } from './visits.ts'
import type { OnDay } from './visits.ts'

/** The settings of the front desk and its recalls, those that are not followed any more last. */
export function settings(db: Db): FrontDesk {
  const triggers = Map.groupBy(rowsOf(db, 'recall_triggers', 'where is_active = 1 order by id'), (trigger) => trigger.recall_type_id)
  const { waiting_alert_minutes, confirm_days, reminder_days, reminder_text, recall_text, asap_text, pack_minute } = settingsOf(db)
  return {
    settings: { waiting_alert_minutes, confirm_days, reminder_days, reminder_text, recall_text, asap_text, pack_minute },
    recallTypes: rowsOf(db, 'recall_types', 'order by is_active desc, name').map((type) => ({ ...type, serviceIds: (triggers.get(type.id) ?? []).map((trigger) => trigger.service_id) })),
  }
}

/** When outage packs are made by themselves, in the clinic's zone. */
export function packPlan(db: Db) {
  return { settings: settingsOf(db), zone: zoneOf(db) }
}

/** How many wait for a person, by list. */
export function counts(db: Db, { date }: OnDay): ListCounts {
  return {
    ...urgent(db, { date }),
    unscheduled: unscheduledCount(db, { date }),
    asap: asap(db).length,
    planned: plannedCount(db, { date }),
    confirmations: confirmations(db, { date }).length,
    recalls: recallCount(db, { date }),
    reminders: reminders(db, { date }).filter((row) => row.sent?.state !== 'done').length,
  }
}

/** What cannot wait: people in the waiting room and open requests. */
export function urgent(db: Db, { date }: OnDay): Pick<ListCounts, 'waiting' | 'requests'> {
  const { from, to } = dayBounds(date, zoneOf(db))
  const arrived = one<{ n: number }>(db, `select count(*) as n from appointments where starts_at >= ? and starts_at < ? and flow = 'arrived' and status not in ('cancelled', 'missed')`, from, to)!
  const open = one<{ n: number }>(db, `select count(*) as n from appointment_requests where status = 'requested'`)!
  return { waiting: arrived.n, requests: open.n }
}

export { waiting, unscheduled, confirmations, reminders } from './visits.ts'
export { requests, asap, asapMatches } from './requests.ts'
export { planned } from './care.ts'
export { recalls } from './recalls.ts'
export { reminder, claim } from './reminder.ts'
