import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { extractText, getDocumentProxy } from 'unpdf'
import { formatAmount, formatPeso } from '../../shared/domain/money.ts'
import type { Person } from './person.ts'
import { atCentre, expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), chairside: await clinic.desk('chairside', 'chairside') }))

test('takes cash, says the change, and the account, the overview and the centre agree', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.go('Billing')
  await page.getByRole('table', { name: 'Patients who owe' }).getByRole('row').nth(1).getByRole('button').click()
  const before = await centavosIn(page.getByRole('group', { name: 'Balance' }))
  expect(before).toBeGreaterThan(50_000)

  await page.getByRole('button', { name: 'Record payment' }).click()
  const dialog = page.getByRole('dialog', { name: /^Payment from / })
  await expect(dialog.getByLabel('Amount (₱)')).toHaveValue(formatAmount(before))
  await dialog.getByLabel('Amount (₱)').fill('500')
  await dialog.getByLabel('Cash tendered (₱)').fill('300')
  await expect(dialog.getByRole('status', { name: 'Change due' })).toContainText('₱200.00 short of the amount')
  await dialog.getByRole('button', { name: 'Record payment' }).click()
  await expect(dialog).toContainText('The cash tendered does not cover the amount.')
  await dialog.getByLabel('Cash tendered (₱)').fill('1,000')
  await expect(dialog.getByRole('status', { name: 'Change due' })).toContainText('₱500.00')
  await dialog.getByRole('button', { name: 'Record payment' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Payment of ₱500.00 recorded')).toBeVisible()
  await expect.poll(() => centavosIn(page.getByRole('group', { name: 'Balance' }))).toBe(before - 50_000)

  // By its number, which only this desk gives.
  const line = page.getByRole('table', { name: 'Account lines' }).getByRole('row', { name: /Payment PAY-.*-000001/ })
  await expect(line).toContainText('₱500.00')
  await page.getByRole('button', { name: 'All accounts' }).click()
  await expect(page.getByRole('group', { name: 'Collected today' })).toContainText('₱')
  await expect.poll(() => atCentre(here().clinic, `select amount_centavos::int as amount, method from payments where number like 'PAY-%-000001' and number not like 'PAY-DEMO-%'`)).toEqual([{ amount: 50_000, method: 'cash' }])
})

test('a payment above the balance says that it leaves a credit, and a transfer asks for its reference', async ({ sitAt }) => {
  const maria = await openAccount(await sitAt(here().front, 'maria'), 'Zamora, Christian')
  const { page } = maria
  const balance = await centavosIn(page.getByRole('group', { name: 'Balance' }).last())
  await page.getByRole('button', { name: 'Record payment' }).click()
  const dialog = page.getByRole('dialog', { name: /^Payment from Zamora, Christian/ })
  await dialog.getByLabel('Amount (₱)').fill(formatAmount(balance + 10_000))
  await expect(dialog).toContainText('Leaves a credit of ₱100.00')
  await dialog.getByRole('combobox', { name: 'Method' }).selectOption('GCash')
  await expect(dialog.getByLabel('Cash tendered (₱)')).toHaveCount(0)
  await dialog.getByLabel('Reference').fill('GC-778812')
  await dialog.getByRole('button', { name: 'Record payment' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('tabpanel').getByRole('group', { name: 'Balance' })).toContainText('In credit')
  await expect(page.getByRole('tabpanel').getByRole('group', { name: 'Balance' })).toContainText('₱100.00')
})

test('the statement on paper says what the ledger at the centre says, to the centavo, and says so when it is printed again', async ({ sitAt }) => {
  const maria = await openAccount(await sitAt(here().front, 'maria'), 'Muñoz')
  const { page } = maria
  await page.getByRole('button', { name: 'Issue statement' }).click()
  const dialog = page.getByRole('dialog', { name: /^Statement of account for Muñoz/ })
  await dialog.getByLabel('Note on the statement').fill('Salamat po, ñ and ₱ included')
  await dialog.getByRole('button', { name: 'Issue and open' }).click()

  const viewer = page.getByRole('dialog', { name: 'Statement of account', exact: true })
  const frame = viewer.getByTitle(/^Statement SOA-/)
  await expect(frame).toHaveAttribute('src', /^blob:http:\/\/127\.0\.0\.1/)
  await expect.poll(() => page.frames().some((each) => each.url().startsWith('blob:'))).toBe(true)
  const text = await textOf(maria, viewer)

  const ledger = await atCentre<{ description: string; amount: number }>(here().clinic, `select l.description, l.amount_centavos::int as amount from ledger_lines l join patients p on p.id = l.patient_id where p.last_name = 'Muñoz' order by l.entry_date, l.created_at`)
  expect(ledger.length).toBeGreaterThan(1)
  const sum = (lines: { amount: number }[]) => lines.reduce((total, { amount }) => total + amount, 0)
  expect(text).toContain('Muñoz, Ana Liza Reyes')
  for (const { description, amount } of ledger) {
    expect(text).toContain(description)
    expect(text).toContain(formatAmount(Math.abs(amount)))
  }
  for (const total of [sum(ledger.filter(({ amount }) => amount > 0)), -sum(ledger.filter(({ amount }) => amount < 0)), sum(ledger)]) expect(text).toContain(formatPeso(total))
  expect(text).toContain('Salamat po, ñ and ₱ included')
  expect(text).toContain('Statement of account - not an invoice or official receipt')
  expect(text).not.toContain('REPRINT')

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Open SOA-/ }).click()
  const again = await textOf(maria, viewer)
  expect(again).toContain('REPRINT')
  expect(again.replace('REPRINT', '').replaceAll(/\s+/g, ' ').trim()).toBe(text.replaceAll(/\s+/g, ' ').trim())
})

test('finds who owes by name or phone, and a statement for a period before it began is refused', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.go('Billing')
  const debtors = page.getByRole('table', { name: 'Patients who owe' })
  const name = (await debtors.getByRole('row').nth(2).getByRole('button').textContent())!
  await page.getByRole('textbox', { name: 'Filter patients who owe' }).fill(name.split(',')[0]!.toLowerCase())
  await expect(debtors.getByRole('row').nth(1)).toContainText(name)
  await page.getByRole('textbox', { name: 'Filter patients who owe' }).fill('nobody of that name')
  await expect(page.getByText('No patient who owes matches the filter.')).toBeVisible()

  await page.getByRole('button', { name: 'Clear filter' }).first().click()
  await debtors.getByRole('row').nth(1).getByRole('button').click()
  await page.getByRole('button', { name: 'Issue statement' }).click()
  const dialog = page.getByRole('dialog', { name: /^Statement of account for/ })
  await dialog.getByLabel('To').fill('1 Jan 2020')
  await dialog.getByRole('button', { name: 'Issue and open' }).click()
  await expect(dialog).toContainText('The period must start before it ends.')
})

test('a chairside PC shows no balances and keeps no accounts, whoever signs in', async ({ sitAt }) => {
  const owner = await sitAt(here().chairside, 'owner')
  await owner.openPatient('Muñoz')
  await expect(owner.page.getByRole('tab', { name: 'Chart' })).toBeVisible()
  await expect(owner.page.getByRole('tab', { name: 'Billing' })).toHaveCount(0)
  await expect(owner.page.getByRole('group', { name: 'Balance' })).toHaveCount(0)
  await expect(owner.page.getByText('₱')).toHaveCount(0)
  await expect(owner.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Billing' })).toHaveCount(0)
})

async function openAccount(person: Person, patient: string): Promise<Person> {
  await person.openPatient(patient)
  await person.tab('Billing')
  await expect(person.page.getByRole('button', { name: 'Record payment' })).toBeVisible()
  return person
}

async function centavosIn(place: Locator): Promise<number> {
  const amount = /₱([\d,]+)\.(\d\d)/.exec((await place.textContent()) ?? '')!
  return Number(`${amount[1]!.replaceAll(',', '')}${amount[2]}`)
}

async function textOf(person: Person, viewer: Locator): Promise<string> {
  const file = await person.download(viewer.getByRole('link', { name: 'Download' }))
  expect(file.suggestedFilename()).toMatch(/^SOA-[A-Z0-9]+-\d{6}\.pdf$/)
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await readFile(await file.path()))), { mergePages: true })
  return text
}
