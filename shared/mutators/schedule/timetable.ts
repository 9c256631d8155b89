import { z } from 'zod'
import { addMonths } from '../../domain/months.ts'
import { derivedId } from '../../protocol/derived-id.ts'
import { day, id, line, required } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'

/**
 * Closes the clinic or a branch on a day or a row of days, in so many years one after the other, or changes such an
 * entry. Each year is an entry of its own: holidays are moved. Appointments already there stay.
 */
export const saveClosedDay = defineMutator({
  name: 'settings.saveClosedDay',
  permission: 'settings.write',
  input: z.object({ id, locationId: id.nullable(), startsOn: day, endsOn: day, name: required('The name of the holiday', 80), years: z.int().min(1).max(10).default(1) }),
  async apply(tx, input, ctx) {
    if (input.endsOn < input.startsOn) throw new Refusal('bad_interval', 'The last closed day must not be before the first.')
    await mustExist(tx, 'locations', input.locationId, 'The branch')
    for (let year = 0; year < input.years; year++) {
      const rowId = year === 0 ? input.id : derivedId(input.id, `year ${year}`)
      const card = { location_id: input.locationId, starts_on: addMonths(input.startsOn, year * 12), ends_on: addMonths(input.endsOn, year * 12), name: input.name, updated_at: ctx.at, deleted_at: null }
      if (await tx.get('closed_days', rowId)) await tx.update('closed_days', rowId, card)
      else await tx.insert('closed_days', { id: rowId, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
    }
  },
})

/** Opens the clinic again on those days. Twice changes nothing. */
export const removeClosedDay = defineMutator({
  name: 'settings.removeClosedDay',
  permission: 'settings.write',
  input: z.object({ id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'closed_days', input.id, 'The closed day')
    if (!row.deleted_at) await tx.update('closed_days', input.id, { deleted_at: ctx.at, updated_at: ctx.at })
  },
})

const minute = z.int().min(0).max(24 * 60)
const worked = { starts: minute, ends: minute }

/** Sets a person's working week at a branch; equal start and end are a day off, null makes the opening hours hold again. */
export const saveAvailability = defineMutator({
  name: 'settings.saveAvailability',
  permission: 'settings.write',
  input: z.object({ userId: id, locationId: id, week: z.array(z.object({ id, weekday: z.int().min(1).max(7), ...worked })).max(7).nullable() }),
  async apply(tx, input, ctx) {
    await mustGet(tx, 'users', input.userId, 'The person')
    await mustGet(tx, 'locations', input.locationId, 'The branch')
    const week = input.week ?? []
    if (new Set(week.map(({ weekday }) => weekday)).size !== week.length) throw new Refusal('bad_hours', 'Each weekday can be given once.')
    if (week.some(({ starts, ends }) => ends < starts)) throw new Refusal('bad_hours', 'Work must not end before it starts.')
    const standing = await tx.select('staff_availability', [['user_id', '=', input.userId], ['location_id', '=', input.locationId]])
    for (const { id: rowId, weekday, starts, ends } of week) {
      const row = standing.find((each) => each.weekday === weekday)
      const hours = { starts_minute: starts, ends_minute: ends, updated_at: ctx.at, deleted_at: null }
      if (row) await tx.update('staff_availability', row.id, hours)
      else await tx.insert('staff_availability', { id: rowId, clinic_id: ctx.clinicId, created_at: ctx.at, user_id: input.userId, location_id: input.locationId, weekday, ...hours })
    }
    const dropped = standing.filter((row) => !row.deleted_at && !week.some(({ weekday }) => weekday === row.weekday))
    for (const row of dropped) await tx.update('staff_availability', row.id, { deleted_at: ctx.at, updated_at: ctx.at })
  },
})

/** Sets what a dentist works on one date, whatever the week says. A date is one entry a branch, whoever sets it first. */
export const saveDentistDate = defineMutator({
  name: 'schedule.saveDentistDate',
  permission: 'schedule.override',
  input: z.object({ id, userId: id, locationId: id.nullable(), date: day, isAvailable: z.boolean(), ...worked, note: line(200).default('') }),
  async apply(tx, input, ctx) {
    await mustBeDentist(tx, input.userId)
    await mustExist(tx, 'locations', input.locationId, 'The branch')
    if (input.isAvailable && input.ends <= input.starts) throw new Refusal('bad_hours', 'Work must end after it starts.')
    const hours = input.isAvailable ? { starts_minute: input.starts, ends_minute: input.ends } : { starts_minute: 0, ends_minute: 0 }
    const card = { user_id: input.userId, location_id: input.locationId, date: input.date, is_available: input.isAvailable, ...hours, note: input.note, updated_at: ctx.at, deleted_at: null }
    const branch = input.locationId === null ? (['location_id', 'is null'] as const) : (['location_id', '=', input.locationId] as const)
    const [same] = await tx.select('dentist_dates', [['user_id', '=', input.userId], ['date', '=', input.date], branch, ['deleted_at', 'is null'], ['id', '<>', input.id]], { limit: 1 })
    if (same) await tx.update('dentist_dates', same.id, card)
    else if (await tx.get('dentist_dates', input.id)) await tx.update('dentist_dates', input.id, card)
    else await tx.insert('dentist_dates', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
  },
})

/** Makes the weekly hours hold again on that date. Twice changes nothing. */
export const removeDentistDate = defineMutator({
  name: 'schedule.removeDentistDate',
  permission: 'schedule.override',
  input: z.object({ id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'dentist_dates', input.id, 'The date')
    if (!row.deleted_at) await tx.update('dentist_dates', input.id, { deleted_at: ctx.at, updated_at: ctx.at })
  },
})
