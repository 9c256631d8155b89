import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { extractText, getDocumentProxy } from 'unpdf'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { until } from '../support/window.ts'
import { expect, MOVING, test } from './fixtures.ts'
import { Person } from './person.ts'

test.use(MOVING)

test('three people work at a desk without the network, its host is killed, and after the network returns every copy is equal', async ({ clinic, browser }) => {
  const [deskA, deskB] = [await clinic.desk('desk-a'), await clinic.desk('desk-b')]
  const a = new Person(await browser.newPage())
  const b = new Person(await browser.newPage())
  await a.open(deskA.url)
  await b.open(deskB.url)
  await a.signIn('maria')
  await b.signIn('owner')

  await test.step('the receptionist books, moves and cancels without the network', async () => {
    deskA.cable.cut()
    await expect(a.pill).toHaveAccessibleName(/Offline/)
    await a.showDayAhead(25)
    await a.book('Chair 1', '9:00 AM', 'Muñoz', 'Dr. Andrea Reyes')
    await a.book('Chair 1', '10:00 AM', 'Peña', 'Dr. Andrea Reyes')
    const munoz = a.appointment(/Muñoz/)
    await drag(a, munoz, a.cell('Chair 2', '2:00 PM'))
    await expect(munoz).toHaveAccessibleName(/2:00 PM to 2:30 PM.*Chair 2/)
    await a.appointment(/Peña/).click()
    await a.page.getByRole('complementary', { name: 'Appointment' }).getByRole('button', { name: 'Cancel' }).click()
    await a.page.getByRole('dialog').getByRole('button', { name: 'Cancel appointment' }).click()
    await expect(a.appointment(/Peña/)).toBeHidden()
    await expect(a.pill).toHaveAccessibleName(/4 changes waiting/)
    await a.signOut()
  })

  await test.step('the dentist charts three teeth and completes a service', async () => {
    await a.signIn('drreyes')
    await a.openPatient('Muñoz')
    await a.tab('Chart')
    await a.page.getByRole('button', { name: 'Caries', exact: true }).or(a.page.getByRole('radio', { name: 'Caries', exact: true })).first().click()
    await a.page.getByRole('button', { name: /^Tooth 24 mesial/ }).click()
    await a.page.getByRole('button', { name: /^Tooth 45 occlusal/ }).click()
    await expect(a.page.getByRole('button', { name: /^Tooth 24 mesial, .*caries/i })).toBeVisible()
    await a.page.getByRole('combobox', { name: 'Chart by typing' }).fill('47 od filling')
    await a.page.keyboard.press('Enter')
    await expect(a.page.getByRole('button', { name: /^Tooth 47 occlusal, .*filling/i })).toBeVisible()
    await a.page.getByRole('button', { name: 'Complete a service' }).click()
    const dialog = a.page.getByRole('dialog', { name: 'Complete a service' })
    await dialog.getByRole('combobox', { name: 'Service' }).or(dialog.getByRole('textbox', { name: 'Service' })).first().fill('prophylaxis')
    await a.page.getByRole('option', { name: /prophylaxis/i }).first().click()
    await dialog.getByRole('button', { name: 'Complete and charge' }).click()
    await expect(dialog.getByText('Read the critical alerts above, then tick this.')).toBeVisible()
    await dialog.getByRole('checkbox', { name: 'I have read the critical alerts' }).check()
    await dialog.getByRole('button', { name: 'Complete and charge' }).click()
    await expect(dialog).toBeHidden()
    await a.signOut()
  })

  const printed = await test.step('the manager takes a payment and prints the statement', async () => {
    await a.signIn('owner')
    await a.openPatient('Muñoz')
    await a.tab('Billing')
    await a.page.getByRole('button', { name: 'Record payment' }).click()
    const payment = a.page.getByRole('dialog', { name: /^Payment from/ })
    await payment.getByLabel('Amount (₱)').fill('500')
    await payment.getByRole('button', { name: 'Record payment' }).click()
    await expect(payment).toBeHidden()
    await a.page.getByRole('button', { name: 'Issue statement' }).click()
    const issue = a.page.getByRole('dialog', { name: /^Statement of account for/ })
    await issue.getByRole('button', { name: 'Issue and open' }).click()
    const file = await a.download(a.page.getByRole('button', { name: 'Download' }).or(a.page.getByRole('link', { name: 'Download' })).first())
    const text = await textOf(await file.path())
    await a.page.keyboard.press('Escape')
    return text
  })
  expect(printed).toContain('Muñoz')
  expect(printed).toContain('₱')
  expect(printed).toContain('Statement of account - not an invoice or official receipt')

  await test.step('the host is killed and comes back, still offline, with nothing missing', async () => {
    const before = replicaContents(deskA)
    await deskA.kill()
    await deskA.restart()
    await a.signIn('drreyes')
    expect(differences(before, replicaContents(deskA))).toEqual([])
    await expect(a.pill).toHaveAccessibleName(/Offline.*10 changes waiting|10 changes waiting/)
    await a.openPatient('Muñoz')
    await a.tab('Chart')
    await expect(a.page.getByRole('button', { name: /^Tooth 24 mesial, .*caries/i })).toBeVisible()
  })

  await test.step('meanwhile the other desk changes the same patient', async () => {
    await b.openPatient('Muñoz')
    await b.tab('Details')
    await b.page.getByLabel('Phone', { exact: true }).fill('0918 222 3333')
    await b.page.getByRole('button', { name: 'Save changes' }).click()
    await expect(b.page.getByText('Changes saved')).toBeVisible()
    await b.tab('Chart')
    await expect(b.page.getByRole('button', { name: /^Tooth 24 mesial/ })).not.toHaveAccessibleName(/caries/i)
  })

  await test.step('the network returns: within 10 s both replicas and Postgres are equal row for row', async () => {
    deskA.cable.heal()
    const healed = performance.now()
    await until(async () => {
      const centre = await centreContents(clinic.databaseUrl)
      return differences(centre, replicaContents(deskA)).length === 0 && differences(centre, replicaContents(deskB)).length === 0
    }, 10_000)
    test.info().annotations.push({ type: 'equal after ms', description: String(Math.round(performance.now() - healed)) })
    const waiting = (await centreContents(clinic.databaseUrl)).get('attention_items')
    expect(waiting).toEqual([])
  })

  await test.step('both screens show it without a reload', async () => {
    await expect(a.pill).toHaveAccessibleName(/Online/)
    await expect(a.page.getByText('0918 222 3333').first()).toBeVisible()
    await expect(b.page.getByRole('button', { name: /^Tooth 24 mesial, .*caries/i })).toBeVisible()
    await b.tab('Billing')
    await expect(b.page.getByText(/PAY-.*-000001/).first()).toBeVisible()
  })
})

async function drag(person: Person, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  const { mouse } = person.page
  await mouse.move(start!.x + 20, start!.y + 6)
  await mouse.down()
  await mouse.move(start!.x + 40, start!.y + 30, { steps: 4 })
  await mouse.move(end!.x + 20, end!.y + 6, { steps: 12 })
  await mouse.up()
}

async function textOf(file: string): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await readFile(file))), { mergePages: true })
  return text
}
