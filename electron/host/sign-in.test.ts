import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answering } from '../../tests/support/fake-centre.ts'
import type { FakeCentre } from '../../tests/support/fake-centre.ts'
import { CODE, HostBench, PASSWORD, startClinic } from '../../tests/support/host-window.ts'
import { until } from '../../tests/support/until.ts'
import { booking } from '../../tests/support/writes.ts'

let centre: FakeCentre
let bench: HostBench

beforeEach(async () => {
  centre = await startClinic()
  bench = new HostBench(centre)
})
afterEach(async () => {
  await bench.close()
  await centre.close()
})

const enrolment = { username: 'manager', password: PASSWORD, deviceName: 'Front desk', profile: 'front_desk' } as const

describe('a PC that is not enrolled', () => {
  it('asks to be enrolled, and knows nobody', async () => {
    await bench.open({})
    expect(await bench.call('session.state', {})).toMatchObject({ stage: 'enrol', device: null, user: null, clinicName: null })
    expect(await bench.refusal('session.signIn', { username: 'manager', password: PASSWORD })).toEqual({ kind: 'refused', code: 'wrong_password' })
    expect(await bench.refusal('setup.createManager', { clinicName: 'C', displayName: 'M', username: 'm', password: 'long enough' })).toEqual({ kind: 'not_enrolled' })
  })

  it('is enrolled by a manager\'s password, loads, and asks who is there', async () => {
    await bench.open({})
    await bench.call('setup.enrol', enrolment)
    await bench.stage('sign_in')
    expect(await bench.call('session.state', {})).toMatchObject({ clinicName: 'Ngiping Malusog', device: { series: 'FD1', profile: 'front_desk' } })
    expect(await bench.refusal('setup.enrol', enrolment)).toEqual({ kind: 'refused' })
  })

  it('says in a sentence that the centre refused, or cannot be reached; and stays as it was', async () => {
    await bench.open({})
    expect(await bench.ask('setup.enrol', { ...enrolment, password: 'wrong' })).toMatchObject({ error: { kind: 'refused', code: 'bad_credentials', message: 'The user name or the password is not right.' } })
    centre.fail({ with: 'destroy' })
    expect(await bench.ask('setup.enrol', enrolment)).toMatchObject({ error: { kind: 'offline', message: expect.stringMatching(/cannot be reached/) as unknown } })
    centre.heal()
    centre.fail({ route: 'other', times: 1, with: answering(200, '<html>Welcome to Hotel Wi-Fi</html>') })
    expect((await bench.refusal('setup.enrol', enrolment)).kind).not.toBe('none')
    expect((await bench.call('session.state', {})).stage).toBe('enrol')
    await bench.call('setup.enrol', enrolment)
  })

  it('is enrolled by a code that is typed; one that cannot be a code is not sent', async () => {
    await bench.open({})
    expect(await bench.ask('setup.enrolByCode', { code: '7KQ3F', deviceName: 'PC' })).toMatchObject({ error: { kind: 'invalid', message: 'A code has ten letters and digits, such as 7KQ3F-9XWPD.' } })
    expect(await bench.refusal('setup.enrolByCode', { code: '00000-00000', deviceName: 'PC' })).toEqual({ kind: 'refused', code: 'bad_credentials' })
    await bench.call('setup.enrolByCode', { code: CODE.toLowerCase(), deviceName: 'PC' })
    await bench.stage('sign_in')
  })

  it('that does not know its centre is told the address, keeps it only when a centre answers there, and finds it again', async () => {
    const kept: string[] = []
    const addresses = { check: (typed: string) => (typed === 'no address' ? bad() : typed), remember: (url: string) => void kept.push(url) }
    const bad = (): never => { throw new Error('"no address" is not the address of a server.') }
    await bench.open({ serverUrl: null, addresses })
    expect(await bench.call('session.state', {})).toMatchObject({ stage: 'enrol', serverUrl: null })
    expect(await bench.refusal('setup.enrol', enrolment)).toEqual({ kind: 'invalid', code: 'no_address' })
    expect(await bench.ask('setup.enrol', { ...enrolment, serverUrl: 'no address' })).toMatchObject({ error: { kind: 'invalid', message: '"no address" is not the address of a server.' } })
    expect((await bench.refusal('setup.enrol', { ...enrolment, serverUrl: 'http://127.0.0.1:9' })).kind).toBe('offline')
    centre.fail({ route: 'other', times: 1, with: answering(200, '{"welcome":"to the router"}') })
    expect(await bench.refusal('setup.enrol', { ...enrolment, serverUrl: centre.url })).toEqual({ kind: 'refused', code: 'not_a_centre' })
    expect(kept).toEqual([])
    await bench.call('setup.enrol', { ...enrolment, serverUrl: centre.url })
    await bench.stage('sign_in')
    expect(kept).toEqual([centre.url])
    await until(async () => (await bench.call('sync.status', {})).network === 'online', 'the line to the new address is up')
  })

  it('is enrolled by a code it was started with; a wrong code is only noted', async () => {
    await bench.open({ enrolCode: 'WRONG-CODE1' })
    expect((await bench.call('session.state', {})).stage).toBe('enrol')
    expect(JSON.stringify(bench.logged)).toContain('enrolment by code failed')
    await bench.host.close()
    await bench.open({ enrolCode: CODE })
    await bench.stage('sign_in')
  })
})

describe('signing in', () => {
  beforeEach(() => bench.open())

  it('takes the right password, however the name is typed', async () => {
    await bench.stage('sign_in')
    expect(await bench.call('session.signIn', { username: ' Reception ', password: PASSWORD })).toMatchObject({ username: 'reception', roleCode: 'receptionist' })
    expect(await bench.call('session.state', {})).toMatchObject({ stage: 'signed_in', user: { username: 'reception' } })
    await bench.call('session.signOut', {})
    expect(await bench.call('session.state', {})).toMatchObject({ stage: 'sign_in', user: null })
  })

  it('works without the network, also after the program was started anew', async () => {
    await bench.signIn()
    centre.fail({ with: 'destroy' })
    centre.cut()
    await bench.restart()
    await bench.signIn('reception')
    expect((await bench.call('patients.search', { text: 'muñoz', limit: 10 })).length).toBe(3)
    await bench.call('mutate', { name: 'appointment.book', input: booking(600) })
    expect(await bench.call('sync.status', {})).toMatchObject({ waiting: 1 })
    centre.heal()
    await until(async () => (await bench.call('sync.status', {})).waiting === 0, 'what was written offline has arrived', 10_000)
  })

  it('refuses a wrong password, an unknown name and an account that was switched off in the same words', async () => {
    await bench.stage('sign_in')
    const answers = await Promise.all([['manager', 'wrong'], ['nobody', PASSWORD], ['former', PASSWORD]].map(([username, password]) => bench.ask('session.signIn', { username, password })))
    for (const answer of answers) expect(answer).toMatchObject({ error: { kind: 'refused', code: 'wrong_password', message: 'That user name and password do not belong together.' } })
  })

  it('lets a name wait after five wrong passwords, and another name not', async () => {
    await bench.stage('sign_in')
    for (let tried = 0; tried < 5; tried++) await bench.refusal('session.signIn', { username: 'manager', password: 'wrong' })
    expect(await bench.refusal('session.signIn', { username: 'manager', password: PASSWORD })).toEqual({ kind: 'refused', code: 'too_many_tries' })
    await bench.call('session.signIn', { username: 'reception', password: PASSWORD })
  })

  it('tries no more passwords for being sent all at once', async () => {
    await bench.stage('sign_in')
    const answers = await Promise.all(Array.from({ length: 12 }, () => bench.refusal('session.signIn', { username: 'manager', password: 'wrong' })))
    expect(answers.filter(({ code }) => code === 'wrong_password')).toHaveLength(5)
    expect(answers.filter(({ code }) => code === 'too_many_tries')).toHaveLength(7)
  })
})

it('refuses to open a replica with another key, with the sentence for the person', async () => {
  await bench.open()
  await bench.stage('sign_in')
  await bench.host.close()
  await expect(bench.open({ key: new Uint8Array(32).fill(8) })).rejects.toMatchObject({ name: 'ReplicaError', kind: 'wrong_key', message: expect.stringMatching(/cannot be opened with this key/) as unknown })
  await bench.open()
})
