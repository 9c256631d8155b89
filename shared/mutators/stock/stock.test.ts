import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { COMPOSITE, GLOVES, LOT_LATE, LOT_SOON, minutes, uid } from '../../../tests/support/world.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const card = { id: uid(800), name: 'Masks', unit: 'box', reorderLevel: 3, unitCostCentavos: 25_000 } as const

const moves = async (itemId: string) => (await engines.rows('stock_movements')).filter(({ item_id, created_at }) => item_id === itemId && created_at === minutes(5)).map(({ kind, lot_id, quantity }) => ({ kind, lot_id, quantity }))

describe('receiving', () => {
  it('makes a lot of its own and the movement into it', async () => {
    expect(await engines.run('stock.receive', { id: uid(810), itemId: GLOVES, quantity: 100, lotNumber: 'L-7', expiresOn: '2028-02-29', unitCostCentavos: 1234 })).toBe('done')
    const lot = (await engines.rows('stock_lots')).find(({ item_id }) => item_id === GLOVES)
    expect(lot).toMatchObject({ lot_number: 'L-7', expires_on: '2028-02-29', unit_cost_centavos: 1234 })
    expect(await moves(GLOVES)).toEqual([{ kind: 'receive', lot_id: lot!.id, quantity: 100 }])
  })

  it.each([['nothing', { quantity: 0 }, 'invalid'], ['less than nothing', { quantity: -1 }, 'invalid'], ['an unknown item', { itemId: uid(404) }, 'not_found']])('%s is refused', async (_what, more, refused) => {
    expect(await engines.run('stock.receive', { id: uid(810), itemId: GLOVES, quantity: 1, unitCostCentavos: 1, ...more })).toEqual({ refused })
  })
})

describe('using', () => {
  it('takes from the lot that expires first, then from the next, then from none', async () => {
    expect(await engines.run('stock.use', { id: uid(810), itemId: COMPOSITE, quantity: 8, reason: 'Spilled' })).toBe('done')
    expect(new Set(await moves(COMPOSITE))).toEqual(new Set([{ kind: 'use', lot_id: LOT_SOON, quantity: -1 }, { kind: 'use', lot_id: LOT_LATE, quantity: -5 }, { kind: 'use', lot_id: null, quantity: -2 }]))
  })

  it('is refused at the desk beyond what it sees on hand, but never at the centre: what was used was used', async () => {
    await expect(engines.prepare('stock.use', { id: uid(810), itemId: GLOVES, quantity: 11 })).rejects.toMatchObject({ code: 'not_enough', message: 'Only 10 piece on hand.' })
    expect(await engines.prepare('stock.use', { id: uid(810), itemId: GLOVES, quantity: 10 })).toBeDefined()
    expect(await engines.run('stock.use', { id: uid(810), itemId: GLOVES, quantity: 11 })).toBe('done')
    expect(await moves(GLOVES)).toEqual([{ kind: 'use', lot_id: null, quantity: -11 }])
  })

  it('of nothing, or of an unknown item, is refused', async () => {
    expect(await engines.run('stock.use', { id: uid(810), itemId: GLOVES, quantity: 0 })).toEqual({ refused: 'invalid' })
    expect(await engines.run('stock.use', { id: uid(810), itemId: uid(404), quantity: 1 })).toEqual({ refused: 'not_found' })
  })
})

describe('the card of an item', () => {
  it('is added, then changed, and moves no stock', async () => {
    expect(await engines.run('stock.saveItem', card)).toBe('done')
    expect(await engines.run('stock.saveItem', { ...card, name: 'Masks FFP2', sku: 'M-2', isActive: false }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('inventory_items', uid(800))).toMatchObject({ name: 'Masks FFP2', sku: 'M-2', is_active: false, reorder_level: 3, created_at: minutes(5), updated_at: minutes(9), supplier_id: null })
    expect(await moves(uid(800))).toEqual([])
  })

  it('needs a name and a unit', async () => {
    expect(await engines.run('stock.saveItem', { ...card, name: '' })).toEqual({ refused: 'invalid' })
    expect(await engines.run('stock.saveItem', { ...card, unit: ' ' })).toEqual({ refused: 'invalid' })
  })
})
