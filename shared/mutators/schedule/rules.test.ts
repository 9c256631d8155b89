import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, CHAIRS, CLINIC, DENTIST, DENTIST_2, LOCATION, minutes, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'
import { booking, freshId } from '../../../tests/support/writes.ts'

// T0 is Friday, 20 November 2026, eight o'clock in Manila: minute 60 of these tests is nine o'clock.
const DAY = '2026-11-20'
const MEETING = uid(850)
let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const officeHours = () => engines.run('settings.saveHours', { id: freshId(), locationId: LOCATION, weekday: 5, opens: 540, closes: 1080, breakStart: 720, breakEnd: 780 })
const closedDay = { id: uid(860), locationId: null, startsOn: DAY, endsOn: DAY, name: 'Founding day' }
const meeting = { id: uid(851), typeId: MEETING, locationId: null, operatoryId: null, dentistId: null, startsAt: minutes(60), endsAt: minutes(120) }
const meetingType = { id: MEETING, name: 'Staff meeting', colour: '#868e96', isBlocking: true }
const dateOff = { id: uid(870), userId: DENTIST, locationId: null, date: DAY, isAvailable: false, starts: 0, ends: 0 }
const move = (from: number, more: object = {}) => ({ id: uid(600), locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(from), endsAt: minutes(from + 30), ...more })
const because = { override: { reason: 'In pain' } }
const policy = (doubleBooking: 'refuse' | 'allow') => engines.run('settings.saveClinic', { name: 'N', slotMinutes: 15, locationId: LOCATION, street: '', barangay: '', city: '', province: '', phone: '', tin: '', doubleBooking })

describe('the hours', () => {
  it('[scenario 3] refuse what lies before, over the break, after and across midnight', async () => {
    await officeHours()
    expect(await engines.run('appointment.book', booking(45))).toEqual({ refused: 'outside_hours' })
    expect(await engines.run('appointment.book', booking(225))).toEqual({ refused: 'break' })
    expect(await engines.run('appointment.book', booking(585))).toEqual({ refused: 'outside_hours' })
    expect(await engines.run('appointment.book', booking(15 * 60 + 45))).toEqual({ refused: 'outside_hours' })
    expect(await engines.run('appointment.book', booking(24 * 60 + 60))).toEqual({ refused: 'outside_hours' })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
    expect(await engines.run('appointment.book', booking(210))).toBe('done')
  })

  it('give way to a person with the right and a reason, which is kept', async () => {
    await officeHours()
    const early = booking(30, because)
    expect(await engines.run('appointment.book', { ...early, id: freshId() }, { actor: RECEPTIONIST })).toEqual({ refused: 'forbidden' })
    expect(await engines.run('appointment.book', { ...early, override: { reason: ' ' } })).toEqual({ refused: 'invalid' })
    expect(await engines.run('appointment.book', early)).toBe('done')
    expect(await engines.row('appointments', early.id)).toMatchObject({ allows_overlap: false, overlap_reason: 'In pain' })
  })

  it('bind a move and a longer visit as they bind a booking', async () => {
    await officeHours()
    await engines.given({ appointments: [appointment(uid(600))] })
    expect(await engines.run('appointment.move', move(0))).toEqual({ refused: 'outside_hours' })
    expect(await engines.run('appointment.move', move(200, { endsAt: minutes(250) }))).toEqual({ refused: 'break' })
    expect(await engines.run('appointment.move', move(0, because))).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ starts_at: minutes(0), overlap_reason: 'In pain' })
    expect(await engines.run('appointment.move', move(60))).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ allows_overlap: false, overlap_reason: null })
  })
})

describe('booking over another', () => {
  beforeEach(() => engines.given({ appointments: [appointment(uid(601), { patient_id: PATIENTS[1] })] }))

  it('is refused by the clinic\'s policy whoever asks, and allowed by it with the right and a reason', async () => {
    expect(await engines.run('appointment.book', booking(60, because))).toEqual({ refused: 'slot_taken' })
    await policy('allow')
    expect(await engines.run('appointment.book', booking(60))).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('appointment.book', booking(60, because), { actor: RECEPTIONIST })).toEqual({ refused: 'forbidden' })
    const second = booking(60, because)
    expect(await engines.run('appointment.book', second)).toBe('done')
    expect(await engines.row('appointments', second.id)).toMatchObject({ allows_overlap: true, overlap_reason: 'In pain' })
  })

  it('takes the time as well: a third needs a reason of its own, also when the first is gone', async () => {
    await policy('allow')
    await engines.run('appointment.book', booking(60, because))
    await engines.run('appointment.cancel', { id: uid(601), reason: '' })
    expect(await engines.run('appointment.book', booking(60, { patientId: PATIENTS[2] }))).toEqual({ refused: 'slot_taken' })
  })

  it('never meets imported history', async () => {
    await engines.given({ appointments: [appointment(uid(602), { starts_at: minutes(200), ends_at: minutes(230), allows_overlap: true, overlap_reason: 'Imported history', legacy_source: 'apexo', legacy_id: '1' })] })
    expect(await engines.run('appointment.book', booking(200))).toBe('done')
  })

  it('leaves the clinic\'s policy alone when a program does not know it', async () => {
    await policy('allow')
    await engines.run('settings.saveClinic', { name: 'N', slotMinutes: 15, locationId: LOCATION, street: '', barangay: '', city: '', province: '', phone: '', tin: '' })
    expect(await engines.row('clinics', CLINIC)).toMatchObject({ double_booking: 'allow' })
  })
})

describe('a closed day', () => {
  it('[scenario 3] refuses bookings until it is taken off the calendar', async () => {
    expect(await engines.run('settings.saveClosedDay', closedDay)).toBe('done')
    expect(await engines.run('appointment.book', booking(60))).toEqual({ refused: 'closed_day' })
    expect(await engines.run('appointment.book', booking(60 + 1440))).toBe('done')
    expect(await engines.run('settings.removeClosedDay', { id: closedDay.id })).toBe('done')
    expect(await engines.run('settings.removeClosedDay', { id: closedDay.id }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('closed_days', closedDay.id)).toMatchObject({ deleted_at: minutes(5) })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
  })

  it('of every year is an entry of its own in each', async () => {
    await engines.run('settings.saveClosedDay', { ...closedDay, years: 3 })
    expect((await engines.rows('closed_days')).map((row) => row.starts_on).toSorted()).toEqual([DAY, '2027-11-20', '2028-11-20'])
    await engines.run('settings.removeClosedDay', { id: closedDay.id })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
    expect((await engines.rows('closed_days')).filter((row) => row.deleted_at === null)).toHaveLength(2)
  })

  it('lasts from its first to its last day, and can be changed', async () => {
    await engines.run('settings.saveClosedDay', { ...closedDay, startsOn: '2026-11-18' })
    await engines.run('settings.saveClosedDay', { ...closedDay, startsOn: '2026-11-18', endsOn: '2026-11-19', name: 'Repairs' })
    expect(await engines.row('closed_days', closedDay.id)).toMatchObject({ name: 'Repairs', ends_on: '2026-11-19' })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
    expect(await engines.run('settings.saveClosedDay', { ...closedDay, endsOn: '2026-11-01' })).toEqual({ refused: 'bad_interval' })
    expect(await engines.run('settings.saveClosedDay', { ...closedDay, name: '' })).toEqual({ refused: 'invalid' })
  })
})

describe('a blockout', () => {
  beforeEach(() => engines.run('schedule.saveBlockoutType', meetingType))

  it('[scenario 3] without branch, chair and dentist keeps all of them free', async () => {
    expect(await engines.run('schedule.saveBlockout', meeting)).toBe('done')
    expect(await engines.run('appointment.book', booking(90, { operatoryId: CHAIRS[2], dentistId: DENTIST_2 }))).toEqual({ refused: 'blockout' })
    expect(await engines.run('appointment.book', booking(120))).toBe('done')
    expect(await engines.run('schedule.removeBlockout', { id: meeting.id })).toBe('done')
    expect(await engines.run('appointment.book', booking(90))).toBe('done')
  })

  it('of one chair or dentist leaves the others', async () => {
    await engines.run('schedule.saveBlockout', { ...meeting, operatoryId: CHAIRS[0], dentistId: DENTIST })
    expect(await engines.run('appointment.book', booking(60))).toEqual({ refused: 'blockout' })
    expect(await engines.run('appointment.book', booking(60, { operatoryId: CHAIRS[1] }))).toBe('done')
    expect(await engines.run('appointment.book', booking(90, { dentistId: DENTIST_2, patientId: PATIENTS[1] }))).toBe('done')
  })

  it('of a kind that is only shown refuses nothing', async () => {
    await engines.run('schedule.saveBlockout', meeting)
    await engines.run('schedule.saveBlockoutType', { ...meetingType, isBlocking: false })
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
  })

  it('of every week is a mark of its own in each, all of which one step takes off', async () => {
    await engines.run('schedule.saveBlockout', { ...meeting, weeks: 3 })
    const marks = await engines.rows('blockouts')
    expect(marks.map((row) => row.starts_at).toSorted()).toEqual([0, 7, 14].map((days) => minutes(60 + days * 1440)))
    expect(await engines.run('appointment.book', booking(60 + 14 * 1440))).toEqual({ refused: 'blockout' })
    expect(await engines.run('appointment.book', booking(60 + 21 * 1440))).toBe('done')
    expect(await engines.run('schedule.removeBlockout', { id: meeting.id, others: marks.filter(({ id }) => id !== meeting.id).map(({ id }) => id) })).toBe('done')
    expect(await engines.run('appointment.book', booking(60 + 14 * 1440))).toBe('done')
    expect(await engines.run('schedule.saveBlockout', { ...meeting, weeks: 54 })).toEqual({ refused: 'invalid' })
    expect(await engines.run('schedule.saveBlockout', { ...meeting, weeks: 2, endsAt: minutes(60 + 8 * 1440) })).toEqual({ refused: 'bad_interval' })
  })

  it('keeps its kind on the list while it lies ahead', async () => {
    await engines.run('schedule.saveBlockout', meeting)
    expect(await engines.run('schedule.removeBlockoutType', { id: MEETING })).toEqual({ refused: 'in_use' })
    expect(await engines.run('schedule.removeBlockoutType', { id: MEETING }, { at: minutes(120) })).toBe('done')
  })

  it.each([
    ['that ends before it starts', { endsAt: minutes(60) }, 'bad_interval'], ['longer than a year', { endsAt: minutes(60 + 367 * 1440) }, 'bad_interval'], ['of an unknown kind', { typeId: uid(404) }, 'not_found'],
    ['of a dentist who is none', { dentistId: RECEPTIONIST }, 'not_a_dentist'], ['of an unknown chair', { operatoryId: uid(404) }, 'not_found'],
  ])('%s is refused', async (_what, more, refused) => {
    expect(await engines.run('schedule.saveBlockout', { ...meeting, ...more })).toEqual({ refused })
  })
})

describe('a dentist\'s own hours', () => {
  const week = [{ id: uid(880), weekday: 5, starts: 600, ends: 720 }]

  it('refuse what lies outside them, until the opening hours hold again', async () => {
    expect(await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week })).toBe('done')
    expect(await engines.run('appointment.book', booking(60))).toEqual({ refused: 'dentist_off' })
    expect(await engines.run('appointment.book', booking(120))).toBe('done')
    expect(await engines.run('appointment.book', booking(60, { dentistId: DENTIST_2, operatoryId: CHAIRS[1], patientId: PATIENTS[1] }))).toBe('done')
    expect(await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week: null })).toBe('done')
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
  })

  it('are one row a weekday, whoever sets them first', async () => {
    await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week })
    await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week: [{ id: uid(881), weekday: 5, starts: 540, ends: 720 }] })
    expect(await engines.rows('staff_availability')).toMatchObject([{ id: uid(880), starts_minute: 540, deleted_at: null }])
  })

  it('of one date come before the week, and are one entry a date', async () => {
    await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week })
    expect(await engines.run('schedule.saveDentistDate', dateOff)).toBe('done')
    expect(await engines.run('appointment.book', booking(120))).toEqual({ refused: 'dentist_off' })
    expect(await engines.run('schedule.saveDentistDate', { ...dateOff, id: uid(871), isAvailable: true, starts: 540, ends: 600 })).toBe('done')
    expect(await engines.rows('dentist_dates')).toMatchObject([{ id: uid(870), is_available: true, starts_minute: 540 }])
    expect(await engines.run('appointment.book', booking(60))).toBe('done')
    expect(await engines.run('schedule.removeDentistDate', { id: uid(870) })).toBe('done')
    expect(await engines.run('appointment.book', booking(120))).toBe('done')
  })

  it.each([
    ['a weekday twice', [week[0]!, { ...week[0]!, id: uid(882) }]], ['an end before the start', [{ ...week[0]!, ends: 500 }]],
  ])('with %s are refused', async (_what, bad) => {
    expect(await engines.run('settings.saveAvailability', { userId: DENTIST, locationId: LOCATION, week: bad })).toEqual({ refused: 'bad_hours' })
  })

  it('of a date need an end after the start, and a dentist', async () => {
    expect(await engines.run('schedule.saveDentistDate', { ...dateOff, isAvailable: true })).toEqual({ refused: 'bad_hours' })
    expect(await engines.run('schedule.saveDentistDate', { ...dateOff, userId: RECEPTIONIST })).toEqual({ refused: 'not_a_dentist' })
  })
})
