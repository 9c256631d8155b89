import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { createCentre, deviceOf, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { DENTIST, DESK, FILLING, LOCATION, minutes, PATIENTS, uid } from '../../tests/support/world.ts'
import { booking, freshId, mutation, phoneEdit } from '../../tests/support/writes.ts'
import { applyMutation } from './apply.ts'

let centre: CentreDatabase
let seq: number

beforeAll(async () => {
  centre = await createCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  seq = (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === DESK)!.last_seq
})

const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`)
const completion = { id: freshId(), patientId: PATIENTS[0], tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 100 }

/** Mutations that no good desk makes, or that only the database can refuse; and the reason each gets. */
const POISON: [what: string, reason: string, mutation: Omit<PushMutation, 'seq'>][] = [
  ['a name nobody knows', 'unknown_mutation', { ...mutation('appointment.confirm', { id: uid(1) }), name: 'patient.teleport' }],
  ['a name of an object\'s own', 'unknown_mutation', { ...mutation('appointment.confirm', { id: uid(1) }), name: 'constructor' }],
  ['an input of another kind', 'invalid', { ...mutation('appointment.confirm', { id: uid(1) }), input: 7 }],
  ['an input that is null', 'invalid', { ...mutation('appointment.confirm', { id: uid(1) }), input: null }],
  ['a character that Postgres cannot store', 'not_allowed', mutation('patient.create', { id: freshId(), last_name: 'Nul\0', first_name: 'Byte' })],
  ['such a character where nothing else is right either', 'invalid', { ...mutation('appointment.confirm', { id: uid(1) }), input: { '\0': '\0', name: ['\ud800', { deep: '\udc00\0' }] } }],
  ['half a surrogate pair in a refused input', 'not_found', mutation('alert.add', { id: freshId(), patientId: uid(404), kind: 'other', severity: 'info', label: 'half \ud83d' })],
  ['an input nested three thousand deep', 'invalid', { ...mutation('appointment.confirm', { id: uid(1) }), input: { id: 7, more: deep(3000) } }],
  ['a reference to nothing', 'not_found', mutation('treatment.complete', { ...completion, appointmentId: uid(404) })],
  ['figures that a check refuses', 'not_allowed', mutation('statement.issue', { id: freshId(), patientId: PATIENTS[0], from: '2026-11-01', to: '2026-11-30', number: 'SOA-FD1-000001', printed: { patientName: 'A', opening: 0, charges: 5, credits: 0, closing: 4, lines: [] } })],
  ['a day that does not exist', 'invalid', mutation('appointment.book', booking(60, { startsAt: '2026-02-30T01:00:00.000Z', endsAt: '2026-02-30T01:30:00.000Z' }))],
  ['a clock in the year nought, which Postgres does not know', 'not_found', mutation('alert.add', { id: freshId(), patientId: uid(404), kind: 'other', severity: 'info', label: 'Fall' }, { at: '0000-05-01T00:00:00.000Z' })],
  ['a row that is there already', 'duplicate', mutation('patient.create', { id: PATIENTS[0], last_name: 'A', first_name: 'B' })],
  ['a number of another desk\'s series', 'foreign_series', mutation('payment.record', { id: freshId(), patientId: PATIENTS[0], number: 'PAY-FD2-000001', method: 'cash', amountCentavos: 1, receivedOn: '2026-11-20' })],
  ['a key of an object\'s own', 'invalid', { ...mutation('patient.edit', phoneEdit('', '1')), input: JSON.parse('{"id":"x","__proto__":{"a":1}}') as unknown }],
]

describe('a poison mutation', () => {
  it.each(POISON)('[S4] with %s is refused as %s, kept and shown, and blocks nothing', async (_what, reason, wanted) => {
    const poison = { ...wanted, seq: ++seq }
    const good = { ...mutation('patient.create', { id: freshId(), last_name: 'After', first_name: 'Poison' }), seq: ++seq }
    const [first, second] = await pushed(centre.pool, [poison, good])
    expect([first, second]).toMatchObject([{ status: 'rejected', code: reason }, { status: 'applied' }])
    expect(first!.message).toMatch(/\.$/)
    const items = (await rowsAtCentre(centre.pool, 'attention_items')).filter(({ mutation_id }) => mutation_id === poison.id)
    expect(items).toMatchObject([{ outcome: 'rejected', code: reason, client_id: DESK, mutation: wanted.name }])
    expect(await pushed(centre.pool, [poison, good])).toEqual([first, second])
  })

  it('[S2] is kept with all that can be kept of its input', async () => {
    const wanted = { ...mutation('patient.create', { id: PATIENTS[0], last_name: 'Nul\0 Muñoz', first_name: 'half \ud83d, whole 😀', notes: '\\u0000 as written' }), seq: ++seq }
    await pushed(centre.pool, [wanted])
    const item = (await rowsAtCentre(centre.pool, 'attention_items')).find(({ mutation_id }) => mutation_id === wanted.id)!
    expect(item.input).toMatchObject({ id: PATIENTS[0], last_name: 'Nul\ufffd Muñoz', first_name: 'half \ufffd, whole 😀', notes: '\\u0000 as written' })
    expect(item.patient_id).toBe(PATIENTS[0])
  })

  it('[S4] that fails in a way nobody foresaw is reported without its data, and refused', async () => {
    const reports: unknown[] = []
    // A table is taken away that nothing else here writes: every write to it fails with a code of its own.
    await centre.pool.query('alter table suppliers rename column name to other')
    await centre.pool.query(`create function break_alerts() returns trigger language plpgsql as $$ begin insert into suppliers (name) values ('x'); return new; end $$`)
    await centre.pool.query('create trigger breaks before insert on medical_alerts for each row execute function break_alerts()')
    const wanted = { ...mutation('alert.add', { id: freshId(), patientId: PATIENTS[0], kind: 'other', severity: 'info', label: 'Secret allergy' }), seq: ++seq }
    const applied = await applyMutation(centre.pool, deviceOf(DESK), wanted, 0, (error, about) => reports.push([(error as { code: string }).code, about.name]))
    expect(applied).toMatchObject({ result: { status: 'rejected', code: 'failed', message: 'The centre could not carry this out. What was entered is kept here.' } })
    expect(reports).toEqual([['42703', 'alert.add']])
    await centre.pool.query('drop trigger breaks on medical_alerts')
  })

  it.each(['0000-02-29T00:00:00.000Z', '0049-12-31T23:59:59.999Z'])('[S10] that is good, made by a clock in the first century, is carried out: %s', async (at) => {
    const id = freshId()
    const [result] = await pushed(centre.pool, [{ ...mutation('patient.create', { id, last_name: 'Abad', first_name: 'Lito' }, { at }), seq: seq + 1 }])
    expect(result).toMatchObject({ status: 'applied' })
    expect((await rowsAtCentre(centre.pool, 'patients')).find((row) => row.id === id)).toMatchObject({ created_at: '0100-01-01T00:00:00.000Z' })
  })

  it('[S4] in the middle of a long batch costs only itself', async () => {
    const batch = Array.from({ length: 9 }, (_, index): PushMutation => ({
      ...(index % 2 ? POISON[index]![2] : mutation('appointment.book', booking(1000 + index * 60, { locationId: LOCATION }))), id: freshId(), seq: ++seq, at: minutes(5),
    }))
    expect((await pushed(centre.pool, batch)).map(({ status }) => status)).toEqual(batch.map((_, index) => (index % 2 ? 'rejected' : 'applied')))
  })
})
