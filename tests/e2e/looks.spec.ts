import { isoWeekday } from '../../shared/domain/time.ts'
import type { TestDesk } from '../support/clinic.ts'
import { look } from './look.ts'
import type { SitAt } from './shared.ts'
import { day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const CRUZ = 'Dr. Miguel Cruz'
/** The middle of the demo's morning, so that the day looks the same whenever its picture is taken. */
const MORNING = `${day(0)}T02:20:00.000Z`

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), office: await clinic.desk('office'), chairside: await clinic.desk('chairside', 'chairside') }))
// Recording every step for a trace costs more than all the looking.
test.use({ trace: 'off' })
test.afterEach(() => {
  for (const desk of [here().front, here().office]) desk.cable.heal()
})
const at = (sit: SitAt, desk: TestDesk, username?: string) => sit(desk, username, { now: MORNING })

test('signing in', async ({ sitAt }) => {
  const { page } = await at(sitAt, here().front)
  await look(page, 'sign-in')
  await page.getByLabel('User name').fill('maria')
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).not.toBeEmpty()
  await look(page, 'sign-in-refused')
})

test('setting up a PC and a clinic', async ({ emptyClinic, sitAt }) => {
  const { clinic } = here()
  const desk = await clinic.deskToEnrol('new')
  const { page } = await at(sitAt, desk)
  await expect(page.getByRole('heading', { name: 'Set up this PC' })).toBeVisible()
  await look(page, 'enrol')
  desk.cable.cutAfter(40_000)
  await page.getByLabel('Manager’s user name').fill('owner')
  await page.getByLabel('Manager’s password').fill('chairside')
  await page.getByLabel('Name of this PC').fill('Front desk 2')
  await page.getByRole('button', { name: 'Set up this PC' }).click()
  await expect(page.getByText('The network is away. It goes on by itself where it stopped.')).toBeVisible()
  await look(page, 'first-sync')

  const first = await at(sitAt, await emptyClinic.desk('first'))
  await expect(first.page.getByRole('heading', { name: 'Start your clinic' })).toBeVisible()
  await look(first.page, 'first-manager')
  await first.page.getByLabel('Name of the clinic').fill('Ngipin Dental')
  await first.page.getByLabel('Your name').fill('Ana Ñuñez')
  await first.page.getByLabel('User name').fill('ana')
  await first.page.getByLabel('Password', { exact: true }).fill('sampaguita')
  await first.page.getByLabel('Password again').fill('sampaguita')
  await first.page.getByRole('button', { name: 'Create manager' }).click()
  await expect(first.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await first.signIn('ana', 'sampaguita')
  await expect(first.page.getByText('There is no dentist yet.')).toBeVisible()
  await look(first.page, 'day-not-ready')
  await first.go('Patients')
  await expect(first.page.getByText('No patients yet.')).toBeVisible()
  await look(first.page, 'patients-none')
})

test('the day', async ({ sitAt }) => {
  const maria = await at(sitAt, here().front, 'maria')
  const { page } = maria
  await expect(maria.appointment(/In chair/).first()).toBeVisible()
  await look(page, 'day')
  await maria.appointment(/Arrived/).first().click()
  await look(page, 'appointment')
  await maria.panel.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look(page, 'appointment-cancel')
  await page.keyboard.press('Escape')
  await maria.panel.getByRole('button', { name: 'Close appointment details' }).click()

  await page.getByRole('button', { name: /^Choose a day/ }).click()
  await look(page, 'day-calendar')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await maria.booking.getByLabel('Patient').fill('an')
  const found = page.getByRole('listbox', { name: 'Patients found' }).getByRole('option')
  await expect(found.nth(3)).toBeVisible()
  await look(page, 'booking-search')
  await maria.booking.getByLabel('Patient').fill('castillo')
  await expect(found.first()).toHaveAccessibleName(/Castillo/)
  await found.first().click()
  await maria.booking.getByRole('combobox', { name: 'Start' }).selectOption('2:45 PM')
  await maria.booking.getByRole('combobox', { name: 'Chair' }).selectOption('Surgery')
  await expect(maria.booking.getByRole('group', { name: 'Free times nearby' }).getByRole('button').first()).toBeVisible()
  await look(page, 'booking-clash')
  await maria.booking.getByRole('button', { name: 'Change patient' }).click()
  await maria.booking.getByLabel('Patient').fill('ana mun')
  await page.getByRole('option', { name: /^Register/ }).click()
  await maria.booking.getByLabel('Family name').fill('Munoz')
  await expect(maria.booking.getByText('Already registered under a similar name?')).toBeVisible()
  await look(page, 'booking-register')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await maria.showDate(day(30))
  await look(page, 'day-empty')
})

test('finding and reading a patient', async ({ sitAt }) => {
  const owner = await at(sitAt, here().office, 'owner')
  const { page } = owner
  await page.getByRole('combobox', { name: 'Find a patient' }).fill('an')
  await expect(page.getByRole('option').nth(4)).toBeVisible()
  await look(page, 'search')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await owner.go('Patients')
  await expect(page.getByRole('row').nth(12)).toBeVisible()
  await look(page, 'patients')
  await owner.openPatient('Santos, Ñora')
  await look(page, 'patient')
  await owner.tab('Billing')
  await expect(page.getByRole('button', { name: 'Record payment' })).toBeVisible()
  await look(page, 'patient-billing')
  await owner.tab('Details')
  await page.getByLabel('E-mail').fill('nora@')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await look(page, 'patient-details')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await page.getByRole('button', { name: 'Add alert' }).click()
  await look(page, 'patient-add-alert')
})

test('charting and completing a service', async ({ sitAt }) => {
  const owner = await at(sitAt, here().office, 'owner')
  const { page } = owner
  await owner.openPatient('Santos, Ñora')
  await owner.tab('Chart')
  await page.getByRole('button', { name: /^Tooth 16(,|$)/ }).click()
  await look(page, 'patient-chart')
  await page.getByRole('combobox', { name: 'As of' }).selectOption({ index: 1 })
  await look(page, 'patient-chart-past')
  await page.getByRole('combobox', { name: 'As of' }).selectOption('Today')
  await page.getByRole('button', { name: 'Complete a service' }).click()
  const complete = page.getByRole('dialog', { name: 'Complete a service' })
  await complete.getByRole('combobox', { name: 'Service' }).fill('composite')
  await page.getByRole('option', { name: /^Composite filling/ }).click()
  await complete.getByLabel('Tooth').fill('24')
  await complete.getByRole('checkbox', { name: 'mesial' }).check()
  await look(page, 'complete-service')
})

test('the chart of a child and of a mouth with much work', async ({ sitAt }) => {
  const doctor = await at(sitAt, here().chairside, 'drreyes')
  for (const [patient, name] of [['Ocampo, Gabriel', 'chart-child'], ['Ramos, Danilo', 'chart-senior']] as const) {
    await doctor.openPatient(patient)
    await doctor.tab('Chart')
    await expect(doctor.page.getByRole('group', { name: 'Tooth chart' })).toBeVisible()
    await look(doctor.page, name)
  }
})

test('money', async ({ sitAt }) => {
  const maria = await at(sitAt, here().front, 'maria')
  const { page } = maria
  await maria.go('Billing')
  await page.getByRole('table', { name: 'Patients who owe' }).getByRole('row').nth(1).getByRole('button').waitFor()
  await look(page, 'billing')
  await page.getByRole('table', { name: 'Patients who owe' }).getByRole('row').nth(1).getByRole('button').click()
  await page.getByRole('button', { name: 'Record payment' }).click()
  const payment = page.getByRole('dialog', { name: /^Payment from/ })
  await payment.getByLabel('Amount (₱)').fill('850')
  await payment.getByLabel('Cash tendered (₱)').fill('1000')
  await look(page, 'payment')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Issue statement' }).click()
  await expect(page.getByRole('table', { name: 'Figures of the statement' })).toBeVisible()
  await look(page, 'statement-issue')
  await page.getByRole('button', { name: 'Issue and open' }).click()
  await expect(page.getByTitle(/^Statement SOA-/)).toBeVisible()
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('blob:'))).toBe(true)
  await look(page, 'statement')
  await page.keyboard.press('Escape')
  await look(page, 'account')
})

test('stock', async ({ sitAt }) => {
  const maria = await at(sitAt, here().front, 'maria')
  const { page } = maria
  await maria.go('Inventory')
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await look(page, 'inventory')
  await page.getByRole('button', { name: 'Lidocaine 2% with epinephrine', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Movements' })).toBeVisible()
  await look(page, 'inventory-item')
  await page.getByRole('dialog').getByRole('button', { name: 'Receive' }).click()
  await look(page, 'inventory-receive')
})

test('what needs attention, and work without the network', async ({ sitAt }) => {
  const { front, office } = here()
  const maria = await sitAt(front, 'maria')
  const owner = await sitAt(office, 'owner')
  await owner.go('Needs attention')
  await expect(owner.page.getByRole('heading', { name: 'Nothing needs attention' })).toBeVisible()
  await look(owner.page, 'attention-empty')

  for (const [desk, person] of [[front, maria], [office, owner]] as const) {
    desk.cable.cut()
    await expect(person.pill).toHaveAccessibleName(/Offline/)
    await person.go('Day')
    await person.showDate(day(31))
    await person.book('Chair 1', '9:00 AM', person === maria ? 'Muñoz' : 'Peña', person === maria ? REYES : CRUZ)
    await person.openPatient('navarro')
    await person.tab('Details')
    await person.page.getByLabel('Phone', { exact: true }).fill(person === maria ? '0917 111 1111' : '0917 222 2222')
    await person.page.getByLabel('City or municipality').fill(person === maria ? 'Marikina' : 'Taguig')
    await person.page.getByRole('button', { name: 'Save changes' }).click()
    await expect(person.page.getByText('Changes saved')).toBeVisible()
  }
  await maria.go('Day')
  await maria.dismissToasts()
  await maria.pill.click()
  await expect(maria.page.getByText(/2 changes will be sent when the network is back/)).toBeVisible()
  await look(maria.page, 'offline')
  front.cable.heal()
  await expect(maria.pill).toHaveAccessibleName('Sync: Online')
  office.cable.heal()
  await expect(owner.pill).toHaveAccessibleName('Sync: Online, 2 need attention')
  await owner.go('Needs attention')
  await expect(owner.page.getByRole('article')).toHaveCount(2)
  await owner.dismissToasts()
  await look(owner.page, 'attention')
})

test('settings', async ({ sitAt }) => {
  const owner = await sitAt(here().office, 'owner')
  const { page } = owner
  await owner.go('Settings')
  for (const [tab, name] of [['Clinic & hours', 'clinic'], ['Chairs', 'chairs'], ['Services & prices', 'services'], ['People', 'people'], ['This PC', 'pc'], ['Backups', 'backups']] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
    await look(page, `settings-${name}`)
  }
  await page.getByRole('tab', { name: 'Services & prices' }).click()
  await page.getByRole('button', { name: 'Edit Composite filling' }).click()
  await look(page, 'settings-service')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Add person' }).click()
  await look(page, 'settings-person')
  await page.keyboard.press('Escape')

  const sunday = day(21 + 7 - (isoWeekday(day(0)) % 7))
  await page.getByRole('tab', { name: 'Clinic & hours' }).click()
  await page.getByRole('checkbox', { name: 'Open on Sunday' }).uncheck()
  await page.getByRole('button', { name: 'Save hours' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await owner.go('Day')
  await owner.showDate(sunday)
  await expect(page.getByText('Closed on Sundays')).toBeVisible()
  await owner.dismissToasts()
  await look(page, 'day-closed')
})

test('what cannot be shown', async ({ sitAt }) => {
  const { chairside } = here()
  const owner = await at(sitAt, chairside, 'owner')
  const { page } = owner
  await page.evaluate(() => (location.hash = '#/billing'))
  await expect(page.getByText('This could not be loaded')).toBeVisible()
  await look(page, 'failed')
  await page.evaluate(() => (location.hash = '#/patient?patientId=019b76da-a800-7008-8000-00000000ffff'))
  await expect(page.getByText('This patient is not known at this desk.')).toBeVisible()
  await look(page, 'patient-unknown')
  await owner.go('Day')
  await chairside.kill()
  await expect(page.getByText('Reconnecting to the program on this PC')).toBeVisible()
  await look(page, 'host-gone')
  await chairside.restart()
  await expect(page.getByRole('grid')).toBeVisible()
  await expect(page.getByText('Reconnecting to the program on this PC')).toBeHidden()
  // The browser itself complains while nobody listens at the other end.
  owner.faults.length = 0
})
