import { setTimeout as pause } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { failpoint } from '../../shared/failpoint.ts'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Loss } from '../../shared/mutators/mutator.ts'
import { upcast } from '../../shared/mutators/upcasts.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { isInfrastructureFailure, isSerializationFailure, reasonOf } from './failure.ts'
import { Held } from './held.ts'
import { runMutation, timed } from './mutation.ts'
import type { PushingDevice, TimedMutation } from './mutation.ts'
import { PgTx } from './pg-tx.ts'
import { recordOutcome, recordRepeat } from './record.ts'

/** What came of one mutation: an answer, where the desk must go on from, or that it waits until this centre is updated. */
export type Applied = { result: PushResult } | { expected: number; reused: boolean } | { held: true }

/** Told of a mutation that failed in a way nobody foresaw; gets no patient data. */
export type Report = (error: unknown, mutation: { id: string; name: string }) => void

const MAX_ATTEMPTS = 12
export const MERGED = 'Somebody else changed the same thing. Both values are kept.'

/**
 * Applies one mutation in one SERIALIZABLE transaction that advances the desk's progress by exactly
 * one (design §3). Sent before: the same answer. A gap: where to go on. A mutation that throws is run
 * again in error mode: progress advances, effects are skipped, the refusal is kept and shown. One of an older program
 * is read as today's program says it; of one that only a newer program understands nothing is decided.
 * Throws only when the database itself fails: then nothing was decided.
 */
export async function applyMutation(pool: Pool, device: PushingDevice, mutation: PushMutation, offsetMs: number, report: Report = () => {}): Promise<Applied> {
  const client = await pool.connect()
  const timedOne = timed(upcast(mutation, mutation.schema ?? SCHEMA_VERSION), offsetMs)
  let broken = false
  try {
    return await queued(client, device.clinicId, () => attemptOnce(client, device, timedOne, report))
  } catch (error) {
    broken = true
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Runs until there is no serialization failure. First tries run side by side; whoever failed runs again with the clinic's
 * other writers kept out, so that it cannot fail against them for ever.
 */
export async function queued<T>(client: PoolClient, clinicId: string, run: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const lock = attempt === 0 ? '_shared' : ''
    // The lock is taken before the transaction, or its snapshot would be older than what we waited for.
    await client.query(`select pg_advisory_lock${lock}(hashtext($1))`, [clinicId])
    try {
      return await run()
    } catch (error) {
      await client.query('rollback').catch(() => {})
      if (!isSerializationFailure(error) || attempt >= MAX_ATTEMPTS) throw error
      await pause(Math.random() * 10 * attempt)
    } finally {
      // Where the connection broke, the lock went with it.
      await client.query(`select pg_advisory_unlock${lock}(hashtext($1))`, [clinicId]).catch(() => {})
    }
  }
}

async function attemptOnce(client: PoolClient, device: PushingDevice, mutation: TimedMutation, report: Report): Promise<Applied> {
  const { given: before } = mutation
  try {
    return await transaction(client, device, mutation, async (tx) => {
      // A person has read the refusal and acted on it: a centre that forgot it must not change its mind.
      if (before?.status === 'rejected') throw new Refusal(before.code ?? 'rejected', before.message ?? '')
      return runMutation(tx, client, device, mutation)
    })
  } catch (error) {
    if (isSerializationFailure(error) || isInfrastructureFailure(error)) throw error
    await client.query('rollback')
    if (error instanceof Held) return { held: true }
    const refusal = reasonOf(error)
    if (refusal.code === 'failed') report(error, mutation)
    return transaction(client, device, mutation, async () => ({ losses: [], refusal }))
  }
}

type Run = (tx: PgTx) => Promise<{ losses: Loss[]; refusal?: { code: string; message: string } }>

async function transaction(client: PoolClient, device: PushingDevice, mutation: TimedMutation, run: Run): Promise<Applied> {
  await client.query('begin isolation level serializable')
  const earlier = await placeInOrder(client, device, mutation)
  if (earlier) {
    await client.query('rollback')
    return earlier
  }
  const given = await answerGiven(client, device, mutation)
  const tx = new PgTx(client, device.clinicId)
  const { losses, refusal } = given ? { losses: [], refusal: undefined } : await run(tx)
  const result: PushResult = refusal
    ? { seq: mutation.seq, id: mutation.id, status: 'rejected', ...refusal }
    : { seq: mutation.seq, id: mutation.id, status: losses.length > 0 ? 'merged' : 'applied' }
  if (result.status === 'merged') Object.assign(result, { code: 'merged', message: MERGED })
  if (given) await recordRepeat(client, device, mutation, given)
  else await recordOutcome(client, device, mutation, { result, losses, touched: tx.touched })
  await client.query('commit')
  failpoint('centre-committed')
  return { result: given ?? result }
}

/** The answer this very mutation got under another number, when its desk was renumbered meanwhile. */
async function answerGiven(client: PoolClient, device: PushingDevice, mutation: PushMutation): Promise<PushResult | undefined> {
  const { rows: [answer] } = await client.query<PushResult>(
    `select status, code, message from mutation_results where mutation_id = $1 and clinic_id = $2 limit 1`,
    [mutation.id, device.clinicId],
  )
  return answer && { seq: mutation.seq, id: mutation.id, status: answer.status, ...(answer.code ? { code: answer.code, message: answer.message } : {}) }
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
