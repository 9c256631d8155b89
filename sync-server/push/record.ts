import type { ClientBase } from 'pg'
import { mutators } from '../../shared/mutators/index.ts'
import type { Loss } from '../../shared/mutators/mutator.ts'
import { derivedId } from '../../shared/protocol/derived-id.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { appendAudit } from '../auth/audit.ts'
import { insertRows } from '../db/rows.ts'
import { OutOfTurn } from './failure.ts'
import { keepable } from './keepable.ts'
import type { PushingDevice, TimedMutation } from './mutation.ts'

export interface Decided {
  result: PushResult
  losses: Loss[]
  /** Synced tables the mutation wrote. */
  touched: Iterable<string>
}

/**
 * Writes down how a mutation ended, in its own transaction: the item a person must see, the desk's
 * progress with the manifest, the answer to give again, the audit row.
 */
export async function recordOutcome(client: ClientBase, device: PushingDevice, mutation: TimedMutation, decided: Decided): Promise<void> {
  const tables = new Set<string>([...decided.touched, 'client_progress'])
  if (decided.result.status !== 'applied') {
    tables.add('attention_items')
    await insertRows(client, 'attention_items', [attentionItem(device, mutation, decided, await patientOf(client, device, mutation))])
  }
  await advance(client, device, mutation, [...tables], mutation.given ? 1 : 0)
  await keepAnswer(client, device, mutation, decided.result)
  const { status, code = null } = decided.result
  await auditMutation(client, device, mutation, { seq: mutation.seq, status, code, ...(mutation.given ? { returned: true } : {}) })
}

/** The audit row of a mutation, in its transaction. */
export async function auditMutation(client: ClientBase, device: PushingDevice, mutation: PushMutation, detail: Record<string, unknown>): Promise<void> {
  await appendAudit(client, {
    chainId: device.id,
    clinicId: device.clinicId,
    event: /(create|book|record|receive|use|issue|add|complete)/.test(mutation.name) ? 'data_create' : 'data_update',
    actorId: mutation.actor,
    deviceId: device.id,
    subject: mutation.name,
    subjectId: mutation.id,
    detail,
  })
}

/** Advances past a mutation that was dealt with under another number: no effect, the same answer. */
export async function recordRepeat(client: ClientBase, device: PushingDevice, mutation: TimedMutation, given: PushResult): Promise<void> {
  await advance(client, device, mutation, ['client_progress'], 0)
  await keepAnswer(client, device, mutation, given)
}

/**
 * A desk without a row of progress gets one: else its first mutation would be done and never counted. Throws
 * OutOfTurn where the desk is not just before this mutation any more.
 */
async function advance(client: ClientBase, device: PushingDevice, mutation: PushMutation, tables: string[], returned: 0 | 1): Promise<void> {
  const { rowCount } = await client.query(
    `insert into client_progress as known (client_id, clinic_id, last_seq, mutation_id, tables, updated_at, returned, returned_at)
     values ($1, $5, $2, $3, $4, now(), $6, case when $6::bigint > 0 then now() end)
     on conflict (client_id) do update set last_seq = excluded.last_seq, mutation_id = excluded.mutation_id, tables = excluded.tables, updated_at = excluded.updated_at,
       returned = known.returned + excluded.returned, returned_at = coalesce(excluded.returned_at, known.returned_at)
     where known.last_seq = excluded.last_seq - 1`,
    [device.id, mutation.seq, mutation.id, JSON.stringify(tables), device.clinicId, returned],
  )
  if (rowCount !== 1) throw new OutOfTurn()
}

async function keepAnswer(client: ClientBase, device: PushingDevice, mutation: TimedMutation, result: PushResult): Promise<void> {
  await client.query(
    `insert into mutation_results (client_id, seq, mutation_id, clinic_id, name, status, code, message, accepted_before, correction_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [device.id, mutation.seq, mutation.id, device.clinicId, mutation.name, result.status, result.code ?? null, result.message ?? null, acceptedBefore(mutation), mutation.correctionMs],
  )
}

function acceptedBefore({ given }: PushMutation): boolean {
  return given !== undefined && given.status !== 'rejected'
}

function attentionItem(device: PushingDevice, mutation: PushMutation, { result, losses }: Decided, patientId: string | null) {
  return {
    id: derivedId(mutation.id, 'attention'),
    clinic_id: device.clinicId,
    created_at: new Date().toISOString(),
    mutation_id: mutation.id,
    client_id: device.id,
    mutation: mutation.name,
    outcome: result.status === 'merged' ? ('merged' as const) : ('rejected' as const),
    code: result.code ?? result.status,
    message: result.message ?? '',
    input: keepable(mutation.input ?? {}),
    losses: keepable(losses) as Loss[],
    patient_id: patientId,
    made_by: mutation.actor,
    made_at: mutation.at,
    resolved_at: null,
    resolved_by: null,
    resolution: null,
  }
}

async function patientOf(client: ClientBase, device: PushingDevice, mutation: PushMutation): Promise<string | null> {
  const mutator = mutators.get(mutation.name)
  const input = mutator?.input.safeParse(mutation.input)
  if (!mutator || !input?.success) return null
  const through = mutator.patientThrough?.(input.data)
  if (!through) return mutator.patientOf?.(input.data) ?? null
  const { rows } = await client.query<{ patient_id: string }>(`select patient_id from ${through.table} where id = $1 and clinic_id = $2`, [through.id, device.clinicId])
  return rows[0]?.patient_id ?? null
}
