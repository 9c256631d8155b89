import type { Pool } from 'pg'
import type { Row } from '../../shared/schema/index.ts'
import { HttpError } from '../http/errors.ts'
import { appendAudit } from './audit.ts'
import type { Backoff } from './backoff.ts'
import { passwordMatches } from './passwords.ts'
import { inTransaction } from './transaction.ts'

export interface Person {
  id: string
  clinicId: string
  username: string
  displayName: string
  isDentist: boolean
  roleCode: Row<'roles'>['code']
  permissions: string[]
}

export interface SignIn {
  username: string
  password: string
  /** The clinic; undefined when the centre shall find out. */
  clinicId: string | undefined
  /** The desk it is tried at, if it has one. */
  deviceId: string | null
  /** Network address, for the back-off only. */
  address: string
  /** Route pattern, for the audit trail. */
  route: string
}

interface Candidate extends Person {
  isActive: boolean
  verifier: string | null
}

const CANDIDATES = `select u.id, u.clinic_id as "clinicId", u.username, u.display_name as "displayName", u.is_dentist as "isDentist",
    u.is_active as "isActive", r.code as "roleCode", r.permissions, c.verifier
  from users u join roles r on r.id = u.role_id left join user_credentials c on c.user_id = u.id
  where u.username = $1 and ($2::uuid is null or u.clinic_id = $2) order by u.clinic_id limit 5`

/**
 * Finds the person whose name and password these are, and writes down how it ended.
 * @throws {HttpError} 401 `bad_credentials`, 429 `slow_down`, 400 `clinic_needed` when they are right in several clinics.
 */
export async function signIn(pool: Pool, backoff: Backoff, attempt: SignIn): Promise<Person> {
  const username = attempt.username.trim().toLowerCase()
  const tried = backoff.begin(username, attempt.address)
  if (tried.waitMs > 0) throw new HttpError(429, 'slow_down', 'Too many wrong passwords. Wait a little before the next try.', tried.waitMs / 1000)
  const { rows } = await pool.query<Candidate>({ name: 'sign-in-candidates', text: CANDIDATES, values: [username, attempt.clinicId ?? null] })
  const right = await matching(rows, attempt.password)
  if (right.length > 1) throw new HttpError(400, 'clinic_needed', 'This user name exists in several clinics. Say which clinic.')
  const person = right[0]
  if (person) tried.succeeded()
  await remember(pool, attempt, rows, person)
  if (!person) throw new HttpError(401, 'bad_credentials', 'The user name or the password is not right.')
  const { isActive: _, verifier: __, ...card } = person
  return card
}

async function matching(candidates: Candidate[], password: string): Promise<Candidate[]> {
  if (candidates.length === 0) await passwordMatches(undefined, password)
  const right: Candidate[] = []
  for (const candidate of candidates) {
    const matches = await passwordMatches(candidate.verifier ?? undefined, password)
    if (matches && candidate.isActive) right.push(candidate)
  }
  return right
}

/** The typed name is not kept: people type their password there. */
async function remember(pool: Pool, attempt: SignIn, candidates: Candidate[], person: Candidate | undefined): Promise<void> {
  const clinicId = person?.clinicId ?? candidates[0]?.clinicId ?? (await onlyClinic(pool, attempt.clinicId))
  if (clinicId === undefined) return
  const reason = candidates.length === 0 ? 'unknown_user' : candidates.every(({ isActive }) => !isActive) ? 'inactive' : 'wrong_password'
  await inTransaction(pool, (client) => appendAudit(client, {
    chainId: attempt.deviceId ?? clinicId,
    clinicId,
    event: person ? 'login_success' : 'login_failure',
    actorId: person?.id ?? (candidates.length === 1 ? candidates[0]!.id : null),
    deviceId: attempt.deviceId,
    subject: attempt.route,
    subjectId: null,
    detail: person ? {} : { reason },
  }))
}

/** The clinic whose trail an unknown name belongs in: the one named if it exists, else the only one there is. */
async function onlyClinic(pool: Pool, named: string | undefined): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>('select id from clinics where $1::uuid is null or id = $1 limit 2', [named ?? null])
  return rows.length === 1 ? rows[0]!.id : undefined
}

/** @throws {HttpError} 403 unless the person is a manager. */
export function mustBeManager(person: Person): void {
  if (person.roleCode !== 'manager') throw new HttpError(403, 'not_manager', 'Only a manager may do this.')
}
