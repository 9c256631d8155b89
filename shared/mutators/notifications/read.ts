import { z } from 'zod'
import { derivedId } from '../../protocol/derived-id.ts'
import { id } from '../fields.ts'
import { defineMutator } from '../mutator.ts'

/** As many as one look at the list can show. */
const MOST = 200

/** Notes that the person has read these; again changes nothing, and what is not known here is passed over. */
export const readNotifications = defineMutator({
  name: 'notification.read',
  permission: 'schedule.write',
  input: z.object({ ids: z.array(id).min(1).max(MOST) }),
  async apply(tx, input, ctx) {
    for (const notificationId of new Set(input.ids)) {
      const notification = await tx.get('notifications', notificationId)
      if (!notification) continue
      // The same for whoever reads it at whichever desk, so that two desks cannot note it twice.
      const readId = derivedId(notificationId, `read:${ctx.actorId}`)
      if (await tx.get('notification_reads', readId)) continue
      await tx.insert('notification_reads', { id: readId, clinic_id: ctx.clinicId, created_at: ctx.at, notification_id: notificationId, user_id: ctx.actorId })
      if (notification.read_at === null) await tx.update('notifications', notificationId, { read_at: ctx.at })
    }
  },
})
