import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { openScreen, writesOf } from '../testing/open.tsx'
import { CLINIC, sampleId } from '../testing/samples.ts'
import { InventoryScreen } from './index.tsx'
import { selectItems } from './select.ts'

afterEach(cleanup)

function item(number: number, patch: Partial<StockItem> = {}): StockItem {
  return {
    id: sampleId(number), clinic_id: CLINIC, created_at: '2026-01-05T01:00:00.000Z', supplier_id: null, sku: '', name: 'Gloves', category: 'Protection', unit: 'box', reorder_level: 5,
    unit_cost_centavos: 25_000, is_active: true, updated_at: '2026-01-05T01:00:00.000Z', onHand: 12, isLow: false, supplierName: null, nextExpiry: null, ...patch,
  }
}
const gloves = item(40)
const anesthetic = item(41, { name: 'Lidocaine', category: 'Anaesthetic', unit: 'carpule', onHand: 3, isLow: true, nextExpiry: '2020-01-01' })

async function open(items: StockItem[] = [gloves, anesthetic], refuse?: string) {
  const host = openScreen(<InventoryScreen />, { 'inventory.list': () => items }, { refuse })
  await screen.findByText(items.length > 0 ? 'Item' : /No stock items yet/)
  return host
}

async function dialogOf(button: string) {
  fireEvent.click(screen.getByRole('button', { name: button }))
  return within(await screen.findByRole('dialog'))
}

describe('the list of stock', () => {
  it('says in words what is low and what has expired', async () => {
    await open()
    const row = screen.getByRole('button', { name: 'Lidocaine' }).closest('[role="row"]')?.textContent
    expect(row).toContain('3 carpule')
    expect(row).toContain('Low')
    expect(row).toContain('Expired')
  })

  it('narrows to what is low', async () => {
    await open()
    fireEvent.click(screen.getByRole('switch', { name: 'Only low stock' }))
    expect(screen.queryByRole('button', { name: 'Gloves' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Lidocaine' })).toBeTruthy()
  })

  it('finds items by any word of name, code or category and puts those out of use last', () => {
    const old = item(42, { name: 'Alginate', is_active: false })
    expect(selectItems([old, gloves, anesthetic], 'ANAESTH', false)).toEqual([anesthetic])
    expect(selectItems([old, gloves, anesthetic], '', false).at(-1)).toBe(old)
  })

  it('helps to add the first item', async () => {
    const host = await open([])
    const [, inside] = screen.getAllByRole('button', { name: 'Add item' })
    fireEvent.click(inside ?? document.body)
    const dialog = within(await screen.findByRole('dialog'))
    fireEvent.click(dialog.getByRole('button', { name: 'Save item' }))
    expect(await dialog.findByText('Give the item a name.')).toBeTruthy()
    fireEvent.change(dialog.getByLabelText(/^Name/), { target: { value: 'Gloves' } })
    fireEvent.change(dialog.getByLabelText(/^Unit/), { target: { value: 'box' } })
    fireEvent.change(dialog.getByLabelText('Reorder level'), { target: { value: '5' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Save item' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'stock.saveItem', input: { name: 'Gloves', unit: 'box', reorderLevel: 5, unitCostCentavos: 0, isActive: true } }]))
  })
})

describe('moving stock', () => {
  it('receives a delivery with its lot and expiry', async () => {
    const host = await open()
    const dialog = await dialogOf('Receive Gloves')
    fireEvent.change(dialog.getByLabelText(/^Quantity received/), { target: { value: '10' } })
    fireEvent.change(dialog.getByLabelText('Lot number'), { target: { value: 'L-7' } })
    fireEvent.change(dialog.getByLabelText('Expires on'), { target: { value: 'mar 31 2027' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Receive into stock' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'stock.receive', input: { itemId: gloves.id, quantity: 10, lotNumber: 'L-7', expiresOn: '2027-03-31', unitCostCentavos: 25_000 } }]))
  })

  it('does not take out more than is on hand', async () => {
    const host = await open()
    const dialog = await dialogOf('Use Lidocaine')
    fireEvent.change(dialog.getByLabelText(/^Quantity used/), { target: { value: '4' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Take from stock' }))
    expect(dialog.getByText('Only 3 carpule on hand.')).toBeTruthy()
    expect(writesOf(host)).toHaveLength(0)
  })

  it('shows the reason of the host beside the quantity and keeps the dialog open', async () => {
    await open([gloves], 'Only 1 box on hand.')
    const dialog = await dialogOf('Use Gloves')
    fireEvent.click(dialog.getByRole('button', { name: 'Take from stock' }))
    expect(await dialog.findByText('Only 1 box on hand.')).toBeTruthy()
  })
})
