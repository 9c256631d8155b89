import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { appointment, DENTIST, FILLING, GLOVES, MANAGER, minutes, PATIENTS, RECEPTIONIST, uid } from '../../../tests/support/world.ts'
import { booking } from '../../../tests/support/writes.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const told = async () => (await engines.rows('notifications')).map(({ kind, user_id, actor_id, subject_id, message }) => ({ kind, user_id, actor_id, subject_id, message }))

describe('news', () => {
  it('of a booking goes to its dentist with the act itself, and says who did it', async () => {
    const wanted = booking(60)
    await engines.run('appointment.book', wanted, { actor: RECEPTIONIST })
    expect(await told()).toEqual([{ kind: 'new_appointment', user_id: DENTIST, actor_id: RECEPTIONIST, subject_id: wanted.id, message: 'Muñoz, Ñandú 0' }])
  })

  it('of a refused booking is not written', async () => {
    await engines.given({ appointments: [appointment(uid(600))] })
    await engines.run('appointment.book', booking(60))
    expect(await told()).toEqual([])
  })

  it('of an arrival is written once, and not again on the way to the chair or back', async () => {
    await engines.given({ appointments: [appointment(uid(600))] })
    for (const flow of ['arrived', 'in_chair', 'arrived'] as const) await engines.run('appointment.flow', { id: uid(600), flow })
    expect(await told()).toMatchObject([{ kind: 'arrived', user_id: DENTIST, subject_id: uid(600) }])
  })

  it('of a cancellation is written, of a missed visit not', async () => {
    await engines.given({ appointments: [appointment(uid(600)), appointment(uid(601), { starts_at: minutes(120), ends_at: minutes(150) })] })
    await engines.run('appointment.cancel', { id: uid(600) })
    await engines.run('appointment.cancel', { id: uid(601), missed: true })
    expect(await told()).toMatchObject([{ kind: 'appointment_cancelled', subject_id: uid(600) }])
  })

  it('of a request says which kind', async () => {
    await engines.given({ appointments: [appointment(uid(600))] })
    await engines.run('request.enter', { id: uid(700), appointmentId: uid(600), kind: 'cancel' })
    expect(await told()).toMatchObject([{ kind: 'cancel_request', user_id: DENTIST }])
  })

  it('of stock comes when a use takes it to the reorder level, once', async () => {
    await engines.run('stock.use', { id: uid(800), itemId: GLOVES, quantity: 7 })
    expect(await told()).toEqual([])
    await engines.run('stock.use', { id: uid(801), itemId: GLOVES, quantity: 1 })
    await engines.run('stock.use', { id: uid(802), itemId: GLOVES, quantity: 1 })
    expect(await told()).toEqual([{ kind: 'inventory_alert', user_id: null, actor_id: MANAGER, subject_id: GLOVES, message: 'Gloves: 2 piece' }])
  })

  it('of stock comes from treatments too', async () => {
    await engines.run('treatment.complete', { id: uid(810), patientId: PATIENTS[0], tooth: '16', surfaces: 'M', serviceId: FILLING, dentistId: DENTIST, effectiveDate: '2026-11-20', priceCentavos: 1 })
    expect(await told()).toEqual([])
    await engines.run('treatment.complete', { id: uid(811), patientId: PATIENTS[0], tooth: '17', surfaces: 'M', serviceId: FILLING, dentistId: DENTIST, effectiveDate: '2026-11-20', priceCentavos: 1 })
    expect(await told()).toMatchObject([{ kind: 'inventory_alert', message: 'Composite: 2 piece' }])
  })
})

describe('reading', () => {
  it('is noted for the person alone, once at whichever desk, and passes over what is not there', async () => {
    await engines.run('appointment.book', booking(60))
    const [news] = await engines.rows('notifications')
    await engines.run('notification.read', { ids: [news!.id, uid(404)] }, { actor: DENTIST })
    await engines.run('notification.read', { ids: [news!.id] }, { actor: DENTIST, at: minutes(9) })
    await engines.run('notification.read', { ids: [news!.id] }, { actor: RECEPTIONIST, at: minutes(10) })
    expect((await engines.rows('notification_reads')).map((each) => each.user_id).toSorted()).toEqual([DENTIST, RECEPTIONIST].toSorted())
    expect(await engines.row('notifications', news!.id)).toMatchObject({ read_at: minutes(5) })
  })
})
