import type { Pool, PoolClient } from 'pg'
import type { Loss } from '../../shared/mutators/mutator.ts'
import { CAME_BACK } from '../../shared/protocol/push.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { MERGED, queued } from './apply.ts'
import type { Report } from './apply.ts'
import { isInfrastructureFailure, isSerializationFailure, reasonOf } from './failure.ts'
import { keepable } from './keepable.ts'
import { recordManifest } from './manifest.ts'
import { runMutation } from './mutation.ts'
import type { PushingDevice, TimedMutation } from './mutation.ts'
import { PgTx } from './pg-tx.ts'
import { auditMutation } from './record.ts'

interface Refused {
  device: PushingDevice
  mutation: TimedMutation
}

/**
 * After a restore every desk brings back its own writes, and what one desk wrote may stand on what another has
 * not brought back yet. Such a write was refused now though it was applied once: it is tried again whenever
 * something came back, and its item of Needs attention is settled when it fits.
 */
export async function retryReturned(pool: Pool, clinicId: string, report: Report = () => {}): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    // One that fits may be what another waits for.
    while (await retryOnce(client, clinicId, report));
    broken = false
  } finally {
    client.release(broken)
  }
}

async function retryOnce(client: PoolClient, clinicId: string, report: Report): Promise<boolean> {
  let fitted = false
  for (const each of await stillRefused(client, clinicId)) {
    if (await queued(client, { clinicId, mutationId: each.mutation.id }, () => retry(client, each, report))) fitted = true
  }
  return fitted
}

async function stillRefused(client: PoolClient, clinicId: string): Promise<Refused[]> {
  const { rows } = await client.query<Refused>(
    `select json_build_object('id', d.id, 'clinicId', d.clinic_id, 'series', d.series, 'revokedAt', null) as device,
       json_build_object('seq', r.seq, 'id', r.mutation_id, 'name', r.name, 'input', i.input, 'actor', i.made_by, 'at', to_char(i.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'correctionMs', r.correction_ms) as mutation
     from mutation_results r join attention_items i on i.mutation_id = r.mutation_id join devices d on d.id = r.client_id
     where r.clinic_id = $1 and r.accepted_before and r.status = 'rejected' and i.resolved_at is null order by r.answered_at, r.client_id, r.seq`,
    [clinicId],
  )
  return rows
}

/** True when the mutation fits now. Throws only when the database fails or the transaction is to be run again. */
async function retry(client: PoolClient, { device, mutation }: Refused, report: Report): Promise<boolean> {
  await client.query('begin isolation level serializable')
  const open = await client.query(`select 1 from attention_items where mutation_id = $1 and resolved_at is null for update`, [mutation.id])
  const tx = new PgTx(client, device.clinicId)
  try {
    if (open.rowCount === 0) throw new Settled()
    const { losses } = await runMutation(tx, client, device, mutation)
    await settle(client, device, mutation, { touched: tx.touched, losses })
    await client.query('commit')
    return true
  } catch (error) {
    if (isSerializationFailure(error) || isInfrastructureFailure(error)) throw error
    await client.query('rollback')
    if (!(error instanceof Settled) && reasonOf(error).code === 'failed') report(error, mutation)
    return false
  }
}

/** Somebody else has settled it meanwhile. */
class Settled extends Error {}

/** What made somebody else's value give way, or gave way itself, is still for a person to see. */
async function settle(client: PoolClient, device: PushingDevice, mutation: PushMutation, { touched, losses }: { touched: Iterable<string>; losses: Loss[] }): Promise<void> {
  const isMerged = losses.length > 0
  if (isMerged) await client.query(`update attention_items set outcome = 'merged', code = 'merged', message = $2, losses = $3 where mutation_id = $1`, [mutation.id, MERGED, JSON.stringify(keepable(losses))])
  else await client.query(`update attention_items set resolved_at = now(), resolution = $2 where mutation_id = $1`, [mutation.id, CAME_BACK])
  await client.query(`update mutation_results set status = $2, code = $3, message = $4 where mutation_id = $1`, [mutation.id, isMerged ? 'merged' : 'applied', isMerged ? 'merged' : null, isMerged ? MERGED : null])
  await auditMutation(client, device, mutation, { seq: mutation.seq, status: isMerged ? 'merged' : 'applied', returned: true })
  await recordManifest(client, { clinicId: device.clinicId, clientId: device.id, tables: [...touched, 'attention_items'] })
}
