import { hash } from '@node-rs/argon2'
import { v7 as uuidv7 } from 'uuid'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { SessionUser } from '../../../shared/protocol/views.ts'
import type { Desk } from '../desk.ts'

export interface PersonInput {
  userId: string | null
  username: string
  displayName: string
  roleId: string
  isDentist: boolean
  colour: string
  prcLicence: string
  isActive: boolean
  password: string | null
}

const SHORTEST_PASSWORD = 8

/** Adds or changes a person. A new password is hashed here; only its verifier enters the outbox. */
export async function savePerson(desk: Desk, actor: SessionUser, input: PersonInput): Promise<null> {
  const { userId, password, ...card } = input
  if (userId === null && !password) throw new ApiError('invalid', 'A new account needs a password.')
  if (password !== null && password.length < SHORTEST_PASSWORD) throw new ApiError('invalid', `Use at least ${SHORTEST_PASSWORD} characters for the password.`)
  const verifier = password === null ? null : await hash(password)
  await desk.mutate({
    id: uuidv7(),
    name: 'settings.saveUser',
    input: { ...card, id: userId ?? uuidv7(), verifier },
    actor: actor.id,
    at: new Date().toISOString(),
  })
  return null
}
