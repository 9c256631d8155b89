import { look } from './look.ts'
import type { Person } from './person.ts'
import { atCentre, day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front') }))

async function openTab(person: Person, name: RegExp): Promise<void> {
  await person.page.keyboard.press('F4')
  await person.page.getByRole('tab', { name }).click()
  await expect(person.page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true')
}

test('every list is one key and a tab away, filters, and is copied whole', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await page.evaluate(() => Object.assign(navigator.clipboard, { writeText: (text: string) => { document.title = text; return Promise.resolve() } }))
  for (const [tab, name] of [[/^To confirm/, 'confirmations'], [/^Reminders/, 'reminders'], [/^Short notice/, 'asap'], [/^Unscheduled/, 'unscheduled'], [/^Planned/, 'planned'], [/^Recalls/, 'recalls']] as const) {
    await openTab(maria, tab)
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    await look(page, `lists-${name}`)
  }
  await page.getByRole('tab', { name: /^Recalls/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Outage pack' })).toHaveAttribute('aria-selected', 'true')

  await openTab(maria, /^Unscheduled/)
  const dismiss = page.getByRole('button', { name: /^Dismiss / })
  const given = await dismiss.count()
  await dismiss.first().press('Enter')
  await expect(dismiss).toHaveCount(given - 1)
  await page.keyboard.press('Control+z')
  await expect(dismiss).toHaveCount(given)

  await openTab(maria, /^Recalls/)
  const [, first] = await page.getByRole('row').getByRole('button', { name: /^Open / }).allTextContents()
  await page.getByRole('textbox', { name: 'Filter this list' }).fill(first!.split(',')[0]!)
  await page.getByRole('button', { name: 'Copy list' }).click()
  await expect.poll(() => page.title()).toContain(first!)
  expect(await page.title()).toMatch(/^Patient\sPhone\sRecall/)
  await page.getByRole('textbox', { name: 'Filter this list' }).fill('nobody of this name')
  await expect(page.getByText('Nobody in this list fits the filter')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Note a call: / }).first().click()
  await page.getByRole('menuitem', { name: 'Put off 30 days' }).click()
  await expect(page.getByText(/^Put off: /)).toBeVisible()
})

test('a freed time is offered to whom it suits, and one key gives it away', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await openTab(maria, /^Short notice/)
  await page.getByRole('button', { name: 'Add a patient' }).click()
  const dialog = page.getByRole('dialog', { name: 'Short notice' })
  await dialog.getByRole('combobox', { name: 'Patient' }).fill('Aquino')
  await page.getByRole('option', { name: /Aquino/ }).first().click()
  await look(page, 'lists-asap-add')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Aquino' })).toContainText('Any dentist, any day')

  await maria.go('Day')
  await maria.showDate(day(18))
  await maria.book('Chair 1', '9:00 AM', 'Navarro', REYES)
  await maria.dismissToasts()
  await maria.appointment(/^Navarro/).click()
  await maria.panel.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel appointment' }).click()
  const offer = page.getByRole('region', { name: '1 person on the short-notice list would fit' })
  await expect(offer).toContainText('Aquino, Teresita')
  await maria.dismissToasts()
  await look(page, 'asap-offer')
  await page.keyboard.press('F9')
  await expect(offer).toBeHidden()
  await expect(maria.appointment(/^Aquino/)).toHaveAccessibleName(/9:00 AM to 9:30 AM/)
  await expect.poll(() => atCentre(here().clinic, `select e.status from asap_entries e join patients p on p.id = e.patient_id where p.last_name = 'Aquino'`)).toEqual([{ status: 'booked' }])
})

test('calls and reminders are noted offline, and a cancelled appointment reminds nobody', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  here().front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  await openTab(maria, /^Reminders/)
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  const count = await page.getByRole('row').count()
  await page.getByRole('button', { name: /^Copy text for / }).first().click()
  await expect(page.getByRole('row').filter({ hasText: 'Copied' })).toHaveCount(1)
  await look(page, 'lists-offline')
  const name = (await page.getByRole('row').nth(1).getByRole('button', { name: /^Open / }).textContent())!
  await maria.go('Day')
  await page.getByRole('button', { name: 'Next day' }).click()
  await maria.appointment(new RegExp(`^${name}`)).first().click()
  await maria.panel.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await openTab(maria, /^Reminders/)
  await expect(page.getByRole('row')).toHaveCount(count - 1)
  here().front.cable.heal()
  await expect(maria.pill).toHaveAccessibleName(/Online/)
})
