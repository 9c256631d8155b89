import { look } from './look.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), chairside: await clinic.desk('chairside', 'chairside') }))

test('the waiting room ticks, alerts, and is the same at the desk and at the chair, also offline', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const doctor = await sitAt(here().chairside, 'drcruz')
  for (const person of [maria, doctor]) {
    await person.page.keyboard.press('F4')
    await expect(person.page.getByRole('heading', { level: 1, name: 'Lists' })).toBeVisible()
    await expect(person.page.getByRole('table', { name: 'Who is here' }).getByRole('row')).toHaveCount(4)
  }
  const waits = doctor.page.getByRole('row').filter({ has: doctor.page.getByRole('button', { name: /^Seat / }) })
  await expect(waits).toHaveCount(1)
  await look(maria.page, 'lists-waiting')

  await doctor.page.clock.install()
  await doctor.page.clock.fastForward('30:00')
  await expect(doctor.page.getByRole('alert').filter({ hasText: '1 patient has waited 15 minutes or longer.' })).toBeVisible()
  await expect(waits.getByRole('img', { name: 'Waits too long' })).toBeVisible()

  here().front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  await maria.page.getByRole('button', { name: /^Seat / }).focus()
  await maria.page.keyboard.press('Enter')
  await expect(maria.page.getByRole('button', { name: /^Seat / })).toHaveCount(0)
  here().front.cable.heal()
  await expect(waits).toHaveCount(0)
  await doctor.page.getByRole('button', { name: /^Done: / }).first().click()
  await expect(doctor.page.getByRole('row')).toHaveCount(3)
  await expect(maria.page.getByRole('table', { name: 'Who is here' }).getByRole('row')).toHaveCount(3)
})
