import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCentre, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { CHAIRS, DENTIST, DENTIST_2, LOCATION, minutes, PATIENTS, uid } from '../../tests/support/world.ts'
import { booking, mutation } from '../../tests/support/writes.ts'

let centre: CentreDatabase
beforeAll(async () => {
  centre = await createCentre()
})
afterAll(() => centre.close())

let seq = 0
async function send(name: string, input: unknown): Promise<string> {
  const wanted = { ...mutation(name as 'appointment.book', input as never), seq: ++seq }
  await pushed(centre.pool, [wanted])
  return wanted.id
}
const concerned = async (mutationId: string) => (await rowsAtCentre(centre.pool, 'attention_items')).find(({ mutation_id }) => mutation_id === mutationId)?.patient_id

describe('the patient an item of Needs attention is about', () => {
  it('is named by a booking that was refused', async () => {
    await send('appointment.book', booking(0))
    expect(await concerned(await send('appointment.book', booking(0, { patientId: PATIENTS[1], dentistId: DENTIST_2 })))).toBe(PATIENTS[1])
  })

  it('is found through the appointment when a move or a confirmation was refused', async () => {
    const late = booking(120, { patientId: PATIENTS[1] })
    await send('appointment.book', late)
    const move = await send('appointment.move', { id: late.id, locationId: LOCATION, operatoryId: CHAIRS[0], dentistId: DENTIST, startsAt: minutes(0), endsAt: minutes(30) })
    expect(await concerned(move)).toBe(PATIENTS[1])
    await send('appointment.cancel', { id: late.id, reason: '' })
    expect(await concerned(await send('appointment.confirm', { id: late.id }))).toBe(PATIENTS[1])
  })

  it('stays open where there is no such row', async () => {
    expect(await concerned(await send('appointment.confirm', { id: uid(9999) }))).toBeNull()
    expect(await concerned(await send('alert.end', { id: uid(9998) }))).toBeNull()
  })
})
