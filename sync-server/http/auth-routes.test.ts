import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Backoff } from '../auth/backoff.ts'
import { createEnrolmentCode } from '../auth/enrolment-codes.ts'
import { hashPassword } from '../auth/passwords.ts'
import { inTransaction } from '../auth/transaction.ts'
import { verifyAudit } from '../auth/audit-verify.ts'
import { asDesk, createBench } from './test-support.ts'
import type { Bench } from './test-support.ts'

let bench: Bench
let app: FastifyInstance
let clinicId: string
beforeAll(async () => {
  bench = await createBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  app = bench.app()
  clinicId = await bench.clinic()
})

function post(url: string, payload: unknown, headers: Record<string, string> = {}) {
  return app.inject({ method: 'POST', url, headers, payload: payload as object })
}

async function audit(chainId: string): Promise<string[]> {
  const { rows } = await bench.pool.query<{ event: string; subject: string; detail: object }>('select event, subject, detail from audit_log where chain_id = $1 order by position', [chainId])
  return rows.map(({ event, subject, detail }) => `${event} ${subject} ${JSON.stringify(detail)}`)
}

const code = (profile: 'front_desk' | 'chairside' = 'front_desk') => inTransaction(bench.pool, (client) => createEnrolmentCode(client, clinicId, profile))

describe('signing in at the centre', () => {
  it('tells who the person is and writes it down in the chain of the desk', async () => {
    const userId = await bench.person(clinicId, 'maria', 'receptionist')
    const desk = await bench.desk(clinicId)
    const answer = await post('/v1/auth/login', { username: ' Maria ', password: 'right password' }, asDesk(desk))
    expect(answer.statusCode).toBe(200)
    expect(answer.json().user).toMatchObject({ id: userId, username: 'maria', roleCode: 'receptionist', isDentist: false })
    expect(JSON.stringify(answer.json())).not.toContain('argon2')
    expect(await audit(desk.deviceId)).toEqual(['client_authentication enrol {"how":"code","profile":"front_desk"}', 'login_success login {}'])
  })

  it.each([
    ['a wrong password', 'maria', 'wrong', 'wrong_password'],
    ['an unknown name', 'nobody', 'right password', 'unknown_user'],
  ])('refuses %s with the same sentence, and keeps no typed name', async (_what, username, password, reason) => {
    await bench.person(clinicId, 'maria')
    const desk = await bench.desk(clinicId)
    const answer = await post('/v1/auth/login', { username, password }, asDesk(desk))
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toEqual({ code: 'bad_credentials', message: 'The user name or the password is not right.' })
    expect((await audit(desk.deviceId)).at(-1)).toBe(`login_failure login {"reason":"${reason}"}`)
  })

  it('refuses a person whose account is switched off, and one of another clinic', async () => {
    const userId = await bench.person(clinicId, 'maria')
    await bench.pool.query('update users set is_active = false where id = $1', [userId])
    const desk = await bench.desk(clinicId)
    expect((await post('/v1/auth/login', { username: 'maria', password: 'right password' }, asDesk(desk))).statusCode).toBe(401)
    const other = await bench.clinic('Other')
    await bench.person(other, 'pedro')
    expect((await post('/v1/auth/login', { username: 'pedro', password: 'right password' }, asDesk(desk))).statusCode).toBe(401)
    expect((await post('/v1/auth/login', { username: 'pedro', password: 'right password', clinic: other }, asDesk(desk))).json().code).toBe('other_clinic')
  })

  it('answers 429 with Retry-After after several wrong passwords, also to the right one, until the wait is over', async () => {
    const clock = { now: Date.now() }
    app = bench.app({ backoff: new Backoff(() => clock.now) })
    await bench.person(clinicId, 'maria')
    const desk = await bench.desk(clinicId)
    const login = (password: string) => post('/v1/auth/login', { username: 'maria', password }, asDesk(desk))
    for (let n = 0; n < 6; n += 1) expect((await login('wrong')).statusCode).toBe(401)
    const refused = await login('right password')
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('1')
    expect(refused.json().code).toBe('slow_down')
    clock.now += 1000
    expect((await login('right password')).statusCode).toBe(200)
  })

  it('slows down who guesses by the address the trusted proxy names, and believes nobody else', async () => {
    await bench.person(clinicId, 'maria')
    const desk = await bench.desk(clinicId)
    const login = (from: string) => post('/v1/auth/login', { username: 'maria', password: 'wrong' }, { ...asDesk(desk), 'x-forwarded-for': from })
    app = bench.app({ trustedProxy: '127.0.0.1' })
    for (let n = 0; n < 6; n += 1) await login('10.0.0.5')
    expect((await login('10.0.0.5')).statusCode).toBe(429)
    expect((await login('10.0.0.6')).statusCode).toBe(401)
    app = bench.app()
    for (let n = 0; n < 6; n += 1) await login(`10.0.0.${n}`)
    expect((await login('10.0.0.99')).statusCode).toBe(429)
  })

  it('needs a desk', async () => {
    await bench.person(clinicId, 'maria')
    expect((await post('/v1/auth/login', { username: 'maria', password: 'right password' })).json().code).toBe('unknown_device')
  })
})

describe('enrolling a desk', () => {
  it('works once with a code, however it is typed', async () => {
    const given = await code('chairside')
    const typed = ` ${given.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
    const answer = await post('/v1/auth/enrol', { code: typed, deviceName: 'Chair 1' })
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toEqual({ deviceId: expect.any(String), clinicId, token: expect.stringMatching(/^[\w-]{43}$/), series: 'CH1', name: 'Chair 1', profile: 'chairside' })
    expect((await post('/v1/auth/enrol', { code: given, deviceName: 'Chair 2' })).json().code).toBe('bad_code')
  })

  it('writes the device, its progress with a manifest, and only the hash of the token', async () => {
    const { deviceId, token } = (await post('/v1/auth/enrol', { code: await code(), deviceName: 'PC' })).json()
    const { rows: [progress] } = await bench.pool.query('select last_seq, mutation_id, tables from client_progress where client_id = $1', [deviceId])
    expect(progress).toEqual({ last_seq: 0, mutation_id: null, tables: ['devices', 'client_progress'] })
    const { rows } = await bench.pool.query<{ text: string }>(`select row(s.*)::text || row(d.*)::text as text from device_secrets s join devices d on d.id = s.device_id where d.id = $1`, [deviceId])
    expect(rows[0]!.text).not.toContain(token)
    expect(rows[0]!.text).not.toContain(Buffer.from(token).toString('hex'))
  })

  it('refuses a code that is too old or was never given, and slows guessing down', async () => {
    const given = await code()
    await bench.pool.query(`update enrolment_codes set expires_at = now() - interval '1 second'`)
    expect((await post('/v1/auth/enrol', { code: given, deviceName: 'PC' })).statusCode).toBe(401)
    const statuses: number[] = []
    for (let n = 0; n < 40; n += 1) statuses.push((await post('/v1/auth/enrol', { code: `AAAAA-000${n}`, deviceName: 'PC' })).statusCode)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
    expect(statuses.slice(-10)).toEqual(Array.from({ length: 10 }, () => 429))
  })

  it('takes a manager\'s password instead, but nobody else\'s', async () => {
    await bench.person(clinicId, 'owner', 'manager')
    await bench.person(clinicId, 'maria', 'receptionist')
    const wish = { password: 'right password', deviceName: 'PC', profile: 'manager', clinic: clinicId }
    expect((await post('/v1/auth/enrol', { ...wish, username: 'maria' })).json().code).toBe('not_manager')
    expect((await post('/v1/auth/enrol', { ...wish, username: 'owner', password: 'wrong' })).json().code).toBe('bad_credentials')
    expect((await post('/v1/auth/enrol', { ...wish, username: 'owner' })).json()).toMatchObject({ clinicId, series: 'MG1', profile: 'manager' })
  })

  it('finds the clinic by the name, and asks when it is right in several', async () => {
    const name = `owner-${clinicId.slice(-6)}`
    await bench.person(clinicId, name)
    const wish = { username: name, password: 'right password', deviceName: 'PC', profile: 'front_desk' }
    expect((await post('/v1/auth/enrol', wish)).json().clinicId).toBe(clinicId)
    const second = await bench.clinic('Second')
    await bench.person(second, name)
    expect((await post('/v1/auth/enrol', wish)).json().code).toBe('clinic_needed')
    expect((await post('/v1/auth/enrol', { ...wish, password: 'wrong' })).json().code).toBe('bad_credentials')
    expect((await post('/v1/auth/enrol', { ...wish, clinic: second })).json().clinicId).toBe(second)
  })

  it('gives every desk a series of its own, also when twelve enrol at once, and never one twice', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, () => code()))
    const answers = await Promise.all(codes.map((each) => post('/v1/auth/enrol', { code: each, deviceName: 'PC' })))
    const series = answers.map((answer) => answer.json().series as string).sort()
    expect(series).toEqual(Array.from({ length: 12 }, (_, n) => `FD${n + 1}`).sort())
    await bench.pool.query(`update devices set revoked_at = now() where clinic_id = $1 and series = 'FD12'`, [clinicId])
    expect((await post('/v1/auth/enrol', { code: await code(), deviceName: 'PC' })).json().series).toBe('FD13')
  })

  it('lets one code enrol one desk, also when two use it at the same moment', async () => {
    const given = await code()
    const answers = await Promise.all([1, 2, 3].map((n) => post('/v1/auth/enrol', { code: given, deviceName: `PC ${n}` })))
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([201, 401, 401])
  })

  it.each([
    ['no name', { code: 'AAAAA-AAAAA' }],
    ['an empty name', { code: 'AAAAA-AAAAA', deviceName: '  ' }],
    ['an unknown profile', { username: 'a', password: 'b', deviceName: 'PC', profile: 'king' }],
    ['an object for a password', { username: 'a', password: { $ne: 1 }, deviceName: 'PC', profile: 'manager' }],
    ['a clinic that is no id', { username: 'a', password: 'b', deviceName: 'PC', profile: 'manager', clinic: `'; drop table clinics` }],
    ['nothing at all', {}],
    ['a list', []],
  ])('answers 400 to %s without repeating it', async (_what, body) => {
    const answer = await post('/v1/auth/enrol', body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().code).toBe('invalid')
    expect(answer.body).not.toMatch(/king|drop table|AAAAA/)
  })
})

describe('the first manager', () => {
  const manager = async () => ({ clinicName: 'Klinika Ñandú', displayName: 'Ana Muñoz', username: 'Ana', verifier: await hashPassword('long enough') })

  it('names the clinic, can sign in at once, and is the only one made like this', async () => {
    const desk = await bench.desk(clinicId)
    const answer = await post('/v1/setup/manager', await manager(), asDesk(desk))
    expect(answer.statusCode).toBe(201)
    const login = await post('/v1/auth/login', { username: 'ana', password: 'long enough' }, asDesk(desk))
    expect(login.json().user).toMatchObject({ id: answer.json().userId, roleCode: 'manager', displayName: 'Ana Muñoz' })
    const { rows } = await bench.pool.query('select c.name, p.tables from clinics c join client_progress p on p.client_id = $2 where c.id = $1', [clinicId, desk.deviceId])
    expect(rows[0]).toEqual({ name: 'Klinika Ñandú', tables: ['clinics', 'users', 'user_credentials', 'client_progress'] })
    expect((await post('/v1/setup/manager', await manager(), asDesk(desk))).json()).toMatchObject({ code: 'has_people' })
  })

  it('is one person, also when two desks try at the same moment', async () => {
    const desks = await Promise.all([bench.desk(clinicId), bench.desk(clinicId)])
    const answers = await Promise.all(desks.map(async (desk) => post('/v1/setup/manager', await manager(), asDesk(desk))))
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  it('is not made without a desk, nor with a verifier that would cost the centre too much', async () => {
    expect((await post('/v1/setup/manager', await manager())).statusCode).toBe(401)
    const desk = await bench.desk(clinicId)
    const dear = (await manager()).verifier.replace('m=19456', 'm=8388608')
    expect((await post('/v1/setup/manager', { ...(await manager()), verifier: dear }, asDesk(desk))).statusCode).toBe(400)
    expect((await post('/v1/setup/manager', { ...(await manager()), verifier: 'long enough' }, asDesk(desk))).statusCode).toBe(400)
  })
})

describe('taking a desk\'s access away', () => {
  const signature = { username: 'owner', password: 'right password' }

  it('shuts every door to it, with a sentence', async () => {
    await bench.person(clinicId, 'owner')
    const desk = await bench.desk(clinicId)
    const answer = await post(`/v1/devices/${desk.deviceId}/revoke`, { ...signature, clinic: clinicId })
    expect(answer.json()).toEqual({ deviceId: desk.deviceId, revoked: true })
    const doors = [
      post('/v1/auth/login', signature, asDesk(desk)),
      post('/v1/setup/manager', {}, asDesk(desk)),
      post('/v1/push', {}, asDesk(desk)),
      app.inject({ url: '/v1/shape?table=patients&offset=-1', headers: asDesk(desk) }),
    ]
    for (const door of await Promise.all(doors)) {
      expect(door.statusCode).toBe(403)
      expect(door.json()).toEqual({ kind: 'refused', code: 'revoked', message: 'This desk was removed from the clinic by a manager.' })
    }
    expect((await audit(desk.deviceId)).at(-1)).toBe('data_update revoke {}')
    expect((await post(`/v1/devices/${desk.deviceId}/revoke`, { ...signature, clinic: clinicId })).statusCode).toBe(200)
  })

  it('is for managers, and for desks of their own clinic', async () => {
    await bench.person(clinicId, 'owner')
    await bench.person(clinicId, 'maria', 'receptionist')
    const desk = await bench.desk(clinicId)
    const foreign = await bench.desk(await bench.clinic('Other'))
    const revoke = (id: string, body: object) => post(`/v1/devices/${id}/revoke`, { clinic: clinicId, ...body })
    expect((await revoke(desk.deviceId, { ...signature, username: 'maria' })).json().code).toBe('not_manager')
    expect((await revoke(desk.deviceId, { ...signature, password: 'no' })).statusCode).toBe(401)
    expect((await revoke(foreign.deviceId, signature)).statusCode).toBe(404)
    expect((await revoke('not-an-id', signature)).statusCode).toBe(400)
    const { rows } = await bench.pool.query('select revoked_at from devices where id = any($1)', [[desk.deviceId, foreign.deviceId]])
    expect(rows).toEqual([{ revoked_at: null }, { revoked_at: null }])
  })
})

it('leaves an audit trail that is whole after all of this', async () => {
  expect((await inTransaction(bench.pool, verifyAudit)).breaks).toEqual([])
})
