import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { insertRows } from '../db/rows.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { countAtCentre, createCentre, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { CHAIRS, CLINIC, COMPOSITE, DENTIST, DENTIST_2, FILLING, PATIENTS, progress, T0, uid } from '../../tests/support/world.ts'
import { booking, freshId, mutation } from '../../tests/support/writes.ts'

const DESKS = Array.from({ length: 8 }, (_, index) => uid(2000 + index))
const EACH = 25
let centre: CentreDatabase

beforeAll(async () => {
  centre = await createCentre()
  const client = await centre.pool.connect()
  await insertRows(client, 'devices', DESKS.map((id, index) => ({ id, clinic_id: CLINIC, created_at: T0, name: `Desk ${index}`, profile: 'front_desk' as const, series: `T${index}`, revoked_at: null })))
  await insertRows(client, 'client_progress', DESKS.map((id) => progress(id, 0)))
  client.release()
})
afterAll(() => centre.close())

/** What a desk does all day, always where the others do the same. */
function dayOf(desk: number): PushMutation[] {
  return Array.from({ length: EACH }, (_, index): PushMutation => {
    const patientId = PATIENTS[index % 3]!
    const wanted = [
      () => mutation('appointment.book', booking((index % 6) * 30, { patientId, operatoryId: CHAIRS[desk % 3]!, dentistId: desk % 2 ? DENTIST : DENTIST_2 })),
      () => mutation('patient.edit', { id: patientId, changes: [{ field: 'phone', from: '', to: `${desk}-${index}` }] }, { at: new Date(Date.now() - (index * 8 + desk) * 1000).toISOString() }),
      () => mutation('stock.use', { id: freshId(), itemId: COMPOSITE, quantity: 1 }),
      () => mutation('treatment.complete', { id: freshId(), patientId, tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 1000 }),
      () => mutation('alert.add', { id: freshId(), patientId, kind: 'other', severity: 'info', label: `${desk}` }),
    ][index % 5]!
    return { ...wanted(), seq: index + 1 }
  })
}

describe('a clinic where every desk writes at once', () => {
  it('decides every mutation once, in each desk\'s order, and keeps every rule', async () => {
    const days = DESKS.map((_, index) => dayOf(index))
    const results: PushResult[][] = await Promise.all(days.map((day, index) => pushed(centre.pool, day, { desk: DESKS[index]! })))
    expect(results.map((list) => list.map(({ id }) => id))).toEqual(days.map((day) => day.map(({ id }) => id)))
    const refused = results.flat().filter(({ status }) => status === 'rejected')
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['slot_taken']))
    const merged = results.flat().filter(({ status }) => status === 'merged')
    expect(await countAtCentre(centre.pool, 'attention_items')).toBe(refused.length + merged.length)
    expect((await rowsAtCentre(centre.pool, 'client_progress')).filter(({ client_id }) => DESKS.includes(client_id)).map(({ last_seq }) => last_seq)).toEqual(DESKS.map(() => EACH))
    const completed = results.flat().filter((_, index) => index % 5 === 3).length
    expect(await countAtCentre(centre.pool, 'chart_entries')).toBe(completed)
    expect(await countAtCentre(centre.pool, 'ledger_lines')).toBe(completed)
    const used = (await rowsAtCentre(centre.pool, 'stock_movements')).filter(({ item_id, kind }) => item_id === COMPOSITE && kind === 'use').reduce((sum, { quantity }) => sum - quantity, 0)
    expect(used).toBe(2 * completed + results.flat().filter((_, index) => index % 5 === 2).length)
    expect(await verifyChains(centre.pool)).toEqual([])
  }, 60_000)

  it('never takes more from a lot than it held', async () => {
    const movements = await rowsAtCentre(centre.pool, 'stock_movements')
    const lots = Map.groupBy(movements.filter(({ lot_id }) => lot_id !== null), ({ lot_id }) => lot_id!)
    expect([...lots.values()].map((list) => list.reduce((sum, { quantity }) => sum + quantity, 0)).filter((held) => held < 0)).toEqual([])
  })

  it('ends with the phone that was typed last', async () => {
    // The newest edit of all is the first that desk 0 made of each patient, one to twenty seconds ago.
    const edits = (await rowsAtCentre(centre.pool, 'patients')).filter(({ clinic_id }) => clinic_id === CLINIC).map(({ phone, field_edits }) => ({ phone, at: field_edits.phone }))
    const all = DESKS.flatMap((_, desk) => Array.from({ length: EACH }, (__, index) => ({ desk, index })).filter(({ index }) => index % 5 === 1))
    const newest = [0, 1, 2].map((patient) => all.filter(({ index }) => index % 3 === patient).reduce((best, each) => (each.index * 8 + each.desk < best.index * 8 + best.desk ? each : best)))
    expect(edits.map(({ phone }) => phone)).toEqual(newest.map(({ desk, index }) => `${desk}-${index}`))
  })
})
