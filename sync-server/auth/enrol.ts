import type { ClientBase } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { insertRows } from '../db/rows.ts'
import { recordManifest } from '../push/manifest.ts'
import { appendAudit } from './audit.ts'
import { createToken } from './device-token.ts'

/** What a desk needs to begin; the token is told once and never again. */
export interface Enrolment {
  deviceId: string
  clinicId: string
  token: string
  series: string
  name: string
  profile: DeviceProfile
}

const SERIES_LETTERS: Record<DeviceProfile, string> = { front_desk: 'FD', chairside: 'CH', manager: 'MG' }

/** Adds a desk to a clinic, in the caller's transaction. `by` is the manager, or null when a code was used. */
export async function enrolDevice(client: ClientBase, wish: { clinicId: string; name: string; profile: DeviceProfile; by: string | null }): Promise<Enrolment> {
  // Two desks enrolled at the same moment would count the same series: they queue up at their clinic's row.
  await client.query('select 1 from clinics where id = $1 for no key update', [wish.clinicId])
  const deviceId = uuidv7()
  const series = await nextSeries(client, wish.clinicId, wish.profile)
  await insertRows(client, 'devices', [{
    id: deviceId, clinic_id: wish.clinicId, created_at: new Date().toISOString(),
    name: wish.name, profile: wish.profile, series, revoked_at: null,
  }])
  await recordManifest(client, { clinicId: wish.clinicId, clientId: deviceId, tables: ['devices'] })
  const token = await createToken(client, deviceId)
  await appendAudit(client, {
    chainId: deviceId, clinicId: wish.clinicId, event: 'client_authentication', actorId: wish.by, deviceId,
    subject: 'enrol', subjectId: deviceId, detail: { profile: wish.profile, how: wish.by === null ? 'code' : 'password' },
  })
  return { deviceId, clinicId: wish.clinicId, token, series, name: wish.name, profile: wish.profile }
}

/** FD1, FD2, ... A series is never given twice, so that paper of a removed desk keeps its numbers to itself. */
async function nextSeries(client: ClientBase, clinicId: string, profile: DeviceProfile): Promise<string> {
  const letters = SERIES_LETTERS[profile]
  const { rows } = await client.query<{ last: number }>(
    `select coalesce(max(substring(series from 3)::int), 0) as last from devices where clinic_id = $1 and series ~ ('^' || $2 || '[0-9]{1,6}$')`,
    [clinicId, letters],
  )
  return `${letters}${rows[0]!.last + 1}`
}

/** Takes a desk's access away; false when it had none any more. The row and its series stay. */
export async function revokeDevice(client: ClientBase, device: { id: string; clinicId: string }, by: string | null): Promise<boolean> {
  const { rowCount } = await client.query('update devices set revoked_at = now() where id = $1 and clinic_id = $2 and revoked_at is null', [device.id, device.clinicId])
  if (rowCount !== 1) return false
  await recordManifest(client, { clinicId: device.clinicId, clientId: device.id, tables: ['devices'] })
  await appendAudit(client, {
    chainId: device.id, clinicId: device.clinicId, event: 'data_update', actorId: by, deviceId: device.id,
    subject: 'revoke', subjectId: device.id, detail: {},
  })
  return true
}
