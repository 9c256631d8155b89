import { setTimeout as pause } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Loss } from '../../shared/mutators/mutator.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { isInfrastructureFailure, isSerializationFailure, reasonOf } from './failure.ts'
import { runMutation } from './mutation.ts'
import type { PushingDevice } from './mutation.ts'
import { PgTx } from './pg-tx.ts'
import { recordOutcome } from './record.ts'

/** What came of one mutation: an answer, or where the desk must go on from. */
export type Applied = { result: PushResult } | { expected: number; reused: boolean }

const MAX_ATTEMPTS = 12

/**
 * Applies one mutation in one SERIALIZABLE transaction that advances the desk's progress by exactly
 * one (design §3). Sent before: the same answer. A gap: where to go on. A mutation that throws is run
 * again in error mode: progress advances, effects are skipped, the refusal is kept and shown.
 * Throws only when the database itself fails: then nothing was decided.
 */
export async function applyMutation(pool: Pool, device: PushingDevice, mutation: PushMutation, offsetMs: number): Promise<Applied> {
  const client = await pool.connect()
  let broken = false
  try {
    return await queued(client, device.clinicId, (attempt) => attemptOnce(client, device, mutation, offsetMs, attempt))
  } catch (error) {
    broken = true
    throw error
  } finally {
    client.release(broken)
  }
}

/** Runs until there is no serialization failure; from the second try on, the clinic's writers queue up. */
async function queued<T>(client: PoolClient, clinicId: string, run: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    // The lock is taken before the transaction, or its snapshot would be older than what we waited for.
    if (attempt === 1) await client.query('select pg_advisory_lock(hashtext($1))', [clinicId])
    try {
      const value = await run(attempt)
      if (attempt > 0) await client.query('select pg_advisory_unlock(hashtext($1))', [clinicId])
      return value
    } catch (error) {
      await client.query('rollback').catch(() => {})
      if (!isSerializationFailure(error) || attempt >= MAX_ATTEMPTS) throw error
      await pause(Math.random() * 10 * attempt)
    }
  }
}

async function attemptOnce(client: PoolClient, device: PushingDevice, mutation: PushMutation, offsetMs: number, attempt: number): Promise<Applied> {
  try {
    return await transaction(client, device, mutation, async (tx) => runMutation(tx, client, device, mutation, offsetMs))
  } catch (error) {
    if (isSerializationFailure(error) || isInfrastructureFailure(error)) throw error
    await client.query('rollback')
    // An exclusion or unique clash that we lost in a race is final; only the sentence may get better.
    const refusal = await betterReason(client, device, mutation, offsetMs, error, attempt)
    return transaction(client, device, mutation, async () => ({ losses: [], refusal }))
  }
}

/** The mutator's own check says more than the constraint; ask it once more now that the winner is visible. */
async function betterReason(client: PoolClient, device: PushingDevice, mutation: PushMutation, offsetMs: number, error: unknown, attempt: number): Promise<{ code: string; message: string }> {
  const reason = reasonOf(error)
  if (reason.code !== 'duplicate' || attempt > 0) return reason
  try {
    await client.query('begin')
    await runMutation(new PgTx(client, device.clinicId), client, device, mutation, offsetMs)
    return reason
  } catch (second) {
    if (isInfrastructureFailure(second)) throw second
    return reasonOf(second)
  } finally {
    await client.query('rollback')
  }
}

type Run = (tx: PgTx) => Promise<{ losses: Loss[]; refusal?: { code: string; message: string } }>

async function transaction(client: PoolClient, device: PushingDevice, mutation: PushMutation, run: Run): Promise<Applied> {
  await client.query('begin isolation level serializable')
  const earlier = await placeInOrder(client, device, mutation)
  if (earlier) {
    await client.query('rollback')
    return earlier
  }
  const tx = new PgTx(client, device.clinicId)
  const { losses, refusal } = await run(tx)
  const result: PushResult = refusal
    ? { seq: mutation.seq, id: mutation.id, status: 'rejected', ...refusal }
    : { seq: mutation.seq, id: mutation.id, status: losses.length > 0 ? 'merged' : 'applied' }
  if (result.status === 'merged') Object.assign(result, { code: 'merged', message: 'Somebody else changed the same thing. Both values are kept.' })
  await recordOutcome(client, device, mutation, { result, losses, touched: tx.touched })
  await client.query('commit')
  return { result }
}

/** Locks the desk's progress; undefined when it is this mutation's turn. */
async function placeInOrder(client: PoolClient, device: PushingDevice, mutation: PushMutation): Promise<Applied | undefined> {
  const { rows: [progress] } = await client.query<{ last_seq: number }>('select last_seq from client_progress where client_id = $1 for update', [device.id])
  const next = (progress?.last_seq ?? 0) + 1
  if (mutation.seq === next) return undefined
  if (mutation.seq > next) return { expected: next, reused: false }
  const { rows: [answer] } = await client.query<PushResult>(
    `select seq, mutation_id as id, status, code, message from mutation_results where client_id = $1 and seq = $2`,
    [device.id, mutation.seq],
  )
  if (answer?.id !== mutation.id) return { expected: next, reused: true }
  return { result: { seq: answer.seq, id: answer.id, status: answer.status, ...(answer.code ? { code: answer.code, message: answer.message } : {}) } }
}
