import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqliteTx } from '../../electron/host/store/sqlite-tx.ts'
import { insertRows } from '../../sync-server/db/rows.ts'
import { PgTx } from '../../sync-server/push/pg-tx.ts'
import { createCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { createReplica, putAll } from '../../tests/support/replica.ts'
import type { TestReplica } from '../../tests/support/replica.ts'
import { appointment, CLINIC, COMPOSITE, minutes, patient, PATIENTS, uid } from '../../tests/support/world.ts'
import type { Row } from '../schema/index.ts'
import type { Condition, SelectOptions, Tx } from './mutator.ts'

let centre: CentreDatabase
let replica: TestReplica
let client: PoolClient
let both: { desk: Tx; centre: Tx }

const rows = {
  patients: [
    patient(uid(700), { last_name: 'Ñáñez', birth_date: '1990-02-28', is_deceased: true }), patient(uid(701), { last_name: 'Zamora', birth_date: null, deleted_at: minutes(3) }),
    patient(uid(702), { last_name: 'abad', birth_date: '1880-01-01', sex: 'female' }), patient(uid(703), { last_name: 'Abad', birth_date: '2026-11-20', notes: '' }),
  ],
  appointments: [appointment(uid(600)), appointment(uid(601), { starts_at: minutes(90.001), ends_at: minutes(120), status: 'missed' })],
}

beforeAll(async () => {
  centre = await createCentre()
  replica = createReplica()
  client = await centre.pool.connect()
  await insertRows(client, 'patients', rows.patients)
  await insertRows(client, 'appointments', rows.appointments)
  putAll(replica.db, rows)
  both = { desk: new SqliteTx(replica.db), centre: new PgTx(client, CLINIC) }
})
afterAll(async () => {
  client.release()
  replica.close()
  await centre.close()
})

type Where = readonly Condition<Row<'patients'>>[]

const QUESTIONS: [what: string, where: Where, options?: SelectOptions<Row<'patients'>>][] = [
  ['everything', []],
  ['equality and its opposite', [['sex', '=', 'female'], ['last_name', '<>', 'Zamora']]],
  ['order of text, as ids and numbers need it', [['last_name', '>', 'Z']], { orderBy: ['last_name'] }],
  ['capitals before small letters', [['last_name', '>=', 'A'], ['last_name', '<', 'b']], { orderBy: ['last_name', 'id'] }],
  ['days', [['birth_date', '<=', '1990-02-28'], ['birth_date', '>', '1879-12-31']], { orderBy: ['birth_date'] }],
  ['what is not there', [['birth_date', 'is null'], ['deleted_at', 'is not null']]],
  ['null, which equals nothing and differs from nothing', [['birth_date', '=', null]]],
  ['truth and falsehood', [['is_deceased', '=', true]]],
  ['one of several', [['sex', 'in', ['female', 'male']]]],
  ['none of several', [['sex', 'not in', ['unknown']]]],
  ['one of none', [['sex', 'in', []]]],
  ['none of none', [['sex', 'not in', []], ['id', '>=', uid(700)]]],
  ['ids', [['id', 'in', [PATIENTS[0], uid(702), uid(404)]]], { orderBy: ['id'] }],
  ['nothing last, where things are sorted', [['id', '>=', uid(700)]], { orderBy: ['birth_date', 'id'] }],
  ['the first of many', [], { orderBy: ['last_name', 'id'], limit: 2 }],
  ['text that looks like SQL', [['last_name', '=', `' or '1'='1`]]],
]

describe('the two sides of Tx', () => {
  it.each(QUESTIONS)('answer alike about %s', async (_what, where, options) => {
    const order = options ?? { orderBy: ['id'] as const }
    const [desk, atCentre] = [await both.desk.select('patients', where, order), await both.centre.select('patients', where, order)]
    expect(desk).toEqual(atCentre)
  })

  it('compare instants to the millisecond', async () => {
    const where: Condition<Row<'appointments'>>[] = [['starts_at', '>', minutes(90)], ['ends_at', '<=', minutes(120)], ['status', 'not in', ['cancelled']]]
    expect(await both.desk.select('appointments', where)).toEqual(await both.centre.select('appointments', where))
    expect(await both.desk.select('appointments', where)).toHaveLength(1)
  })

  it('get the same row, or nothing', async () => {
    expect(await both.desk.get('patients', uid(700))).toEqual(await both.centre.get('patients', uid(700)))
    expect([await both.desk.get('patients', uid(404)), await both.centre.get('patients', uid(404))]).toEqual([undefined, undefined])
  })

  it('sum alike, and nothing to zero', async () => {
    for (const item of [COMPOSITE, uid(404)]) expect(await both.desk.sum('stock_movements', 'quantity', [['item_id', '=', item]])).toBe(await both.centre.sum('stock_movements', 'quantity', [['item_id', '=', item]]))
  })

  it('refuse alike what is not there', async () => {
    for (const tx of [both.desk, both.centre]) await expect(tx.update('patients', uid(404), { phone: '1' })).rejects.toMatchObject({ name: 'Refusal', code: 'not_found' })
  })

  it('know alike neither other columns nor other comparisons', async () => {
    for (const tx of [both.desk, both.centre]) {
      await expect(tx.select('patients', [['1=1; --', '=', 'x']] as never)).rejects.toThrow(TypeError)
      await expect(tx.select('patients', [['id', 'like', 'x']] as never)).rejects.toThrow(TypeError)
      await expect(tx.select('patients', [], { orderBy: ['id desc'] as never })).rejects.toThrow(TypeError)
      await expect(tx.sum('stock_movements', 'quantity) --' as never, [])).rejects.toThrow(TypeError)
    }
  })
})
