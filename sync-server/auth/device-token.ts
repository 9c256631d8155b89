import { createHash, randomBytes } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { HttpError } from '../http/errors.ts'

/** The desk that a request comes from. */
export interface Device {
  id: string
  clinicId: string
  series: string
  profile: DeviceProfile
  revokedAt: string | null
  /** Of the database that knows the desk. */
  epoch: string
}

const TOKEN = /^Bearer ([A-Za-z0-9_-]{43})$/

/** Makes the token of a new desk and stores its SHA-256; the token itself is only ever returned here. */
export async function createToken(client: ClientBase, deviceId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await client.query('insert into device_secrets (device_id, token_hash) values ($1, $2)', [deviceId, sha256(token)])
  return token
}

/**
 * The desk whose token the Authorization header carries.
 * @throws {HttpError} 401 `unknown_device` without a known token, 403 `revoked` for a desk that was removed.
 */
export async function requireDevice(pool: Pool, authorization: string | undefined): Promise<Device> {
  const token = TOKEN.exec(authorization ?? '')?.[1]
  const device = token === undefined ? undefined : await findDevice(pool, token)
  if (!device) throw new HttpError(401, 'unknown_device', 'The centre does not know this desk. Enrol it again.')
  if (device.revokedAt !== null) throw new HttpError(403, 'revoked', 'This desk was removed from the clinic by a manager.')
  return device
}

async function findDevice(pool: Pool, token: string): Promise<Device | undefined> {
  const { rows } = await pool.query<Device>({
    name: 'device-by-token',
    text: `select d.id, d.clinic_id as "clinicId", d.series, d.profile, d.revoked_at as "revokedAt", (select epoch from centre_state) as epoch
           from device_secrets s join devices d on d.id = s.device_id where s.token_hash = $1`,
    values: [sha256(token)],
  })
  return rows[0]
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
