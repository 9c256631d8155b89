import { addDays, addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { demoId } from './ids.ts'
import { CHAIRS, CLINIC, LOCATION, userId, ZONE } from './place.ts'

/** Days from today on which nobody is booked in the demo: a holiday, and Dr. Cruz's day off for him. */
export const HOLIDAY = 12
export const CRUZ_OFF = 9
/** Days ahead with marked time in the surgery. */
const MARKED_DAYS = 7

type TimetableRows = { [N in 'closed_days' | 'blockout_types' | 'blockouts' | 'staff_availability' | 'dentist_dates']: Row<N>[] }

/** A holiday, marked time of two kinds, Dr. Reyes's week and a day off of Dr. Cruz. */
export function timetableRows(today: string, now: string): TimetableRows {
  const base = { clinic_id: CLINIC, created_at: now, updated_at: now }
  const standing = { ...base, deleted_at: null }
  const [sterilising, emergencies] = [demoId('blockout_type', 1), demoId('blockout_type', 2)]
  const mark = (n: number, typeId: string, day: number, start: number, minutes: number, note: string): Row<'blockouts'> => {
    const startsAt = instantOf(addDays(today, day), start, ZONE)
    return { ...standing, id: demoId('blockout', n), type_id: typeId, location_id: LOCATION, operatory_id: CHAIRS[2]!, dentist_id: null, starts_at: startsAt, ends_at: addMinutes(startsAt, minutes), note }
  }
  const days = Array.from({ length: MARKED_DAYS }, (_, day) => day)
  return {
    closed_days: [{ ...standing, id: demoId('closed_day', 1), location_id: null, starts_on: addDays(today, HOLIDAY), ends_on: addDays(today, HOLIDAY), name: 'City fiesta' }],
    blockout_types: [
      { ...standing, id: sterilising, name: 'Sterilising', colour: '#868e96', is_blocking: true },
      { ...standing, id: emergencies, name: 'Kept for emergencies', colour: '#e8590c', is_blocking: false },
    ],
    blockouts: days.flatMap((day) => [mark(day * 2 + 1, sterilising, day, 660, 60, ''), mark(day * 2 + 2, emergencies, day, 990, 90, '')]),
    staff_availability: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ ...standing, id: demoId('availability', weekday), user_id: userId('drreyes'), location_id: LOCATION, weekday, starts_minute: 540, ends_minute: 1050 })),
    dentist_dates: [{ ...standing, id: demoId('dentist_date', 1), user_id: userId('drcruz'), location_id: null, date: addDays(today, CRUZ_OFF), is_available: false, starts_minute: 0, ends_minute: 0, note: 'Seminar' }],
  }
}
