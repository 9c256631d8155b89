import { fullName } from '../../domain/names.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'

/** What somebody may be told of; the words are the screen's. */
export const NOTIFICATION_KINDS = ['arrived', 'new_appointment', 'appointment_cancelled', 'reschedule_request', 'cancel_request', 'inventory_alert'] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

interface News {
  kind: NotificationKind
  /** The dentist concerned; null for news of the whole clinic. */
  userId: string | null
  subjectId: string
  /** What it is about, without words: a name, a number. The screen puts the rest around it. */
  message: string
}

/**
 * Tells the dentist concerned and the front desk, in the transaction of the act itself. One row for all of them; who
 * did it is noted and not told. The id follows from the mutation, so that desk and centre write the same row.
 */
export async function notify(tx: Tx, ctx: MutationContext, { kind, userId, subjectId, message }: News): Promise<void> {
  await tx.insert('notifications', {
    id: ctx.idFor(`notify:${kind}:${subjectId}`),
    clinic_id: ctx.clinicId,
    created_at: ctx.at,
    user_id: userId,
    kind,
    subject_id: subjectId,
    message,
    read_at: null,
    actor_id: ctx.actorId,
  })
}

type Told = Pick<Row<'appointments'>, 'id' | 'patient_id' | 'dentist_id'>

/** Tells of something that happened to an appointment. `known` saves reading the patient again. */
export async function notifyOfAppointment(tx: Tx, ctx: MutationContext, kind: NotificationKind, appointment: Told, known?: Row<'patients'>): Promise<void> {
  const patient = known ?? await tx.get('patients', appointment.patient_id)
  await notify(tx, ctx, { kind, userId: appointment.dentist_id, subjectId: appointment.id, message: patient ? fullName(patient) : '' })
}
