import { z } from 'zod'
import { MOST_PICTURE_BYTES, pictureType } from '../../domain/picture.ts'
import { id } from '../fields.ts'
import { defineMutator, mustGet } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'

const picture = z.string().max(Math.ceil(MOST_PICTURE_BYTES / 3) * 4, 'The picture is too large.').refine((content) => pictureType(content) !== null, 'That is no JPEG or WebP picture of a size that can be kept.')

/** Sets the portrait of a patient, JPEG or WebP of at most 60 KiB. What it replaces is emptied; of two desks, the centre's order decides. */
export const setPhoto = defineMutator({
  name: 'photo.set',
  permission: 'patients.write',
  input: z.object({ id, patientId: id, content: picture }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await endPhotos(tx, input.patientId, ctx)
    await tx.insert('patient_photos', {
      id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId, content: input.content, taken_by: ctx.actorId, ended_at: null, ended_by: null,
    })
  },
})

/** Removes the portrait; nothing of the picture is kept. */
export const removePhoto = defineMutator({
  name: 'photo.remove',
  permission: 'patients.write',
  input: z.object({ patientId: id }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await endPhotos(tx, input.patientId, ctx)
  },
})

async function endPhotos(tx: Tx, patientId: string, ctx: MutationContext): Promise<void> {
  const standing = await tx.select('patient_photos', [['patient_id', '=', patientId], ['ended_at', 'is null']], { orderBy: ['id'] })
  for (const photo of standing) await tx.update('patient_photos', photo.id, { content: '', ended_at: ctx.at, ended_by: ctx.actorId })
}
