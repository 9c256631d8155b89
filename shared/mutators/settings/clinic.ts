import { z } from 'zod'
import { id, line, required } from '../fields.ts'
import { defineMutator, mustExist, mustGet, Refusal } from '../mutator.ts'

/** Changes what the clinic and its branch print and how the schedule is ruled. */
export const saveClinic = defineMutator({
  name: 'settings.saveClinic',
  permission: 'settings.write',
  input: z.object({
    name: required('The name of the clinic'),
    slotMinutes: z.union([z.literal(5), z.literal(10), z.literal(15), z.literal(30)]),
    locationId: id,
    street: line(160),
    barangay: line(80),
    city: line(80),
    province: line(80),
    phone: line(40),
    tin: line(30),
    /** Left out by programs that do not know it yet. */
    historyReviewMonths: z.int().min(1, 'At least one month.').max(60, 'At most 60 months.').optional(),
    /** Left out by programs that do not know the choice. */
    doubleBooking: z.enum(['refuse', 'allow']).optional(),
  }),
  async apply(tx, input, ctx) {
    await tx.update('clinics', ctx.clinicId, { name: input.name, slot_minutes: input.slotMinutes, history_review_months: input.historyReviewMonths, double_booking: input.doubleBooking, updated_at: ctx.at })
    const { street, barangay, city, province, phone, tin } = input
    await tx.update('locations', input.locationId, { street, barangay, city, province, phone, tin, updated_at: ctx.at })
  },
})

/** Adds a chair or renames, reorders or retires one. */
export const saveOperatory = defineMutator({
  name: 'settings.saveOperatory',
  permission: 'settings.write',
  input: z.object({ id, locationId: id, name: required('The name of the chair', 40), position: z.int().min(0).max(100), isActive: z.boolean() }),
  async apply(tx, input, ctx) {
    await mustGet(tx, 'locations', input.locationId, 'The branch')
    const card = { location_id: input.locationId, name: input.name, position: input.position, is_active: input.isActive, updated_at: ctx.at }
    if (await tx.get('operatories', input.id)) await tx.update('operatories', input.id, card)
    else await tx.insert('operatories', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
  },
})

const minute = z.int().min(0).max(24 * 60)

/** Sets the hours of one weekday of a branch. The row is the weekday's for good; equal opening and closing mean closed. */
export const saveHours = defineMutator({
  name: 'settings.saveHours',
  permission: 'settings.write',
  input: z.object({
    id,
    locationId: id,
    weekday: z.int().min(1).max(7),
    opens: minute,
    closes: minute,
    breakStart: minute.nullable(),
    breakEnd: minute.nullable(),
  }),
  async apply(tx, input, ctx) {
    if (input.closes < input.opens) throw new Refusal('bad_hours', 'Closing time must not be before opening time.')
    if ((input.breakStart === null) !== (input.breakEnd === null)) throw new Refusal('bad_hours', 'A break needs a start and an end.')
    if (input.breakStart !== null && input.breakEnd !== null && !(input.opens <= input.breakStart && input.breakStart < input.breakEnd && input.breakEnd <= input.closes)) throw new Refusal('bad_hours', 'The break must lie within the opening hours.')
    await mustExist(tx, 'locations', input.locationId, 'The branch')
    const [standing] = await tx.select('operating_hours', [['location_id', '=', input.locationId], ['weekday', '=', input.weekday]], { limit: 1 })
    const hours = { opens_minute: input.opens, closes_minute: input.closes, break_start_minute: input.breakStart, break_end_minute: input.breakEnd }
    if (standing) await tx.update('operating_hours', standing.id, hours)
    else await tx.insert('operating_hours', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, location_id: input.locationId, weekday: input.weekday, ...hours })
  },
})
