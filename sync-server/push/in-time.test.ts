import { request } from 'node:http'
import type { Socket } from 'node:net'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import type { PushResponse } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { until } from '../../tests/support/until.ts'
import type { Enrolment } from '../auth/enrol.ts'
import { asDesk, createBench } from '../http/test-support.ts'
import type { Bench } from '../http/test-support.ts'
import { handlePush } from './handler.ts'

let bench: Bench
let clinicId: string
let desk: Enrolment
let actor: string
beforeAll(async () => {
  bench = await createBench()
  clinicId = await bench.clinic()
  actor = await bench.person(clinicId, 'maria', 'receptionist')
})
afterAll(() => bench.close())

function bodyOf(count: number): { clientId: string; mutations: { seq: number; id: string }[] } & Record<string, unknown> {
  const mutations = Array.from({ length: count }, (_, index) => ({
    seq: index + 1, id: uuidv7(), name: 'stock.saveItem', actor, at: new Date().toISOString(),
    input: { id: uuidv7(), name: 'Gloves', unit: 'box', reorderLevel: 1, unitCostCentavos: 100 },
  }))
  return { clientId: desk.deviceId, protocol: PUSH_PROTOCOL, schema: SCHEMA_VERSION, sentAt: new Date().toISOString(), mutations }
}

const lastSeq = async (): Promise<number> => (await bench.pool.query<{ last_seq: number }>('select last_seq from client_progress where client_id = $1', [desk.deviceId])).rows[0]?.last_seq ?? 0

describe('a push that takes a busy centre long', () => {
  it('[S9] is answered as far as it came, and sending the whole again does the rest once', async () => {
    desk = await bench.desk(clinicId)
    const device = { id: desk.deviceId, clinicId, series: 'A', revokedAt: null }
    const body = bodyOf(4)
    let asked = 0
    const part = (await handlePush(bench.pool, device, body, undefined, () => ++asked < 2)).body as PushResponse & { kind: 'done' }
    expect([part.kind, part.results.map(({ seq }) => seq), await lastSeq()]).toEqual(['done', [1, 2], 2])
    const whole = (await handlePush(bench.pool, device, body)).body as PushResponse & { kind: 'done' }
    expect(whole.results.map(({ seq, status }) => [seq, status])).toEqual([1, 2, 3, 4].map((seq) => [seq, 'applied']))
    const { rows: [made] } = await bench.pool.query<{ n: number }>('select count(*) as n from inventory_items where clinic_id = $1', [clinicId])
    expect([made!.n, await lastSeq()]).toEqual([4, 4])
  })

  it('gets on by one at least, however busy the centre is', async () => {
    desk = await bench.desk(clinicId)
    const { body } = await handlePush(bench.pool, { id: desk.deviceId, clinicId, series: 'A', revokedAt: null }, bodyOf(2), undefined, () => false)
    expect((body as PushResponse & { kind: 'done' }).results.map(({ seq }) => seq)).toEqual([1])
  })

  it('[S9] is not worked on any further when its desk has hung up: it sends everything again', async () => {
    desk = await bench.desk(clinicId)
    const { app, url } = await bench.listening()
    const arrived = new Promise<Socket>((resolve) => app.server.once('connection', resolve))
    const sent = request(`${url}/v1/push`, { method: 'POST', agent: false, headers: { ...asDesk(desk), 'content-type': 'application/json' } })
    sent.on('error', () => {})
    // Whoever holds the clinic's queue makes the first mutation wait.
    const writer = await bench.pool.connect()
    await writer.query('select pg_advisory_lock(hashtext($1))', [clinicId])
    sent.end(JSON.stringify(bodyOf(5)))
    const socket = await arrived
    await until(async () => (await bench.pool.query(`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`)).rowCount === 1, 'the push waits')
    const hungUp = new Promise((resolve) => socket.once('close', resolve))
    sent.destroy()
    await hungUp
    writer.release(true)
    await until(async () => (await lastSeq()) > 0 && bench.pool.idleCount === bench.pool.totalCount, 'the centre is done with it')
    expect(await lastSeq()).toBe(1)
  })
})
