import type { Pool, PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { countAtCentre, createCentre, push, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { DESK, DESK_2, GLOVES } from '../../tests/support/world.ts'
import { freshId, mutation } from '../../tests/support/writes.ts'

let centre: CentreDatabase

beforeEach(async () => {
  centre = await createCentre()
})
afterEach(() => centre.close())

const register = (): PushMutation => ({ ...mutation('patient.create', { id: freshId(), last_name: 'Abad', first_name: 'Lito' }), seq: 1 })
const use = (): PushMutation => ({ ...mutation('stock.use', { id: freshId(), itemId: GLOVES, quantity: 1 }), seq: 1 })

/** The pool, with each statement told beforehand: it is sent when the promise resolves. */
function told(pool: Pool, before: (sql: string) => Promise<void> | void): Pool {
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect()
    return new Proxy(client, {
      get(target, property) {
        if (property === 'query') return async (sql: string, values?: unknown[]) => (await before(sql), target.query(sql, values))
        const value: unknown = Reflect.get(target, property, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
  return { connect } as unknown as Pool
}

/** Resolves for everybody as soon as so many have come. */
function meetingOf(count: number): () => Promise<void> {
  let missing = count
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (--missing === 0) open()
    return opened
  }
}

describe('writes of several desks at one time', () => {
  it('[S9] that have nothing to do with each other are each done at the first try', async () => {
    const meet = meetingOf(2)
    let begun = 0
    let committing = 0
    const pool = told(centre.pool, (sql) => {
      if (sql.startsWith('begin')) begun++
      // Neither is committed before the other has read and written all it wants.
      if (sql === 'commit' && ++committing <= 2) return meet()
    })
    const answers = await Promise.all([DESK, DESK_2].map((desk) => pushed(pool, [register()], { desk })))
    expect(answers.flat().map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(begun).toBe(2)
  })

  it('[S3] of which one is another\'s, whose outbox a new PC was given, are that write once, with one answer', async () => {
    const write = use()
    const meet = meetingOf(2)
    const pool = told(centre.pool, (sql) => (sql.includes('pg_advisory_lock') ? meet() : undefined))
    const [one, other] = await Promise.all([DESK, DESK_2].map((desk) => pushed(pool, [write], { desk })))
    expect(other).toEqual(one)
    expect(await countAtCentre(centre.pool, `stock_movements where kind = 'use'`)).toBe(1)
    const progress = await rowsAtCentre(centre.pool, 'client_progress')
    expect([DESK, DESK_2].map((desk) => progress.find(({ client_id }) => client_id === desk)!.last_seq)).toEqual([1, 1])
  })

  it('[S3] of which another life of the desk takes the number, after it was read that it was free, are both answered rightly', async () => {
    const [mine, theirs] = [use(), use()]
    let isTaken = false
    const pool = told(centre.pool, async (sql) => {
      if (!sql.startsWith('begin') || isTaken) return
      isTaken = true
      await pushed(centre.pool, [theirs])
    })
    const { body } = await push(pool, [mine])
    expect(body).toMatchObject({ kind: 'renumber', expected: 2, results: [] })
    expect(await countAtCentre(centre.pool, `stock_movements where kind = 'use'`)).toBe(1)
    expect(await rowsAtCentre(centre.pool, 'attention_items')).toEqual([])
    expect(await verifyChains(centre.pool)).toEqual([])
  })
})
