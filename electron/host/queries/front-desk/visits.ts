import { addDays, dayBounds } from '../../../../shared/domain/time.ts'
import type { ConfirmationRow, ReminderRow, UnscheduledRow, WaitingRoom } from '../../../../shared/protocol/front-desk-views.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Db } from '../../store/database.ts'
import { asOne } from '../merged.ts'
import type { AsOne } from '../merged.ts'
import { all, one } from '../rows.ts'
import { listedAppointment, partsOf, REACHABLE, settingsOf, zoneOf } from './listed.ts'
import type { JoinedAppointment } from './listed.ts'

export interface OnDay {
  /** Today on the clinic's calendar. */
  date: string
}

type WaitingJoin = JoinedAppointment & Pick<Row<'appointments'>, 'flow' | 'arrived_at' | 'seated_at' | 'notes'>

/** Who has arrived today and who sits in a chair, the longest wait first. */
export function waiting(db: Db, { date }: OnDay): WaitingRoom {
  const { from, to } = dayBounds(date, zoneOf(db))
  const { prefix, APPOINTMENT, APPOINTMENT_JOINS } = partsOf(db)
  const rows = all<WaitingJoin>(db, `${prefix}select ${APPOINTMENT}, a.flow, a.arrived_at, a.seated_at, a.notes from appointments a ${APPOINTMENT_JOINS}
    where a.starts_at >= ? and a.starts_at < ? and a.flow in ('arrived', 'in_chair') and a.status not in ('cancelled', 'missed')
    order by a.flow, coalesce(a.arrived_at, a.seated_at), a.id`, from, to)
  return {
    alertMinutes: settingsOf(db).waiting_alert_minutes,
    rows: rows.map((row) => ({ ...listedAppointment(row), flow: row.flow, arrivedAt: row.arrived_at, seatedAt: row.seated_at, notes: row.notes })),
  }
}

/** How long somebody who gave up a time is looked for. */
const UNSCHEDULED_DAYS = 365

type UnscheduledJoin = JoinedAppointment & { cancel_reason: string | null; cancelled_at: string | null }

/** Appointments `a` given up since an instant by a patient `p` who holds no later one and has made none since, and that nobody has dismissed. */
const givenUp = ({ isOf }: AsOne) => `a.status in ('cancelled', 'missed') and a.starts_at >= ? and ${REACHABLE} and ${noneSince('v.patient_id = a.patient_id')} and ${noneSince(isOf('v.patient_id', 'p.id'))}
  and not exists (select 1 from unscheduled_dismissals d where ${isOf('d.patient_id', 'p.id')} and d.until_start >= a.starts_at and d.undone_at is null)`

/** Asked of the one record first: most are out by that, and it is quicker than to ask of all that were merged. */
const noneSince = (whose: string) => `not exists (select 1 from _visits v where ${whose} and (v.last_start >= a.starts_at or v.last_made >= coalesce(a.cancelled_at, a.updated_at)))`

/** How many patients `unscheduled` holds. */
export function unscheduledCount(db: Db, { date }: OnDay): number {
  const { from } = dayBounds(addDays(date, -UNSCHEDULED_DAYS), zoneOf(db))
  const merges = asOne(db)
  return one<{ n: number }>(db, `${merges.prefix}select count(distinct p.id) as n from appointments a indexed by _appointments_lost
    cross join patients p indexed by _patients_reachable on p.id = ${merges.root('a.patient_id')} where ${givenUp(merges)}`, from)!.n
}

/** Patients whose last cancelled or missed appointment nobody has replaced and nobody has dismissed, the newest first, one row each. */
export function unscheduled(db: Db, { date }: OnDay): UnscheduledRow[] {
  const { from } = dayBounds(addDays(date, -UNSCHEDULED_DAYS), zoneOf(db))
  const parts = partsOf(db)
  const rows = all<UnscheduledJoin>(db, `${parts.prefix}select ${parts.APPOINTMENT}, a.cancel_reason, a.cancelled_at from appointments a indexed by _appointments_lost ${parts.APPOINTMENT_JOINS}
    where ${givenUp(parts)} order by a.starts_at desc, a.id`, from)
  const seen = new Set<string>()
  return rows.filter((row) => !seen.has(row.patient_id) && seen.add(row.patient_id))
    .map((row) => ({ ...listedAppointment(row), cancelReason: row.cancel_reason, cancelledAt: row.cancelled_at }))
}

type ConfirmationJoin = JoinedAppointment & { calls: number; last_outcome: Row<'confirmation_calls'>['outcome'] | null; last_call_at: string | null }

/** Appointments of the next days that nobody has confirmed, with the calls about their present time. */
export function confirmations(db: Db, { date }: OnDay): ConfirmationRow[] {
  const zone = zoneOf(db)
  const { from } = dayBounds(addDays(date, 1), zone)
  const { to } = dayBounds(addDays(date, settingsOf(db).confirm_days), zone)
  const { prefix, APPOINTMENT, APPOINTMENT_JOINS } = partsOf(db)
  const rows = all<ConfirmationJoin>(db, `${prefix}select ${APPOINTMENT},
      (select count(*) from confirmation_calls c where c.appointment_id = a.id and c.starts_at = a.starts_at) as calls,
      (select c.outcome from confirmation_calls c where c.appointment_id = a.id and c.starts_at = a.starts_at order by c.created_at desc, c.id desc limit 1) as last_outcome,
      (select max(c.created_at) from confirmation_calls c where c.appointment_id = a.id and c.starts_at = a.starts_at) as last_call_at
    from appointments a ${APPOINTMENT_JOINS}
    where a.status = 'pending' and a.starts_at >= ? and a.starts_at < ? order by a.starts_at, a.id`, from, to)
  return rows.map((row) => ({ ...listedAppointment(row), calls: row.calls, lastOutcome: row.last_outcome, lastCallAt: row.last_call_at }))
}

type ReminderJoin = JoinedAppointment & { sent: string | null }

/**
 * Whom to remind: computed from the appointments as they stand, never from a list made earlier, so that a moved or
 * cancelled appointment reminds nobody (domain §4, 12). What was sent counts only for the time it spoke of.
 */
export function reminders(db: Db, { date }: OnDay): ReminderRow[] {
  const zone = zoneOf(db)
  const { from } = dayBounds(addDays(date, 1), zone)
  const { to } = dayBounds(addDays(date, settingsOf(db).reminder_days), zone)
  const { prefix, APPOINTMENT, APPOINTMENT_JOINS } = partsOf(db)
  const rows = all<ReminderJoin>(db, `${prefix}select ${APPOINTMENT},
      (select json_object('id', r.id, 'channel', r.channel, 'state', r.state, 'detail', r.detail, 'created_at', r.created_at, 'finished_at', r.finished_at)
        from reminder_log r where r.appointment_id = a.id and r.starts_at = a.starts_at order by r.channel = 'sent' desc, r.created_at desc, r.id desc limit 1) as sent
    from appointments a ${APPOINTMENT_JOINS}
    where a.status in ('pending', 'confirmed') and a.starts_at >= ? and a.starts_at < ? order by a.starts_at, a.id`, from, to)
  return rows.map((row) => ({ ...listedAppointment(row), sent: row.sent === null ? null : JSON.parse(row.sent) as ReminderRow['sent'] }))
}
