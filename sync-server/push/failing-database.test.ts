import type { Pool, PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { countAtCentre, createCentre, push, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { DESK, GLOVES } from '../../tests/support/world.ts'
import { freshId, mutation } from '../../tests/support/writes.ts'
import { createPool } from '../db/pool.ts'
import { isInfrastructureFailure } from './failure.ts'

let centre: CentreDatabase

beforeEach(async () => {
  centre = await createCentre()
})
afterEach(() => centre.close())

const uses = (count: number): PushMutation[] => Array.from({ length: count }, (_, index) => ({ ...mutation('stock.use', { id: freshId(), itemId: GLOVES, quantity: 1 }), seq: index + 1 }))

/** A pool whose connections call `before` ahead of every statement of a push. */
function interrupted(before: (statement: string, client: PoolClient) => Promise<void>): Pool {
  const pool = createPool(centre.url, { max: 3 })
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>
  pool.connect = (async () => {
    const client = await connect()
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    const wrapped = Object.create(client) as PoolClient
    wrapped.query = (async (...args: unknown[]) => {
      await before(String(args[0]), client)
      return query(...args)
    }) as never
    wrapped.release = (broken) => client.release(broken)
    return wrapped
  }) as never
  return pool
}

/** The database ends the session, as when it is restarted. */
async function endSession(client: PoolClient): Promise<void> {
  const { pid } = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!
  client.on('error', () => {})
  await centre.pool.query('select pg_terminate_backend($1)', [pid])
}

const state = async () => ({
  used: await countAtCentre(centre.pool, `stock_movements where kind = 'use'`),
  last: (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === DESK)!.last_seq,
  answers: await countAtCentre(centre.pool, 'mutation_results'),
  audit: await countAtCentre(centre.pool, 'audit_log where device_id = $1', [DESK]),
})

describe('a database that goes away in the middle of a batch', () => {
  const MOMENTS = ['begin isolation', 'insert into stock_movements', 'insert into client_progress', 'insert into audit_log', 'commit']

  it.each(MOMENTS)('[S3] at "%s" leaves no mutation half done, and sending again does the rest once', async (moment) => {
    let countdown = 2
    const pool = interrupted(async (statement, client) => {
      if (statement.startsWith(moment) && --countdown === 0) await endSession(client)
    })
    const batch = uses(3)
    await expect(push(pool, batch)).rejects.toThrow(/terminat|connection/i)
    expect(await state()).toEqual({ used: 1, last: 1, answers: 1, audit: 1 })
    expect((await pushed(pool, batch)).map(({ seq, status }) => [seq, status])).toEqual([[1, 'applied'], [2, 'applied'], [3, 'applied']])
    expect(await state()).toEqual({ used: 3, last: 3, answers: 3, audit: 3 })
    expect(await verifyChains(centre.pool)).toEqual([])
    await pool.end()
  })

  it('[S3] right after a commit, before anybody heard of it, makes no second effect', async () => {
    let committed = 0
    const pool = interrupted(async (statement, client) => {
      if (statement.startsWith('commit')) committed++
      else if (committed === 2 && statement.startsWith('begin')) {
        committed++
        await endSession(client)
      }
    })
    const batch = uses(3)
    await expect(push(pool, batch)).rejects.toThrow(/terminat|connection/i)
    expect((await state()).used).toBe(2)
    await pushed(pool, batch)
    expect(await state()).toEqual({ used: 3, last: 3, answers: 3, audit: 3 })
    await pool.end()
  })

  it('[S4] does not count as a fault of the mutation: nothing is refused for it', async () => {
    const pool = interrupted(async (statement, client) => {
      if (statement.startsWith('insert into stock_movements')) await endSession(client)
    })
    await expect(push(pool, uses(1))).rejects.toThrow(/terminat|connection/i)
    expect(await rowsAtCentre(centre.pool, 'attention_items')).toEqual([])
    await pool.end()
  })
})

describe('whose fault an error is', () => {
  it.each([['08006'], ['25006'], ['53300'], ['53100'], ['57P01'], ['57P03'], ['57014'], ['58030'], ['ECONNREFUSED'], ['ETIMEDOUT'], ['EPIPE']])('%s is the database\'s: the desk tries again', (code) => {
    expect(isInfrastructureFailure(Object.assign(new Error('x'), { code }))).toBe(true)
  })

  it.each([['22021'], ['22P05'], ['23505'], ['23P01'], ['42703'], ['54000'], ['54001'], ['ERR_INVALID_ARG_TYPE'], ['invalid']])('%s is the mutation\'s: it is refused and kept', (code) => {
    expect(isInfrastructureFailure(Object.assign(new Error('x'), { code }))).toBe(false)
  })

  it.each([['Connection terminated unexpectedly', true], ['timeout exceeded when trying to connect', true], ['Invalid time value', false]])('an error without a code is told by its words: %s', (message, is) => {
    expect(isInfrastructureFailure(new Error(message))).toBe(is)
  })
})
