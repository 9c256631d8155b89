import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { baseRows, contents, createReplica, ownRows, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { appointment, DENTIST, DESK, FILLING, minutes, patient, PATIENTS, progress, uid } from '../../../tests/support/world.ts'
import { booking, outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import { applyCentral } from './apply-central.ts'
import type { CentralBatch, CentralChange } from './apply-central.ts'
import { recordAnswers, reopen } from './outbox.ts'
import { rerunPending, undoPending } from './rebase.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const put = <N extends TableName>(table: N, row: Row<N>): CentralChange => ({ table, operation: 'put', row: asCentreRow(table, row) })
const gone = (table: TableName, id: string): CentralChange => ({ table, operation: 'delete', row: { id } })

/** The centre's rows arrive, and with them how far it has come with this desk. */
function arrive(changes: CentralChange[], confirmedUpTo?: number, more: Partial<CentralBatch> = {}) {
  const newest = outbox(replica.db).find(({ seq }) => seq === confirmedUpTo)
  const own = confirmedUpTo === undefined ? [] : [put('client_progress', progress(DESK, confirmedUpTo, { mutation_id: newest?.id ?? null }))]
  return applyCentral(replica.db, { changes: [...changes, ...own], cursors: [], swaps: [], ...more })
}

const phone = (id: string = PATIENTS[0]) => replica.db.prepare<[string], { phone: string }>('select phone from patients where id = ?').get(id)?.phone
const first = ownRows().patients[0]!

describe('undoing what is pending', () => {
  it('restores exactly the centre\'s rows, whatever was done to them, and more than once to the same one', async () => {
    const before = contents(replica.db)
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.edit', phoneEdit('1', '2'))
    const fresh = booking(60)
    await write(replica.db, 'appointment.book', fresh)
    await write(replica.db, 'appointment.confirm', { id: fresh.id })
    await write(replica.db, 'treatment.complete', { id: uid(500), patientId: PATIENTS[0], tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 1 })
    undoPending(replica.db)
    expect(contents(replica.db)).toEqual(before)
    expect(baseRows(replica.db)).toBe(0)
  })

  it('keeps search in step with the rows', async () => {
    const words = () => replica.db.prepare('select patient_id, words from _patient_search order by patient_id').all()
    const before = words()
    await write(replica.db, 'patient.create', { id: uid(500), last_name: 'Zamora', first_name: 'Zoë' })
    await write(replica.db, 'patient.edit', { id: PATIENTS[0], changes: [{ field: 'last_name', from: 'Muñoz', to: 'Ñáñez' }] })
    expect(words()).not.toEqual(before)
    undoPending(replica.db)
    expect(words()).toEqual(before)
  })
})

describe('the centre\'s rows under pending writes', () => {
  it('[S7] carry the pending edit on top until they contain it', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await arrive([put('patients', patient(PATIENTS[0], { ...first, city: 'Cebu' }))])
    expect(contents(replica.db, ['patients']).patients![0]).toMatchObject({ phone: '1', city: 'Cebu' })
    await arrive([put('patients', patient(PATIENTS[0], { ...first, city: 'Cebu', phone: '1' }))], 1)
    expect(phone()).toBe('1')
    expect(baseRows(replica.db)).toBe(0)
    expect(outbox(replica.db)).toMatchObject([{ state: 'confirmed' }])
  })

  it('drop an edit that another desk\'s later one beat', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await arrive([put('patients', patient(PATIENTS[0], { ...first, phone: '9', field_edits: { phone: minutes(60) } }))])
    expect(phone()).toBe('9')
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: null }])
  })

  it('take the place of a row this desk made, when it arrives', async () => {
    const input = { id: uid(500), last_name: 'Cruz', first_name: 'Ana' }
    await write(replica.db, 'patient.create', input)
    await write(replica.db, 'patient.edit', phoneEdit('', '1', uid(500)))
    await arrive([put('patients', patient(uid(500), { last_name: 'Cruz', first_name: 'Ana', created_by: uid(40), created_at: minutes(5), updated_at: minutes(5) }))], 1)
    expect(phone(uid(500))).toBe('1')
    expect(baseRows(replica.db)).toBe(1)
    undoPending(replica.db)
    expect(phone(uid(500))).toBe('')
  })

  it('[S4] that took a row away leave its pending edit waiting, without effect and without harm to what follows', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.edit', phoneEdit('', '2', PATIENTS[1]))
    await arrive([gone('patients', PATIENTS[0])])
    expect(phone()).toBeUndefined()
    expect(phone(PATIENTS[1])).toBe('2')
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: 'not_found' }, { state: 'waiting', local_error: null }])
    await arrive([put('patients', first)])
    expect(phone()).toBe('1')
    expect(outbox(replica.db)[0]).toMatchObject({ local_error: null })
  })

  it('[S4] that took the slot leave the booking waiting, and the one behind it in effect', async () => {
    const mine = booking(60)
    const other = booking(120)
    await write(replica.db, 'appointment.book', mine)
    await write(replica.db, 'appointment.book', other)
    await arrive([put('appointments', appointment(uid(600)))])
    expect(new Set(contents(replica.db, ['appointments']).appointments!.map(({ id }) => id))).toEqual(new Set([other.id, uid(600)]))
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: 'slot_taken' }, { local_error: null }])
  })

  it('[S4] do not stop at a write that the program no longer understands', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.edit', phoneEdit('', '2', PATIENTS[1]))
    replica.db.exec(`update _outbox set name = 'patient.teleport' where seq = 1`)
    await arrive([put('patients', patient(PATIENTS[2], { city: 'Cebu' }))])
    expect([phone(), phone(PATIENTS[1])]).toEqual(['', '2'])
    replica.db.exec(`update _outbox set name = 'patient.edit', input = '{"id":7}' where seq = 1`)
    await arrive([])
    expect(outbox(replica.db)).toMatchObject([{ local_error: 'failed' }, { local_error: null }])
  })

  it('[S2] take a refused write away together with the item that tells of it', async () => {
    const mine = booking(60)
    await write(replica.db, 'appointment.book', mine)
    const { id } = outbox(replica.db)[0]!
    recordAnswers(replica.db, [{ seq: 1, id, status: 'rejected', code: 'slot_taken', message: 'The chair is already booked at that time.' }])
    await rerun()
    expect(contents(replica.db, ['appointments']).appointments).toHaveLength(1)
    await arrive([put('attention_items', refusal(id, mine))], 1)
    expect(contents(replica.db, ['appointments', 'attention_items'])).toMatchObject({ appointments: [], attention_items: [{ mutation_id: id }] })
    expect(outbox(replica.db)).toMatchObject([{ state: 'confirmed', outcome: 'rejected' }])
  })

  it('[S12] say of a write that was applied once that the restored centre refuses it, before its answer does', async () => {
    const mine = booking(60)
    await write(replica.db, 'appointment.book', mine)
    const { id } = outbox(replica.db)[0]!
    recordAnswers(replica.db, [{ seq: 1, id, status: 'applied' }])
    reopen(replica.db, 1)
    await arrive([put('attention_items', refusal(id, mine))], 1)
    expect(outbox(replica.db)).toMatchObject([{ state: 'confirmed', outcome: 'rejected' }])
  })
})

function refusal(mutationId: string, input: unknown): Row<'attention_items'> {
  return {
    id: uid(700), clinic_id: uid(1), created_at: minutes(9), mutation_id: mutationId, client_id: DESK, mutation: 'appointment.book', outcome: 'rejected', code: 'slot_taken', message: 'Taken.',
    input, losses: [], patient_id: PATIENTS[0], made_by: uid(40), made_at: minutes(5), resolved_at: null, resolved_by: null, resolution: null,
  }
}

async function rerun(): Promise<void> {
  undoPending(replica.db)
  await rerunPending(replica.db)
}

describe('one batch', () => {
  const cursor = { table: 'patients', handle: 'h', position: '110_0', lsn: '110' } as const

  it('[S5] saves rows and cursors together, or neither', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    const state = () => ({ rows: contents(replica.db), base: baseRows(replica.db), outbox: outbox(replica.db), shapes: replica.db.prepare('select * from _shapes').all() })
    const before = state()
    const broken: CentralChange = { table: 'patients', operation: 'put', row: { id: uid(501), created_at: 'not an instant' } }
    await expect(arrive([put('patients', patient(uid(500))), broken], 1, { cursors: [cursor] })).rejects.toThrow(RangeError)
    expect(state()).toEqual(before)
    await arrive([put('patients', patient(uid(500)))], 1, { cursors: [cursor] })
    expect(state().shapes).toEqual([{ table_name: 'patients', handle: 'h', position: '110_0', lsn: '110', stage_handle: null, stage_position: null }])
    expect(phone(uid(500))).toBe('')
  })

  it('[S5] applied twice, as after a crash, changes nothing the second time', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    const batch = [put('patients', patient(PATIENTS[0], { ...first, phone: '1' })), gone('patients', PATIENTS[2])]
    await arrive(batch, 1, { cursors: [cursor] })
    const after = contents(replica.db)
    await arrive(batch, 1, { cursors: [cursor] })
    expect(contents(replica.db)).toEqual(after)
  })

  it('tells which tables changed for the screens, those of pending writes included', async () => {
    await write(replica.db, 'appointment.book', booking(60))
    const { touched, confirmed, outbox: counts } = await arrive([put('patients', first)])
    expect(touched.toSorted()).toEqual(['appointments', 'notifications', 'patients'])
    expect({ confirmed, counts }).toEqual({ confirmed: 0, counts: { waiting: 1, waitingSince: minutes(5) } })
  })

  it('takes several changes of one row in their order', async () => {
    await arrive([put('patients', patient(uid(500), { phone: '1' })), gone('patients', uid(500)), put('patients', patient(uid(500), { phone: '3' })), put('patients', patient(uid(501))), gone('patients', uid(501))])
    expect([phone(uid(500)), phone(uid(501))]).toEqual(['3', undefined])
  })

  it('does not mind a row that goes away twice', async () => {
    await arrive([gone('patients', uid(404))])
    putAll(replica.db, { patients: [patient(uid(404))] })
    await arrive([gone('patients', uid(404)), gone('patients', uid(404))])
    expect(phone(uid(404))).toBeUndefined()
  })
})
