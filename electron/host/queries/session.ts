import type { Permission } from '../../../shared/mutators/mutator.ts'
import type { DeviceProfile } from '../../../shared/schema/index.ts'
import type { ReturnedWrites, SessionUser } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { all, one } from './rows.ts'

export interface Credential {
  user: SessionUser
  verifier: string | null
}

interface Stored {
  id: string
  display_name: string
  username: string
  is_dentist: number
  code: SessionUser['roleCode']
  permissions: string
  verifier: string | null
}

/** The person behind a user name, with what proves the password; undefined when nobody may sign in so. */
export function credential(db: Db, { username }: { username: string }): Credential | undefined {
  const row = one<Stored>(db, `select u.id, u.display_name, u.username, u.is_dentist, r.code, r.permissions, c.verifier
    from users u join roles r on r.id = u.role_id left join user_credentials c on c.user_id = u.id
    where u.username = ? and u.is_active = 1`, username.toLowerCase())
  if (!row) return undefined
  const user = { id: row.id, displayName: row.display_name, username: row.username, roleCode: row.code, isDentist: row.is_dentist === 1, permissions: JSON.parse(row.permissions) as Permission[] }
  return { user, verifier: row.verifier }
}

/** What a signed-in person may do now; undefined when the account was switched off meanwhile. */
export function person(db: Db, { userId }: { userId: string }): SessionUser | undefined {
  const row = one<{ username: string }>(db, 'select username from users where id = ?', userId)
  return row && credential(db, row)?.user
}

/** What the sign-in screen needs before anybody has signed in. */
export function desk(db: Db): { clinicName: string | null; hasPeople: boolean } {
  const clinic = one<{ name: string }>(db, 'select name from clinics limit 1')
  const people = all(db, 'select 1 from users u join user_credentials c on c.user_id = u.id where u.is_active = 1 limit 1')
  return { clinicName: clinic?.name ?? null, hasPeople: people.length > 0 }
}

/** This desk as the centre has it. */
export function deskCard(db: Db, { deviceId }: { deviceId: string }): { name: string; profile: DeviceProfile; series: string } | undefined {
  return one(db, 'select name, profile, series from devices where id = ?', deviceId)
}

/** What desks have brought back to a restored centre, newest first. */
export function returned(db: Db): ReturnedWrites[] {
  return all<ReturnedWrites>(db, `select d.id as deviceId, d.name as deviceName, p.returned as writes, p.returned_at as at
    from client_progress p join devices d on d.id = p.client_id where p.returned > 0 order by p.returned_at desc, d.name`)
}

export function openAttention(db: Db): number {
  return one<{ n: number }>(db, 'select count(*) as n from attention_items where resolved_at is null')!.n
}
