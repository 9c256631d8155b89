import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

describe('two desks and a centre, each a process', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let a: TestDesk
  let b: TestDesk

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    a = await clinic.desk('a')
    b = await clinic.desk('b')
  }, 60_000)

  afterAll(async () => {
    await clinic?.stop()
    await database?.drop()
  })

  it('end equal after one of them worked offline, was killed, and the other changed the same patient [S1 S2 S3 S5 S8 S9]', async () => {
    const windowB = await TestWindow.signedIn(b.url, 'maria')
    let windowA = await TestWindow.signedIn(a.url, 'maria')
    const [ana] = await windowA.call('patients.search', { text: 'muñoz', limit: 1 })
    a.cable.cut()
    await windowA.syncIs((status) => status.network === 'offline')

    const reference = await windowA.call('clinic.reference', {})
    const [first, second, third] = await Promise.all([20, 21, 22].map((days) => freeSlot(windowA, days)))
    const booking = { locationId: reference.locations[0]!.id, serviceId: null, notes: 'made offline', patientId: ana!.id }
    const ids = [uuidv7(), uuidv7()]
    await windowA.call('mutate', { name: 'appointment.book', input: { ...booking, ...placeOf(first!), id: ids[0]! } })
    await windowA.call('mutate', { name: 'appointment.book', input: { ...booking, ...placeOf(second!), id: ids[1]! } })
    await windowA.call('mutate', { name: 'appointment.cancel', input: { id: ids[1]!, reason: 'Patient called' } })
    await windowA.call('mutate', { name: 'appointment.move', input: { id: ids[0]!, locationId: reference.locations[0]!.id, ...placeOf(third!) } })
    const page = await windowA.call('patients.page', { patientId: ana!.id })
    await windowA.call('mutate', { name: 'patient.edit', input: { id: ana!.id, changes: [{ field: 'email', from: page!.patient.email, to: 'ana@example.ph' }] } })

    await a.kill()
    await a.restart()
    windowA = await TestWindow.signedIn(a.url, 'maria')
    expect((await windowA.syncIs((status) => status.network === 'offline')).waiting).toBe(5)
    const visits = (await windowA.call('patients.page', { patientId: ana!.id }))!.visits
    expect(visits.find((visit) => visit.id === ids[0])).toMatchObject({ status: 'pending', starts_at: third!.startsAt })
    expect(visits.find((visit) => visit.id === ids[1])).toMatchObject({ status: 'cancelled' })

    await windowB.call('mutate', { name: 'patient.edit', input: { id: ana!.id, changes: [{ field: 'phone', from: page!.patient.phone, to: '0918 111 2222' }] } })
    await windowB.syncIs((status) => status.waiting === 0)

    a.cable.heal()
    const healed = performance.now()
    await windowA.syncIs((status) => status.waiting === 0 && status.network === 'online', 10_000)
    await until(async () => {
      const centre = await centreContents(clinic.databaseUrl)
      return differences(centre, replicaContents(a)).length === 0 && differences(centre, replicaContents(b)).length === 0
    }, 10_000 - (performance.now() - healed))
    const seenAtB = (await windowB.call('patients.page', { patientId: ana!.id }))!
    expect(seenAtB.patient).toMatchObject({ phone: '0918 111 2222', email: 'ana@example.ph' })
    expect(seenAtB.visits.filter((visit) => ids.includes(visit.id))).toHaveLength(2)
  }, 60_000)
})

function placeOf(slot: { startsAt: string; endsAt: string; operatoryId: string; dentistId: string }) {
  return { startsAt: slot.startsAt, endsAt: slot.endsAt, operatoryId: slot.operatoryId, dentistId: slot.dentistId }
}

async function freeSlot(window: TestWindow, daysAhead: number) {
  const from = new Date(Date.now() + daysAhead * 86_400_000).toISOString()
  const [slot] = await window.call('schedule.freeSlots', { from, durationMinutes: 30, dentistId: null, operatoryId: null, limit: 1 })
  return slot!
}
