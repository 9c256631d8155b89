import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PushResult } from '../../shared/protocol/push.ts'
import type { Row } from '../../shared/schema/index.ts'
import { insertRows } from '../db/rows.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { countAtCentre, createCentre, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { appointment, CHAIRS, CLINIC, DENTIST, DENTIST_2, LOCATION, minutes, patient, PATIENTS, progress, T0, uid } from '../../tests/support/world.ts'
import { booking, mutation } from '../../tests/support/writes.ts'

const DESKS = Array.from({ length: 50 }, (_, index) => uid(2000 + index))
const CHAIRS_50 = DESKS.map((_, index) => uid(3000 + index))
const DENTISTS_50 = DESKS.map((_, index) => uid(4000 + index))
const PATIENTS_50 = DESKS.map((_, index) => uid(5000 + index))

let centre: CentreDatabase

beforeAll(async () => {
  centre = await createCentre()
  const client = await centre.pool.connect()
  const [dentist] = (await rowsAtCentre(centre.pool, 'users')).filter(({ id }) => id === DENTIST)
  const base = (id: string) => ({ id, clinic_id: CLINIC, created_at: T0 })
  await insertRows(client, 'devices', DESKS.map((id, index) => ({ ...base(id), name: `Desk ${index}`, profile: 'front_desk' as const, series: `T${index}`, revoked_at: null })))
  await insertRows(client, 'client_progress', DESKS.map((id) => progress(id, 0)))
  await insertRows(client, 'operatories', CHAIRS_50.map((id, index) => ({ ...base(id), location_id: LOCATION, name: `Chair ${index}`, position: 10 + index, is_active: true, updated_at: T0 })))
  await insertRows(client, 'users', DENTISTS_50.map((id, index) => ({ ...dentist!, id, username: `dentist-${index}` })))
  await insertRows(client, 'patients', PATIENTS_50.map((id) => patient(id)))
  client.release()
})
afterAll(() => centre.close())

let seq = 0
let from: number
beforeEach(() => {
  seq++
  from = seq * 100
})

/** Every desk books at the same moment; what each asks for is up to the case. */
function bookAtOnce(more: (index: number) => Partial<ReturnType<typeof booking>>): Promise<PushResult[]> {
  return Promise.all(DESKS.map(async (desk, index) => {
    const wanted = { ...mutation('appointment.book', booking(from, more(index))), seq }
    return (await pushed(centre.pool, [wanted], { desk }))[0]!
  }))
}

const SAME: [what: string, more: (index: number) => Partial<ReturnType<typeof booking>>][] = [
  ['dentist, chair and patient', () => ({})],
  ['dentist', (index) => ({ operatoryId: CHAIRS_50[index]!, patientId: PATIENTS_50[index]! })],
  ['chair', (index) => ({ dentistId: DENTISTS_50[index]!, patientId: PATIENTS_50[index]! })],
  ['patient', (index) => ({ dentistId: DENTISTS_50[index]!, operatoryId: CHAIRS_50[index]! })],
]

describe('[scenario 1] fifty desks that book one slot at once', () => {
  it.each(SAME)('get one appointment between them, and 49 reasons, when they want the same %s', async (_what, more) => {
    const results = await bookAtOnce(more)
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(results.filter(({ status }) => status === 'applied')).toHaveLength(1)
    expect(refused.map(({ code }) => code)).toEqual(Array<string>(49).fill('slot_taken'))
    for (const { message } of refused) expect(message).toMatch(/^The (dentist|chair|patient) is already booked at that time\.$/)
    const standing = (await rowsAtCentre(centre.pool, 'appointments')).filter(({ starts_at }) => starts_at === minutes(from))
    expect(standing).toHaveLength(1)
    const told = new Set(refused.map(({ id }) => id))
    const items = (await rowsAtCentre(centre.pool, 'attention_items')).filter(({ mutation_id }) => told.has(mutation_id))
    expect(items).toHaveLength(49)
    expect(items.every((item) => item.outcome === 'rejected' && item.patient_id !== null && (item.input as Row<'appointments'>).id !== standing[0]!.id)).toBe(true)
    const far = (await rowsAtCentre(centre.pool, 'client_progress')).filter(({ client_id }) => DESKS.includes(client_id))
    expect(new Set(far.map(({ last_seq }) => last_seq))).toEqual(new Set([seq]))
  })

  it('all get theirs when nothing is the same', async () => {
    const results = await bookAtOnce((index) => ({ dentistId: DENTISTS_50[index]!, operatoryId: CHAIRS_50[index]!, patientId: PATIENTS_50[index]! }))
    expect(results.map(({ status }) => status)).toEqual(Array<string>(50).fill('applied'))
  })

  it('leave audit chains that add up, a row for every mutation', async () => {
    expect(await verifyChains(centre.pool)).toEqual([])
    expect(await countAtCentre(centre.pool, 'audit_log where device_id = any($1)', [DESKS])).toBe(50 * (seq - 1))
  })
})

describe('[scenario 2] a slot', () => {
  const book = async (more: Partial<ReturnType<typeof booking>>, desk = DESKS[0]!) => {
    const { last_seq } = (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === desk)!
    return (await pushed(centre.pool, [{ ...mutation('appointment.book', booking(from, { id: uuidv7(), ...more })), seq: last_seq + 1 }], { desk }))[0]!
  }
  const other = { dentistId: DENTIST_2, operatoryId: CHAIRS[1], patientId: PATIENTS[1] }

  it('ends where the next begins: adjacent bookings stand, one minute of overlap does not', async () => {
    expect(await book({})).toMatchObject({ status: 'applied' })
    expect(await book({ startsAt: minutes(from + 30), endsAt: minutes(from + 60) })).toMatchObject({ status: 'applied' })
    expect(await book({ startsAt: minutes(from + 59), endsAt: minutes(from + 89) })).toMatchObject({ code: 'slot_taken' })
    expect(await book({ startsAt: minutes(from - 29), endsAt: minutes(from + 1) })).toMatchObject({ code: 'slot_taken' })
    expect(await book({ ...other, startsAt: minutes(from + 10), endsAt: minutes(from + 20) })).toMatchObject({ status: 'applied' })
  })

  it.each(['cancelled', 'missed'] as const)('that was %s is free again', async (status) => {
    const client = await centre.pool.connect()
    await insertRows(client, 'appointments', [appointment(uuidv7(), { starts_at: minutes(from), ends_at: minutes(from + 30), status })])
    client.release()
    expect(await book({})).toMatchObject({ status: 'applied' })
  })

  it('is checked by the centre also where a mutator would have missed it', async () => {
    await book({})
    const [standing] = (await rowsAtCentre(centre.pool, 'appointments')).filter(({ starts_at }) => starts_at === minutes(from))
    const client = await centre.pool.connect()
    await expect(insertRows(client, 'appointments', [{ ...standing!, id: uuidv7() }])).rejects.toMatchObject({ code: '23P01' })
    client.release()
  })
})
