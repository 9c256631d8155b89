import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, CHAIRS, CLEANING, CLINIC, DENTIST, DENTIST_2, DESK, DESK_2, FILLING, LOCATION, MANAGER, minutes, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'
import { booking } from '../../../tests/support/writes.ts'
import { sendingId } from './reminders.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(async () => {
  await engines.remember()
  await engines.given({ appointments: [appointment(uid(600), { status: 'confirmed' })] })
})
afterEach(() => engines.forget())

const slot = (from: number, to = from + 30) => ({ locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(from), endsAt: minutes(to) })
const ask = { id: uid(700), appointmentId: uid(600), kind: 'reschedule' as const, slot: slot(180), reason: 'Works late' }

describe('a request for another time', () => {
  it('leaves the appointment as it is until somebody approves it', async () => {
    const before = await engines.row('appointments', uid(600))
    expect(await engines.run('request.enter', ask, { actor: RECEPTIONIST })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toEqual(before)
    expect(await engines.row('appointment_requests', uid(700))).toMatchObject({ status: 'requested', patient_id: PATIENTS[0], requested_by: RECEPTIONIST, came_by: 'phone', starts_at: minutes(180) })
  })

  it('moves the appointment in the same step when it is approved', async () => {
    await engines.run('request.enter', ask)
    expect(await engines.run('request.approve', { id: uid(700), note: 'See you then' })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ starts_at: minutes(180), ends_at: minutes(210), status: 'confirmed' })
    expect(await engines.row('appointment_requests', uid(700))).toMatchObject({ status: 'approved', decided_by: MANAGER, decided_at: minutes(5), decision_note: 'See you then' })
  })

  it('[scenario 2] is refused at approval when the time was taken since, and stays open', async () => {
    await engines.run('request.enter', ask)
    await engines.run('appointment.book', booking(195, { patientId: PATIENTS[1] }))
    expect(await engines.run('request.approve', { id: uid(700) })).toEqual({ refused: 'slot_taken' })
    expect(await engines.row('appointment_requests', uid(700))).toMatchObject({ status: 'requested', decided_at: null })
    expect(await engines.row('appointments', uid(600))).toMatchObject({ starts_at: minutes(60) })
  })

  it('leaves the state of before when it is rejected or withdrawn, and is settled once', async () => {
    const before = await engines.row('appointments', uid(600))
    await engines.run('request.enter', ask)
    expect(await engines.run('request.reject', { id: uid(700), note: 'Full' })).toBe('done')
    expect(await engines.run('request.approve', { id: uid(700) })).toEqual({ refused: 'settled' })
    expect(await engines.run('request.enter', { ...ask, id: uid(701) })).toBe('done')
    expect(await engines.run('request.withdraw', { id: uid(701) })).toBe('done')
    expect(await engines.run('request.reject', { id: uid(701) })).toEqual({ refused: 'settled' })
    expect(await engines.row('appointments', uid(600))).toEqual(before)
  })

  it('is entered once: a second one waits until the first is settled', async () => {
    await engines.run('request.enter', ask)
    expect(await engines.run('request.enter', { ...ask, id: uid(701), kind: 'cancel', slot: null })).toEqual({ refused: 'already_requested' })
  })

  it.each([
    ['without a time', { slot: null }, 'no_slot'], ['that ends before it starts', { slot: slot(180, 170) }, 'bad_interval'], ['in a chair of another branch', { slot: { ...slot(180), locationId: uid(404) } }, 'wrong_location'],
    ['with somebody who is no dentist', { slot: { ...slot(180), dentistId: RECEPTIONIST } }, 'not_a_dentist'], ['about nothing', { appointmentId: uid(404) }, 'not_found'],
    ['to cancel at another time', { kind: 'cancel' as const }, 'no_slot'],
  ])('%s is refused', async (_what, more, refused) => {
    expect(await engines.run('request.enter', { ...ask, ...more })).toEqual({ refused })
    expect(await engines.rows('appointment_requests')).toEqual([])
  })

  it.each(['cancelled', 'missed', 'completed'] as const)('about an appointment that is %s is refused', async (status) => {
    await engines.given({ appointments: [appointment(uid(610), { status, starts_at: minutes(300), ends_at: minutes(330) })] })
    expect(await engines.run('request.enter', { ...ask, appointmentId: uid(610) })).toEqual({ refused: 'not_open' })
  })
})

describe('a request to cancel', () => {
  it('keeps the row, with its reason, when it is approved', async () => {
    await engines.run('request.enter', { ...ask, kind: 'cancel', slot: null, reason: 'Moving away' })
    expect(await engines.run('request.approve', { id: uid(700) })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ status: 'cancelled', cancel_reason: 'Moving away', cancelled_at: minutes(5) })
  })

  it('cannot be approved once the visit was completed', async () => {
    await engines.run('request.enter', { ...ask, kind: 'cancel', slot: null })
    await engines.run('appointment.flow', { id: uid(600), flow: 'done' })
    expect(await engines.run('request.approve', { id: uid(700) })).toEqual({ refused: 'not_open' })
  })
})

describe('the list of those who would come at short notice', () => {
  const entry = { id: uid(710), patientId: PATIENTS[1], serviceId: CLEANING, durationMinutes: 30, weekdays: [5, 1, 5], dayPart: 'morning' as const }

  it('keeps what suits the patient, and changes it', async () => {
    expect(await engines.run('asap.save', entry)).toBe('done')
    expect(await engines.row('asap_entries', uid(710))).toMatchObject({ status: 'waiting', weekdays: [1, 5], day_part: 'morning', dentist_id: null })
    await engines.run('asap.save', { ...entry, weekdays: [], dentistId: DENTIST_2 })
    expect(await engines.row('asap_entries', uid(710))).toMatchObject({ weekdays: [], dentist_id: DENTIST_2 })
  })

  it('books a freed time for a patient who had none', async () => {
    await engines.run('asap.save', entry)
    expect(await engines.run('asap.fill', { id: uid(710), appointmentId: uid(620), ...slot(240) })).toBe('done')
    expect(await engines.row('appointments', uid(620))).toMatchObject({ patient_id: PATIENTS[1], service_id: CLEANING, starts_at: minutes(240), status: 'pending' })
    expect(await engines.row('asap_entries', uid(710))).toMatchObject({ status: 'booked', booked_appointment_id: uid(620) })
  })

  it('moves the later appointment of a patient who had one, and books no second', async () => {
    await engines.run('asap.save', { ...entry, patientId: PATIENTS[0], appointmentId: uid(600) })
    expect(await engines.run('asap.fill', { id: uid(710), appointmentId: uid(620), ...slot(20, 50) })).toBe('done')
    expect(await engines.row('appointments', uid(600))).toMatchObject({ starts_at: minutes(20) })
    expect(await engines.row('asap_entries', uid(710))).toMatchObject({ status: 'booked', booked_appointment_id: uid(600) })
    expect(await engines.rows('appointments')).toHaveLength(1)
  })

  it('gives a time to one person only, and not to somebody who was taken off', async () => {
    await engines.run('asap.save', entry)
    await engines.run('asap.save', { ...entry, id: uid(711), patientId: PATIENTS[2] })
    await engines.run('asap.save', { ...entry, id: uid(712), patientId: PATIENTS[2] })
    await engines.run('asap.fill', { id: uid(710), appointmentId: uid(620), ...slot(240) })
    expect(await engines.run('asap.fill', { id: uid(711), appointmentId: uid(621), ...slot(240) })).toEqual({ refused: 'slot_taken' })
    expect(await engines.run('asap.fill', { id: uid(710), appointmentId: uid(622), ...slot(400) })).toEqual({ refused: 'not_waiting' })
    await engines.run('asap.remove', { id: uid(712) })
    expect(await engines.run('asap.fill', { id: uid(712), appointmentId: uid(623), ...slot(400) })).toEqual({ refused: 'not_waiting' })
  })

  it('takes no appointment of somebody else', async () => {
    expect(await engines.run('asap.save', { ...entry, appointmentId: uid(600) })).toEqual({ refused: 'wrong_patient' })
    await engines.run('asap.save', entry)
    expect(await engines.run('asap.save', { ...entry, patientId: PATIENTS[2] })).toEqual({ refused: 'wrong_patient' })
  })
})

describe('the list of those who gave up a time', () => {
  const dismiss = { id: uid(730), appointmentId: uid(600) }

  it('lets go of a patient up to that time, and takes one back as often as it is asked', async () => {
    await engines.run('appointment.cancel', { id: uid(600) })
    expect(await engines.run('unscheduled.dismiss', dismiss)).toBe('done')
    expect(await engines.rows('unscheduled_dismissals')).toMatchObject([{ patient_id: PATIENTS[0], until_start: minutes(60), dismissed_by: MANAGER, undone_at: null }])
    expect(await engines.run('unscheduled.restore', { id: uid(730) })).toBe('done')
    expect(await engines.run('unscheduled.restore', { id: uid(730) }, { at: minutes(9) })).toBe('done')
    expect(await engines.rows('unscheduled_dismissals')).toMatchObject([{ undone_at: minutes(5) }])
  })

  it('has nobody to let go of while the appointment stands', async () => {
    expect(await engines.run('unscheduled.dismiss', dismiss)).toEqual({ refused: 'not_given_up' })
    expect(await engines.run('unscheduled.restore', { id: uid(730) })).toEqual({ refused: 'not_found' })
  })
})

describe('calls', () => {
  it('about an appointment confirm it only when the patient said so', async () => {
    await engines.given({ appointments: [appointment(uid(601), { starts_at: minutes(300), ends_at: minutes(330) })] })
    await engines.run('confirmation.record', { id: uid(720), appointmentId: uid(601), outcome: 'no_answer' })
    expect(await engines.row('appointments', uid(601))).toMatchObject({ status: 'pending' })
    await engines.run('confirmation.record', { id: uid(721), appointmentId: uid(601), outcome: 'confirmed' })
    expect(await engines.row('appointments', uid(601))).toMatchObject({ status: 'confirmed' })
    expect(await engines.rows('confirmation_calls')).toMatchObject([{ outcome: 'no_answer', starts_at: minutes(300) }, { outcome: 'confirmed', made_by: MANAGER }])
  })

  it('about a cancelled appointment are refused', async () => {
    await engines.run('appointment.cancel', { id: uid(600) })
    expect(await engines.run('confirmation.record', { id: uid(720), appointmentId: uid(600), outcome: 'confirmed' })).toEqual({ refused: 'not_open' })
  })

  it('for a recall name the day until which it waits, exactly when it waits', async () => {
    await engines.run('recall.saveType', { id: uid(730), name: 'Cleaning', months: 6, days: 0, serviceIds: [CLEANING] })
    const call = { id: uid(731), patientId: PATIENTS[0], recallTypeId: uid(730) }
    expect(await engines.run('recall.record', { ...call, outcome: 'snoozed' })).toEqual({ refused: 'no_day' })
    expect(await engines.run('recall.record', { ...call, outcome: 'contacted', snoozedUntil: '2027-01-01' })).toEqual({ refused: 'no_day' })
    expect(await engines.run('recall.record', { ...call, outcome: 'snoozed', snoozedUntil: '2027-01-01' })).toBe('done')
    expect(await engines.run('recall.record', { ...call, id: uid(732), recallTypeId: uid(404), outcome: 'contacted' })).toEqual({ refused: 'not_found' })
  })
})

describe('a recall', () => {
  it('follows the services it is given, and forgets those it is not given any more', async () => {
    await engines.run('recall.saveType', { id: uid(730), name: 'Check', months: 6, days: 0, serviceIds: [CLEANING, FILLING] })
    await engines.run('recall.saveType', { id: uid(730), name: 'Check-up', months: 12, days: 5, serviceIds: [FILLING] })
    await engines.run('recall.saveType', { id: uid(730), name: 'Check-up', months: 12, days: 5, serviceIds: [FILLING, CLEANING] })
    expect(await engines.row('recall_types', uid(730))).toMatchObject({ name: 'Check-up', interval_months: 12, interval_days: 5 })
    await engines.run('recall.saveType', { id: uid(730), name: 'Check-up', months: 12, days: 5, serviceIds: [FILLING] })
    const triggers = await engines.rows('recall_triggers')
    expect(triggers.filter((each) => each.is_active).map((each) => each.service_id)).toEqual([FILLING])
    expect(triggers).toHaveLength(2)
  })

  it('without an interval, or of an unknown service, is refused', async () => {
    expect(await engines.run('recall.saveType', { id: uid(730), name: 'Never', months: 0, days: 0, serviceIds: [] })).toEqual({ refused: 'no_interval' })
    expect(await engines.run('recall.saveType', { id: uid(730), name: 'Lost', months: 1, days: 0, serviceIds: [uid(404)] })).toEqual({ refused: 'not_found' })
  })
})

describe('a reminder', () => {
  const wanted = { appointmentId: uid(600), startsAt: minutes(60) }

  it('is claimed by one desk, and no other may send it', async () => {
    expect(await engines.run('reminder.claim', wanted)).toBe('done')
    await expect(engines.prepare('reminder.claim', wanted, { desk: DESK_2 })).rejects.toMatchObject({ code: 'already_claimed' })
    expect(await engines.run('reminder.finish', { id: sendingId(uid(600), minutes(60)), outcome: 'done' })).toBe('done')
    await expect(engines.prepare('reminder.claim', wanted, { desk: DESK_2 })).rejects.toMatchObject({ code: 'already_sent' })
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'done', channel: 'sent', client_id: DESK, finished_at: minutes(5), detail: '' }])
  })

  it('that another desk claimed at the same moment stays that desk\'s: the claim that lost is no refusal, and changes nothing', async () => {
    await engines.run('reminder.claim', wanted)
    const [before] = await engines.rows('reminder_log')
    expect(await engines.run('reminder.claim', wanted, { desk: DESK_2, at: minutes(6) })).toBe('done')
    expect(await engines.rows('reminder_log')).toEqual([before])
    await engines.run('reminder.finish', { id: before!.id, outcome: 'done' })
    expect(await engines.run('reminder.claim', wanted, { desk: DESK_2, at: minutes(50) })).toBe('done')
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'done', client_id: DESK }])
  })

  it('whose desk has stopped in the middle can be claimed by another after ten minutes, once', async () => {
    await engines.run('reminder.claim', wanted, { at: minutes(5) })
    await expect(engines.prepare('reminder.claim', wanted, { desk: DESK_2, at: minutes(14) })).rejects.toMatchObject({ code: 'already_claimed' })
    // A clock that is ahead takes nothing over.
    await engines.run('reminder.claim', wanted, { desk: DESK_2, at: minutes(40), correctedAt: minutes(6) })
    expect(await engines.rows('reminder_log')).toMatchObject([{ client_id: DESK, created_at: minutes(5) }])
    await engines.prepare('reminder.claim', wanted, { desk: DESK_2, at: minutes(15) })
    await engines.run('reminder.claim', wanted, { desk: DESK_2, at: minutes(15) })
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'claimed', client_id: DESK_2, created_at: minutes(15) }])
    await engines.run('reminder.claim', wanted, { at: minutes(16) })
    await engines.run('reminder.finish', { id: sendingId(uid(600), minutes(60)), outcome: 'done' })
    expect(await engines.rows('reminder_log'), 'the desk that stopped closes nothing any more').toMatchObject([{ state: 'claimed', client_id: DESK_2 }])
  })

  it('can be tried again after a failure, whose reason stays until then', async () => {
    await engines.run('reminder.claim', wanted)
    await engines.run('reminder.finish', { id: sendingId(uid(600), minutes(60)), outcome: 'failed', detail: 'The provider answered 503.' })
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'failed', detail: 'The provider answered 503.' }])
    expect(await engines.run('reminder.claim', wanted)).toBe('done')
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'claimed', detail: '', finished_at: null }])
  })

  it('is closed only by the desk that holds it: the one that lost it leaves it open', async () => {
    const closing = { id: sendingId(uid(600), minutes(60)), outcome: 'failed' as const, detail: 'Not confirmed in time.' }
    await engines.run('reminder.claim', wanted)
    expect(await engines.run('reminder.finish', closing, { desk: DESK_2 })).toBe('done')
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'claimed', client_id: DESK, detail: '' }])
    await engines.run('reminder.finish', { ...closing, outcome: 'done', detail: '' })
    expect(await engines.rows('reminder_log')).toMatchObject([{ state: 'done' }])
  })

  it('of a moved or cancelled appointment is refused, and the new time has a reminder of its own', async () => {
    await engines.run('reminder.claim', wanted)
    await engines.run('appointment.move', { id: uid(600), ...slot(180) })
    expect(await engines.run('reminder.note', { id: uid(740), ...wanted, channel: 'copied' })).toEqual({ refused: 'moved' })
    expect(await engines.run('reminder.claim', { appointmentId: uid(600), startsAt: minutes(180) })).toBe('done')
    await engines.run('appointment.cancel', { id: uid(600) })
    expect(await engines.run('reminder.note', { id: uid(740), appointmentId: uid(600), startsAt: minutes(180), channel: 'copied' })).toEqual({ refused: 'not_open' })
  })

  it('that was copied or printed is written down each time', async () => {
    await engines.run('reminder.note', { id: uid(740), ...wanted, channel: 'copied' })
    await engines.run('reminder.note', { id: uid(741), ...wanted, channel: 'printed' })
    expect((await engines.rows('reminder_log')).map(({ channel, state }) => [channel, state])).toEqual([['copied', 'done'], ['printed', 'done']])
  })
})

describe('how the front desk works', () => {
  it('is one row a clinic, whoever saves it', async () => {
    const settings = { waitingAlertMinutes: 20, confirmDays: 3, reminderDays: 2, reminderText: 'Hi {patient}', recallText: 'Hello', asapText: 'Now?', packMinute: 1080 }
    await engines.run('settings.saveFrontDesk', settings)
    await engines.run('settings.saveFrontDesk', { ...settings, packMinute: null, confirmDays: 7 })
    expect(await engines.rows('front_desk_settings')).toMatchObject([{ id: CLINIC, waiting_alert_minutes: 20, confirm_days: 7, pack_minute: null }])
  })
})
