import { dayBounds, localOf } from '../../../shared/domain/time.ts'
import type { Timetable } from '../../../shared/domain/timetable.ts'
import type { BlockoutView, TimetableSetup } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { all, rowsOf } from './rows.ts'

type Stored = Omit<BlockoutView, 'isBlocking'> & { isBlocking: number }

const BLOCKOUTS = `select b.id, b.type_id as typeId, b.location_id as locationId, b.operatory_id as operatoryId, b.dentist_id as dentistId,
  b.starts_at as startsAt, b.ends_at as endsAt, b.note, t.name, t.colour, t.is_blocking as isBlocking
  from blockouts b join blockout_types t on t.id = b.type_id
  where b.ends_at > ? and b.starts_at < ? and b.deleted_at is null order by b.starts_at, b.id`

/** Blockouts that meet a half-open interval of instants. */
export function blockoutsBetween(db: Db, from: string, to: string): BlockoutView[] {
  return all<Stored>(db, BLOCKOUTS, from, to).map((row) => ({ ...row, isBlocking: row.isBlocking === 1 }))
}

/** What limits booking between two instants, of every branch and dentist. */
export function timetableBetween(db: Db, zone: string, from: string, to: string): Omit<Timetable, 'blockouts'> & { blockouts: BlockoutView[] } {
  const [first, last] = [localOf(from, zone).date, localOf(to, zone).date]
  return {
    zone,
    hours: rowsOf(db, 'operating_hours', 'order by location_id, weekday'),
    closedDays: rowsOf(db, 'closed_days', 'where starts_on <= ? and ends_on >= ? and deleted_at is null order by starts_on, id', last, first),
    blockouts: blockoutsBetween(db, from, to),
    availability: rowsOf(db, 'staff_availability', 'where deleted_at is null'),
    dentistDates: rowsOf(db, 'dentist_dates', 'where date between ? and ? and deleted_at is null', first, last),
  }
}

/** Everything of the timetable that can be changed, from a day on. */
export function setup(db: Db, { date }: { date: string }): TimetableSetup {
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]!
  return {
    closedDays: rowsOf(db, 'closed_days', 'where ends_on >= ? and deleted_at is null order by starts_on, id', date),
    blockoutTypes: rowsOf(db, 'blockout_types', 'where deleted_at is null order by name, id'),
    blockouts: blockoutsBetween(db, dayBounds(date, clinic.timezone).from, '9999'),
    availability: rowsOf(db, 'staff_availability', 'where deleted_at is null order by user_id, weekday'),
    dentistDates: rowsOf(db, 'dentist_dates', 'where date >= ? and deleted_at is null order by date, user_id', date),
  }
}
