import { suits } from '../../../../shared/domain/front-desk.ts'
import type { FreedSlot } from '../../../../shared/domain/front-desk.ts'
import { addMinutes } from '../../../../shared/domain/time.ts'
import type { AsapRow, RequestRow } from '../../../../shared/protocol/front-desk-views.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Db } from '../../store/database.ts'
import { marks, recordsOf, rootOf } from '../merged.ts'
import { all, one, rowOf, rowsOf } from '../rows.ts'
import { listedAppointment, listedPatient, partsOf, REACHABLE, zoneOf } from './listed.ts'
import type { JoinedAppointment, JoinedPatient } from './listed.ts'

const SETTLED_SHOWN = 50

/** Whether chair, dentist or patient are booked at the proposed time by another appointment. */
function isTaken(db: Db, { appointment_id, patient_id, operatory_id, dentist_id, starts_at, ends_at, status }: Row<'appointment_requests'>): boolean {
  if (status !== 'requested' || starts_at === null || ends_at === null) return false
  const records = recordsOf(db, patient_id)
  // Bounded below as well, so that the index on starts_at serves: nothing is longer than 12 hours.
  return one(db, `select 1 from appointments where starts_at > ? and starts_at < ? and ends_at > ? and id <> ? and status not in ('cancelled', 'missed')
    and (operatory_id = ? or dentist_id = ? or patient_id in (${marks(records)}))`, addMinutes(starts_at, -720), ends_at, starts_at, appointment_id, operatory_id, dentist_id, ...records) !== undefined
}

/** What patients ask: the open requests, the oldest first, then what was settled last. */
export function requests(db: Db): RequestRow[] {
  const rows = [
    ...rowsOf(db, 'appointment_requests', `where status = 'requested' order by created_at, id`),
    ...rowsOf(db, 'appointment_requests', `where status <> 'requested' order by decided_at desc, id limit ?`, SETTLED_SHOWN),
  ]
  const { prefix, APPOINTMENT, APPOINTMENT_JOINS } = partsOf(db)
  return rows.flatMap((request) => {
    const found = one<JoinedAppointment>(db, `${prefix}select ${APPOINTMENT} from appointments a ${APPOINTMENT_JOINS} where a.id = ?`, request.appointment_id)
    const nameOf = (userId: string | null) => (userId === null ? null : rowOf(db, 'users', userId)?.display_name ?? null)
    return found ? [{
      ...listedAppointment(found),
      request,
      proposedDentistName: nameOf(request.dentist_id),
      proposedOperatoryName: request.operatory_id === null ? null : rowOf(db, 'operatories', request.operatory_id)?.name ?? null,
      requestedByName: nameOf(request.requested_by),
      decidedByName: nameOf(request.decided_by),
      isTaken: isTaken(db, request),
    }] : []
  })
}

type AsapJoin = JoinedPatient & { entry_id: string; service_name: string | null; dentist_name: string | null; later_starts_at: string | null }

/** Who would come at short notice, those who wait longest first. */
export function asap(db: Db): AsapRow[] {
  const { prefix, PATIENT, root } = partsOf(db)
  const rows = all<AsapJoin>(db, `${prefix}select e.id as entry_id, s.name as service_name, u.display_name as dentist_name, a.starts_at as later_starts_at, ${PATIENT}
    from asap_entries e join patients p on p.id = ${root('e.patient_id')} left join services s on s.id = e.service_id left join users u on u.id = e.dentist_id
    left join appointments a on a.id = e.appointment_id and a.status in ('pending', 'confirmed')
    where e.status = 'waiting' and ${REACHABLE} order by e.created_at, e.id`)
  return rows.map((row) => ({
    ...listedPatient(row),
    entry: rowOf(db, 'asap_entries', row.entry_id)!,
    serviceName: row.service_name,
    dentistName: row.dentist_name,
    laterStartsAt: row.later_starts_at,
  }))
}

/** Who of the short-notice list could take a freed time: it suits, it is earlier than what they have, and they are free. */
export function asapMatches(db: Db, slot: FreedSlot & { exceptPatientId: string | null }): AsapRow[] {
  const zone = zoneOf(db)
  const except = slot.exceptPatientId && rootOf(db, slot.exceptPatientId)
  return asap(db).filter((row) => {
    if (row.patientId === except || !suits(row.entry, slot, zone)) return false
    if (row.laterStartsAt !== null && row.laterStartsAt <= slot.startsAt) return false
    const records = recordsOf(db, row.patientId)
    const busy = one(db, `select 1 from appointments where patient_id in (${marks(records)}) and id is not ? and status not in ('cancelled', 'missed') and starts_at < ? and ends_at > ?`, ...records, row.entry.appointment_id, slot.endsAt, slot.startsAt)
    return busy === undefined
  })
}

