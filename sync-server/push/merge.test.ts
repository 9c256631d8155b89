import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { createCentre, pushed, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { DESK, DESK_2, PATIENTS } from '../../tests/support/world.ts'
import { mutation } from '../../tests/support/writes.ts'

let centre: CentreDatabase
let seq: Record<string, number>

beforeEach(async () => {
  centre = await createCentre()
  seq = { [DESK]: 0, [DESK_2]: 0 }
})
afterEach(() => centre.close())

const HOUR = 3_600_000
const now = Date.now()
const ago = (ms: number) => new Date(now - ms).toISOString()

interface Edit {
  desk: string
  from: string
  to: string
  /** When it was made, by the desk's clock. */
  at: string
  /** How far that clock is ahead of the centre's, in milliseconds. */
  ahead?: number
  field?: 'phone' | 'city'
}

async function edit({ desk, from, to, at, ahead = 0, field = 'phone' }: Edit) {
  const wanted: PushMutation = { ...mutation('patient.edit', { id: PATIENTS[0], changes: [{ field, from, to }] }, { at }), seq: ++seq[desk]! }
  return (await pushed(centre.pool, [wanted], { desk, sentAt: new Date(Date.now() + ahead).toISOString() }))[0]!
}

const standing = async () => (await rowsAtCentre(centre.pool, 'patients')).find(({ id }) => id === PATIENTS[0])!
const items = async () => (await rowsAtCentre(centre.pool, 'attention_items')).map(({ outcome, losses, client_id }) => ({ outcome, losses, client_id }))

describe('two people who edit one field of a patient', () => {
  const early: Edit = { desk: DESK, from: '', to: '111', at: ago(2 * HOUR) }
  const late: Edit = { desk: DESK_2, from: '', to: '222', at: ago(HOUR) }

  it('end with the later edit when it arrives last; the value that lost is kept and listed', async () => {
    expect(await edit(early)).toMatchObject({ status: 'applied' })
    expect(await edit(late)).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('222')
    expect(await items()).toEqual([{ outcome: 'merged', losses: [{ field: 'phone', kept: '222', lost: '111' }], client_id: DESK_2 }])
  })

  it('end with the later edit when it arrives first, too', async () => {
    expect(await edit(late)).toMatchObject({ status: 'applied' })
    expect(await edit(early)).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('222')
    expect(await items()).toEqual([{ outcome: 'merged', losses: [{ field: 'phone', kept: '222', lost: '111' }], client_id: DESK }])
  })

  it('end the same whichever way the desks\' edits cross, with three of them as well', async () => {
    const third: Edit = { desk: DESK, from: '', to: '333', at: ago(HOUR / 2) }
    for (const order of [[early, late, third], [late, early, third], [early, third, late]]) {
      await centre.pool.query(`update patients set phone = '', field_edits = '{}'`)
      for (const each of order) await edit(each)
      expect((await standing()).phone).toBe('333')
    }
  })

  it('do not meet when they edit different fields', async () => {
    await edit(early)
    expect(await edit({ ...late, field: 'city' })).toMatchObject({ status: 'applied' })
    expect(await standing()).toMatchObject({ phone: '111', city: '222' })
    expect(await items()).toEqual([])
  })

  it('who type the same have no conflict', async () => {
    await edit(early)
    expect(await edit({ ...late, to: '111' })).toMatchObject({ status: 'applied' })
    expect(await items()).toEqual([])
  })

  it('keep the standing value where nobody knows when it was made', async () => {
    await centre.pool.query(`update patients set phone = '999' where id = $1`, [PATIENTS[0]])
    expect(await edit(late)).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('999')
    expect(await items()).toMatchObject([{ losses: [{ kept: '999', lost: '222' }] }])
  })
})

describe('[S10] a PC clock', () => {
  it('that is hours behind is corrected by the offset the centre measured', async () => {
    await edit({ desk: DESK, from: '', to: '111', at: ago(2 * HOUR) })
    // Made one hour ago in truth; the clock said six hours ago.
    expect(await edit({ desk: DESK_2, from: '', to: '222', at: ago(6 * HOUR), ahead: -5 * HOUR })).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('222')
  })

  it('that is hours ahead is corrected as well: its earlier edit does not win', async () => {
    await edit({ desk: DESK, from: '', to: '111', at: ago(HOUR) })
    // Made two hours ago in truth; the clock said three hours from now.
    expect(await edit({ desk: DESK_2, from: '', to: '222', at: ago(-3 * HOUR), ahead: 5 * HOUR })).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('111')
  })

  it('that was set back after the edit cannot make it win for ever: no edit is later than its arrival', async () => {
    await edit({ desk: DESK_2, from: '', to: '222', at: ago(-1000 * HOUR) })
    expect(Date.parse((await standing()).field_edits.phone!)).toBeLessThanOrEqual(Date.now())
    expect(await edit({ desk: DESK, from: '', to: '111', at: new Date().toISOString() })).toMatchObject({ status: 'merged' })
    expect((await standing()).phone).toBe('111')
  })

  it('that shows another century loses no write and stops nothing', async () => {
    const results = [
      await edit({ desk: DESK, from: '', to: '111', at: '1970-01-01T00:00:00.000Z', ahead: Date.parse('1970-01-01') - now }),
      await edit({ desk: DESK, from: '111', to: '222', at: '9998-01-01T00:00:00.000Z', ahead: Date.parse('9998-01-01') - now }),
    ]
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect((await standing()).phone).toBe('222')
  })
})

it('a merged edit with several fields applies what it can and lists each loss', async () => {
  await edit({ desk: DESK, from: '', to: '111', at: ago(HOUR) })
  const wanted: PushMutation = {
    ...mutation('patient.edit', { id: PATIENTS[0], changes: [{ field: 'phone', from: '', to: '222' }, { field: 'city', from: '', to: 'Cebu' }, { field: 'is_deceased', from: false, to: true }] }, { at: ago(2 * HOUR) }),
    seq: 1,
  }
  expect(await pushed(centre.pool, [wanted], { desk: DESK_2 })).toMatchObject([{ status: 'merged' }])
  expect(await standing()).toMatchObject({ phone: '111', city: 'Cebu', is_deceased: true })
  expect(await items()).toEqual([{ outcome: 'merged', losses: [{ field: 'phone', kept: '111', lost: '222' }], client_id: DESK_2 }])
})
