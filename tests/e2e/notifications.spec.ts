import { look } from './look.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), chairside: await clinic.desk('chairside', 'chairside') }))

test('an arrival is told on the dentist’s station at once, and to nobody who did it', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const doctor = await sitAt(here().chairside, 'drreyes')
  const bell = doctor.page.getByRole('button', { name: /^Notifications/ })
  await maria.appointment(/Confirmed.*Surgery/).first().click()
  const arrived = maria.panel.getByRole('button', { name: 'Arrived' })
  await expect(arrived).toBeEnabled()
  const before = Date.now()
  await arrived.click()
  const toast = doctor.page.getByText(/ has arrived$/)
  await expect(toast).toBeVisible()
  test.info().annotations.push({ type: 'arrival', description: `arrival told after ${Date.now() - before} ms` })
  await look(doctor.page, 'arrival')
  await expect(bell).toHaveAccessibleName('Notifications, 1 unread')
  await expect(maria.page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()

  await doctor.page.keyboard.press('F8')
  const news = doctor.page.getByRole('button', { name: /^Arrived: .*\(unread\)/ })
  await expect(news).toHaveCount(1)
  await look(doctor.page, 'notifications')
  await doctor.page.getByRole('button', { name: 'Mark all read' }).press('Enter')
  await expect(news).toHaveCount(0)
  await doctor.page.keyboard.press('Escape')
  await expect(bell).toHaveAccessibleName('Notifications')
  await expect(bell).toBeFocused()
})
