import { MOVING } from './fixtures.ts'
import type { Person } from './person.ts'
import { atCentre, day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const CRUZ = 'Dr. Miguel Cruz'
test.use(MOVING)
const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), office: await clinic.desk('office') }))

test('two desks book the same chair while apart: one holds, the other asks for another time and gets it', async ({ sitAt }) => {
  const { front, office, clinic } = here()
  const maria = await sitAt(front, 'maria')
  const owner = await sitAt(office, 'owner')
  for (const person of [maria, owner]) await person.showDate(day(20))

  await test.step('both book it, each sees its own booking', async () => {
    front.cable.cut()
    office.cable.cut()
    for (const person of [maria, owner]) await expect(person.pill).toHaveAccessibleName(/^Sync: Offline/)
    await maria.book('Chair 1', '9:00 AM', 'Muñoz', REYES)
    await owner.book('Chair 1', '9:00 AM', 'Peña', CRUZ)
    await expect(maria.appointment(/^Muñoz/)).toHaveAccessibleName(/Saved on this PC, not sent yet/)
    for (const person of [maria, owner]) await expect(person.pill).toHaveAccessibleName('Sync: Offline, 1 change waiting')
  })

  await test.step('the network returns: the first to arrive is booked, the other needs attention', async () => {
    front.cable.heal()
    await expect(maria.pill).toHaveAccessibleName('Sync: Online')
    office.cable.heal()
    await expect(owner.pill).toHaveAccessibleName('Sync: Online, 1 needs attention')
    for (const person of [maria, owner]) {
      await expect(person.appointment(/^Muñoz/)).toHaveAccessibleName(/9:00 AM to 9:30 AM.*Chair 1/)
      await expect(person.appointment(/^Muñoz/)).not.toHaveAccessibleName(/not sent yet/)
      await expect(person.appointment(/^Peña/)).toHaveCount(0)
    }
  })

  await test.step('the item says what was asked for and why it could not be', async () => {
    await owner.pill.click()
    await owner.page.getByRole('button', { name: 'Show what needs attention' }).click()
    const item = owner.page.getByRole('article', { name: 'A booking was not possible: Peña, Roberto Garcia' })
    await expect(item).toContainText(new RegExp(`Asked for: .*${Number(day(20).slice(8))} .*, 9:00 AM, 30 min`))
    await expect(item).toContainText(/chair/i)
    await expect(item).toContainText('Cristina Villanueva, at ')
    await expect(owner.page.getByRole('link', { name: /^Needs attention,? 1 open$/ })).toBeVisible()
  })

  await test.step('it is booked again from there, into a free time', async () => {
    await owner.page.getByRole('button', { name: 'Find another time' }).click()
    await expect(owner.booking.getByText('Peña, Roberto Garcia')).toBeVisible()
    await expect(owner.booking.getByRole('combobox', { name: 'Dentist' })).toHaveValue(/.+/)
    await expect(owner.booking.getByRole('alert')).toContainText('The chair is already booked at that time')
    await owner.booking.getByRole('group', { name: 'Free times nearby' }).getByRole('button').first().click()
    await expect(owner.booking.getByRole('alert')).toBeEmpty()
    await owner.booking.getByRole('button', { name: 'Book appointment' }).click()
    await expect(owner.page.getByRole('heading', { name: 'Nothing needs attention' })).toBeVisible()
    await owner.page.getByText('Settled (1)').click()
    await expect(owner.page.getByText(/^Booked at another time, by Cristina Villanueva, /)).toBeVisible()
    await expect(owner.pill).toHaveAccessibleName('Sync: Online')
  })

  await test.step('both desks and the centre agree', async () => {
    const name = /^Peña, Roberto Garcia, /
    await owner.go('Day')
    await owner.showDate(day(20))
    await expect(maria.appointment(name)).toHaveCount(1)
    await expect(owner.appointment(name)).toHaveCount(1)
    expect(await maria.appointment(name).getAttribute('aria-label')).toBe(await owner.appointment(name).getAttribute('aria-label'))
    const rows = await atCentre<{ status: string }>(clinic, `select a.status from appointments a join patients p on p.id = a.patient_id where p.last_name in ('Muñoz', 'Peña') and (a.starts_at at time zone 'Asia/Manila')::date = $1`, [day(20)])
    expect(rows).toEqual([{ status: 'pending' }, { status: 'pending' }])
  })
})

test('a move that lost is moved to a free time from there', async ({ sitAt }) => {
  const { front, office } = here()
  const maria = await sitAt(front, 'maria')
  const owner = await sitAt(office, 'owner')
  await maria.showDate(day(27))
  await maria.book('Chair 2', '9:00 AM', 'Navarro', REYES)
  await owner.showDate(day(27))
  office.cable.cut()
  await expect(owner.pill).toHaveAccessibleName(/^Sync: Offline/)
  await owner.appointment(/^Navarro/).focus()
  for (const key of ['m', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await owner.page.keyboard.press(key)
  await expect(owner.appointment(/^Navarro/)).toHaveAccessibleName(/10:00 AM/)
  await maria.book('Chair 2', '10:00 AM', 'Ocampo', CRUZ)
  office.cable.heal()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online, 1 needs attention')

  await owner.go('Needs attention')
  await owner.page.getByRole('button', { name: 'Find another time' }).click()
  const dialog = owner.page.getByRole('dialog')
  await dialog.getByRole('group', { name: 'Free times nearby' }).getByRole('button').first().click()
  await dialog.getByRole('button', { name: 'Move appointment' }).click()
  await expect(owner.page.getByRole('heading', { name: 'Nothing needs attention' })).toBeVisible()
  await owner.go('Day')
  await owner.showDate(day(27))
  await expect(owner.appointment(/^Navarro/)).toHaveCount(1)
  for (const person of [owner, maria]) await expect(person.appointment(/^Navarro/)).not.toHaveAccessibleName(/9:00 AM to|not sent yet/)
  expect(await maria.appointment(/^Navarro/).textContent()).toBe(await owner.appointment(/^Navarro/).textContent())
})

test('a move that lost leads back to the day, and can be let go', async ({ sitAt }) => {
  const { front, office } = here()
  const maria = await sitAt(front, 'maria')
  const owner = await sitAt(office, 'owner')
  await maria.showDate(day(21))
  await maria.book('Chair 2', '9:00 AM', 'Santos', REYES)
  await owner.showDate(day(21))
  await expect(owner.appointment(/^Santos/)).toBeVisible()

  office.cable.cut()
  await expect(owner.pill).toHaveAccessibleName(/^Sync: Offline/)
  await owner.appointment(/^Santos/).focus()
  for (const key of ['m', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await owner.page.keyboard.press(key)
  await expect(owner.appointment(/^Santos/)).toHaveAccessibleName(/10:00 AM/)
  await maria.book('Chair 2', '10:00 AM', 'Ocampo', CRUZ)
  office.cable.heal()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online, 1 needs attention')
  await expect(owner.appointment(/^Santos/)).toHaveAccessibleName(/9:00 AM/)

  await owner.go('Needs attention')
  const item = owner.page.getByRole('article', { name: /^A move was not possible: Santos/ })
  await expect(item).toBeVisible()
  await item.getByRole('button', { name: 'Open the day' }).click()
  await expect(owner.panel).toContainText('Santos')
  await owner.go('Needs attention')
  await item.getByRole('button', { name: 'Keep as is' }).click()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online')
  await expect(maria.pill).toHaveAccessibleName('Sync: Online')
})

test('what waits is counted on the pill, and said in words to whoever asks', async ({ sitAt }) => {
  const { front } = here()
  const maria: Person = await sitAt(front, 'maria')
  await maria.showDate(day(22))
  front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName('Sync: Offline')
  await maria.pill.click()
  await expect(maria.page.getByText('The network is away. You can go on working: everything is saved on this PC and sent when the network is back.')).toBeVisible()
  await maria.page.keyboard.press('Escape')
  await maria.book('Chair 1', '9:00 AM', 'Reyes, Carmela', REYES)
  await expect(maria.pill).toHaveAccessibleName('Sync: Offline, 1 change waiting')
  await maria.appointment(/^Reyes/).click()
  await maria.panel.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(maria.pill).toHaveAccessibleName('Sync: Offline, 2 changes waiting')
  front.cable.heal()
  await expect(maria.pill).toHaveAccessibleName('Sync: Online')
  await expect(maria.appointment(/^Reyes/)).not.toHaveAccessibleName(/not sent yet/)
})
