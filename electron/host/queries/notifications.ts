import { fullName } from '../../../shared/domain/names.ts'
import type { NotificationList, NotificationView } from '../../../shared/protocol/front-desk-views.ts'
import type { Db } from '../store/database.ts'
import { asOne } from './merged.ts'
import { all } from './rows.ts'

const SHOWN_DAYS = 14
const MOST_SHOWN = 200

interface Joined {
  id: string
  kind: string
  created_at: string
  user_id: string | null
  message: string
  is_read: number
  actor_name: string | null
  appointment_id: string | null
  patient_id: string | null
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  starts_at: string | null
  dentist_name: string | null
}

/**
 * What a person should hear of, newest first: dentists what concerns them and the whole clinic, everybody else all of
 * it; never what one did oneself.
 */
export function list(db: Db, { userId, isDentist, now }: { userId: string; isDentist: boolean; now: string }): NotificationList {
  const since = new Date(Date.parse(now) - SHOWN_DAYS * 86_400_000).toISOString()
  const { prefix, root } = asOne(db)
  const rows = all<Joined>(db, `${prefix}select n.id, n.kind, n.created_at, n.user_id, n.message, c.display_name as actor_name,
      exists (select 1 from notification_reads r where r.user_id = ? and r.notification_id = n.id) as is_read,
      a.id as appointment_id, p.id as patient_id, p.last_name, p.first_name, p.middle_name, p.suffix, a.starts_at, u.display_name as dentist_name
    from notifications n left join users c on c.id = n.actor_id left join appointments a on a.id = n.subject_id
    left join patients p on p.id = ${root('a.patient_id')} left join users u on u.id = a.dentist_id
    where n.created_at >= ? and n.actor_id is not ? and (? = 0 or n.user_id is null or n.user_id = ?)
    order by n.created_at desc, n.id desc limit ?`, userId, since, userId, isDentist ? 1 : 0, userId, MOST_SHOWN)
  return { unread: rows.filter((row) => row.is_read === 0).length, items: rows.map((row) => view(row, userId)) }
}

function view(row: Joined, userId: string): NotificationView {
  return {
    id: row.id, kind: row.kind, at: row.created_at, message: row.message, isRead: row.is_read === 1, isMine: row.user_id === userId, actorName: row.actor_name,
    appointmentId: row.appointment_id, patientId: row.patient_id, patientName: row.patient_id === null ? null : fullName(row), startsAt: row.starts_at, dentistName: row.dentist_name,
  }
}
