import type { ClientBase } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { insertRows } from '../db/rows.ts'
import { HttpError } from '../http/errors.ts'
import { recordManifest } from '../push/manifest.ts'
import { appendAudit } from './audit.ts'
import type { Device } from './device-token.ts'

export interface FirstManager {
  clinicName: string
  displayName: string
  username: string
  /** argon2id verifier, made at the desk: the password never travels. */
  verifier: string
}

/**
 * Names the clinic and gives it its first person, in the caller's transaction.
 * @throws {HttpError} 409 `has_people` as soon as the clinic has anybody at all.
 */
export async function createFirstManager(client: ClientBase, device: Device, wish: FirstManager): Promise<{ userId: string }> {
  const now = new Date().toISOString()
  // Locks the clinic: of two desks that try at once the second waits here and then sees the first one's manager.
  await client.query('select 1 from clinics where id = $1 for no key update', [device.clinicId])
  const { rows } = await client.query<{ people: boolean; roleId: string | null }>(
    `select exists (select 1 from users where clinic_id = $1) as people,
            (select id from roles where clinic_id = $1 and code = 'manager') as "roleId"`,
    [device.clinicId],
  )
  const { people, roleId } = rows[0]!
  if (people) throw new HttpError(409, 'has_people', 'This clinic already has people. Sign in, or ask a manager.')
  if (roleId === null) throw new HttpError(409, 'no_role', 'This clinic has no manager role. Ask whoever set it up.')
  await client.query('update clinics set name = $2, updated_at = $3 where id = $1', [device.clinicId, wish.clinicName, now])
  const userId = uuidv7()
  await insertRows(client, 'users', [{
    id: userId, clinic_id: device.clinicId, created_at: now, role_id: roleId, username: wish.username, display_name: wish.displayName,
    is_dentist: false, colour: '#1c7ed6', prc_licence: '', is_active: true, updated_at: now,
  }])
  await insertRows(client, 'user_credentials', [{ user_id: userId, clinic_id: device.clinicId, verifier: wish.verifier, changed_at: now }])
  await recordManifest(client, { clinicId: device.clinicId, clientId: device.id, tables: ['clinics', 'users', 'user_credentials'] })
  await appendAudit(client, {
    chainId: device.id, clinicId: device.clinicId, event: 'data_create', actorId: userId, deviceId: device.id,
    subject: 'first_manager', subjectId: userId, detail: {},
  })
  return { userId }
}
