import type { Page } from '@playwright/test'
import type { Person } from './person.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), back: await clinic.desk('back') }))
test.afterEach(() => {
  for (const desk of [here().front, here().back]) desk.cable.heal()
})

const MUNOZ = /^Muñoz, Ana Liza Reyes/
const results = (page: Page) => page.getByRole('listbox', { name: 'Patients found' }).getByRole('option')

test('finds a patient however a person thinks of them', async ({ sitAt }) => {
  const { page } = await sitAt(here().front, 'maria')
  for (const typed of ['munoz', 'MUÑOZ', 'liza mun', 'reyes ana', 'muñoz, ana', '0917 555 1237', '+63 917 555 1237', '9175551237', '3/14/88', '1988-03-14', 'mar 14 1988', 'NG-0001']) {
    await page.getByRole('combobox', { name: 'Find a patient' }).fill(typed)
    await expect(results(page).first(), typed).toHaveAccessibleName(MUNOZ)
    // The person and the offer to register, nobody else.
    if (!typed.includes('reyes')) await expect(results(page).filter({ hasNotText: 'Register' }), typed).toHaveCount(1)
  }
  await page.getByRole('combobox', { name: 'Find a patient' }).fill('munoz')
  await expect(results(page).first()).toContainText('0917 555 1237')
  await expect(results(page).first().getByRole('img', { name: 'Medical alerts: Penicillin allergy' })).toBeVisible()
})

test('Ctrl+K leads to the search from inside any field, and Escape out of it again', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const search = maria.page.getByRole('combobox', { name: 'Find a patient' })
  await maria.go('Inventory')
  await maria.page.getByRole('textbox', { name: 'Filter items' }).focus()
  await maria.page.keyboard.press('Control+k')
  await expect(search).toBeFocused()
  await maria.page.keyboard.type('nuñez')
  await expect(results(maria.page).first()).toHaveAccessibleName(/^Nuñez, Rowena/)
  await maria.page.keyboard.press('Escape')
  await expect(results(maria.page)).toHaveCount(0)
  await expect(maria.page.getByRole('heading', { level: 1, name: 'Inventory' })).toBeVisible()

  await search.fill('nunez')
  await maria.page.keyboard.press('Enter')
  await expect(maria.page.getByRole('heading', { level: 1, name: /^Nuñez, Rowena/ })).toBeVisible()
})

test('asks whether a new patient is here already, and takes the old record or makes a new one', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.go('Patients')
  await page.getByRole('button', { name: 'Register patient' }).click()
  const dialog = page.getByRole('dialog', { name: 'Register patient' })
  await dialog.getByLabel('Family name').fill('Ibanez')
  await dialog.getByLabel('Given name').fill('Cecilia')
  await expect(dialog.getByRole('alert')).toContainText('Already registered under a similar name?')
  await dialog.getByRole('button', { name: /^Use Ibañez, Cecilia Pascual, 53 years|^Use Ibañez, Cecilia Pascual/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Ibañez, Cecilia/ })).toBeVisible()

  await maria.go('Patients')
  await page.getByRole('textbox', { name: 'Filter patients' }).fill('josefa quiñones')
  await page.getByRole('button', { name: 'Register josefa quiñones' }).click()
  await expect(dialog.getByLabel('Family name')).toHaveValue('Quiñones')
  await dialog.getByLabel('Birth date').fill('tomorrow')
  await dialog.getByRole('button', { name: 'Register patient' }).click()
  await expect(dialog).toContainText('That is no date. Write it like 4 Mar 1985.')
  await dialog.getByLabel('Birth date').fill('7/19/1999')
  await dialog.getByLabel('Phone').fill('0920 123 4567')
  await dialog.getByRole('button', { name: 'Register patient' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Quiñones, Josefa' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'About the patient' })).toContainText('0920 123 4567')
})

test('saves only what was changed, and the other desk sees it at once', async ({ sitAt }) => {
  const maria = await openDetails(await sitAt(here().front, 'maria'), 'castillo')
  const owner = await openDetails(await sitAt(here().back, 'owner'), 'castillo')
  await expect(maria.page.getByText('No changes to save')).toBeVisible()
  await maria.page.getByLabel('City or municipality').fill('Marikina')
  await maria.page.getByLabel('E-mail').fill('jasmine@')
  await expect(maria.page.getByText('2 changes not saved')).toBeVisible()
  await maria.page.getByRole('button', { name: 'Save changes' }).click()
  await expect(maria.page.getByText('That is not an e-mail address.')).toBeVisible()
  await maria.page.getByLabel('E-mail').fill('jasmine@example.com')
  await maria.page.keyboard.press('Control+s')
  await expect(maria.page.getByText('Changes saved')).toBeVisible()
  await expect(maria.page.getByText('No changes to save')).toBeVisible()
  await expect(owner.page.getByLabel('City or municipality')).toHaveValue('Marikina')
})

test('says when another desk changes the field that is being typed, and lets the person choose', async ({ sitAt }) => {
  const maria = await openDetails(await sitAt(here().front, 'maria'), 'navarro')
  const owner = await openDetails(await sitAt(here().back, 'owner'), 'navarro')
  await maria.page.getByLabel('Phone', { exact: true }).fill('0999 000 0001')
  await owner.page.getByLabel('Phone', { exact: true }).fill('0999 000 0002')
  await owner.page.getByRole('button', { name: 'Save changes' }).click()
  const hint = maria.page.getByRole('status').filter({ hasText: 'Changed at another desk while you were typing: Phone.' })
  await expect(hint).toContainText('Phone is now “0999 000 0002”')
  await expect(maria.page.getByLabel('Phone', { exact: true })).toHaveValue('0999 000 0001')
  await hint.getByRole('button', { name: 'Use theirs for Phone' }).click()
  await expect(maria.page.getByLabel('Phone', { exact: true })).toHaveValue('0999 000 0002')
  await expect(maria.page.getByText('No changes to save')).toBeVisible()
})

test('keeps both values when two desks without network change the same field, until somebody settles it', async ({ sitAt }) => {
  const { front, back } = here()
  const maria = await openDetails(await sitAt(front, 'maria'), 'torres, kristine')
  const owner = await openDetails(await sitAt(back, 'owner'), 'torres, kristine')
  for (const [desk, person] of [[front, maria], [back, owner]] as const) {
    desk.cable.cut()
    await expect(person.pill).toHaveAccessibleName(/Offline/)
  }
  await savePhone(maria, '0917 111 1111')
  await savePhone(owner, '0917 222 2222')
  await expect(maria.pill).toHaveAccessibleName('Sync: Offline, 1 change waiting')
  front.cable.heal()
  await expect(maria.pill).toHaveAccessibleName('Sync: Online')
  back.cable.heal()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online, 1 needs attention')

  await owner.go('Needs attention')
  const item = owner.page.getByRole('article', { name: 'Two people changed the same thing: Torres, Kristine Aguilar' })
  const row = item.getByRole('row', { name: /^Phone/ })
  await expect(row.getByRole('cell')).toHaveCount(3)
  const [stands, notTaken] = (await row.getByRole('cell').allTextContents()) as [string, string, string]
  expect([stands, notTaken].sort()).toEqual(['0917 111 1111', '0917 222 2222'])
  await expect(maria.page.getByLabel('Phone', { exact: true })).toHaveValue(stands)

  await item.getByRole('button', { name: 'Use the other value' }).click()
  await expect(owner.page.getByRole('heading', { name: 'Nothing needs attention' })).toBeVisible()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online')
  await expect(maria.page.getByLabel('Phone', { exact: true })).toHaveValue(notTaken)
})

test('adds a medical alert that every screen then shows, and ends it after asking', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await maria.openPatient('domingo, rafael')
  const alerts = page.getByRole('region', { name: 'Medical alerts' })
  await expect(alerts).toContainText('No medical alerts noted')
  await alerts.getByRole('button', { name: 'Add alert' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add alert' })
  await dialog.getByRole('button', { name: 'Add alert' }).click()
  await expect(dialog).toContainText('Say what the alert is about.')
  await dialog.getByLabel('What the alert says').fill('Latex, swelling')
  await dialog.getByRole('button', { name: 'Add alert' }).click()
  await expect(alerts).toContainText('Critical: Latex, swelling')
  await page.getByRole('combobox', { name: 'Find a patient' }).fill('domingo, rafael')
  await expect(results(page).first().getByRole('img', { name: 'Medical alerts: Latex, swelling' })).toBeVisible()
  await page.keyboard.press('Escape')

  await alerts.getByRole('button', { name: 'End alert Latex, swelling' }).click()
  const question = page.getByRole('dialog', { name: 'End this alert?' })
  await expect(question).toContainText('“Latex, swelling” stays in the history and no longer warns.')
  await question.getByRole('button', { name: 'End alert' }).click()
  await expect(alerts).toContainText('No medical alerts noted')
})

test('keeps what was typed when the person leaves without saving, and leads back to it', async ({ sitAt }) => {
  const maria = await openDetails(await sitAt(here().front, 'maria'), 'pascual, joshua')
  const { page } = maria
  await page.getByLabel('Front-desk note').fill('Brings his own pillow')
  await expect(page.getByRole('tab', { name: 'Details (not saved)' })).toBeVisible()
  await maria.go('Day')
  const reminder = page.getByRole('alert').filter({ hasText: 'The changes to a patient are not saved yet.' })
  await reminder.getByRole('button', { name: 'Go back to them' }).click()
  await expect(page.getByLabel('Front-desk note')).toHaveValue('Brings his own pillow')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page.getByLabel('Front-desk note')).toHaveValue('')
})

async function openDetails(person: Person, patient: string): Promise<Person> {
  await person.openPatient(patient)
  await person.tab('Details')
  await expect(person.page.getByLabel('Family name')).toBeVisible()
  return person
}

async function savePhone(person: Person, phone: string): Promise<void> {
  await person.page.getByLabel('Phone', { exact: true }).fill(phone)
  await person.page.getByRole('button', { name: 'Save changes' }).click()
  await expect(person.page.getByText('Changes saved')).toBeVisible()
}
