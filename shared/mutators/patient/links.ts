import { z } from 'zod'
import { LINK_RELATIONS } from '../../schema/index.ts'
import { id, line } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'

type Relation = (typeof LINK_RELATIONS)[number]
interface Link {
  id: string
  patientId: string
  otherId: string
  relation: Relation
  note: string
}

/** Writes a link between two patients unless the same one stands. */
export async function noteLink(tx: Tx, link: Link, ctx: MutationContext): Promise<void> {
  const standing = await tx.select('patient_links', [['patient_id', '=', link.patientId], ['other_id', '=', link.otherId], ['relation', '=', link.relation], ['ended_at', 'is null']], { limit: 1 })
  if (standing.length > 0) return
  await tx.insert('patient_links', {
    id: link.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: link.patientId, other_id: link.otherId, relation: link.relation, note: link.note,
    created_by: ctx.actorId, ended_at: null, ended_by: null,
  })
}

/** Notes what one patient is to another; both records show it. `not_same` keeps two who look alike apart and needs a reason. */
export const addLink = defineMutator({
  name: 'link.add',
  permission: 'patients.write',
  input: z.object({ id, patientId: id, otherId: id, relation: z.enum(LINK_RELATIONS), note: line(200).default('') }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    if (input.patientId === input.otherId) throw new Refusal('same_patient', 'A patient cannot be linked with their own record.')
    if (input.relation === 'not_same' && input.note === '') throw new Refusal('no_reason', 'Say why they are two persons.')
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await mustGet(tx, 'patients', input.otherId, 'The other patient')
    await noteLink(tx, input, ctx)
  },
})

/** Ends a link that does not hold any more; it stays in the history. */
export const endLink = defineMutator({
  name: 'link.end',
  permission: 'patients.write',
  input: z.object({ id, patientId: id }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'patient_links', input.id, 'The link')
    if (row.ended_at) return
    await tx.update('patient_links', input.id, { ended_at: ctx.at, ended_by: ctx.actorId })
  },
})
