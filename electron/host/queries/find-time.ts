import { freeSlots as findFreeSlots } from '../../../shared/domain/slots.ts'
import { addDays, addMinutes, dayBounds, localOf } from '../../../shared/domain/time.ts'
import type { Span } from '../../../shared/domain/timetable.ts'
import type { FreeSlot } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { asOne, rootOf } from './merged.ts'
import type { AsOne } from './merged.ts'
import { all, rowsOf } from './rows.ts'
import { timetableBetween } from './timetable.ts'

const DAYS_AHEAD = 60
/** Days looked at together: most searches end within the first. */
const STRETCH = 12
const LONGEST_MINUTES = 12 * 60

export interface TimeQuery {
  from: string
  durationMinutes: number
  dentistId: string | null
  operatoryId: string | null
  patientId?: string | null
  weekdays?: readonly number[] | undefined
  between?: Span | undefined
  limit: number
}

interface Busy {
  operatoryId: string | null
  dentistId: string | null
  patientId: string
  startsAt: string
  endsAt: string
}

const busyOf = ({ prefix, root }: AsOne) => `${prefix}select operatory_id as operatoryId, dentist_id as dentistId, ${root('patient_id')} as patientId, starts_at as startsAt, ends_at as endsAt from appointments
  where starts_at < ? and starts_at > ? and ends_at > ? and status not in ('cancelled', 'missed') and not (allows_overlap = 1 and legacy_source is not null)`

/** The next free times from an instant on, computed in the replica: it works offline. Looks sixty days ahead. */
export function freeSlots(db: Db, query: TimeQuery): FreeSlot[] {
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]!
  const zone = clinic.timezone
  const chairs = rowsOf(db, 'operatories', 'where is_active = 1 order by position, name').filter((chair) => !query.operatoryId || chair.id === query.operatoryId)
  const dentists = rowsOf(db, 'users', 'where is_dentist = 1 and is_active = 1 order by display_name').filter((person) => !query.dentistId || person.id === query.dentistId)
  const chairNames = new Map(chairs.map(({ id, name }) => [id, name]))
  const dentistNames = new Map(dentists.map(({ id, display_name }) => [id, display_name]))
  const today = localOf(query.from, zone).date
  const found: FreeSlot[] = []
  for (let ahead = 0; ahead < DAYS_AHEAD && found.length < query.limit; ahead += STRETCH) {
    const from = ahead === 0 ? query.from : dayBounds(addDays(today, ahead), zone).from
    const until = dayBounds(addDays(today, ahead + STRETCH), zone).from
    const slots = findFreeSlots({
      from,
      days: STRETCH,
      durationMinutes: query.durationMinutes,
      stepMinutes: clinic.slot_minutes,
      timetable: timetableBetween(db, zone, from, until),
      ...(query.weekdays ? { weekdays: query.weekdays } : {}),
      ...(query.between ? { between: query.between } : {}),
      patientId: query.patientId ? rootOf(db, query.patientId) : null,
      operatories: chairs.map(({ id, location_id }) => ({ id, locationId: location_id })),
      dentists,
      busy: all<Busy>(db, busyOf(asOne(db)), until, addMinutes(from, -LONGEST_MINUTES), from),
      limit: query.limit - found.length,
    })
    found.push(...slots.map((slot) => ({ ...slot, operatoryName: chairNames.get(slot.operatoryId) ?? '', dentistName: dentistNames.get(slot.dentistId) ?? '' })))
  }
  return found
}
