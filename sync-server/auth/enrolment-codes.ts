import { randomInt } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { sha256 } from './device-token.ts'

/** Crockford's base 32: nothing in it is read for another letter. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10
const MINUTES = 15

/** Makes a code that enrols one desk within 15 minutes, such as `7KQ3F-9XWPD`. Only its SHA-256 is stored. */
export async function createEnrolmentCode(client: ClientBase, clinicId: string, profile: DeviceProfile): Promise<string> {
  const code = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  await client.query(
    `insert into enrolment_codes (code_hash, clinic_id, profile, expires_at) values ($1, $2, $3, now() + make_interval(mins => $4))`,
    [sha256(code), clinicId, profile, MINUTES],
  )
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

/** Uses a code up. Undefined when it is unknown, too old or used: the caller cannot tell which. */
export async function redeemEnrolmentCode(client: ClientBase, typed: string): Promise<{ clinicId: string; profile: DeviceProfile } | undefined> {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  const { rows } = await client.query<{ clinicId: string; profile: DeviceProfile }>(
    `update enrolment_codes set used_at = now() where code_hash = $1 and used_at is null and expires_at > now()
     returning clinic_id as "clinicId", profile`,
    [sha256(code)],
  )
  return rows[0]
}
