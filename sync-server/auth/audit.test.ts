import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBench } from '../http/test-support.ts'
import type { Bench } from '../http/test-support.ts'
import { appendAudit, AUDIT_EVENTS, canonicalJson } from './audit.ts'
import type { AuditEntry } from './audit.ts'
import { verifyAudit } from './audit-verify.ts'
import type { AuditBreak } from './audit-verify.ts'
import { inTransaction } from './transaction.ts'

let bench: Bench
let clinicId: string
beforeAll(async () => {
  bench = await createBench()
  clinicId = await bench.clinic()
})
afterAll(() => bench.close())

function entry(chainId: string, detail: Record<string, unknown> = {}): AuditEntry {
  return { chainId, clinicId, event: 'data_update', actorId: null, deviceId: null, subject: 'test', subjectId: null, detail }
}

async function chainOf(length: number): Promise<string> {
  const chainId = randomUUID()
  for (let n = 1; n <= length; n += 1) await inTransaction(bench.pool, (client) => appendAudit(client, entry(chainId, { n })))
  return chainId
}

/** What the check says of one chain after somebody with all rights has changed the table. */
async function breakAfter(chainId: string, sql: string): Promise<AuditBreak | undefined> {
  return inTransaction(bench.pool, async (client) => {
    await client.query('alter table audit_log disable trigger user')
    await client.query(sql.replaceAll('CHAIN', `chain_id = '${chainId}'`))
    const { breaks } = await verifyAudit(client)
    throw Object.assign(new Error('undo'), { found: breaks.find((each) => each.chainId === chainId) })
  }).catch((error: { found?: AuditBreak; message: string }) => {
    if (error.message !== 'undo') throw error
    return error.found
  })
}

describe('the audit trail', () => {
  it('numbers the rows of a chain from 1 without gaps, also when many write at once', async () => {
    const chainId = randomUUID()
    await Promise.all(Array.from({ length: 20 }, () => inTransaction(bench.pool, (client) => appendAudit(client, entry(chainId)))))
    const { rows } = await bench.pool.query<{ position: number }>('select position from audit_log where chain_id = $1 order by position', [chainId])
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect((await inTransaction(bench.pool, verifyAudit)).breaks).toEqual([])
  })

  it('leaves nothing behind when the act is rolled back, and the next row takes the number', async () => {
    const chainId = await chainOf(1)
    await inTransaction(bench.pool, async (client) => {
      await appendAudit(client, entry(chainId))
      throw new Error('the act failed')
    }).catch(() => {})
    await inTransaction(bench.pool, (client) => appendAudit(client, entry(chainId)))
    const { rows } = await bench.pool.query<{ position: number }>('select position from audit_log where chain_id = $1 order by position', [chainId])
    expect(rows.map(({ position }) => position)).toEqual([1, 2])
  })

  it('refuses to change or delete a row', async () => {
    await chainOf(1)
    await expect(bench.pool.query(`update audit_log set subject = 'other'`)).rejects.toThrow('never changed')
    await expect(bench.pool.query('delete from audit_log')).rejects.toThrow('never changed')
  })

  it('is whole again after every kind of detail was written and read back', async () => {
    const chainId = randomUUID()
    const details = [{}, { z: 1, a: { y: null, b: [true, 'ñ', 1.5] } }, { text: 'a "quote"\n\u20b1' }, { big: 1e21, small: -0.000001 }, { gone: undefined, list: [undefined] }]
    for (const detail of details) await inTransaction(bench.pool, (client) => appendAudit(client, entry(chainId, detail)))
    expect((await inTransaction(bench.pool, verifyAudit)).breaks).toEqual([])
  })

  it('knows every event that the database knows', async () => {
    const { rows } = await bench.pool.query<{ events: string[] }>(`select enum_range(null::audit_event)::text[] as events`)
    expect([...AUDIT_EVENTS]).toEqual(rows[0]!.events)
  })
})

describe('the check of the audit trail', () => {
  it.each([
    ['a changed row', `update audit_log set detail = '{"n": 99}' where CHAIN and position = 2`, 2, 'the row was changed'],
    ['a changed time', `update audit_log set at = at - interval '1 hour' where CHAIN and position = 3`, 3, 'the row was changed'],
    ['an actor put in', `update audit_log set actor_id = gen_random_uuid() where CHAIN and position = 1`, 1, 'the row was changed'],
    ['a row left out', 'delete from audit_log where CHAIN and position = 2', 2, 'the row is missing'],
    ['a missing first row', 'delete from audit_log where CHAIN and position = 1', 1, 'the row is missing'],
    ['a row left out and the rest moved up', 'delete from audit_log where CHAIN and position = 2; update audit_log set position = 2 where CHAIN and position = 3', 2, 'the row does not follow from the one before it'],
    ['an end cut off', 'delete from audit_log where CHAIN and position = 3', 3, 'rows are missing at the end'],
    ['an end cut off and forgotten', `delete from audit_log where CHAIN and position = 3; update audit_chains set position = 2 where CHAIN`, 2, 'the end of the chain is another'],
    ['a chain without its end', 'delete from audit_chains where CHAIN', 1, 'the end of the chain is not known'],
    ['a whole chain removed', 'delete from audit_log where CHAIN', 1, 'rows are missing at the end'],
  ])('finds %s', async (_what, sql, position, problem) => {
    const chainId = await chainOf(3)
    expect(await breakAfter(chainId, sql)).toEqual({ chainId, position, problem })
  })
})

describe('canonical JSON', () => {
  it('does not depend on the order of keys and drops what is undefined', () => {
    expect(canonicalJson({ b: 1, a: { d: undefined, c: [1, undefined, null] } })).toBe('{"a":{"c":[1,null,null]},"b":1}')
    expect(canonicalJson({ a: { c: [1, null, null] }, b: 1 })).toBe(canonicalJson({ b: 1, a: { c: [1, null, null] } }))
  })
})
