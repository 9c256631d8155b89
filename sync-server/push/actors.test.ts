import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutators } from '../../shared/mutators/index.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { countAtCentre, createCentre, deviceOf, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { ASSISTANT, CLINIC, DENTIST, DESK, DESK_2, FORMER, MANAGER, OTHER_CLINIC, PATIENTS, RECEPTIONIST, STRANGER, uid } from '../../tests/support/world.ts'
import { booking, freshId, mutation, phoneEdit } from '../../tests/support/writes.ts'
import { insertRows } from '../db/rows.ts'
import { handlePush } from './handler.ts'
import { PgTx } from './pg-tx.ts'

let centre: CentreDatabase

beforeAll(async () => {
  centre = await createCentre()
})
afterAll(() => centre.close())

/** Sends one mutation as the next of its desk. */
async function send(wanted: Omit<PushMutation, 'seq'>, desk = DESK) {
  const { last_seq } = (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === desk)!
  return (await pushed(centre.pool, [{ ...wanted, seq: last_seq + 1 }], { desk }))[0]!
}

const add = (actor: string) => mutation('patient.create', { id: freshId(), last_name: 'New', first_name: 'Patient' }, { actor })

describe('who asks', () => {
  it.each([
    ['nobody the clinic knows', uid(404), 'unknown_person'],
    ['a manager of another clinic', STRANGER.manager, 'unknown_person'],
    ['somebody whose account is switched off', FORMER, 'person_inactive'],
    ['somebody without the right', ASSISTANT, 'forbidden'],
  ])('is refused when it is %s, whatever the desk says, and an item tells of it', async (_who, actor, code) => {
    const wanted = add(actor)
    expect(await send(wanted)).toMatchObject({ status: 'rejected', code })
    expect((await rowsAtCentre(centre.pool, 'patients')).filter(({ created_by }) => created_by === actor)).toEqual([])
    expect(await rowsAtCentre(centre.pool, 'attention_items')).toContainEqual(expect.objectContaining({ mutation_id: wanted.id, made_by: actor, code }))
  })

  it.each([...mutators.values()].map(({ name, permission }) => [name, permission] as const))('needs for %s the right %s', async (name) => {
    expect(await send({ ...add(ASSISTANT), name, input: {} })).toMatchObject({ status: 'rejected', code: 'forbidden' })
  })

  it('may do with the right what needs it, and no more', async () => {
    expect(await send(add(RECEPTIONIST))).toMatchObject({ status: 'applied' })
    const finding = mutation('chart.record', { id: freshId(), patientId: PATIENTS[0], tooth: '16', surfaces: 'O', layer: 'condition', finding: 'caries', effectiveDate: '2026-11-20' }, { actor: RECEPTIONIST })
    expect(await send(finding)).toMatchObject({ code: 'forbidden' })
    expect(await send({ ...finding, id: freshId(), actor: DENTIST })).toMatchObject({ status: 'applied' })
  })

  it('is looked up anew for every mutation: a right taken away is gone', async () => {
    await centre.pool.query(`update roles set permissions = '[]' where clinic_id = $1 and code = 'receptionist'`, [CLINIC])
    expect(await send(add(RECEPTIONIST))).toMatchObject({ code: 'forbidden' })
  })
})

describe('the desk', () => {
  const body = (more: object) => ({ clientId: DESK, protocol: 1, schema: 1, sentAt: new Date().toISOString(), mutations: [{ ...add(MANAGER), seq: 1 }], ...more })

  it('may not speak for another one', async () => {
    expect(await handlePush(centre.pool, deviceOf(DESK), body({ clientId: DESK_2 }))).toMatchObject({ status: 403 })
  })

  it('is told in a sentence when it was removed, or speaks another protocol', async () => {
    expect(await handlePush(centre.pool, { ...deviceOf(DESK), revokedAt: '2026-11-20T00:00:00.000Z' }, body({}))).toMatchObject({ status: 409, body: { kind: 'refused', code: 'revoked' } })
    expect(await handlePush(centre.pool, deviceOf(DESK), body({ protocol: 2 }))).toMatchObject({ status: 409, body: { code: 'protocol' } })
  })

  it.each([
    ['nothing', undefined], ['a list', []], ['no mutations', body({ mutations: [] })], ['too many mutations', body({ mutations: Array.from({ length: 101 }, (_, index) => ({ ...add(MANAGER), seq: index + 1 })) })],
    ['a number below one', body({ mutations: [{ ...add(MANAGER), seq: 0 }] })], ['a clock in another form', body({ sentAt: '20 November' })],
  ])('is answered 400 when it sends %s', async (_what, wrong) => {
    const before = await countAtCentre(centre.pool, 'mutation_results')
    expect(await handlePush(centre.pool, deviceOf(DESK), wrong)).toMatchObject({ status: 400 })
    expect(await countAtCentre(centre.pool, 'mutation_results')).toBe(before)
  })
})

describe('rows of another clinic', () => {
  it.each([
    ['changed', mutation('patient.edit', phoneEdit('', '666', STRANGER.patient))],
    ['booked', mutation('appointment.book', booking(60, { patientId: STRANGER.patient }))],
    ['charted', mutation('chart.record', { id: freshId(), patientId: STRANGER.patient, tooth: null, layer: 'condition', finding: 'caries', effectiveDate: '2026-11-20' })],
    ['paid for', mutation('payment.record', { id: freshId(), patientId: STRANGER.patient, number: 'PAY-FD1-000009', method: 'cash', amountCentavos: 1, receivedOn: '2026-11-20' })],
  ])('cannot be %s: they are not known here', async (_how, wanted) => {
    expect(await send(wanted)).toMatchObject({ status: 'rejected', code: 'not_found' })
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === STRANGER.patient)).toMatchObject({ phone: '' })
  })

  it('cannot be written over by using their id', async () => {
    expect(await send(mutation('patient.create', { id: STRANGER.patient, last_name: 'Mine', first_name: 'Now' }))).toMatchObject({ status: 'rejected', code: 'duplicate' })
    expect(await send(mutation('settings.saveUser', { id: STRANGER.manager, username: 'taken.over', displayName: 'X', roleId: uid(30), isDentist: false, colour: '#000000', prcLicence: '', isActive: true, verifier: null }))).toMatchObject({ status: 'rejected' })
    expect((await rowsAtCentre(centre.pool, 'users')).find(({ id }) => id === STRANGER.manager)).toMatchObject({ username: 'stranger', clinic_id: OTHER_CLINIC })
  })

  it('cannot be pointed at either, where the database alone would let it', async () => {
    const service = { id: uid(9001), clinic_id: OTHER_CLINIC, created_at: '2026-11-20T00:00:00.000Z', code: 'S', name: 'S', category: 'other' as const, treatment_area: 'mouth' as const, finding: null, duration_minutes: 30, price_centavos: 1, colour: '#000000', is_active: true, updated_at: '2026-11-20T00:00:00.000Z' }
    const client = await centre.pool.connect()
    await insertRows(client, 'services', [service])
    client.release()
    expect(await send(mutation('appointment.book', booking(200, { serviceId: service.id })))).toMatchObject({ status: 'rejected', code: 'not_found' })
  })

  it('are neither read nor written by any call a mutator has', async () => {
    const client = await centre.pool.connect()
    const tx = new PgTx(client, CLINIC)
    const theirs = (await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === STRANGER.patient)!
    expect(await tx.get('patients', STRANGER.patient)).toBeUndefined()
    expect(await tx.select('patients', [['id', 'in', [STRANGER.patient, PATIENTS[0]]]])).toHaveLength(1)
    expect(await tx.get('clinics', OTHER_CLINIC)).toBeUndefined()
    await expect(tx.update('patients', STRANGER.patient, { phone: '6' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(tx.insert('patients', { ...theirs, id: freshId() })).rejects.toMatchObject({ code: 'foreign_clinic' })
    expect([...tx.touched]).toEqual([])
    client.release()
  })
})
