import type { ClientBase } from 'pg'
import { mutators } from '../../shared/mutators/index.ts'
import { problemOf } from '../../shared/mutators/fields.ts'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Loss, MutationContext, Mutator } from '../../shared/mutators/mutator.ts'
import { derivedId } from '../../shared/protocol/derived-id.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { mustUnderstand } from './held.ts'
import type { PgTx } from './pg-tx.ts'

/** The desk that pushes, as its token proved. */
export interface PushingDevice {
  id: string
  clinicId: string
  series: string
  revokedAt: string | null
}

/** A write with what its desk's clock was off. */
export interface TimedMutation extends PushMutation {
  /** Added to the time that the desk gave it, in milliseconds. */
  correctionMs: number
}

/** An edit cannot have been made after it arrived: a clock that runs ahead must not win every conflict. */
export function timed(mutation: PushMutation, offsetMs: number): TimedMutation {
  return { ...mutation, correctionMs: Math.min(offsetMs, Date.now() - Date.parse(mutation.at)) }
}

export interface Outcome {
  losses: Loss[]
}

/** Checks who asks and what is asked, then runs the mutator. Throws when it cannot be applied as asked, or Held. */
export async function runMutation(tx: PgTx, client: ClientBase, device: PushingDevice, mutation: TimedMutation): Promise<Outcome> {
  mustUnderstand(mutation)
  const mutator = mutators.get(mutation.name)
  if (!mutator) throw new Refusal('unknown_mutation', unknown(mutation))
  await checkActor(client, device, mutation.actor, mutator)
  const input = mutator.input.safeParse(mutation.input)
  if (!input.success) throw new Refusal('invalid', problemOf(input.error))
  const losses: Loss[] = []
  await mutator.apply(tx, input.data, contextOf(device, mutation, losses))
  return { losses }
}

function unknown({ schema = SCHEMA_VERSION }: PushMutation): string {
  if (schema >= SCHEMA_VERSION) return 'The centre does not know this kind of change. Update the program at the centre or at this desk.'
  return 'The centre was updated and does not take this any more as the older program of this PC says it. Nothing was changed. Update this PC, then enter it again; what was entered is listed here.'
}

/** The person must work at the clinic and hold the permission; checked here again, whatever the desk said. */
async function checkActor(client: ClientBase, device: PushingDevice, actor: string, mutator: Mutator): Promise<void> {
  const { rows: [person] } = await client.query<{ permissions: string[]; is_active: boolean }>(
    `select r.permissions, u.is_active from users u join roles r on r.id = u.role_id where u.id = $1 and u.clinic_id = $2`,
    [actor, device.clinicId],
  )
  if (!person) throw new Refusal('unknown_person', 'The person who did this is not known at the centre.')
  if (!person.is_active) throw new Refusal('person_inactive', 'The account of the person who did this is switched off.')
  if (!person.permissions.includes(mutator.permission)) throw new Refusal('forbidden', 'The person who did this does not have the right to.')
}

function contextOf(device: PushingDevice, mutation: TimedMutation, losses: Loss[]): MutationContext {
  return {
    mutationId: mutation.id,
    clinicId: device.clinicId,
    clientId: device.id,
    series: device.series,
    actorId: mutation.actor,
    at: mutation.at,
    correctedAt: new Date(Date.parse(mutation.at) + mutation.correctionMs).toISOString(),
    idFor: (label) => derivedId(mutation.id, label),
    lost: (loss) => losses.push(loss),
  }
}
