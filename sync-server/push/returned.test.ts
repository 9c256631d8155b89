import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { createCentre, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { DESK, DESK_2, MANAGER, minutes, PATIENTS } from '../../tests/support/world.ts'
import { booking, freshId, mutation, phoneEdit } from '../../tests/support/writes.ts'
import { beginEpoch } from '../admin/backup/load.ts'
import { asOwner } from '../centre/database.ts'

let centre: CentreDatabase

beforeEach(async () => {
  centre = await createCentre()
})
afterEach(() => centre.close())

const APPLIED = { status: 'applied' } as const
const back = (seq: number, made: Omit<PushMutation, 'seq'>, given: PushMutation['given'] | null = APPLIED): PushMutation => ({ ...made, seq, ...(given ? { given } : {}) })

const progressOf = async (desk: string) => (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === desk)!
const itemOf = async ({ id }: { id: string }) => (await rowsAtCentre(centre.pool, 'attention_items')).find(({ mutation_id }) => mutation_id === id)
const resultOf = async ({ id }: { id: string }) => (await centre.pool.query('select status, code from mutation_results where mutation_id = $1', [id])).rows[0] as unknown

describe('[S12] a mutation that a restored centre has forgotten', () => {
  it('is applied like a new one, and counted for the manager, by desk', async () => {
    await pushed(centre.pool, [back(1, mutation('patient.edit', phoneEdit('', '1'))), back(2, mutation('patient.edit', phoneEdit('1', '2')))])
    await pushed(centre.pool, [back(3, mutation('patient.edit', phoneEdit('2', '3')), null)])
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === PATIENTS[0])!.phone).toBe('3')
    expect(await progressOf(DESK)).toMatchObject({ last_seq: 3, returned: 2, returned_at: expect.stringMatching(/^\d{4}-/) as string })
    expect(await progressOf(DESK_2)).toMatchObject({ returned: 0, returned_at: null })
  })

  it('is not counted when the centre knew it after all, or is sent twice', async () => {
    const [known, forgotten] = [mutation('patient.edit', phoneEdit('', '1')), mutation('patient.edit', phoneEdit('1', '2'))]
    await pushed(centre.pool, [back(1, known, null)])
    await pushed(centre.pool, [back(1, known), back(2, forgotten)])
    await pushed(centre.pool, [back(1, known), back(2, forgotten)])
    expect(await progressOf(DESK)).toMatchObject({ last_seq: 2, returned: 1 })
  })

  it('is counted from nought again when the centre is restored once more', async () => {
    await pushed(centre.pool, [back(1, mutation('patient.edit', phoneEdit('', '1')))])
    await asOwner(centre.url, beginEpoch)
    expect(await progressOf(DESK)).toMatchObject({ returned: 0, returned_at: null })
  })

  it('stays refused when it was refused before, though it would fit now, and is listed', async () => {
    const refused = mutation('appointment.book', booking(60))
    const [answer] = await pushed(centre.pool, [back(1, refused, { status: 'rejected', code: 'slot_taken', message: 'The chair is already booked at that time.' })])
    expect(answer).toMatchObject({ status: 'rejected', code: 'slot_taken' })
    expect(await rowsAtCentre(centre.pool, 'appointments')).toEqual([])
    expect(await itemOf(refused)).toMatchObject({ outcome: 'rejected', code: 'slot_taken', message: 'The chair is already booked at that time.', resolved_at: null })
  })

  it('lands in Needs attention when its slot was taken since', async () => {
    await pushed(centre.pool, [{ ...mutation('appointment.book', booking(60)), seq: 1 }], { desk: DESK_2 })
    const earlier = mutation('appointment.book', booking(60, { patientId: PATIENTS[1] }))
    expect(await pushed(centre.pool, [back(1, earlier)])).toMatchObject([{ status: 'rejected', code: 'slot_taken' }])
    expect(await itemOf(earlier)).toMatchObject({ code: 'slot_taken', resolved_at: null })
  })

  it('brings no text that Postgres cannot keep', async () => {
    const refused = mutation('patient.edit', phoneEdit('', '1'))
    expect(await pushed(centre.pool, [back(1, refused, { status: 'rejected', code: 'a\0', message: 'b\ud800' })])).toMatchObject([{ code: 'a\ufffd', message: 'b\ufffd' }])
  })
})

describe('[S12] a mutation that stands on what another desk has not brought back yet', () => {
  const patient = freshId()
  const register = mutation('patient.create', { id: patient, last_name: 'Cruz', first_name: 'Ana' })
  const edit = mutation('patient.edit', phoneEdit('', '0917', patient), { at: minutes(9) })
  const visit = booking(60, { patientId: patient })
  const book = mutation('appointment.book', visit)
  const confirm = mutation('appointment.confirm', { id: visit.id })

  it('is applied as soon as that is there, in its order, and its item is settled', async () => {
    await pushed(centre.pool, [back(1, edit), back(2, book), back(3, confirm)], { desk: DESK_2 })
    expect(await itemOf(edit)).toMatchObject({ code: 'not_found', resolved_at: null })
    await pushed(centre.pool, [back(1, register)])
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === patient)).toMatchObject({ phone: '0917' })
    expect(await rowsAtCentre(centre.pool, 'appointments')).toMatchObject([{ id: visit.id, status: 'confirmed' }])
    for (const each of [edit, book, confirm]) {
      expect(await itemOf(each)).toMatchObject({ resolution: 'came_back', resolved_by: null, resolved_at: expect.stringMatching(/Z$/) as string })
      expect(await resultOf(each)).toEqual({ status: 'applied', code: null })
    }
    expect(await progressOf(DESK_2)).toMatchObject({ last_seq: 3, returned: 3 })
    expect((await progressOf(DESK_2)).tables).toContain('attention_items')
    expect(await verifyChains(centre.pool)).toEqual([])
  })

  it('is not tried again once a person has settled it', async () => {
    await pushed(centre.pool, [back(1, edit)], { desk: DESK_2 })
    const item = (await itemOf(edit))!
    await pushed(centre.pool, [{ ...mutation('attention.resolve', { id: item.id, resolution: 'dismissed' }), seq: 2 }], { desk: DESK_2 })
    await pushed(centre.pool, [back(1, register)])
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === patient)).toMatchObject({ phone: '' })
    expect(await itemOf(edit)).toMatchObject({ resolved_by: MANAGER, resolution: 'dismissed' })
  })

  it('is not tried again when it was refused before the restore, or never was applied', async () => {
    await pushed(centre.pool, [back(1, edit, { status: 'rejected', code: 'not_found', message: 'The patient is not known here.' }), back(2, book, null)], { desk: DESK_2 })
    await pushed(centre.pool, [back(1, register)])
    expect(await itemOf(edit)).toMatchObject({ resolved_at: null })
    expect(await rowsAtCentre(centre.pool, 'appointments')).toEqual([])
  })

  it.each([['three hours fast', 3], ['five hours slow', -5]])('[S10] is judged by when it was made in truth, though the clock of its PC is %s', async (_clock, hours) => {
    const byClock = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000 + hours * 3_600_000).toISOString()
    // The other edit was made when it was half an hour ago: before a clock that is slow has it, after one that is fast.
    const wins = hours < 0
    const returned = mutation('patient.edit', phoneEdit('', '0917', patient), { at: byClock(wins ? 10 : 50) })
    const other = mutation('patient.edit', phoneEdit('', '0999', patient), { at: new Date(Date.now() - 30 * 60_000).toISOString() })
    await pushed(centre.pool, [back(1, returned)], { desk: DESK_2, sentAt: byClock(0) })
    await pushed(centre.pool, [back(1, register), back(2, other)])
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === patient)).toMatchObject({ phone: wins ? '0917' : '0999' })
  })

  it('shows both values when another edit won meanwhile', async () => {
    const other = mutation('patient.edit', phoneEdit('', '0999', patient), { at: minutes(20) })
    await pushed(centre.pool, [back(1, edit)], { desk: DESK_2 })
    await pushed(centre.pool, [back(1, register), back(2, other)])
    expect((await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === patient)).toMatchObject({ phone: '0999' })
    expect(await itemOf(edit)).toMatchObject({ outcome: 'merged', resolved_at: null, losses: [{ field: 'phone', kept: '0999', lost: '0917' }] })
    expect(await resultOf(edit)).toEqual({ status: 'merged', code: 'merged' })
  })
})
