import type { Page } from '@playwright/test'
import { isoWeekday } from '../../shared/domain/time.ts'
import type { Person } from './person.ts'
import { day, expect, test } from './shared.ts'

test('a clinic from nothing: the manager, the rooms, the people, the first patient, the first booking, a second PC', async ({ emptyClinic, sitAt }) => {
  const first = await emptyClinic.desk('first')
  const ana = await sitAt(first)
  const { page } = ana

  await test.step('the first manager', async () => {
    await expect(page.getByRole('heading', { name: 'Start your clinic' })).toBeVisible()
    await page.getByLabel('Name of the clinic').fill('Ngipin Dental')
    await page.getByRole('button', { name: 'Create manager' }).click()
    await expect(page.getByRole('alert')).toHaveText('Your name is missing.')
    await page.getByLabel('Your name').fill('Ana Ñuñez')
    await page.getByLabel('User name').fill('ana')
    await page.getByLabel('Password', { exact: true }).fill('sampaguita')
    await page.getByLabel('Password again').fill('sampaguitas')
    await page.getByRole('button', { name: 'Create manager' }).click()
    await expect(page.getByRole('alert')).toHaveText('The two passwords differ.')
    await page.getByLabel('Password again').fill('sampaguita')
    await page.getByRole('button', { name: 'Create manager' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await ana.signIn('ana', 'sampaguita')
  })

  await test.step('the day says what is still missing and leads there', async () => {
    await expect(page.getByText('There is no dentist yet. Appointments are made with a dentist.')).toBeVisible()
    await page.getByRole('button', { name: 'Add a dentist' }).click()
    await expect(page.getByRole('tab', { name: 'People' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('a dentist and a receptionist', async () => {
    await addPerson(page, { name: 'Dr. José Peña', username: 'pena', role: 'Dentist', password: 'dentist-pw' })
    await addPerson(page, { name: 'Liza Ramos', username: 'liza', role: 'Receptionist', password: 'reception-pw' })
    await expect(page.getByRole('row', { name: /Dr. José Peña/ })).toBeVisible()
  })

  await test.step('a chair, a price and hours', async () => {
    await page.getByRole('tab', { name: 'Chairs' }).click()
    await page.getByRole('button', { name: 'Add chair' }).click()
    await page.getByRole('dialog', { name: 'Chair' }).getByLabel('Name of the chair').fill('Surgery')
    await save(page, 'Chair')
    await expect(page.getByRole('row', { name: /Surgery/ })).toBeVisible()

    await page.getByRole('tab', { name: 'Services & prices' }).click()
    await page.getByRole('button', { name: 'Edit Cleaning' }).click()
    await page.getByRole('dialog', { name: 'Service' }).getByLabel('Price (₱)').fill('1,200')
    await save(page, 'Service')
    await expect(page.getByRole('row', { name: /Cleaning/ })).toContainText('₱1,200.00')
    await page.getByRole('button', { name: 'Add service' }).click()
    await page.getByRole('dialog', { name: 'Service' }).getByLabel('Code').fill('WHITE')
    await page.getByRole('dialog', { name: 'Service' }).getByLabel('Name of the service').fill('Whitening')
    await page.getByRole('dialog', { name: 'Service' }).getByLabel('Price (₱)').fill('6500')
    await save(page, 'Service')
    await expect(page.getByRole('row', { name: /Whitening/ })).toContainText('₱6,500.00')

    await page.getByRole('tab', { name: 'Clinic & hours' }).click()
    await page.getByRole('checkbox', { name: 'Open on Sunday' }).check()
    await page.getByLabel('Sunday: Closes').fill('08:00')
    await page.getByRole('button', { name: 'Save hours' }).click()
    await expect(page.getByText('Sunday: closing must be after opening.')).toBeVisible()
    await page.getByLabel('Sunday: Closes').fill('12:00')
    await page.getByRole('button', { name: 'Save hours' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await ana.signOut()
  })

  const sunday = nextSunday()
  await test.step('the receptionist registers the first patient and books her, on the new Sunday, in the new chair', async () => {
    await ana.signIn('liza', 'reception-pw')
    await ana.showDate(sunday)
    await ana.cell('Surgery', '9:00 AM').click()
    await ana.booking.getByLabel('Patient').fill('Corazon Santos')
    await page.getByRole('option', { name: /^Register/ }).click()
    await ana.booking.getByRole('button', { name: 'Register patient' }).click()
    await ana.booking.getByRole('combobox', { name: 'Service' }).selectOption('Whitening')
    await expect(ana.booking.getByRole('combobox', { name: 'Dentist' })).toHaveValue(/.+/)
    await ana.booking.getByRole('button', { name: 'Book appointment' }).click()
    await expect(ana.appointment(/^Santos, Corazon, 9:00 AM/)).toHaveAccessibleName(/Whitening.*Surgery.*Dr\. José Peña/)
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' })).toHaveCount(0)
  })

  await test.step('a second PC is set up with the manager’s password and shows the booking', async () => {
    const second = await sitAt(await emptyClinic.deskToEnrol('second'))
    await expect(second.page.getByRole('heading', { name: 'Set up this PC' })).toBeVisible()
    await fillEnrolment(second, { username: 'ana', password: 'wrong one', device: 'Front desk 2' })
    await expect(second.page.getByRole('alert')).toHaveText('The user name or the password is not right.')
    await fillEnrolment(second, { username: 'ana', password: 'sampaguita', device: 'Front desk 2' })
    await expect(second.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expect(second.page.getByText('This PC: Front desk 2')).toBeVisible()
    await second.signIn('liza', 'reception-pw')
    await second.showDate(sunday)
    await expect(second.appointment(/^Santos, Corazon/)).toBeVisible()
  })
})

test('wrong passwords are slowed down, and the right one works again afterwards', async ({ clinic, sitAt }) => {
  const somebody = await sitAt(await clinic.desk('front'))
  const { page } = somebody
  const answer = page.getByRole('alert')
  const tryWith = async (password: string) => {
    await page.getByLabel('User name').fill('maria')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('button', { name: 'Sign in' })).not.toHaveAttribute('data-loading', 'true')
  }
  await tryWith('not this')
  await expect(answer).toHaveText('That user name and password do not belong together.')
  await expect(async () => {
    await tryWith('nor this')
    await expect(answer).toHaveText(/^Too many tries\. Wait \d+ seconds?\.$/, { timeout: 300 })
  }).toPass({ intervals: [0] })
  await expect(async () => {
    if (await page.getByRole('heading', { name: 'Sign in' }).isVisible()) await tryWith('chairside')
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 1500 })
  }).toPass({ intervals: [0] })
})

test('a PC without network at its first start says so, and goes on where it stopped when the network comes', async ({ clinic, sitAt }) => {
  const desk = await clinic.deskToEnrol('far', { offline: true })
  const owner = await sitAt(desk)
  const { page } = owner
  await expect(owner.pill).toHaveAccessibleName(/Offline/)
  await fillEnrolment(owner, { username: 'owner', password: 'chairside', device: 'Far desk' })
  await expect(page.getByRole('alert')).toContainText('The centre cannot be reached from this PC, and setting up needs it once.')

  // Comes back for a moment only: the first copy is interrupted.
  desk.cable.heal()
  desk.cable.cutAfter(40_000)
  await fillEnrolment(owner, { username: 'owner', password: 'chairside', device: 'Far desk' })
  await expect(page.getByRole('heading', { name: 'Fetching the clinic’s data' })).toBeVisible()
  await expect(page.getByText('The network is away. It goes on by itself where it stopped.')).toBeVisible()
  desk.cable.heal()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 30_000 })
  await owner.signIn('owner')
  await owner.openPatient('Muñoz')
})

async function addPerson(page: Page, person: { name: string; username: string; role: string; password: string }): Promise<void> {
  await page.getByRole('button', { name: 'Add person' }).click()
  const dialog = page.getByRole('dialog', { name: 'Person' })
  await dialog.getByLabel('Name on screen and paper').fill(person.name)
  await dialog.getByLabel('User name').fill(person.username)
  await dialog.getByRole('textbox', { name: 'Password' }).fill('short')
  await dialog.getByRole('combobox', { name: 'Role' }).selectOption(person.role)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('Use at least 8 characters.')
  await dialog.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await save(page, 'Person')
}

async function save(page: Page, title: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
}

async function fillEnrolment(person: Person, card: { username: string; password: string; device: string }): Promise<void> {
  await person.page.getByLabel('Manager’s user name').fill(card.username)
  await person.page.getByLabel('Manager’s password').fill(card.password)
  await person.page.getByLabel('Name of this PC').fill(card.device)
  await person.page.getByRole('combobox', { name: 'What this PC is for' }).selectOption('Front desk')
  await person.page.getByRole('button', { name: 'Set up this PC' }).click()
}

function nextSunday(): string {
  return day(7 - (isoWeekday(day(0)) % 7))
}
