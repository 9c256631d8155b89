import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describe as describeTable, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { FakeCentre } from '../../tests/support/fake-centre.ts'
import { HostBench, PASSWORD, startClinic } from '../../tests/support/host-window.ts'
import { contents, KEY, REGISTRATION } from '../../tests/support/replica.ts'
import { until } from '../../tests/support/until.ts'
import { CLINIC, PATIENTS } from '../../tests/support/world.ts'
import { booking, freshId, phoneEdit } from '../../tests/support/writes.ts'
import { openReplica } from './store/database.ts'

const SECRETS = {
  lastName: 'Kaligtasan', firstName: 'Perpetua', phone: '0917 555 0142', email: 'perpetua@example.ph', street: '14 Sampaguita',
  note: 'brings X-rays', alert: 'Penicillin', reason: 'reschedule by sister', typed: 'not-my-password',
}

let centre: FakeCentre
let bench: HostBench
let text: string

beforeAll(async () => {
  centre = await startClinic()
  bench = await new HostBench(centre).open()
  await bench.signIn()
  centre.fail({ route: 'push', with: 'destroy' })
  const write = (name: string, input: object) => bench.ask('mutate', { name, input })
  await write('patient.create', { id: freshId(), lastName: SECRETS.lastName, firstName: SECRETS.firstName, last_name: SECRETS.lastName, first_name: SECRETS.firstName })
  await write('patient.edit', { id: PATIENTS[0], changes: [['last_name', SECRETS.lastName], ['first_name', SECRETS.firstName], ['phone', SECRETS.phone], ['email', SECRETS.email], ['street', SECRETS.street], ['notes', SECRETS.note]].map(([field, to]) => ({ field, from: '', to })) })
  await write('patient.edit', phoneEdit('', SECRETS.phone, PATIENTS[1]))
  await write('appointment.book', booking(60, { notes: SECRETS.note }))
  await write('alert.add', { id: freshId(), patientId: PATIENTS[0], kind: 'allergy', severity: 'critical', label: SECRETS.alert })
  await write('stock.use', { id: freshId(), itemId: freshId(), quantity: 1, reason: SECRETS.reason })
  await bench.ask('session.signIn', { username: 'manager', password: SECRETS.typed })
  text = (await bench.call('sync.diagnostics', {})).text
})
afterAll(async () => {
  await bench.close()
  await centre.close()
})

/** Whatever stands in a column of a person: long enough not to be found by chance. */
function personalValues(): string[] {
  const db = openReplica(path.join(bench.dataDir, 'replica.db'), KEY, { readonly: true })
  const rows = contents(db)
  const inputs = db.prepare<[], string>('select input from _outbox').pluck().all()
  db.close()
  const typed = TABLE_NAMES.flatMap((table) => {
    const columns = Object.entries(describeTable(table).columns).filter(([name, { personal, kind }]) => personal || (kind === 'text' && /name|username|colour|label/.test(name))).map(([name]) => name)
    return rows[table]!.flatMap((row) => columns.map((column) => row[column]))
  })
  const asked = inputs.flatMap((input) => [...input.matchAll(/:"([^"]{4,})"/g)].map(([, value]) => value!))
  return [...typed.filter((value) => typeof value === 'string'), ...asked].filter((value) => value.length >= 4 && !KNOWN_WORDS.test(value))
}

/** Words of the program that are also values: kinds, states, names of fields. */
const KNOWN_WORDS = /^(?:[a-z_.]+)$/

describe('the diagnostics file', () => {
  it('holds nothing of a patient: no name, number, note or id that stands in the replica or waits in the outbox', () => {
    const values = [...new Set(personalValues())]
    expect(values).toContain(SECRETS.phone)
    expect(values).toContain(SECRETS.note)
    expect(values).toContain('Muñoz')
    expect(values.filter((value) => text.includes(value))).toEqual([])
    expect(PATIENTS.filter((id) => text.includes(id))).toEqual([])
  })

  it('holds no name of a person, of the clinic or of a PC, no password, no key and no token', () => {
    const key = Buffer.from(KEY).toString('hex')
    for (const secret of [...Object.values(SECRETS), 'reception', 'dentist2', 'Ngiping Malusog', 'Front desk', PASSWORD, REGISTRATION.token, key, CLINIC, bench.dataDir, centre.url]) expect(text).not.toContain(secret)
  })

  it('tells what a helper needs: versions, counts, what waits by kind, shapes, backups and kinds of errors', async () => {
    await until(() => bench.logged.some((entry) => (entry as { msg: string }).msg === 'sync attempt failed'), 'a push has failed')
    const facts = JSON.parse((await bench.call('sync.diagnostics', {})).text) as Record<string, never>
    expect(facts).toMatchObject({
      format: 1,
      program: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown, node: process.version },
      desk: { id: REGISTRATION.deviceId, profile: 'front_desk', ready: true },
      sync: { attention: 0, hasProblem: false },
      replica: {
        outbox: expect.arrayContaining([expect.objectContaining({ mutation: 'patient.edit', state: 'waiting', count: 2 })]) as unknown,
        tables: expect.arrayContaining([{ table: 'patients', rows: expect.any(Number) as unknown, state: 'following', lsn: expect.any(String) as unknown }]) as unknown,
      },
      backups: [],
      faults: expect.arrayContaining([expect.objectContaining({ what: 'sync attempt failed', level: 'warn' })]) as unknown,
    })
  })

  it('has a name by its day', async () => {
    expect((await bench.call('sync.diagnostics', {})).fileName).toMatch(/^chairside-diagnostics-\d{4}-\d\d-\d\d\.json$/)
  })
})
