import { z } from 'zod'
import { LONGEST_BODY, unknownPlaceholders } from '../../domain/consent.ts'
import { id, required } from '../fields.ts'
import { defineMutator } from '../mutator.ts'

const body = required('The text', LONGEST_BODY).superRefine((text, issues) => {
  const [unknown] = unknownPlaceholders(text)
  if (unknown) issues.addIssue({ code: 'custom', message: `There is nothing to fill in for {${unknown}}.` })
})

/** Writes the next version of a consent's text; earlier versions stay, for they were signed. Two desks make two versions, in the centre's order. */
export const saveTemplate = defineMutator({
  name: 'consent.saveTemplate',
  permission: 'settings.write',
  input: z.object({
    id,
    code: z.string().regex(/^[a-z0-9-]{1,60}$/, 'The code has letters, digits and hyphens only.'),
    title: required('The heading', 160),
    body,
    isOffered: z.boolean().default(true),
  }),
  async apply(tx, input, ctx) {
    const earlier = await tx.select('consent_templates', [['code', '=', input.code]])
    const version = 1 + Math.max(0, ...earlier.map((row) => row.version))
    await tx.insert('consent_templates', {
      id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, code: input.code, version, title: input.title, body: input.body, is_offered: input.isOffered, created_by: ctx.actorId,
    })
  },
})
