import { z } from 'zod'
import { colour, id, line, required } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'

/** Adds a person or changes one; the password comes as its argon2id verifier, never itself. */
export const saveUser = defineMutator({
  name: 'settings.saveUser',
  permission: 'settings.write',
  input: z.object({
    id,
    username: z.string().trim().toLowerCase().regex(/^[a-z0-9._-]{2,40}$/, 'Use 2 to 40 letters, digits, dots or dashes.'),
    displayName: required('The name'),
    roleId: id,
    isDentist: z.boolean(),
    colour,
    prcLicence: line(30),
    isActive: z.boolean(),
    verifier: z.string().startsWith('$argon2id$').max(300).nullable(),
  }),
  async apply(tx, input, ctx) {
    await mustGet(tx, 'roles', input.roleId, 'The role')
    const same = await tx.select('users', [['username', '=', input.username], ['id', '<>', input.id]], { limit: 1 })
    if (same.length > 0) throw new Refusal('username_taken', `The user name ${input.username} is taken.`)
    if (input.id === ctx.actorId && !input.isActive) throw new Refusal('self', 'You cannot switch off your own account.')
    const card = {
      role_id: input.roleId,
      username: input.username,
      display_name: input.displayName,
      is_dentist: input.isDentist,
      colour: input.colour,
      prc_licence: input.prcLicence,
      is_active: input.isActive,
      updated_at: ctx.at,
    }
    if (await tx.get('users', input.id)) await tx.update('users', input.id, card)
    else await tx.insert('users', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, ...card })
    if (input.verifier === null) return
    const secret = { verifier: input.verifier, changed_at: ctx.at }
    if (await tx.get('user_credentials', input.id)) await tx.update('user_credentials', input.id, secret)
    else await tx.insert('user_credentials', { user_id: input.id, clinic_id: ctx.clinicId, ...secret })
  },
})
