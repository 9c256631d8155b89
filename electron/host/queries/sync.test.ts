import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { appointment, CLINIC, DESK, DESK_2, MANAGER, minutes, PATIENTS, progress, RECEPTIONIST, T0, uid } from '../../../tests/support/world.ts'
import { booking, freshId, phoneEdit, write } from '../../../tests/support/writes.ts'
import { append } from '../sync/outbox.ts'
import { queries } from './index.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const outbox = () => queries['sync.outbox'](replica.db)

describe('what waits', () => {
  it('is told in the order of sending, with what is asked, the patient, who and when', async () => {
    const booked = booking(60)
    await write(replica.db, 'appointment.book', booked, { actor: RECEPTIONIST, at: minutes(1) })
    await write(replica.db, 'patient.edit', phoneEdit('', '0917 555 0101'), { at: minutes(2) })
    await write(replica.db, 'payment.record', { id: freshId(), patientId: PATIENTS[1], method: 'cash', amountCentavos: 85_000, receivedOn: '2026-11-20' })
    const { items, total } = outbox()
    expect(total).toBe(3)
    expect(items[0]).toMatchObject({ mutation: 'appointment.book', patientId: PATIENTS[0], patientName: 'Muñoz, Ñandú 0', madeByName: 'reception', madeAt: minutes(1), state: 'waiting', slot: { startsAt: booked.startsAt, endsAt: booked.endsAt }, isDoubtful: false })
    expect(items[1]).toMatchObject({ mutation: 'patient.edit', fields: ['phone'], slot: null })
    expect(items[2]).toMatchObject({ mutation: 'payment.record', amountCentavos: 85_000, patientName: 'Muñoz, Ñandú 1' })
  })

  it('never carries what was typed: no value of an edit leaves the replica with it', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '0917 555 0101'))
    expect(JSON.stringify(outbox())).not.toContain('0917 555 0101')
  })

  it('finds the patient through the appointment, and does without one that is gone', async () => {
    putAll(replica.db, { appointments: [appointment(uid(600))] })
    await write(replica.db, 'appointment.confirm', { id: uid(600) })
    expect(outbox().items[0]).toMatchObject({ patientId: PATIENTS[0] })
    replica.db.exec('delete from appointments')
    expect(outbox().items[0]).toMatchObject({ patientId: null, patientName: null })
  })

  it('lists a write of another version of the program all the same', () => {
    append(replica.db, { id: freshId(), name: 'no.such.write', input: { anything: 1 }, actor: uid(999), at: T0 })
    expect(outbox().items).toMatchObject([{ mutation: 'no.such.write', patientId: null, madeByName: null }])
  })

  it('is no more once the centre\'s rows contain it, and says when the centre has only answered', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    await write(replica.db, 'patient.edit', phoneEdit('1', '2'))
    replica.db.exec(`update _outbox set state = 'answered' where seq = 1`)
    expect(outbox().items.map(({ state }) => state)).toEqual(['answered', 'waiting'])
    replica.db.exec(`update _outbox set state = 'confirmed' where seq = 1`)
    expect(outbox().total).toBe(1)
  })

  it('is counted whole where it is too much to list', () => {
    replica.db.transaction(() => {
      for (let made = 0; made < 1100; made++) append(replica.db, { id: freshId(), name: 'patient.edit', input: phoneEdit('', String(made)), actor: MANAGER, at: T0 })
    })()
    const { items, total } = outbox()
    expect([items.length, total]).toEqual([1000, 1100])
  })
})

it('tells of the PCs what the centre last took of each, and of one that never sent anything that it never did', () => {
  putAll(replica.db, { client_progress: [progress(DESK, 7, { updated_at: minutes(3) }), progress(DESK_2, 0, { updated_at: minutes(1) })] })
  expect(queries['sync.desks'](replica.db)).toEqual([
    { id: DESK, name: 'FD1', profile: 'front_desk', isRevoked: false, lastWriteAt: minutes(3) },
    { id: DESK_2, name: 'FD2', profile: 'front_desk', isRevoked: false, lastWriteAt: null },
  ])
})

describe('an item of Needs attention', () => {
  const item = (more: object) => ({ id: freshId(), clinic_id: CLINIC, created_at: T0, mutation_id: freshId(), client_id: DESK, mutation: 'patient.edit', outcome: 'merged' as const, code: 'merged', message: '', input: { id: PATIENTS[0], changes: [{ field: 'phone', from: '', to: '2' }] }, losses: [{ field: 'phone', kept: '1', lost: '2' }], patient_id: PATIENTS[0], made_by: MANAGER, made_at: T0, resolved_at: null, resolved_by: null, resolution: null, ...more })
  const list = () => queries['attention.list'](replica.db)

  it('comes with what the fields hold now, whatever they held when the two met', async () => {
    putAll(replica.db, { attention_items: [item({})] })
    await write(replica.db, 'patient.edit', phoneEdit('', '3'))
    expect(list()).toMatchObject([{ current: { phone: '3' }, isPatientHere: true, resolvedByName: null }])
  })

  it('says that the patient is gone, and who settled it', () => {
    putAll(replica.db, { attention_items: [item({ patient_id: uid(404), resolved_at: T0, resolved_by: RECEPTIONIST, resolution: 'Kept as is' })] })
    expect(list()).toMatchObject([{ current: {}, isPatientHere: false, patientName: null, resolvedByName: 'reception' }])
  })

  it('comes with the appointment it is about, where there is one', () => {
    putAll(replica.db, { appointments: [appointment(uid(600))], attention_items: [item({ mutation: 'appointment.move', outcome: 'rejected', losses: [], input: { id: uid(600) } }), item({ created_at: minutes(-1), mutation: 'appointment.move', outcome: 'rejected', losses: [], input: { id: uid(601) } })] })
    expect(list().map((one) => one.appointment?.id ?? null)).toEqual([uid(600), null])
  })

  it('does not stumble over an input of an older program', () => {
    putAll(replica.db, { attention_items: [item({ input: 'text', losses: [] }), item({ input: {} }), item({ input: { changes: 'none' }, losses: [{ field: 'constructor', kept: 1, lost: 2 }] })] })
    expect(list()).toHaveLength(3)
    expect(list().every(({ current }) => !Object.hasOwn(current, 'constructor'))).toBe(true)
  })
})
