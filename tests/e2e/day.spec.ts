import type { Locator } from '@playwright/test'
import type { Person } from './person.ts'
import { day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const CRUZ = 'Dr. Miguel Cruz'
const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), back: await clinic.desk('back') }))

test('books from the keyboard alone, from signing in to the block on the day', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { keyboard } = maria.page
  for (let days = 0; days < 16; days++) await keyboard.press('ArrowRight')
  await expect(maria.page.getByRole('button', { name: /^Choose a day/ })).toHaveAccessibleName(new RegExp(`${Number(day(16).slice(8))} \\w+ ${day(16).slice(0, 4)}`))

  await maria.page.getByRole('link', { name: 'Skip to the main part' }).focus()
  await keyboard.press('Enter')
  await keyboard.press('Tab')
  await keyboard.press('Home')
  await keyboard.press('PageDown')
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowDown')
  const chosen = maria.page.getByRole('gridcell', { name: /^Chair 2, \d+:15 AM, free$/ })
  await expect(chosen.and(maria.page.locator(':focus'))).toBeVisible()
  const time = /, (.+), free/.exec((await chosen.and(maria.page.locator(':focus')).getAttribute('aria-label'))!)![1]!

  await keyboard.press('Enter')
  await expect(maria.booking.getByLabel('Patient')).toBeFocused()
  // Typed as fast as it goes: Tab comes before the search has answered.
  await keyboard.type('munoz')
  await keyboard.press('Tab')
  await expect(maria.booking.getByText('Muñoz, Ana Liza Reyes')).toBeVisible()
  await expect(maria.booking.getByLabel('Service')).toBeFocused()
  await keyboard.press('Enter')
  await expect(maria.booking).toBeHidden()
  await expect(maria.appointment(/Muñoz/)).toHaveAccessibleName(new RegExp(`${time} to .*To confirm, Chair 2`))
})

test('loses no key that is pressed before the day is up: after signing in, after turning to a day, after coming back from the lists', async ({ sitAt }) => {
  const maria = await sitAt(here().front)
  const { page } = maria
  const { keyboard } = page
  await page.getByLabel('User name').fill('maria')
  await page.getByLabel('Password', { exact: true }).fill('chairside')
  await keyboard.press('Enter')
  // Nothing is waited for.
  await keyboard.press('r')
  await keyboard.type('munoz')
  await expect(page.getByRole('combobox', { name: 'Who is it?' })).toHaveValue('munoz')
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  const opened = (time: string) => expect(maria.booking.getByRole('combobox', { name: 'Start' }).locator('option:checked')).toHaveText(time)
  for (const key of ['g', 'Home', ...Array<string>(16).fill('Control+ArrowRight'), 'ArrowDown', 'ArrowDown', 'Enter']) await keyboard.press(key)
  await opened('9:30 AM')
  await expect(maria.booking.getByLabel('Date')).toHaveText(new RegExp(`${Number(day(16).slice(8))} \\w+ ${day(16).slice(0, 4)}`))
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await keyboard.press('F4')
  await expect(page.getByRole('tab', { name: /^Waiting room/ })).toBeVisible()
  for (const key of ['F2', 'g', 'Enter']) await keyboard.press(key)
  await opened('9:30 AM')
  await expect(maria.booking.getByLabel('Date'), 'the day before the lists').toHaveText(new RegExp(`${Number(day(16).slice(8))} \\w+ ${day(16).slice(0, 4)}`))
})

test('refuses a clash in a sentence, and a free time it offers can be booked at once', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(17))
  await maria.book('Chair 1', '9:00 AM', 'Peña', REYES)

  await maria.cell('Chair 2', '9:00 AM').click()
  await choose(maria, 'Garcia')
  await maria.booking.getByRole('combobox', { name: 'Dentist' }).selectOption(CRUZ)
  await maria.booking.getByRole('combobox', { name: 'Chair' }).selectOption('Chair 1')
  await expect(maria.booking.getByRole('alert')).toHaveText('The chair is already booked at that time: Peña, Roberto Garcia, 9:00 AM.')
  await maria.booking.getByRole('combobox', { name: 'Chair' }).selectOption('Chair 2')
  await expect(maria.booking.getByRole('alert')).toBeEmpty()
  await maria.booking.getByRole('combobox', { name: 'Dentist' }).selectOption(REYES)
  await expect(maria.booking.getByRole('alert')).toHaveText('The dentist is already booked at that time: Peña, Roberto Garcia, 9:00 AM.')

  // Nothing is booked over it, however often it is asked for.
  await maria.booking.getByRole('button', { name: 'Book appointment' }).click()
  await expect(maria.booking.getByRole('alert')).not.toBeEmpty()
  const offer = maria.booking.getByRole('group', { name: 'Free times nearby' }).getByRole('button').first()
  await expect(offer).toHaveText(/9:30 AM/)
  await offer.click()
  await expect(maria.booking.getByRole('alert')).toBeEmpty()
  await maria.booking.getByRole('button', { name: 'Book appointment' }).click()
  await expect(maria.booking).toBeHidden()
  await expect(maria.appointment(/Garcia, Emmanuel/)).toHaveAccessibleName(/9:30 AM to 10:00 AM/)
  await expect(maria.page.getByRole('group', { name: 'Appointments' }).getByRole('button')).toHaveCount(2)
})

test('refuses a patient who would have to be in two chairs', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(18))
  await maria.book('Chair 1', '9:00 AM', 'Aquino', REYES)
  await maria.cell('Chair 2', '9:15 AM').click()
  await choose(maria, 'Aquino')
  await maria.booking.getByRole('combobox', { name: 'Dentist' }).selectOption(CRUZ)
  await expect(maria.booking.getByRole('alert')).toHaveText('The patient already has an appointment at that time: 9:00 AM.')
})

test('lets appointments touch: one may begin the minute the other ends', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(19))
  await maria.book('Chair 1', '10:00 AM', 'Navarro', REYES)
  await maria.book('Chair 1', '10:30 AM', 'Castillo', REYES)
  await maria.book('Chair 1', '9:30 AM', 'Torres', REYES)
  await expect(maria.page.getByRole('group', { name: 'Appointments' }).getByRole('button')).toHaveCount(3)
})

test('moves by keyboard, Escape leaves it where it was, and undo takes the move back', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { keyboard } = maria.page
  await maria.showDate(day(20))
  await maria.book('Chair 1', '9:00 AM', 'Domingo', REYES)
  const block = maria.appointment(/Domingo, Rafael/)

  await block.focus()
  await keyboard.press('m')
  await keyboard.press('ArrowDown')
  await expect(maria.page.getByRole('status').filter({ hasText: 'Chair 1, 9:15 AM, 30 min' })).toBeAttached()
  await keyboard.press('Escape')
  await expect(block).toHaveAccessibleName(/9:00 AM to 9:30 AM.*Chair 1/)

  await keyboard.press('m')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await keyboard.press(key)
  await keyboard.press('Shift+ArrowDown')
  await keyboard.press('Enter')
  await expect(block).toHaveAccessibleName(/9:30 AM to 10:15 AM.*Chair 2/)
  await expect(maria.page.getByText('Moved: Domingo, Rafael Soriano, 9:30 AM')).toBeVisible()

  await keyboard.press('Control+z')
  await expect(block).toHaveAccessibleName(/9:00 AM to 9:30 AM.*Chair 1/)
})

test('a move onto somebody else is refused in a sentence and changes nothing', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { keyboard } = maria.page
  await maria.showDate(day(21))
  await maria.book('Chair 1', '9:00 AM', 'Mercado', REYES)
  await maria.book('Chair 1', '9:30 AM', 'Pascual', REYES)
  await maria.appointment(/^Mercado/).focus()
  for (const key of ['m', 'ArrowDown', 'Enter']) await keyboard.press(key)
  await expect(maria.page.getByRole('alert').filter({ hasText: 'already booked at that time: Pascual, Joshua Lim, 9:30 AM. It stays where it was.' })).toBeVisible()
  await expect(maria.appointment(/^Mercado/)).toHaveAccessibleName(/9:00 AM to 9:30 AM/)
})

test('is made longer and shorter by its lower edge', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(22))
  await maria.book('Chair 1', '9:00 AM', 'Lim, Patricia', REYES)
  const block = maria.appointment(/^Lim/)
  await pullLowerEdge(maria, block, maria.cell('Chair 1', '9:45 AM'))
  await expect(block).toHaveAccessibleName(/9:00 AM to 10:00 AM/)
  await expect(maria.page.getByText('Changed: Lim, Patricia Tan, 9:00 AM to 10:00 AM')).toBeVisible()
  await maria.page.getByRole('button', { name: 'Undo' }).click()
  await expect(block).toHaveAccessibleName(/9:00 AM to 9:30 AM/)
})

test('follows the visit: to confirm, confirmed, arrived, in chair, done, each in words', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(23))
  await maria.book('Chair 1', '9:00 AM', 'Tan, Benedict', REYES)
  const block = maria.appointment(/^Tan/)
  await expect(block).toContainText('To confirm')
  await block.click()
  await maria.panel.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(block).toContainText('Confirmed')
  await maria.page.keyboard.press('Control+z')
  await expect(block).toContainText('To confirm')
  for (const [press, shown] of [['Confirm', 'Confirmed'], ['Arrived', 'Arrived'], ['In chair', 'In chair'], ['Done', 'Done']] as const) {
    await maria.panel.getByRole('button', { name: press, exact: true }).click()
    await expect(block).toContainText(shown)
    await expect(block).toHaveAccessibleName(new RegExp(`, ${shown}, Chair 1`))
  }
  await expect(maria.panel.getByRole('button', { name: 'Book again' })).toBeVisible()
})

test('cancels with a reason, keeps it out of the way, and undo books it again', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(24))
  await maria.book('Chair 1', '9:00 AM', 'Soriano', REYES)
  const block = maria.appointment(/^Soriano/)
  await cancel(maria, block, 'The clinic cannot keep it', 'The dentist is ill')
  await expect(block).toBeHidden()

  await maria.page.getByRole('button', { name: 'Show 1 cancelled or missed' }).click()
  await expect(block).toContainText('Cancelled')
  await block.click()
  await expect(maria.panel).toContainText('The clinic cannot keep it: The dentist is ill')
  await maria.page.getByRole('button', { name: 'Hide 1 cancelled or missed' }).click()
  await maria.page.getByRole('button', { name: 'Undo' }).click()
  await expect(block).toContainText('To confirm')

  await cancel(maria, block, 'The patient did not come (missed)')
  await expect(block).toBeHidden()
  await expect(maria.cell('Chair 1', '9:00 AM')).toBeVisible()
})

test('registers somebody new while booking', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  await maria.showDate(day(25))
  await maria.cell('Surgery', '9:00 AM').click()
  await maria.booking.getByLabel('Patient').fill('Ñandúz dela Peña')
  await maria.page.getByRole('option', { name: 'Register “Ñandúz dela Peña” as new patient' }).click()
  await expect(maria.booking.getByLabel('Family name')).toHaveValue('dela Peña')
  await expect(maria.booking.getByLabel('Given name')).toHaveValue('Ñandúz')
  await maria.booking.getByLabel('Phone').fill('0999 111 2222')
  await maria.booking.getByLabel('Birth date').fill('mar 4 1985')
  await maria.page.keyboard.press('Enter')
  await maria.booking.getByRole('combobox', { name: 'Service' }).selectOption('Consultation')
  await maria.booking.getByRole('button', { name: 'Book appointment' }).click()
  await expect(maria.appointment(/^dela Peña, Ñandúz/)).toHaveAccessibleName(/New patient/)
})

test('walks through the days with the arrows and comes home with T', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const shown = maria.page.getByRole('button', { name: /^Choose a day/ })
  const today = await shown.textContent()
  for (const key of ['ArrowLeft', 'ArrowLeft']) await maria.page.keyboard.press(key)
  await expect(shown).toHaveAccessibleName(dayPattern(-2))
  await maria.page.keyboard.press('ArrowRight')
  await expect(shown).toHaveAccessibleName(dayPattern(-1))
  await maria.page.keyboard.press('t')
  await expect(shown).toHaveText(today!)
})

test('two desks see each other’s bookings without a reload', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const owner = await sitAt(here().back, 'owner')
  for (const person of [maria, owner]) await person.showDate(day(26))
  await maria.book('Chair 1', '9:00 AM', 'Magno', REYES)
  await owner.book('Chair 2', '9:00 AM', 'Salazar', CRUZ)
  await expect(owner.appointment(/^Magno/)).toHaveAccessibleName(/9:00 AM.*Chair 1/)
  await expect(maria.appointment(/^Salazar/)).toHaveAccessibleName(/9:00 AM.*Chair 2/)
  await maria.appointment(/^Salazar/).click()
  await maria.panel.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(owner.appointment(/^Salazar/)).toContainText('Confirmed')
})

function dayPattern(ahead: number): RegExp {
  return new RegExp(` ${Number(day(ahead).slice(8))} \\w+ ${day(ahead).slice(0, 4)}$`)
}

async function choose(person: Person, patient: string): Promise<void> {
  await person.booking.getByLabel('Patient').fill(patient)
  await person.page.getByRole('option', { name: new RegExp(patient, 'i') }).first().click()
}

async function cancel(person: Person, block: Locator, why: string, detail = ''): Promise<void> {
  await block.click()
  await person.panel.getByRole('button', { name: 'Cancel' }).click()
  const dialog = person.page.getByRole('dialog', { name: 'Cancel this appointment?' })
  await dialog.getByRole('radio', { name: why }).check()
  await dialog.getByLabel('Details').fill(detail)
  await dialog.getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(dialog).toBeHidden()
}

async function pullLowerEdge(person: Person, block: Locator, to: Locator): Promise<void> {
  const [from, target] = [(await block.boundingBox())!, (await to.boundingBox())!]
  const { mouse } = person.page
  await mouse.move(from.x + from.width / 2, from.y + from.height - 2)
  await mouse.down()
  await mouse.move(from.x + from.width / 2, from.y + from.height + 8, { steps: 3 })
  await mouse.move(from.x + from.width / 2, target.y + target.height - 2, { steps: 6 })
  await mouse.up()
}
