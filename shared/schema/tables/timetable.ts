import { base, bool, date, int, nullable, table, text, timestamp, uuid } from '../descriptor.ts'

/** What narrows the opening hours: closed days, blockouts, who works when. */
export const closedDays = table('closed_days', {
  comment: 'Days on which the clinic or one branch is closed: holidays, repairs, leave',
  merge: 'centre',
  columns: {
    ...base,
    location_id: nullable(uuid('The branch; null means every branch')),
    starts_on: date('First closed day'),
    ends_on: date('Last closed day; the same as the first for a single day'),
    name: text('Why, as the schedule shows it'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When it was taken off the calendar')),
  },
})

export const blockoutTypes = table('blockout_types', {
  comment: 'A kind of marked time on the schedule, such as a staff meeting',
  merge: 'centre',
  columns: {
    ...base,
    name: text('Name on the schedule'),
    colour: text('Colour on the schedule, #rrggbb'),
    is_blocking: bool('Whether nothing may be booked in it; otherwise it is only shown'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When it was taken off the list')),
  },
})

export const blockouts = table('blockouts', {
  comment: 'A marked time on the schedule; what is null is meant for all',
  merge: 'centre',
  indexes: [['ends_at']],
  columns: {
    ...base,
    type_id: uuid('What kind of time it is'),
    location_id: nullable(uuid('The branch; null means every branch')),
    operatory_id: nullable(uuid('The chair; null means every chair')),
    dentist_id: nullable(uuid('The dentist; null means everybody')),
    starts_at: timestamp('Start of the half-open interval'),
    ends_at: timestamp('End of the half-open interval'),
    note: text('Remark shown with it'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When it was taken off the schedule')),
  },
})

export const staffAvailability = table('staff_availability', {
  comment: 'When a person works at a branch, a row a weekday; a person without any row works whenever it is open',
  merge: 'centre',
  columns: {
    ...base,
    user_id: uuid('The person'),
    location_id: uuid('The branch'),
    weekday: int('ISO weekday, 1 Monday to 7 Sunday'),
    starts_minute: int('Start of work, minutes after local midnight'),
    ends_minute: int('End of work, minutes after local midnight; equal to the start on a day off'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When the opening hours were made to hold for the person again')),
  },
})

export const dentistDates = table('dentist_dates', {
  comment: 'One date on which a dentist works other hours than on that weekday, or not at all',
  merge: 'centre',
  indexes: [['date']],
  columns: {
    ...base,
    user_id: uuid('The dentist'),
    location_id: nullable(uuid('The branch; null means every branch')),
    date: date('The day it is about'),
    is_available: bool('Whether the dentist works that day'),
    starts_minute: int('Start of work, minutes after local midnight; 0 when off'),
    ends_minute: int('End of work, minutes after local midnight; 0 when off'),
    note: text('Why'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When the weekly hours were made to hold again')),
  },
})
