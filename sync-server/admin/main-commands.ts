import type { Client } from 'pg'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { DEVICE_PROFILES } from '../../shared/schema/index.ts'
import { verifyAudit } from '../auth/audit-verify.ts'
import { revokeDevice } from '../auth/enrol.ts'
import { createEnrolmentCode } from '../auth/enrolment-codes.ts'
import { CentreError } from '../centre/errors.ts'
import { print } from './cli.ts'
import { createEmptyClinic } from './empty-clinic.ts'

/** A UUID, a series such as FD1, or the name of the PC. */
const FIND_DEVICE = `select d.id, d.clinic_id as "clinicId", d.name, d.series, d.revoked_at as "revokedAt" from devices d
  where d.id::text = $1 or d.series = upper($1) or d.name = $1 order by d.id limit 2`

export async function enrolCode(client: Client, profile: string, clinic: string | undefined): Promise<void> {
  const known = DEVICE_PROFILES.find((name): name is DeviceProfile => name === profile)
  if (!known) throw new CentreError(`"${profile}" is not a profile: ${DEVICE_PROFILES.join(', ')}.`)
  const clinicId = await clinicOf(client, clinic)
  print(await createEnrolmentCode(client, clinicId, known))
}

async function clinicOf(client: Client, named: string | undefined): Promise<string> {
  const { rows } = await client.query<{ id: string; name: string }>('select id, name from clinics order by created_at, id')
  const found = named === undefined ? rows : rows.filter(({ id, name }) => id === named || name === named)
  if (found.length === 1) return found[0]!.id
  if (found.length === 0) throw new CentreError(named === undefined ? 'There is no clinic yet. Start the centre, or run create-clinic.' : 'There is no such clinic.')
  throw new CentreError(`There are several clinics; say which with --clinic:\n${found.map(({ id, name }) => `  ${id}  ${name}`).join('\n')}`)
}

export async function devices(client: Client): Promise<void> {
  const { rows } = await client.query<{ id: string; name: string; profile: string; series: string; revokedAt: string | null; clinic: string; lastSeq: number }>(
    `select d.id, d.name, d.profile, d.series, d.revoked_at as "revokedAt", c.name as clinic, coalesce(p.last_seq, 0) as "lastSeq"
     from devices d join clinics c on c.id = d.clinic_id left join client_progress p on p.client_id = d.id order by c.name, d.series`,
  )
  if (rows.length === 0) return print('No desk is enrolled.')
  for (const { id, name, profile, series, revokedAt, clinic, lastSeq } of rows) {
    print(`${series.padEnd(6)} ${name.padEnd(24)} ${profile.padEnd(10)} ${String(lastSeq).padStart(7)} writes  ${revokedAt === null ? 'active ' : 'revoked'}  ${id}  ${clinic}`)
  }
}

export async function revoke(client: Client, named: string): Promise<void> {
  const { rows } = await client.query<{ id: string; clinicId: string; name: string; series: string; revokedAt: string | null }>(FIND_DEVICE, [named])
  if (rows.length > 1) throw new CentreError(`Several desks are called "${named}". Name the one by its id: see "devices".`)
  const device = rows[0]
  if (!device) throw new CentreError(`There is no desk "${named}". See "devices".`)
  if (device.revokedAt !== null) throw new CentreError(`${device.name} (${device.series}) has no access since ${device.revokedAt}.`)
  await client.query('begin')
  await revokeDevice(client, device, null)
  await client.query('commit')
  print(`${device.name} (${device.series}) has no access any more.`)
}

export async function createClinic(client: Client, name: string): Promise<void> {
  if (name.trim() === '') throw new CentreError('Say the name of the clinic.')
  await client.query('begin')
  const id = await createEmptyClinic(client, name.trim())
  await client.query('commit')
  print(id)
}

/** @throws {CentreError} when a chain is broken, after naming every break. */
export async function auditVerify(client: Client): Promise<void> {
  const { chains, rows, breaks } = await verifyAudit(client)
  for (const { chainId, position, problem } of breaks) print(`broken  chain ${chainId} at row ${position}: ${problem}`)
  if (breaks.length > 0) throw new CentreError(`${breaks.length} of ${chains} audit chains are broken.`)
  print(`${rows} rows in ${chains} chains are as they were written.`)
}
