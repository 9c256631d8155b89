import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation, PushResponse } from '../../shared/protocol/push.ts'
import { countAtCentre, createCentre, push, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { verifyChains } from '../../tests/support/audit-chains.ts'
import { DESK, DESK_2, GLOVES, PATIENTS } from '../../tests/support/world.ts'
import { freshId, mutation, phoneEdit } from '../../tests/support/writes.ts'

let centre: CentreDatabase

beforeEach(async () => {
  centre = await createCentre()
})
afterEach(() => centre.close())

/** Uses of gloves: each takes one, so that doing one twice shows. */
function uses(from: number, count: number): PushMutation[] {
  return Array.from({ length: count }, (_, index) => ({ ...mutation('stock.use', { id: freshId(), itemId: GLOVES, quantity: 1 }), seq: from + index }))
}

const used = () => countAtCentre(centre.pool, `stock_movements where kind = 'use'`)
const lastSeq = async (desk = DESK) => (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === desk)!.last_seq
const bodyOf = async (list: PushMutation[]) => (await push(centre.pool, list)).body as Exclude<PushResponse, { kind: 'refused' }>

describe('the same push', () => {
  it('[S3] sent twice has one effect and gets the same answers', async () => {
    const batch = uses(1, 3)
    const once = await pushed(centre.pool, batch)
    expect(once.map(({ seq, status }) => [seq, status])).toEqual([[1, 'applied'], [2, 'applied'], [3, 'applied']])
    expect(await pushed(centre.pool, batch)).toEqual(once)
    expect([await used(), await lastSeq()]).toEqual([3, 3])
  })

  it('[S3] gets the same refusal again, with one item to attend to', async () => {
    const batch = [{ ...mutation('patient.edit', phoneEdit('', '1', freshId())), seq: 1 }]
    const once = await pushed(centre.pool, batch)
    expect(once).toMatchObject([{ status: 'rejected', code: 'not_found' }])
    expect(await pushed(centre.pool, batch)).toEqual(once)
    expect(await rowsAtCentre(centre.pool, 'attention_items')).toHaveLength(1)
  })

  it('[S3] gets the same merged answer again', async () => {
    await pushed(centre.pool, [{ ...mutation('patient.edit', phoneEdit('', '1')), seq: 1 }], { desk: DESK_2 })
    const late = [{ ...mutation('patient.edit', phoneEdit('', '2'), { at: '2020-01-01T00:00:00.000Z' }), seq: 1 }]
    const once = await pushed(centre.pool, late)
    expect(once).toMatchObject([{ status: 'merged', code: 'merged' }])
    expect(await pushed(centre.pool, late)).toEqual(once)
    expect(await rowsAtCentre(centre.pool, 'attention_items')).toHaveLength(1)
  })

  it('[S3] sent twice at the same moment, or in overlapping parts, has one effect each', async () => {
    const batch = uses(1, 12)
    const answers = await Promise.all([pushed(centre.pool, batch), pushed(centre.pool, batch), pushed(centre.pool, batch.slice(0, 7)), pushed(centre.pool, batch)])
    for (const answer of answers) expect(answer.every(({ status }) => status === 'applied')).toBe(true)
    expect(answers[0].map(({ id }) => id)).toEqual(batch.map(({ id }) => id))
    expect([await used(), await lastSeq()]).toEqual([12, 12])
    expect(await countAtCentre(centre.pool, 'audit_log where device_id = $1', [DESK])).toBe(12)
    expect(await verifyChains(centre.pool)).toEqual([])
  })

  it('[S3] of which the desk knows only the end, because answers were lost, goes on where it stood', async () => {
    const batch = uses(1, 5)
    await pushed(centre.pool, batch.slice(0, 3))
    expect((await pushed(centre.pool, batch)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(await used()).toBe(5)
  })
})

describe('a push out of order', () => {
  it('[S3] with a gap before it does nothing and says where to go on', async () => {
    expect(await bodyOf(uses(3, 2))).toMatchObject({ kind: 'gap', expected: 1, results: [] })
    expect([await used(), await lastSeq()]).toEqual([0, 0])
  })

  it('[S3] with a gap within it does what stands before the gap', async () => {
    const [one, , three] = uses(1, 3)
    expect(await bodyOf([one!, three!])).toMatchObject({ kind: 'gap', expected: 2, results: [{ seq: 1, status: 'applied' }] })
    expect([await used(), await lastSeq()]).toEqual([1, 1])
  })

  it('[S3] the wrong way round is taken as far as it is in order, and heals when sent again', async () => {
    const batch = uses(1, 3)
    expect(await bodyOf(batch.toReversed())).toMatchObject({ kind: 'gap', expected: 1, results: [] })
    await pushed(centre.pool, batch)
    expect(await used()).toBe(3)
  })

  it('keeps every desk\'s own order apart', async () => {
    await pushed(centre.pool, uses(1, 2))
    await pushed(centre.pool, uses(1, 1), { desk: DESK_2 })
    expect([await lastSeq(), await lastSeq(DESK_2)]).toEqual([2, 1])
  })
})

describe('a number that was used for something else', () => {
  it('[S3] [S12] is answered with where to go on; under its new number the mutation is applied once', async () => {
    await pushed(centre.pool, uses(1, 4))
    const [mine] = uses(3, 1)
    expect(await bodyOf([mine!])).toMatchObject({ kind: 'renumber', expected: 5, results: [] })
    expect(await used()).toBe(4)
    expect(await pushed(centre.pool, [{ ...mine!, seq: 5 }])).toMatchObject([{ seq: 5, status: 'applied' }])
    expect([await used(), await lastSeq()]).toEqual([5, 5])
  })

  it('[S3] [S12] of a mutation the centre knows already gets the answer it got, and no second effect', async () => {
    const [one, two] = uses(1, 2)
    const [first] = await pushed(centre.pool, [one!, two!])
    const again = await pushed(centre.pool, [{ ...one!, seq: 3 }])
    expect(again).toEqual([{ ...first!, seq: 3 }])
    expect([await used(), await lastSeq()]).toEqual([2, 3])
    expect(await rowsAtCentre(centre.pool, 'client_progress')).toContainEqual(expect.objectContaining({ client_id: DESK, mutation_id: one!.id, tables: ['client_progress'] }))
  })
})

describe('a desk whose progress was never written down', () => {
  it('[S9] begins at one, and goes on', async () => {
    await centre.pool.query('delete from client_progress where client_id = $1', [DESK])
    const batch = uses(1, 2)
    expect(await pushed(centre.pool, batch)).toHaveLength(2)
    expect(await pushed(centre.pool, batch)).toHaveLength(2)
    expect([await used(), await lastSeq()]).toEqual([2, 2])
  })

  it('[S3] is not confused by two copies of its first push', async () => {
    await centre.pool.query('delete from client_progress where client_id = $1', [DESK])
    const batch = uses(1, 3)
    await Promise.all([pushed(centre.pool, batch), pushed(centre.pool, batch)])
    expect([await used(), await lastSeq()]).toEqual([3, 3])
  })
})

describe('the manifest', () => {
  it('[S6] names exactly the tables that the transaction wrote', async () => {
    const manifests: string[][] = []
    const written = async (list: PushMutation[]) => {
      await pushed(centre.pool, list)
      manifests.push((await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === DESK)!.tables.toSorted((a, b) => a.localeCompare(b)))
    }
    await written([{ ...mutation('patient.edit', phoneEdit('', '1')), seq: 1 }])
    await written([{ ...mutation('payment.record', { id: freshId(), patientId: PATIENTS[0], number: 'PAY-FD1-000001', method: 'cash', amountCentavos: 100, receivedOn: '2026-11-20' }), seq: 2 }])
    await written([{ ...mutation('patient.edit', phoneEdit('', '1')), seq: 3 }])
    await written([{ ...mutation('patient.edit', phoneEdit('', '9'), { at: '2020-01-01T00:00:00.000Z' }), seq: 4 }])
    await written([{ ...mutation('patient.edit', phoneEdit('', '1', freshId())), seq: 5 }])
    expect(manifests).toEqual([
      ['client_progress', 'patients'], ['client_progress', 'ledger_lines', 'payments'], ['client_progress'],
      ['attention_items', 'client_progress'], ['attention_items', 'client_progress'],
    ])
  })
})
