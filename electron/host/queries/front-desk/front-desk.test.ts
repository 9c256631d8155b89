import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, putAll } from '../../../../tests/support/replica.ts'
import type { TestReplica } from '../../../../tests/support/replica.ts'
import { appointment, CHAIRS, CLEANING, DENTIST, DENTIST_2, FILLING, MANAGER, minutes, patient, PATIENTS, RECEPTIONIST, uid } from '../../../../tests/support/world.ts'
import { freshId, write } from '../../../../tests/support/writes.ts'
import { queries } from '../index.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

/** T0 is eight in the morning of 20 November 2026 in Manila, a Friday. */
const today = { date: '2026-11-20' }
const DAY = 24 * 60
const at = (from: number, more: Parameters<typeof appointment>[1] = {}, id = freshId()) => appointment(id, { starts_at: minutes(from), ends_at: minutes(from + 30), ...more })
const given = (...appointments: ReturnType<typeof at>[]) => putAll(replica.db, { appointments })
const names = (rows: readonly { patientId: string }[]) => rows.map(({ patientId }) => patientId)

describe('the waiting room', () => {
  it('holds who arrived today and who is in a chair, the longest wait first, and nobody of other days', () => {
    given(
      at(60, { flow: 'arrived', arrived_at: minutes(50) }), at(90, { flow: 'arrived', arrived_at: minutes(40), patient_id: PATIENTS[1] }), at(120, { flow: 'in_chair', seated_at: minutes(20), patient_id: PATIENTS[2] }),
      at(150, { flow: 'none' }), at(180, { flow: 'done', status: 'completed' }), at(60 - DAY, { flow: 'arrived', arrived_at: minutes(50 - DAY) }), at(200, { flow: 'arrived', status: 'cancelled' }),
    )
    const { rows, alertMinutes } = queries['frontDesk.waiting'](replica.db, today)
    expect(names(rows)).toEqual([PATIENTS[1], PATIENTS[0], PATIENTS[2]])
    expect(rows[0]).toMatchObject({ flow: 'arrived', arrivedAt: minutes(40), dentistName: 'dentist', operatoryName: 'Chair 1', serviceName: 'CLEAN' })
    expect(alertMinutes).toBe(15)
  })

  it('alerts after the minutes that the clinic has chosen', async () => {
    await write(replica.db, 'settings.saveFrontDesk', { waitingAlertMinutes: 7, confirmDays: 3, reminderDays: 2, reminderText: 'a', recallText: 'b', asapText: 'c', packMinute: null })
    expect(queries['frontDesk.waiting'](replica.db, today).alertMinutes).toBe(7)
  })
})

describe('requests', () => {
  it('tell whether the time asked for is taken, and stay readable when they are settled', async () => {
    given(at(60, {}, uid(600)))
    const slot = { locationId: uid(10), operatoryId: CHAIRS[1], dentistId: DENTIST_2, startsAt: minutes(180), endsAt: minutes(210) }
    await write(replica.db, 'request.enter', { id: uid(700), appointmentId: uid(600), kind: 'reschedule', slot, reason: 'Works late' }, { actor: RECEPTIONIST })
    expect(queries['frontDesk.requests'](replica.db)).toMatchObject([{ patientId: PATIENTS[0], startsAt: minutes(60), isTaken: false, proposedDentistName: 'dentist2', proposedOperatoryName: 'Chair 2', requestedByName: 'reception', request: { reason: 'Works late' } }])
    given(at(200, { operatory_id: CHAIRS[1], patient_id: PATIENTS[1] }))
    expect(queries['frontDesk.requests'](replica.db)[0]).toMatchObject({ isTaken: true })
    await write(replica.db, 'request.reject', { id: uid(700), note: 'Full' })
    expect(queries['frontDesk.requests'](replica.db)).toMatchObject([{ isTaken: false, decidedByName: 'manager', request: { status: 'rejected', decision_note: 'Full' } }])
  })
})

describe('the unscheduled list', () => {
  it('holds who cancelled or missed and has nothing later, once each', () => {
    given(
      at(-3 * DAY, { status: 'cancelled', cancelled_at: minutes(-4 * DAY), cancel_reason: 'Ill' }), at(-9 * DAY, { status: 'missed' }),
      at(-5 * DAY, { status: 'missed', patient_id: PATIENTS[1] }),
      at(-5 * DAY, { status: 'cancelled', patient_id: PATIENTS[2] }), at(DAY, { patient_id: PATIENTS[2] }),
    )
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toMatchObject([{ patientId: PATIENTS[0], cancelReason: 'Ill', status: 'cancelled' }, { patientId: PATIENTS[1], status: 'missed' }])
  })

  it('counts an earlier time that was booked after the cancellation as a later booking', () => {
    given(at(5 * DAY, { status: 'cancelled', cancelled_at: minutes(10) }), at(DAY, { created_at: minutes(20) }))
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toEqual([])
  })

  it('leaves out who was dismissed, with all given up before, until it is taken back or a later time is given up', async () => {
    const id = freshId()
    given(at(-DAY, { status: 'cancelled' }, uid(640)), at(-2 * DAY, { status: 'missed' }, uid(641)))
    await write(replica.db, 'unscheduled.dismiss', { id, appointmentId: uid(640) })
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toEqual([])
    given(at(2 * DAY, { status: 'cancelled' }, uid(642)))
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toMatchObject([{ appointmentId: uid(642) }])
    await write(replica.db, 'unscheduled.dismiss', { id: freshId(), appointmentId: uid(641) })
    await write(replica.db, 'unscheduled.restore', { id })
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toMatchObject([{ appointmentId: uid(642) }])
  })

  it('leaves out whom nobody calls any more', () => {
    putAll(replica.db, { patients: [patient(uid(690), { archived_at: minutes(0) }), patient(uid(691), { is_deceased: true }), patient(uid(692), { deleted_at: minutes(0) })] })
    given(...[690, 691, 692].map((n) => at(-DAY, { status: 'missed', patient_id: uid(n) })))
    expect(queries['frontDesk.unscheduled'](replica.db, today)).toEqual([])
  })
})

describe('the short-notice list', () => {
  const slot = { startsAt: minutes(120), endsAt: minutes(150), dentistId: DENTIST, exceptPatientId: null }
  const save = (id: string, more: object) => write(replica.db, 'asap.save', { id, patientId: PATIENTS[0], durationMinutes: 30, ...more })

  it('offers a freed time to whom it suits, the longest wait first', async () => {
    await save(uid(710), { patientId: PATIENTS[1] })
    await save(uid(711), { patientId: PATIENTS[2], dentistId: DENTIST_2 })
    await save(uid(712), { weekdays: [5], dayPart: 'morning' })
    expect(queries['frontDesk.asap'](replica.db)).toHaveLength(3)
    expect(names(queries['frontDesk.asapMatches'](replica.db, slot))).toEqual([PATIENTS[1], PATIENTS[0]])
    expect(names(queries['frontDesk.asapMatches'](replica.db, { ...slot, exceptPatientId: PATIENTS[1] }))).toEqual([PATIENTS[0]])
  })

  it('offers it to nobody who has something then, or an earlier time already', async () => {
    given(at(130, { patient_id: PATIENTS[1] }), at(60, {}, uid(600)), at(300, { patient_id: PATIENTS[2] }, uid(602)))
    await save(uid(710), { patientId: PATIENTS[1] })
    await save(uid(711), { appointmentId: uid(600) })
    await save(uid(712), { patientId: PATIENTS[2], appointmentId: uid(602) })
    expect(queries['frontDesk.asapMatches'](replica.db, slot)).toMatchObject([{ patientId: PATIENTS[2], laterStartsAt: minutes(300) }])
  })
})

describe('planned work', () => {
  const plan = (patientId: string, tooth: string, id = freshId()) => write(replica.db, 'chart.record', { id, patientId, tooth, surfaces: 'O', layer: 'planned', finding: 'filling', effectiveDate: '2026-11-01' })

  it('is listed for patients with nothing ahead, together, until it is done or taken back', async () => {
    await plan(PATIENTS[0], '16')
    await plan(PATIENTS[0], '17')
    const taken = freshId()
    await plan(PATIENTS[1], '26', taken)
    await plan(PATIENTS[2], '36')
    given(at(DAY, { patient_id: PATIENTS[2] }))
    expect(queries['frontDesk.planned'](replica.db, today).map(({ patientId, items }) => [patientId, items.map(({ tooth }) => tooth)])).toEqual([[PATIENTS[0], ['16', '17']], [PATIENTS[1], ['26']]])
    await write(replica.db, 'chart.void', { id: freshId(), entryId: taken })
    await write(replica.db, 'treatment.complete', { id: freshId(), patientId: PATIENTS[0], tooth: '16', surfaces: 'O', serviceId: FILLING, dentistId: DENTIST, effectiveDate: '2026-11-20', priceCentavos: 1 })
    expect(queries['frontDesk.planned'](replica.db, today).map(({ patientId, items }) => [patientId, items.map(({ tooth }) => tooth)])).toEqual([[PATIENTS[0], ['17']]])
  })
})

describe('the confirmation list', () => {
  it('holds what is pending on the next days, with the calls about its present time', async () => {
    given(at(DAY, {}, uid(600)), at(2 * DAY, { patient_id: PATIENTS[1] }), at(4 * DAY, { patient_id: PATIENTS[2] }), at(DAY + 60, { status: 'confirmed', patient_id: PATIENTS[2] }), at(300))
    await write(replica.db, 'confirmation.record', { id: freshId(), appointmentId: uid(600), outcome: 'no_answer' })
    await write(replica.db, 'confirmation.record', { id: freshId(), appointmentId: uid(600), outcome: 'left_message' }, { at: minutes(6) })
    expect(queries['frontDesk.confirmations'](replica.db, today)).toMatchObject([{ patientId: PATIENTS[0], calls: 2, lastOutcome: 'left_message', lastCallAt: minutes(6) }, { patientId: PATIENTS[1], calls: 0, lastOutcome: null }])
    replica.db.prepare('update appointments set starts_at = ?, ends_at = ? where id = ?').run(minutes(DAY + 120), minutes(DAY + 150), uid(600))
    expect(queries['frontDesk.confirmations'](replica.db, today)[0]).toMatchObject({ patientId: PATIENTS[0], calls: 0, lastOutcome: null })
  })
})

describe('recalls', () => {
  const RECALL = uid(730)
  const visit = (days: number, patientId: string = PATIENTS[0], more: object = {}) => at(-days * DAY, { status: 'completed', flow: 'done', patient_id: patientId, ...more })
  beforeEach(() => write(replica.db, 'recall.saveType', { id: RECALL, name: 'Cleaning', months: 6, days: 0, serviceIds: [CLEANING] }))
  const list = () => queries['frontDesk.recalls'](replica.db, today)

  it('are due an interval after the last trigger service, by a visit or by the chart', async () => {
    given(visit(300), visit(200), visit(165, PATIENTS[1]), visit(10, PATIENTS[2]), visit(400, PATIENTS[2], { service_id: FILLING }))
    expect(list().map(({ patientId, lastDone, dueOn, state }) => [patientId, lastDone, dueOn, state])).toEqual([
      [PATIENTS[0], '2026-05-04', '2026-11-04', 'overdue'], [PATIENTS[1], '2026-06-08', '2026-12-08', 'due'],
    ])
    await write(replica.db, 'treatment.complete', { id: freshId(), patientId: PATIENTS[0], tooth: null, surfaces: '', serviceId: CLEANING, dentistId: DENTIST, effectiveDate: '2026-11-19', priceCentavos: 1 })
    expect(names(list())).toEqual([PATIENTS[1]])
  })

  it('drop out when such an appointment is ahead, and name one for something else', () => {
    given(visit(200), visit(200, PATIENTS[1]), at(DAY), at(2 * DAY, { patient_id: PATIENTS[1], service_id: FILLING }))
    expect(list()).toMatchObject([{ patientId: PATIENTS[1], nextStartsAt: minutes(2 * DAY) }])
  })

  it('wait until the day they were put off to, and go when the patient declined, until the next visit', async () => {
    given(visit(200), visit(200, PATIENTS[1]))
    await write(replica.db, 'recall.record', { id: freshId(), patientId: PATIENTS[0], recallTypeId: RECALL, outcome: 'snoozed', snoozedUntil: '2026-11-21' })
    await write(replica.db, 'recall.record', { id: freshId(), patientId: PATIENTS[1], recallTypeId: RECALL, outcome: 'declined' })
    expect(list()).toMatchObject([{ patientId: PATIENTS[0], state: 'snoozed', snoozedUntil: '2026-11-21', contacts: 1 }])
    expect(queries['frontDesk.recalls'](replica.db, { date: '2026-11-21' })).toMatchObject([{ state: 'overdue', snoozedUntil: null }])
  })

  it('of a type that is not followed any more are not listed', async () => {
    given(visit(200))
    await write(replica.db, 'recall.saveType', { id: RECALL, name: 'Cleaning', months: 6, days: 0, isActive: false, serviceIds: [CLEANING] })
    expect(list()).toEqual([])
  })
})

describe('reminders', () => {
  it('follow the appointment: a moved or cancelled one reminds nobody of its old time, whatever was sent', async () => {
    given(at(DAY, { status: 'confirmed' }, uid(600)), at(DAY + 60, { patient_id: PATIENTS[1] }, uid(601)), at(2 * DAY, { patient_id: PATIENTS[2] }))
    await write(replica.db, 'reminder.note', { id: freshId(), appointmentId: uid(600), startsAt: minutes(DAY), channel: 'copied' })
    const list = () => queries['frontDesk.reminders'](replica.db, today).map(({ appointmentId, startsAt, sent }) => [appointmentId, startsAt, sent?.state ?? null])
    expect(list()).toEqual([[uid(600), minutes(DAY), 'done'], [uid(601), minutes(DAY + 60), null]])
    await write(replica.db, 'appointment.cancel', { id: uid(601) })
    replica.db.prepare('update appointments set starts_at = ?, ends_at = ? where id = ?').run(minutes(DAY + 120), minutes(DAY + 150), uid(600))
    expect(list()).toEqual([[uid(600), minutes(DAY + 120), null]])
  })
})

describe('how many wait', () => {
  it('is what the lists hold', async () => {
    given(at(60, { flow: 'arrived', arrived_at: minutes(50) }), at(-DAY, { status: 'missed', patient_id: PATIENTS[1] }), at(DAY, { patient_id: PATIENTS[2] }, uid(600)))
    await write(replica.db, 'request.enter', { id: uid(700), appointmentId: uid(600), kind: 'cancel' })
    await write(replica.db, 'asap.save', { id: freshId(), patientId: PATIENTS[0], durationMinutes: 30 })
    expect(queries['frontDesk.counts'](replica.db, today)).toEqual({ waiting: 1, requests: 1, unscheduled: 1, asap: 1, planned: 0, confirmations: 1, recalls: 0, reminders: 1 })
  })
})

describe('news', () => {
  const seen = (userId: string, isDentist: boolean) => queries['notifications.list'](replica.db, { userId, isDentist, now: minutes(60) })

  it('goes to the dentist concerned and to the desk, and not to who did it or to the other dentist', async () => {
    given(at(60, {}, uid(600)))
    await write(replica.db, 'appointment.flow', { id: uid(600), flow: 'arrived' }, { actor: RECEPTIONIST })
    expect(seen(DENTIST, true)).toMatchObject({ unread: 1, items: [{ kind: 'arrived', isMine: true, patientName: 'Muñoz, Ñandú 0', startsAt: minutes(60), actorName: 'reception' }] })
    expect(seen(MANAGER, false)).toMatchObject({ unread: 1, items: [{ isMine: false }] })
    expect(seen(RECEPTIONIST, false).items).toEqual([])
    expect(seen(DENTIST_2, true).items).toEqual([])
  })

  it('is read by each person alone', async () => {
    given(at(60, {}, uid(600)))
    await write(replica.db, 'appointment.cancel', { id: uid(600) }, { actor: RECEPTIONIST })
    const [news] = seen(DENTIST, true).items
    await write(replica.db, 'notification.read', { ids: [news!.id] }, { actor: DENTIST })
    expect(seen(DENTIST, true)).toMatchObject({ unread: 0, items: [{ isRead: true }] })
    expect(seen(MANAGER, false)).toMatchObject({ unread: 1 })
  })

  it('ends after two weeks', async () => {
    given(at(60, {}, uid(600)))
    await write(replica.db, 'appointment.cancel', { id: uid(600) }, { actor: RECEPTIONIST, at: minutes(-15 * DAY) })
    expect(seen(DENTIST, true).items).toEqual([])
  })
})
