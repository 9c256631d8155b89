import { z } from 'zod'
import { isSignature, LONGEST_BODY, MOST_COORDINATES } from '../../domain/consent.ts'
import { ageOn } from '../../domain/time.ts'
import { id, line, required } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/** Full age in the Philippines (RA 6809). */
const FULL_AGE = 18

const strokes = z.array(z.array(z.int().min(0).max(600)).max(MOST_COORDINATES)).max(200)

/** Keeps a consent as it was signed. The text travels with it: no later change of the template alters what was signed. */
export const signConsent = defineMutator({
  name: 'consent.sign',
  permission: 'patients.write',
  input: z.object({
    id,
    patientId: id,
    templateId: id,
    title: required('The heading', 160),
    body: required('The text', LONGEST_BODY + 2000),
    signedBy: required('The full name of who signs', 160),
    /** What the signer is to the patient; empty when the patient signs. */
    signerRelation: line(60).default(''),
    method: z.enum(['drawn', 'typed']),
    strokes: strokes.default([]),
    witnessName: line(160).default(''),
  }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    await mustGet(tx, 'consent_templates', input.templateId, 'The consent text')
    if (input.method === 'drawn' ? !isSignature(input.strokes) : input.strokes.length > 0) throw new Refusal('not_signed', 'The signature is missing.')
    if (input.signerRelation === '' && patient.birth_date && ageOn(patient.birth_date, ctx.at.slice(0, 10)) < FULL_AGE) throw new Refusal('minor', 'The patient is under 18: a parent or guardian signs.')
    await tx.insert('consents', {
      id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId, template_id: input.templateId, title: input.title, body: input.body,
      signed_by: input.signedBy, signer_relation: input.signerRelation, method: input.method, strokes: input.strokes, signed_at: ctx.at, witness_name: input.witnessName,
      recorded_by: ctx.actorId, revoked_at: null, revoked_by: null, revoke_reason: '',
    })
  },
})

/** Notes that a consent was revoked; what was signed stays readable. Revoking twice keeps the first. */
export const revokeConsent = defineMutator({
  name: 'consent.revoke',
  permission: 'patients.write',
  input: z.object({ id, patientId: id, reason: required('The reason', 400) }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const row = await mustGet(tx, 'consents', input.id, 'The consent')
    if (row.revoked_at) return
    await tx.update('consents', input.id, { revoked_at: ctx.at, revoked_by: ctx.actorId, revoke_reason: input.reason })
  },
})
