import { z } from 'zod'
import { defineMutator } from '../mutator.ts'

const words = z.string().trim().min(1, 'The text is missing.').max(600, 'Keep the text under 600 letters.')

/** Sets how the front desk works: alerts, how far lists look ahead, the texts, the time of the outage pack. */
export const saveFrontDesk = defineMutator({
  name: 'settings.saveFrontDesk',
  permission: 'settings.write',
  input: z.object({
    waitingAlertMinutes: z.int().min(1, 'Choose at least one minute.').max(240),
    confirmDays: z.int().min(1, 'Choose at least one day.').max(30),
    reminderDays: z.int().min(1, 'Choose at least one day.').max(30),
    reminderText: words,
    recallText: words,
    asapText: words,
    packMinute: z.int().min(0).max(1439).nullable(),
  }),
  async apply(tx, input, ctx) {
    const card = {
      waiting_alert_minutes: input.waitingAlertMinutes, confirm_days: input.confirmDays, reminder_days: input.reminderDays,
      reminder_text: input.reminderText, recall_text: input.recallText, asap_text: input.asapText, pack_minute: input.packMinute, updated_at: ctx.at,
    }
    // One row a clinic, under the clinic's own id.
    if (await tx.get('front_desk_settings', ctx.clinicId)) await tx.update('front_desk_settings', ctx.clinicId, card)
    else await tx.insert('front_desk_settings', { id: ctx.clinicId, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
  },
})
