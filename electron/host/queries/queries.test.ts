import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { appointment, CHAIRS, CLINIC, COMPOSITE, DENTIST, DESK, FILLING, GLOVES, LOCATION, LOT_LATE, LOT_SOON, MANAGER, minutes, patient, PATIENTS, T0, uid } from '../../../tests/support/world.ts'
import { booking, freshId, write } from '../../../tests/support/writes.ts'
import { queries } from './index.ts'

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

/** T0 is eight in the morning of 20 November 2026 in Manila, a Friday. */
const DAY = '2026-11-20'
const now = minutes(0)

const complete = (price: number, patientId: string = PATIENTS[0]) =>
  write(replica.db, 'treatment.complete', { id: freshId(), patientId, tooth: '16', surfaces: 'O', effectiveDate: DAY, serviceId: FILLING, dentistId: DENTIST, priceCentavos: price })
const pay = (amount: number, patientId: string = PATIENTS[0]) =>
  write(replica.db, 'payment.record', { id: freshId(), patientId, method: 'cash', amountCentavos: amount, receivedOn: DAY })

describe('the day', () => {
  it('holds what starts on it in the clinic\'s zone, first things first, with names, colours and alerts', async () => {
    putAll(replica.db, {
      appointments: [
        appointment(uid(600), { starts_at: '2026-11-20T15:59:59.999Z', ends_at: '2026-11-20T16:30:00.000Z' }),
        appointment(uid(601), { starts_at: '2026-11-19T16:00:00.000Z', ends_at: '2026-11-19T16:30:00.000Z' }),
        appointment(uid(602), { starts_at: '2026-11-20T16:00:00.000Z', ends_at: '2026-11-20T16:30:00.000Z', patient_id: PATIENTS[1] }),
        appointment(uid(603), { starts_at: '2026-11-19T15:30:00.000Z', ends_at: '2026-11-19T16:00:00.000Z' }),
      ],
    })
    await write(replica.db, 'alert.add', { id: freshId(), patientId: PATIENTS[0], kind: 'allergy', severity: 'critical', label: 'Penicillin' })
    await write(replica.db, 'alert.add', { id: freshId(), patientId: PATIENTS[0], kind: 'other', severity: 'info', label: 'Likes tea' })
    const { appointments, operatories } = queries['schedule.day'](replica.db, { date: DAY })
    expect(appointments.map(({ id }) => id)).toEqual([uid(601), uid(600)])
    expect(appointments[0]).toMatchObject({ patientName: 'Muñoz, Ñandú 0', dentistName: 'dentist', serviceName: 'CLEAN', alerts: ['Penicillin'], isNewPatient: false, isWaiting: false })
    expect(operatories).toHaveLength(3)
  })

  it('also holds what began before midnight and runs into it', () => {
    putAll(replica.db, { appointments: [appointment(uid(600), { starts_at: '2026-11-19T15:30:00.000Z', ends_at: '2026-11-19T16:30:00.000Z' })] })
    for (const date of ['2026-11-19', DAY]) expect(queries['schedule.day'](replica.db, { date }).appointments.map(({ id }) => id)).toEqual([uid(600)])
    expect(queries['schedule.day'](replica.db, { date: '2026-11-21' }).appointments).toEqual([])
  })

  it('carries what limits it, and the week is its days in a row', async () => {
    await write(replica.db, 'settings.saveClosedDay', { id: freshId(), locationId: null, startsOn: DAY, endsOn: DAY, name: 'Founding day' })
    await write(replica.db, 'schedule.saveBlockoutType', { id: uid(850), name: 'Meeting', colour: '#868e96', isBlocking: true })
    await write(replica.db, 'schedule.saveBlockout', { id: freshId(), typeId: uid(850), locationId: null, operatoryId: null, dentistId: null, startsAt: minutes(60), endsAt: minutes(90) })
    const view = queries['schedule.day'](replica.db, { date: DAY })
    expect(view).toMatchObject({ closedDay: 'Founding day', timetable: { blockouts: [{ name: 'Meeting', isBlocking: true, startsAt: minutes(60) }] } })
    expect(queries['schedule.week'](replica.db, { date: DAY, days: 2 }).map(({ date, closedDay }) => [date, closedDay])).toEqual([[DAY, 'Founding day'], ['2026-11-21', null]])
    expect(queries['schedule.setup'](replica.db, { date: '2026-11-21' })).toMatchObject({ closedDays: [], blockouts: [], blockoutTypes: [{ name: 'Meeting' }] })
  })

  it('tells what waits for the centre from what it has confirmed', async () => {
    putAll(replica.db, { appointments: [appointment(uid(600))] })
    await write(replica.db, 'appointment.book', booking(120))
    expect(queries['schedule.day'](replica.db, { date: DAY }).appointments.map(({ isWaiting }) => isWaiting)).toEqual([false, true])
  })

  it('is closed without hours, and has the hours of its weekday', async () => {
    expect(queries['schedule.day'](replica.db, { date: DAY }).hours).toBeNull()
    await write(replica.db, 'settings.saveHours', { id: freshId(), locationId: LOCATION, weekday: 5, opens: 540, closes: 1080, breakStart: 720, breakEnd: 780 })
    expect(queries['schedule.day'](replica.db, { date: DAY }).hours).toEqual({ opens: 540, closes: 1080, breakStart: 720, breakEnd: 780 })
    expect(queries['schedule.day'](replica.db, { date: '2026-11-21' }).hours).toBeNull()
  })

  it('offers free times around what is booked, pending bookings included', async () => {
    await write(replica.db, 'settings.saveHours', { id: freshId(), locationId: LOCATION, weekday: 5, opens: 540, closes: 600, breakStart: null, breakEnd: null })
    const free = () => queries['schedule.freeSlots'](replica.db, { from: now, durationMinutes: 30, dentistId: DENTIST, operatoryId: CHAIRS[0], limit: 2 }).map(({ startsAt }) => startsAt)
    expect(free()).toEqual([minutes(60), minutes(75)])
    await write(replica.db, 'appointment.book', booking(60))
    expect(free()).toEqual([minutes(90), minutes(7 * 1440 + 60)])
  })
})

describe('accounts', () => {
  it('add up: lines with what was owed after each, and who owes most', async () => {
    await complete(100_000)
    await pay(30_000)
    await complete(50_000, PATIENTS[1])
    await pay(90_000, PATIENTS[2])
    const account = queries['billing.account'](replica.db, { patientId: PATIENTS[0] })!
    expect(account.lines.map(({ runningCentavos }) => runningCentavos)).toEqual([100_000, 70_000])
    expect(account).toMatchObject({ balanceCentavos: 70_000, payments: [{ number: 'PAY-FD1-000001' }] })
    const overview = queries['billing.overview'](replica.db, { now })
    expect(overview).toMatchObject({ outstandingCentavos: 120_000, collectedTodayCentavos: 120_000 })
    expect(overview.debtors.map(({ patientId, balanceCentavos }) => [patientId, balanceCentavos])).toEqual([[PATIENTS[0], 70_000], [PATIENTS[1], 50_000]])
  })

  it('of nobody are nothing', () => {
    expect(queries['billing.account'](replica.db, { patientId: uid(404) })).toBeNull()
    expect(queries['billing.statementSource'](replica.db, { statementId: uid(404) })).toBeUndefined()
  })
})

describe('the patient\'s page', () => {
  it('shows visits newest first, treatments, alerts that hold, and the balance only to those who may see it', async () => {
    putAll(replica.db, { appointments: [appointment(uid(600)), appointment(uid(601), { starts_at: minutes(200), ends_at: minutes(230) })] })
    await complete(100_000)
    const allergy = freshId()
    await write(replica.db, 'alert.add', { id: allergy, patientId: PATIENTS[0], kind: 'allergy', severity: 'critical', label: 'Latex' })
    const page = (showsBalance: boolean) => queries['patients.page'](replica.db, { patientId: PATIENTS[0], now, showsBalance })!
    expect(page(true)).toMatchObject({ name: 'Muñoz, Ñandú 0', balanceCentavos: 100_000, alerts: [{ label: 'Latex' }], treatments: [{ tooth: '16', name: 'FILL', dentistName: 'dentist' }] })
    expect(page(true).visits.map(({ id }) => id)).toEqual([uid(601), uid(600)])
    expect(page(false).balanceCentavos).toBeNull()
    await write(replica.db, 'alert.end', { id: allergy })
    expect(page(true).alerts).toEqual([])
  })

  it('is gone with a withdrawn record', () => {
    putAll(replica.db, { patients: [patient(uid(700), { deleted_at: T0 })] })
    expect(queries['patients.page'](replica.db, { patientId: uid(700), now, showsBalance: true })).toBeNull()
  })

  it('shows a chart in which what was taken back is marked', async () => {
    const entry = freshId()
    await write(replica.db, 'chart.record', { id: entry, patientId: PATIENTS[0], tooth: '16', surfaces: 'O', layer: 'condition', finding: 'caries', effectiveDate: DAY })
    await write(replica.db, 'chart.void', { id: freshId(), entryId: entry })
    const { entries } = queries['chart.view'](replica.db, { patientId: PATIENTS[0] })
    expect(entries.map(({ id, isVoided, voids_entry_id }) => [id === entry, isVoided, voids_entry_id])).toEqual([[true, true, null], [false, false, entry]])
  })
})

describe('stock', () => {
  it('is the sum of its movements, with the expiry of what is left', async () => {
    expect(queries['inventory.list'](replica.db).map(({ name, onHand, isLow, nextExpiry }) => ({ name, onHand, isLow, nextExpiry }))).toEqual([
      { name: 'Composite', onHand: 6, isLow: false, nextExpiry: '2027-01-31' }, { name: 'Gloves', onHand: 10, isLow: false, nextExpiry: null },
    ])
    await write(replica.db, 'stock.use', { id: freshId(), itemId: COMPOSITE, quantity: 4 })
    const { item, lots, movements } = queries['inventory.item'](replica.db, { itemId: COMPOSITE })!
    expect(item).toMatchObject({ onHand: 2, isLow: true, nextExpiry: '2028-01-31' })
    expect(lots.map(({ id, onHand }) => [id, onHand])).toEqual([[LOT_SOON, 0], [LOT_LATE, 2]])
    expect(movements[0]).toMatchObject({ kind: 'use', byName: 'manager' })
    expect(queries['inventory.item'](replica.db, { itemId: GLOVES })!.lots).toEqual([])
    expect(queries['inventory.item'](replica.db, { itemId: uid(404) })).toBeNull()
  })
})

describe('what needs attention', () => {
  const item = (id: string, more: object) => ({
    id, clinic_id: CLINIC, created_at: T0, mutation_id: id, client_id: DESK, mutation: 'appointment.book', outcome: 'rejected' as const, code: 'slot_taken', message: 'Taken.', input: {}, losses: [],
    patient_id: PATIENTS[0], made_by: MANAGER, made_at: T0, resolved_at: null, resolved_by: null, resolution: null, ...more,
  })

  it('lists what is open before what is settled, with the names of patient, person and desk', () => {
    putAll(replica.db, { attention_items: [item(uid(1), { resolved_at: minutes(1) }), item(uid(2), {}), item(uid(3), { created_at: minutes(2), patient_id: uid(404), made_by: uid(404) })] })
    const items = queries['attention.list'](replica.db)
    expect(items.map(({ id }) => id)).toEqual([uid(3), uid(2), uid(1)])
    expect(items[1]).toMatchObject({ patientName: 'Muñoz, Ñandú 0', madeByName: 'manager', deviceName: 'FD1' })
    expect(items[0]).toMatchObject({ patientName: null, madeByName: null })
    expect(queries['session.openAttention'](replica.db)).toBe(2)
  })
})

describe('who may sign in', () => {
  it('is who is active, by name in any case, with the rights of the role; nobody\'s verifier leaves with the person', () => {
    putAll(replica.db, { user_credentials: [{ user_id: MANAGER, clinic_id: CLINIC, verifier: '$argon2id$x', changed_at: T0 }] })
    expect(queries['session.credential'](replica.db, { username: 'MANAGER' })).toMatchObject({ verifier: '$argon2id$x', user: { roleCode: 'manager' } })
    expect(queries['session.credential'](replica.db, { username: 'former' })).toBeUndefined()
    expect(JSON.stringify(queries['session.person'](replica.db, { userId: MANAGER }))).not.toContain('argon2id')
    expect(JSON.stringify(queries['clinic.reference'](replica.db))).not.toContain('argon2id')
    expect(queries['session.desk'](replica.db)).toEqual({ clinicName: 'Ngiping Malusog', hasPeople: true })
  })
})
