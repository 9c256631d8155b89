import { z } from 'zod'
import { daysLater } from '../../domain/time.ts'
import { derivedId } from '../../protocol/derived-id.ts'
import { colour, id, instant, line, required } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'

/** Adds a kind of blockout or changes one; what is marked with it changes along. */
export const saveBlockoutType = defineMutator({
  name: 'schedule.saveBlockoutType',
  permission: 'settings.write',
  input: z.object({ id, name: required('The name', 60), colour, isBlocking: z.boolean() }),
  async apply(tx, input, ctx) {
    const card = { name: input.name, colour: input.colour, is_blocking: input.isBlocking, updated_at: ctx.at, deleted_at: null }
    if (await tx.get('blockout_types', input.id)) await tx.update('blockout_types', input.id, card)
    else await tx.insert('blockout_types', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
  },
})

/** Takes a kind off the list; refuses (`in_use`) while time to come is marked with it. */
export const removeBlockoutType = defineMutator({
  name: 'schedule.removeBlockoutType',
  permission: 'settings.write',
  input: z.object({ id }),
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'blockout_types', input.id, 'The kind of blockout')
    if (row.deleted_at) return
    const used = await tx.select('blockouts', [['type_id', '=', input.id], ['ends_at', '>', ctx.at], ['deleted_at', 'is null']], { limit: 1 })
    if (used.length > 0) throw new Refusal('in_use', 'Time to come is still marked with it. Remove those blockouts first.')
    await tx.update('blockout_types', input.id, { deleted_at: ctx.at, updated_at: ctx.at })
  },
})

const LONGEST_DAYS = 366
const MOST_WEEKS = 53

/**
 * Marks time on the schedule or changes such a mark, in so many weeks one after the other. Each week is a mark of its
 * own: it can be moved or taken off alone. Appointments already in it stay.
 */
export const saveBlockout = defineMutator({
  name: 'schedule.saveBlockout',
  permission: 'schedule.override',
  input: z.object({ id, typeId: id, locationId: id.nullable(), operatoryId: id.nullable(), dentistId: id.nullable(), startsAt: instant, endsAt: instant, note: line(200).default(''), weeks: z.int().min(1).max(MOST_WEEKS, 'A mark can be repeated for a year at most.').default(1) }),
  async apply(tx, input, ctx) {
    const days = (Date.parse(input.endsAt) - Date.parse(input.startsAt)) / 86_400_000
    if (!(days > 0)) throw new Refusal('bad_interval', 'A blockout must end after it starts.')
    if (days > LONGEST_DAYS) throw new Refusal('bad_interval', 'A blockout cannot be longer than a year.')
    if (input.weeks > 1 && days > 7) throw new Refusal('bad_interval', 'What comes back every week cannot be longer than a week.')
    await mustGet(tx, 'blockout_types', input.typeId, 'The kind of blockout')
    await mustExist(tx, 'locations', input.locationId, 'The branch')
    await mustExist(tx, 'operatories', input.operatoryId, 'The chair')
    if (input.dentistId) await mustBeDentist(tx, input.dentistId)
    const { timezone } = await mustGet(tx, 'clinics', ctx.clinicId, 'The clinic')
    for (let week = 0; week < input.weeks; week++) {
      const rowId = week === 0 ? input.id : derivedId(input.id, `week ${week}`)
      const card = {
        type_id: input.typeId, location_id: input.locationId, operatory_id: input.operatoryId, dentist_id: input.dentistId,
        starts_at: daysLater(input.startsAt, week * 7, timezone), ends_at: daysLater(input.endsAt, week * 7, timezone), note: input.note, updated_at: ctx.at, deleted_at: null,
      }
      if (await tx.get('blockouts', rowId)) await tx.update('blockouts', rowId, card)
      else await tx.insert('blockouts', { id: rowId, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
    }
  },
})

/** Takes a mark off the schedule, and others with it, such as those of the later weeks. Twice changes nothing. */
export const removeBlockout = defineMutator({
  name: 'schedule.removeBlockout',
  permission: 'schedule.override',
  input: z.object({ id, others: z.array(id).max(MOST_WEEKS).default([]) }),
  async apply(tx, input, ctx) {
    for (const rowId of [input.id, ...input.others]) {
      const row = await mustGet(tx, 'blockouts', rowId, 'The blockout')
      if (!row.deleted_at) await tx.update('blockouts', rowId, { deleted_at: ctx.at, updated_at: ctx.at })
    }
  },
})
