import { formatDate } from '../../renderer/ui/format.ts'
import { day, expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), back: await clinic.desk('back') }))

test('an item is added, received with its expiry, used, and marked when it runs low', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.go('Inventory')
  await page.getByRole('button', { name: 'Add item' }).click()
  const card = page.getByRole('dialog', { name: 'Add item' })
  await card.getByRole('button', { name: 'Save item' }).click()
  await expect(card).toContainText('Give the item a name.')
  await card.getByLabel('Name').fill('Cotton rolls, size 2')
  await card.getByLabel('Unit', { exact: false }).first().fill('bag')
  await card.getByLabel('Reorder level').fill('3')
  await card.getByLabel('Category').fill('Consumables')
  await card.getByLabel('Cost of one unit (₱)').fill('120.5')
  await card.getByRole('button', { name: 'Save item' }).click()
  await expect(card).toBeHidden()
  const row = page.getByRole('row', { name: /^Cotton rolls, size 2/ })
  await expect(row).toContainText('None left')

  await page.getByRole('button', { name: 'Receive Cotton rolls, size 2' }).click()
  const receive = page.getByRole('dialog', { name: 'Receive Cotton rolls, size 2' })
  await receive.getByLabel('Quantity received').fill('five')
  await receive.getByRole('button', { name: 'Receive into stock' }).click()
  await expect(receive).toContainText('Type 1 or more.')
  await receive.getByLabel('Quantity received').fill('5')
  await receive.getByLabel('Lot number').fill('L-77')
  await receive.getByLabel('Expires on').fill(day(20))
  await receive.getByRole('button', { name: 'Receive into stock' }).click()
  await expect(receive).toBeHidden()
  await expect(row).toContainText('5 bag')
  await expect(row).toContainText(formatDate(day(20)))
  await expect(row).toContainText('Within 30 days')
  await expect(row).not.toContainText('Low')

  await page.getByRole('button', { name: 'Use Cotton rolls, size 2' }).click()
  const use = page.getByRole('dialog', { name: 'Use Cotton rolls, size 2' })
  await use.getByLabel('Quantity used').fill('6')
  await use.getByRole('button', { name: 'Take from stock' }).click()
  await expect(use).toContainText('Only 5 bag on hand.')
  await use.getByLabel('Quantity used').fill('2')
  await use.getByLabel('Reason').fill('Sample')
  await use.getByRole('button', { name: 'Take from stock' }).click()
  await expect(use).toBeHidden()
  await expect(row).toContainText('3 bag')
  await expect(row).toContainText('Low')

  await page.getByRole('button', { name: 'Cotton rolls, size 2', exact: true }).click()
  const details = page.getByRole('dialog', { name: 'Details' })
  await expect(details.getByRole('table', { name: 'Lots' }).getByRole('row').nth(1)).toContainText('L-77')
  await expect(details.getByRole('table', { name: 'Movements' })).toContainText('Sample')
  await expect(details.getByRole('table', { name: 'Movements' })).toContainText('+5')
  await expect(details.getByRole('table', { name: 'Movements' })).toContainText('Maria Santos')
})

test('what is short can be seen by itself, and the filter finds by name, code and category', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.go('Inventory')
  const items = page.getByRole('table', { name: 'Inventory' }).getByRole('row')
  await page.getByRole('switch', { name: 'Only low stock' }).check()
  await expect(items.filter({ hasText: 'Lidocaine 2%' })).toContainText('Low')
  await expect(items.filter({ hasText: 'Fluoride varnish' })).toContainText('None left')
  await expect(items.filter({ hasText: 'Nitrile gloves' })).toHaveCount(0)
  await page.getByRole('switch', { name: 'Only low stock' }).uncheck()
  for (const typed of ['nitrile', 'glv-m', 'protection']) {
    await page.getByRole('textbox', { name: 'Filter items' }).fill(typed)
    await expect(items.filter({ hasText: 'Nitrile gloves' }), typed).toBeVisible()
    await expect(items.filter({ hasText: 'Alginate' }), typed).toHaveCount(0)
  }
})

test('two desks without network both take the last of an item: nothing is lost and the books say so', async ({ sitAt }) => {
  const { front, back } = here()
  const maria = await sitAt(front, 'maria')
  const owner = await sitAt(back, 'owner')
  for (const [desk, person] of [[front, maria], [back, owner]] as const) {
    await person.go('Inventory')
    desk.cable.cut()
    await expect(person.pill).toHaveAccessibleName(/Offline/)
    await person.page.getByRole('button', { name: 'Use Glass ionomer cement' }).click()
    const dialog = person.page.getByRole('dialog', { name: 'Use Glass ionomer cement' })
    await dialog.getByLabel('Quantity used').fill('2')
    await dialog.getByRole('button', { name: 'Take from stock' }).click()
    await expect(person.page.getByRole('row', { name: /^Glass ionomer cement/ })).toContainText('1 set')
  }
  front.cable.heal()
  back.cable.heal()
  for (const person of [maria, owner]) {
    await expect(person.page.getByRole('row', { name: /^Glass ionomer cement/ })).toContainText('-1 set')
    await expect(person.page.getByRole('row', { name: /^Glass ionomer cement/ })).toContainText('Books run behind')
  }
})
