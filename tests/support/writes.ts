import { mutate } from '../../electron/host/sync/mutate.ts'
import type { Recorded } from '../../electron/host/sync/mutate.ts'
import type { Db } from '../../electron/host/store/database.ts'
import type { MutationInput, MutatorName } from '../../shared/mutators/index.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { CHAIRS, CLEANING, DENTIST, LOCATION, MANAGER, minutes, PATIENTS, uid } from './world.ts'

let made = 0x10000

/** An id that no other call in this process gets. */
export const freshId = (): string => uid(made++)

/** A mutation as the host makes it; a manager's, a few minutes after the clinic was set up. */
export function mutation<N extends MutatorName>(name: N, input: MutationInput<N>, more: Partial<Omit<PushMutation, 'seq'>> = {}): Omit<PushMutation, 'seq'> {
  return { id: freshId(), name, input, actor: MANAGER, at: minutes(5), ...more }
}

export function write<N extends MutatorName>(db: Db, name: N, input: MutationInput<N>, more: Partial<Omit<PushMutation, 'seq'>> = {}): Promise<Recorded> {
  return mutate(db, mutation(name, input, more))
}

/** An appointment that starts so many minutes after T0 and lasts half an hour. */
export function booking(at: number, more: Partial<MutationInput<'appointment.book'>> = {}): MutationInput<'appointment.book'> {
  return { id: freshId(), patientId: PATIENTS[0], serviceId: CLEANING, locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(at), endsAt: minutes(at + 30), ...more }
}

/** An edit of one field of the first patient. */
export function phoneEdit(from: string, to: string, id: string = PATIENTS[0]): MutationInput<'patient.edit'> {
  return { id, changes: [{ field: 'phone', from, to }] }
}

export interface OutboxRow {
  seq: number
  id: string
  name: string
  state: string
  outcome: string | null
  local_error: string | null
  confirmed_at: string | null
}

export function outbox(db: Db): OutboxRow[] {
  return db.prepare<[], OutboxRow>('select seq, id, name, state, outcome, local_error, confirmed_at from _outbox order by seq').all()
}
