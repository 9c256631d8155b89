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
    return await queued(client, { clinicId: device.clinicId, mutationId: mutation.id }, () => attemptOnce(client, device, timedOne, report))
  } catch (error) {
    broken = true
    throw error
  } finally {
    client.release(broken)
  }
}

/** In locks of two numbers, the first of those that stand for a mutation. */
const MUTATION = 1

/**
 * Runs until there is no serialization failure. First tries run side by side; whoever failed runs again with the clinic's
 * other writers kept out, so that it cannot fail against them for ever. A mutation that is sent again while it is still
 * under way, or by another desk that was given this one's outbox, waits for its first run and its answer.
 */
export async function queued<T>(client: PoolClient, { clinicId, mutationId }: { clinicId: string; mutationId: string }, run: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const lock = attempt === 0 ? '_shared' : ''
    // The locks are taken before the transaction, or its snapshot would be older than what we waited for.
    await client.query(`select pg_advisory_lock${lock}(hashtext($1)), pg_advisory_lock(${MUTATION}, hashtext($2))`, [clinicId, mutationId])
    try {
      return await run()
    } catch (error) {
      await client.query('rollback').catch(() => {})
      if (!isSerializationFailure(error) || attempt >= MAX_ATTEMPTS) throw error
      await pause(Math.random() * 10 * attempt)
    } finally {
      // Where the connection broke, the locks went with it.
      await client.query('select pg_advisory_unlock_all()').catch(() => {})
    }
  }
}

async function attemptOnce(client: PoolClient, device: PushingDevice, mutation: TimedMutation, report: Report): Promise<Applied> {
  const { earlier, given } = await placeInOrder(client, device, mutation)
  if (earlier) return earlier
  if (given) return transaction(client, () => repeat(client, device, mutation, given))
  const { given: before } = mutation
  try {
    return await transaction(client, async () => {
      const tx = new PgTx(client, device.clinicId)
      // A person has read the refusal and acted on it: a centre that forgot it must not change its mind.
      if (before?.status === 'rejected') throw new Refusal(before.code ?? 'rejected', before.message ?? '')
      const { losses } = await runMutation(tx, client, device, mutation)
      return conclude(client, device, mutation, { losses, touched: tx.touched })
    })
  } catch (error) {
    if (isSerializationFailure(error) || isInfrastructureFailure(error)) throw error
    await client.query('rollback')
    if (error instanceof Held) return { held: true }
    const refusal = reasonOf(error)
    if (refusal.code === 'failed') report(error, mutation)
    return transaction(client, () => conclude(client, device, mutation, { losses: [], touched: [], refusal }))
  }
}

async function transaction(client: PoolClient, run: () => Promise<Applied>): Promise<Applied> {
  await client.query('begin isolation level serializable')
  const applied = await run()
  await client.query('commit')
  failpoint('centre-committed')
  return applied
}

/** Writes down how it ended; the answer says the same. */
async function conclude(client: PoolClient, device: PushingDevice, mutation: TimedMutation, { losses, touched, refusal }: { losses: Loss[]; touched: Iterable<string>; refusal?: { code: string; message: string } }): Promise<Applied> {
  const result: PushResult = refusal
    ? { seq: mutation.seq, id: mutation.id, status: 'rejected', ...refusal }
    : { seq: mutation.seq, id: mutation.id, status: losses.length > 0 ? 'merged' : 'applied' }
  if (result.status === 'merged') Object.assign(result, { code: 'merged', message: MERGED })
  await recordOutcome(client, device, mutation, { result, losses, touched })
  return { result }
}

async function repeat(client: PoolClient, device: PushingDevice, mutation: TimedMutation, given: PushResult): Promise<Applied> {
  await recordRepeat(client, device, mutation, given)
  return { result: given }
}

interface Place {
  /** What is to be said without doing anything: it was dealt with before, or it is not its turn. */
  earlier?: Applied
  /** The answer this very mutation got under another number, when its desk was renumbered meanwhile. */
  given?: PushResult | undefined
}

interface Known {
  last_seq: number
  /** Answers this mutation got, and the one given under its number. */
  client_id: string | null
  seq: number
  id: string
  status: PushResult['status']
  code: string | null
  message: string | null
}

/**
 * Whether it is this mutation's turn. Read before the transaction, for these are the tables that every mutation writes:
 * read in it they would make any two that run side by side fail. What holds is checked again when progress is written.
 */
async function placeInOrder(client: PoolClient, device: PushingDevice, mutation: PushMutation): Promise<Place> {
  const { rows } = await client.query<Known>(
    `select coalesce((select last_seq from client_progress where client_id = $1), 0) as last_seq, r.client_id, r.seq, r.mutation_id as id, r.status, r.code, r.message
     from (select 1) as one left join mutation_results r on (r.client_id = $1 and r.seq = $2) or (r.mutation_id = $3 and r.clinic_id = $4)`,
    [device.id, mutation.seq, mutation.id, device.clinicId],
  )
  const next = rows[0]!.last_seq + 1
  if (mutation.seq > next) return { earlier: { expected: next, reused: false } }
  if (mutation.seq === next) return { given: answerOf(rows.find(({ id }) => id === mutation.id), mutation) }
  const answer = rows.find(({ client_id, seq }) => client_id === device.id && seq === mutation.seq)
  if (answer?.id !== mutation.id) return { earlier: { expected: next, reused: true } }
  return { earlier: { result: answerOf(answer, mutation)! } }
}

function answerOf(known: Known | undefined, { seq, id }: PushMutation): PushResult | undefined {
  return known && { seq, id, status: known.status, ...(known.code ? { code: known.code, message: known.message ?? '' } : {}) }
}
