import type { Page } from '@playwright/test'
import { look } from './look.ts'
import type { Person } from './person.ts'
import { atCentre, day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), back: await clinic.desk('back') }))
test.afterEach(() => {
  for (const desk of [here().front, here().back]) desk.cable.heal()
})

const KEPT = 'Briones, Marites Alcantara'
const TWICE = 'Briones, Maritess'
const head = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const merged = (page: Page) => page.getByRole('region', { name: 'Merged records' })

async function openDetails(person: Person, name: string): Promise<void> {
  await person.openPatient(name)
  await person.tab('Details')
  await expect(person.page.getByRole('region', { name: 'Family and guarantor' })).toBeVisible()
}

test('two records of one person are found, compared, made one from the keyboard, and parted again', async ({ sitAt }) => {
  const { front, back, clinic } = here()
  const maria = await sitAt(front, 'maria')
  const { page } = maria
  const { keyboard } = page
  await maria.showDate(day(36))
  await maria.book('Chair 1', '9:00 AM', TWICE, REYES)

  await maria.go('Patients')
  await page.getByRole('button', { name: 'Likely duplicates' }).press('Enter')
  await expect(page.getByText('1 pair')).toBeVisible()
  await maria.dismissToasts()
  await look(page, 'duplicates')
  await page.getByRole('button', { name: /^Compare / }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Make two records one' })
  const fields = dialog.getByRole('table', { name: 'Choose the value to keep for each field' })
  await expect(fields.getByRole('columnheader').nth(1)).toContainText(KEPT)
  const sums = dialog.getByRole('table', { name: 'Read as one afterwards' })
  await expect(sums.getByRole('row', { name: /^Read as one afterwards Visits Chart entries Medical alerts/ })).toBeVisible()
  await expect(sums.getByRole('row', { name: /^Goes into it 1 0 1 0 0$/ })).toBeVisible()
  await look(page, 'merge')
  await fields.getByRole('radio', { name: 'Given name: Marites (Stays)' }).focus()
  await keyboard.press('ArrowRight')
  await expect(fields.getByRole('radio', { name: 'Given name: Maritess (Goes into it)' })).toBeChecked()
  await dialog.getByLabel('Why they are one person').press('Enter')
  const now = 'Briones, Maritess Alcantara'
  await expect(head(page, now)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Medical alerts' })).toContainText('Ibuprofen gives a rash')
  await expect(merged(page)).toContainText('Registered twice')
  await maria.dismissToasts()
  await look(page, 'patient-merged')

  // The visit of the record that went in stands in the schedule under the one that stays, at the other desk too.
  const owner = await sitAt(back, 'owner')
  await owner.showDate(day(36))
  await expect(owner.appointment(/^Briones, Maritess Alcantara/)).toHaveAccessibleName(/9:00 AM.*Chair 1/)
  await expect(owner.appointment(/^Briones, Maritess Alcantara/).getByRole('img', { name: /Ibuprofen/ }).or(owner.appointment(/Ibuprofen/))).toBeVisible()

  await merged(page).getByRole('button', { name: /^Undo merge: / }).press('Enter')
  await page.getByRole('dialog', { name: 'Undo this merge?' }).getByRole('button', { name: 'Undo merge' }).press('Enter')
  await expect(head(page, KEPT)).toBeVisible()
  await expect(merged(page)).toHaveCount(0)
  await expect(page.getByRole('complementary', { name: 'About the record' })).toBeFocused()
  await expect(owner.appointment(/^Briones, Maritess(?! Alcantara)/)).toBeVisible()
  expect(await atCentre(clinic, `select first_name from patients where last_name = 'Briones' order by created_at`)).toEqual([{ first_name: 'Marites' }, { first_name: 'Maritess' }])

  await maria.go('Patients')
  await page.getByRole('button', { name: 'Likely duplicates' }).click()
  await page.getByRole('button', { name: / are two persons$/ }).click()
  const apart = page.getByRole('dialog', { name: 'These are two persons' })
  await apart.getByRole('button', { name: 'Keep apart' }).click()
  await expect(apart).toContainText('Say how you know.')
  await apart.getByLabel('How do you know?').fill('Cousins')
  await keyboard.press('Enter')
  await expect(page.getByText('No likely duplicates')).toBeVisible()
  await expect(page.getByRole('button', { name: 'All patients' })).toBeFocused()
  await maria.dismissToasts()
  await look(page, 'duplicates-none')
  await keyboard.press('Control+z')
  await expect(page.getByText('1 pair')).toBeVisible()
})

test('family, photo and cards are kept with the network away, and the other desk has them when it is back', async ({ sitAt }) => {
  const { front, back } = here()
  const maria = await sitAt(front, 'maria')
  const { page } = maria
  front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  await openDetails(maria, 'Mendoza, Liwayway')
  await page.getByRole('button', { name: 'Link a person' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Link a family member or guarantor' })
  await page.keyboard.type('soriano fern')
  await expect(page.getByRole('option', { name: /^Soriano, Fernando/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Chosen: Soriano, Fernando Manalo')).toBeVisible()
  await expect(dialog.getByLabel('What this person is to')).toBeFocused()
  await dialog.getByLabel('What this person is to').selectOption('Spouse')
  await look(page, 'patient-link')
  await dialog.getByRole('button', { name: 'Link', exact: true }).press('Enter')
  await expect(page.getByRole('list', { name: 'Family', exact: true })).toContainText('Spouse Soriano, Fernando Manalo')

  await page.getByLabel('Picture file').setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(page.getByText('That file is no PNG, JPEG or WebP picture.')).toBeVisible()
  const portrait = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 900 })
    const pen = canvas.getContext('2d')!
    for (const [index, colour] of ['#8fb8c9', '#3c5a6b', '#e0b89a', '#4a3428'].entries()) {
      pen.fillStyle = colour
      pen.beginPath()
      if (index === 0) pen.rect(0, 0, 1200, 900)
      else pen.ellipse(600, [0, 900, 430, 250][index]!, [0, 420, 210, 230][index]!, [0, 330, 270, 120][index]!, 0, 0, 7)
      pen.fill()
    }
    return canvas.toDataURL('image/png').split(',')[1]!
  })
  await page.getByLabel('Picture file').setInputFiles({ name: 'face.png', mimeType: 'image/png', buffer: Buffer.from(portrait, 'base64') })
  await expect(page.getByRole('img', { name: 'Photo of Mendoza, Liwayway Ramos' })).toBeVisible()

  await page.getByLabel('Phone', { exact: true }).fill('0917 555 86')
  await page.getByLabel('PWD ID', { exact: true }).fill('see file')
  await expect(page.getByText('Too short or too long for a phone number. It is kept as typed.')).toBeVisible()
  await maria.dismissToasts()
  await look(page, 'patient-details-hints')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('No changes to save')).toBeVisible()
  front.cable.heal()
  await expect(maria.pill).toHaveAccessibleName('Sync: Online')

  const owner = await sitAt(back, 'owner')
  await openDetails(owner, 'Soriano, Fernando')
  await owner.page.getByRole('list', { name: 'Family', exact: true }).getByRole('button', { name: 'Open Mendoza, Liwayway Ramos' }).click()
  await expect(head(owner.page, 'Mendoza, Liwayway Ramos')).toBeVisible()
  await expect(owner.page.getByRole('img', { name: 'Photo of Mendoza, Liwayway Ramos' })).toBeVisible()
  await expect(owner.page.getByRole('list', { name: 'About the patient' })).toContainText('0917 555 86')
  await owner.page.getByRole('combobox', { name: 'Find a patient' }).fill('liwayway')
  await expect(owner.page.getByRole('option').first().locator('img')).toBeVisible()
  await look(owner.page, 'search-photo')
})

test('a record is archived, found only when asked for, and brought back', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await openDetails(maria, 'Quintos')
  await expect(page.getByRole('region', { name: 'Record' })).toContainText('Archived')
  await page.getByRole('button', { name: 'Bring back' }).press('Enter')
  await expect(page.getByText('Back in the lists: Quintos, Benigno Salonga')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'Bring back' })).toBeVisible()
  await maria.go('Patients')
  const row = page.getByRole('row', { name: /Quintos/ })
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.getByRole('radio', { name: 'With archived' }).press('Space')
  await expect(page.getByText('42 patients')).toBeVisible()
  await page.getByRole('textbox', { name: 'Filter patients' }).fill('qu')
  await expect(row).toContainText('Archived')
  await maria.dismissToasts()
  await look(page, 'patients-archived')
})
