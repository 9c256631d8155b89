import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mutators } from '../../shared/mutators/index.ts'
import { CLINIC_API_VERSION, clinicApi } from '../../shared/protocol/clinic-api.ts'
import type { MethodName } from '../../shared/protocol/clinic-api.ts'
import { answering } from '../../tests/support/fake-centre.ts'
import type { FakeCentre } from '../../tests/support/fake-centre.ts'
import { HostBench, startClinic } from '../../tests/support/host-window.ts'
import { until } from '../../tests/support/until.ts'
import { PATIENTS, uid } from '../../tests/support/world.ts'
import { booking, freshId, phoneEdit } from '../../tests/support/writes.ts'

const methods = Object.keys(clinicApi) as MethodName[]
const patient = { patientId: PATIENTS[0] }

describe('the host of a front-desk PC', () => {
  let centre: FakeCentre
  let bench: HostBench

  beforeAll(async () => {
    centre = await startClinic()
    bench = await new HostBench(centre).open()
  })
  afterAll(async () => {
    await bench.close()
    await centre.close()
  })
  afterEach(() => bench.ask('session.signOut', {}))

  it.each(methods.filter((method) => !clinicApi[method].open))('answers %s to nobody who has not signed in', async (method) => {
    expect(await bench.refusal(method, {})).toEqual({ kind: 'signed_out' })
  })

  describe('with a receptionist signed in', () => {
    beforeEach(() => bench.signIn('reception'))

    it('answers what everybody may ask, and billing', async () => {
      expect((await bench.call('patients.search', { text: 'munoz', limit: 10 })).length).toBe(3)
      expect((await bench.call('patients.page', patient))?.balanceCentavos).toBe(0)
      expect(await bench.call('billing.account', patient)).toMatchObject({ balanceCentavos: 0 })
      expect((await bench.call('inventory.list', {})).length).toBe(2)
      expect(await bench.call('attention.list', {})).toEqual([])
    })

    it('refuses what takes another right: people, backups, charting', async () => {
      const person = { userId: null, username: 'x.y', displayName: 'X', roleId: uid(30), isDentist: false, colour: '#000000', prcLicence: '', isActive: true, password: 'long enough' }
      expect(await bench.refusal('people.save', person)).toEqual({ kind: 'forbidden' })
      expect(await bench.refusal('backups.list', {})).toEqual({ kind: 'forbidden' })
      expect(await bench.refusal('mutate', { name: 'chart.record', input: {} })).toEqual({ kind: 'forbidden' })
    })

    it('keeps a form that is being filled in for whoever types it, and shows it to nobody else', async () => {
      const draft = { kind: 'intake', ...patient } as const
      const change = async (username: string) => {
        await bench.ask('session.signOut', {})
        await bench.signIn(username)
      }
      await bench.call('drafts.keep', { ...draft, content: 'half a form' })
      await change('manager')
      expect(await bench.call('drafts.read', draft)).toBeNull()
      await bench.call('drafts.drop', draft)
      await change('reception')
      expect(await bench.call('drafts.read', draft)).toMatchObject({ content: 'half a form' })
      expect(await bench.refusal('drafts.keep', { ...draft, content: 'x'.repeat(60_001) })).toEqual({ kind: 'invalid' })
      await bench.call('drafts.drop', draft)
      expect(await bench.call('drafts.read', draft)).toBeNull()
    })

    it('takes back that the centre refuses this PC as soon as it is let in again, without anything to send', async () => {
      const problem = async () => (await bench.call('sync.status', {})).problem
      centre.fail({ route: 'shape', with: answering(401, '{"code":"unknown_device"}') })
      await bench.call('sync.now', {})
      await until(async () => (await problem())?.startsWith('The centre does not accept this PC') === true, 'the refusal is told')
      centre.heal()
      await until(async () => (await problem()) === null, 'it is taken back')
      expect((await bench.call('sync.status', {})).network).toBe('online')
    })

    it('sends now and says what came of it', async () => {
      expect(await bench.call('sync.now', {})).toEqual({ sent: 0, waiting: 0, network: 'online' })
      centre.fail({ with: 'destroy' })
      await bench.call('mutate', { name: 'patient.edit', input: phoneEdit('', '0917 000 0001', PATIENTS[2]) })
      expect(await bench.call('sync.now', {})).toEqual({ sent: 0, waiting: 1, network: 'offline' })
      expect((await bench.call('sync.outbox', {})).items).toMatchObject([{ mutation: 'patient.edit', madeByName: 'reception' }])
      centre.heal()
      expect(await bench.call('sync.now', {})).toEqual({ sent: 1, waiting: 0, network: 'online' })
    })

    it('tells of the clock and of the centre, and which PCs there are', async () => {
      expect(await bench.call('sync.status', {})).toMatchObject({ clockBehindMinutes: 0, centre: { version: '0.1.0' }, refetch: null, lastBackupAt: null })
      expect((await bench.call('sync.desks', {})).map(({ profile }) => profile)).toEqual(['front_desk', 'front_desk'])
    })

    it('records a write, tells the windows, and gives the receipt with its number', async () => {
      const from = bench.events.length
      const receipt = await bench.call('mutate', { name: 'payment.record', input: { id: freshId(), ...patient, method: 'cash', amountCentavos: 1000, receivedOn: '2026-11-20' } })
      expect(receipt.input).toMatchObject({ number: 'PAY-FD1-000001' })
      const changed = bench.events.slice(from).find((event) => event.event === 'changed')
      expect(changed).toMatchObject({ tables: expect.arrayContaining(['payments', 'ledger_lines']) as unknown })
      await until(async () => (await bench.call('sync.status', {})).waiting === 0, 'the centre has it')
    })

    it('refuses with the sentence of the mutator, and with the validator\'s when values do not fit', async () => {
      const first = booking(600)
      await bench.call('mutate', { name: 'appointment.book', input: first })
      const second = await bench.ask('mutate', { name: 'appointment.book', input: booking(600) })
      expect(second).toMatchObject({ ok: false, error: { kind: 'refused', code: 'slot_taken', message: 'The chair is already booked at that time.' } })
      expect(await bench.ask('mutate', { name: 'patient.create', input: { id: freshId(), last_name: '', first_name: 'x' } })).toMatchObject({ error: { kind: 'invalid', message: 'The family name is missing.' } })
      expect(await bench.refusal('mutate', { name: 'patient.destroy', input: {} })).toEqual({ kind: 'invalid', code: 'unknown_mutation' })
    })
  })

  describe('with somebody signed in who may do nothing', () => {
    beforeEach(() => bench.signIn('assistant'))

    it.each([...mutators.keys()])('refuses %s', async (name) => {
      expect(await bench.refusal('mutate', { name, input: {} })).toEqual({ kind: 'forbidden' })
    })

    it.each(['billing.overview', 'billing.account', 'billing.statementPdf'] as const)('refuses %s, and hides the balance on the patient\'s page', async (method) => {
      const input = method === 'billing.account' ? patient : method === 'billing.statementPdf' ? { statementId: uid(1) } : {}
      expect(await bench.refusal(method, input)).toEqual({ kind: 'forbidden' })
      expect((await bench.call('patients.page', patient))?.balanceCentavos).toBeNull()
    })
  })

  describe('to messages that are none', () => {
    it.each([
      ['nothing', undefined], ['a word', 'hello'], ['no id', { v: 1, method: 'session.state', input: {} }], ['an id that is no number', { v: 1, id: '1', method: 'session.state', input: {} }],
      ['a novel for a method', { v: 1, id: 1, method: 'x'.repeat(61), input: {} }],
    ])('answers %s as invalid', async (_what, message) => {
      expect(await bench.handle(message)).toMatchObject({ id: -1, ok: false, error: { kind: 'invalid' } })
    })

    it.each(['toString', '__proto__', 'constructor', 'patients.destroy', ''])('does not know the call %j', async (method) => {
      expect(await bench.refusal(method, {})).toEqual({ kind: 'invalid' })
    })

    it('tells a window of another version to reload', async () => {
      const answer = await bench.handle({ v: CLINIC_API_VERSION + 1, id: 9, method: 'session.state', input: {} })
      expect(answer).toMatchObject({ id: 9, ok: false, error: { kind: 'version', message: expect.stringMatching(/Reload the window/) as unknown } })
    })

    it('refuses inputs out of form before anything is asked of the replica', async () => {
      await bench.signIn()
      expect(await bench.refusal('patients.search', { text: 'x'.repeat(101), limit: 5 })).toEqual({ kind: 'invalid' })
      expect(await bench.refusal('patients.search', { text: 'x', limit: 1e9 })).toEqual({ kind: 'invalid' })
      expect(await bench.refusal('patients.page', { patientId: `' or 1=1 --` })).toEqual({ kind: 'invalid' })
      expect(await bench.refusal('schedule.day', { date: '2026-02-30' })).toEqual({ kind: 'invalid' })
    })
  })

  it('hears of it when a right is taken away at the centre, and when an account is switched off', async () => {
    await bench.signIn('dentist')
    const state = async () => (await bench.call('session.state', {})).user
    const [role] = centre.model.rowsOf('roles').filter(({ code }) => code === 'dentist')
    centre.shapes.commit([{ table: 'roles', operation: 'put', row: { ...role!, permissions: '["chart.write"]' } }])
    await until(async () => (await state())?.permissions.join() === 'chart.write', 'the right is gone', 15_000)
    expect(await bench.refusal('mutate', { name: 'patient.edit', input: phoneEdit('', '1') })).toEqual({ kind: 'forbidden' })
    const [user] = centre.model.rowsOf('users').filter(({ username }) => username === 'dentist')
    centre.shapes.commit([{ table: 'users', operation: 'put', row: { ...user!, is_active: 'f' } }])
    await until(async () => (await state()) === null, 'the account is off', 15_000)
    expect(await bench.refusal('patients.page', patient)).toEqual({ kind: 'signed_out' })
  })

  it('writes no patient\'s data to its log', () => {
    const log = JSON.stringify(bench.logged)
    expect(log).not.toMatch(/Mu.oz|.and. \d/)
    expect(log).not.toContain('tama ang password')
  })
})

describe('the host of a chairside PC', () => {
  let centre: FakeCentre
  let bench: HostBench

  beforeAll(async () => {
    centre = await startClinic('chairside')
    bench = await new HostBench(centre).open()
    await bench.signIn('manager')
  })
  afterAll(async () => {
    await bench.close()
    await centre.close()
  })

  it('[S13] shows no accounts, whoever asks', async () => {
    expect(await bench.refusal('billing.overview', {})).toEqual({ kind: 'forbidden' })
    expect(await bench.refusal('billing.account', patient)).toEqual({ kind: 'forbidden' })
    expect((await bench.call('patients.page', patient))?.balanceCentavos).toBeNull()
  })

  it('[S13] takes no payment and issues no statement: their rows and numbers belong to the front desk', async () => {
    expect(await bench.refusal('mutate', { name: 'payment.record', input: { id: freshId(), ...patient, method: 'cash', amountCentavos: 1000, receivedOn: '2026-11-20' } })).toEqual({ kind: 'refused', code: 'not_held' })
    expect(await bench.refusal('mutate', { name: 'statement.issue', input: { id: freshId(), ...patient, from: '2026-11-01', to: '2026-11-30' } })).toEqual({ kind: 'refused', code: 'not_held' })
    expect(await bench.call('sync.status', {})).toMatchObject({ waiting: 0 })
  })
})
