import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, CHAIRS, DENTIST, DENTIST_2, LOCATION, MANAGER, minutes, patient, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'
import { booking } from '../../../tests/support/writes.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const slot = (from: number, to = from + 30) => ({ locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(from), endsAt: minutes(to) })
const other = { operatoryId: CHAIRS[1], dentistId: DENTIST_2, patientId: PATIENTS[1] }

describe('booking', () => {
  it('adds a pending appointment made by the person at the desk\'s time', async () => {
    const wanted = booking(60, { notes: '  Prefers mornings  ' })
    expect(await engines.run('appointment.book', wanted)).toBe('done')
    expect(await engines.row('appointments', wanted.id)).toMatchObject({ status: 'pending', flow: 'none', notes: 'Prefers mornings', created_by: MANAGER, created_at: minutes(5), starts_at: minutes(60), ends_at: minutes(90), allows_overlap: false })
  })

  it.each([
    ['the same dentist', { ...other, dentistId: DENTIST }], ['the same chair', { ...other, operatoryId: CHAIRS[0] }], ['the same patient', { ...other, patientId: PATIENTS[0] }],
  ])('[scenario 2] is refused by one minute of overlap with %s', async (_what, more) => {
    await engines.run('appointment.book', booking(60))
    expect(await engines.run('appointment.book', booking(89, more))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(31, more))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(90, more))).toBe('done')
    expect(await engines.run('appointment.book', booking(30, more))).toBe('done')
  })

  it('is refused inside a longer one, around a shorter one, and where a very long one began hours before', async () => {
    await engines.run('appointment.book', booking(0, { endsAt: minutes(720) }))
    expect(await engines.run('appointment.book', booking(700))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(-10, { endsAt: minutes(10) }))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(-10, { endsAt: minutes(700) }))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(720))).toBe('done')
  })

  it('[scenario 3] crosses midnight without losing sight of what it meets', async () => {
    await engines.run('appointment.book', booking(23 * 60 + 45))
    expect(await engines.run('appointment.book', booking(24 * 60))).toEqual({ refused: 'slot_taken' })
  })

  it.each(['cancelled', 'missed'] as const)('takes a slot whose appointment was %s', async (status) => {
    await engines.given({ appointments: [appointment(uid(600), { status })] })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
  })

  it.each(['pending', 'confirmed', 'completed'] as const)('does not take a slot whose appointment is %s', async (status) => {
    await engines.given({ appointments: [appointment(uid(600), { status })] })
    expect(await engines.run('appointment.book', booking(60))).toEqual({ refused: 'slot_taken' })
  })

  it.each([
    ['ends before it starts', { endsAt: minutes(50) }, 'bad_interval'], ['takes no time', { endsAt: minutes(60) }, 'bad_interval'], ['takes more than twelve hours', { endsAt: minutes(781) }, 'bad_interval'],
    ['has a chair of another branch', { locationId: uid(404) }, 'wrong_location'], ['has no known chair', { operatoryId: uid(404) }, 'not_found'],
    ['is with somebody who is no dentist', { dentistId: RECEPTIONIST }, 'not_a_dentist'], ['is for an unknown patient', { patientId: uid(404) }, 'not_found'], ['is for an unknown service', { serviceId: uid(404) }, 'not_found'],
    ['is on 30 February', { startsAt: '2027-02-30T01:00:00.000Z', endsAt: '2027-02-30T01:30:00.000Z' }, 'invalid'],
  ])('that %s is refused', async (_what, more, refused) => {
    expect(await engines.run('appointment.book', booking(60, more))).toEqual({ refused })
    expect(await engines.rows('appointments')).toEqual([])
  })

  it('is refused for a patient whose record was withdrawn', async () => {
    await engines.given({ patients: [patient(uid(700), { deleted_at: minutes(1) })] })
    expect(await engines.run('appointment.book', booking(60, { patientId: uid(700) }))).toEqual({ refused: 'patient_gone' })
  })
})

describe('moving', () => {
  beforeEach(() => engines.given({ appointments: [appointment(uid(600)), appointment(uid(601), { starts_at: minutes(120), ends_at: minutes(150), patient_id: PATIENTS[1] })] }))

  it('changes time, chair and dentist, and does not collide with itself', async () => {
    expect(await engines.run('appointment.move', { id: uid(600), ...slot(75, 105), operatoryId: CHAIRS[2], dentistId: DENTIST_2 })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ starts_at: minutes(75), ends_at: minutes(105), operatory_id: CHAIRS[2], dentist_id: DENTIST_2, status: 'pending', updated_at: minutes(5) })
  })

  it('is refused onto another one, to nobody\'s chair, and to somebody who is no dentist', async () => {
    expect(await engines.run('appointment.move', { id: uid(600), ...slot(135) })).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.move', { id: uid(600), ...slot(200), operatoryId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await engines.run('appointment.move', { id: uid(600), ...slot(200), dentistId: RECEPTIONIST })).toEqual({ refused: 'not_a_dentist' })
    expect(await engines.run('appointment.move', { id: uid(404), ...slot(200) })).toEqual({ refused: 'not_found' })
  })

  it.each(['cancelled', 'completed'] as const)('is refused once it is %s', async (status) => {
    await engines.given({ appointments: [appointment(uid(610), { status, starts_at: minutes(300), ends_at: minutes(330) })] })
    expect(await engines.run('appointment.move', { id: uid(610), ...slot(400) })).toEqual({ refused: status })
  })
})

describe('confirming, cancelling and following a visit', () => {
  beforeEach(() => engines.given({ appointments: [appointment(uid(600))] }))

  it('confirms once; a second time changes nothing', async () => {
    expect(await engines.run('appointment.confirm', { id: uid(600) })).toBe('done')
    expect(await engines.run('appointment.confirm', { id: uid(600) }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ status: 'confirmed', updated_at: minutes(5) })
  })

  it('takes a confirmation back, once, and not from a visit that is over', async () => {
    await engines.run('appointment.confirm', { id: uid(600) })
    expect(await engines.run('appointment.unconfirm', { id: uid(600) }, { at: minutes(7) })).toBe('done')
    expect(await engines.run('appointment.unconfirm', { id: uid(600) }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ status: 'pending', updated_at: minutes(7) })
    await engines.run('appointment.cancel', { id: uid(600) })
    expect(await engines.run('appointment.unconfirm', { id: uid(600) })).toEqual({ refused: 'not_open' })
  })

  it('frees the slot by cancelling, keeps the row and the reason, and cannot be confirmed after', async () => {
    expect(await engines.run('appointment.cancel', { id: uid(600), reason: 'Ill' })).toBe('done')
    expect(await engines.run('appointment.cancel', { id: uid(600), reason: 'Again' }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ status: 'cancelled', cancel_reason: 'Ill', cancelled_at: minutes(5) })
    expect(await engines.run('appointment.confirm', { id: uid(600) })).toEqual({ refused: 'not_open' })
    expect(await engines.run('appointment.flow', { id: uid(600), flow: 'arrived' })).toEqual({ refused: 'not_open' })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
  })

  it('tells a missed visit from a cancelled one', async () => {
    await engines.run('appointment.cancel', { id: uid(600), missed: true })
    expect(await engines.row('appointments', uid(600))).toMatchObject({ status: 'missed', cancel_reason: null })
  })

  it('notes when the patient came, sat down and left, and completes the visit with that', async () => {
    await engines.run('appointment.flow', { id: uid(600), flow: 'arrived' }, { at: minutes(58) })
    await engines.run('appointment.flow', { id: uid(600), flow: 'in_chair' }, { at: minutes(61) })
    await engines.run('appointment.flow', { id: uid(600), flow: 'done' }, { at: minutes(88) })
    expect(await engines.row('appointments', uid(600))).toMatchObject({ flow: 'done', status: 'completed', arrived_at: minutes(58), seated_at: minutes(61), dismissed_at: minutes(88) })
    expect(await engines.run('appointment.cancel', { id: uid(600) })).toEqual({ refused: 'completed' })
  })

  it('goes back to before the patient came when it was noted by mistake', async () => {
    await engines.run('appointment.flow', { id: uid(600), flow: 'arrived' })
    await engines.run('appointment.flow', { id: uid(600), flow: 'none' })
    expect(await engines.row('appointments', uid(600))).toMatchObject({ flow: 'none', arrived_at: null, status: 'pending' })
  })
})
