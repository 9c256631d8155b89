import { readFileSync } from 'node:fs'
import { createEnrolmentCode } from '../../sync-server/auth/enrolment-codes.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { atCentre, day, expect, sharedClinic, test } from './shared.ts'

const REYES = 'Dr. Andrea Reyes'
const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), office: await clinic.desk('office') }))

test('shows what waits in words, sends it when asked, and makes a file for a helper without a patient in it', async ({ sitAt }) => {
  const { front, clinic } = here()
  const maria = await sitAt(front, 'maria')
  const { page } = maria
  const waiting = page.getByRole('table', { name: 'Waiting to be sent' })

  await test.step('reached by the keyboard, with nothing waiting', async () => {
    await maria.pill.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show the sync of this PC' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Nothing waits. Everything entered at this PC is at the centre.')).toBeVisible()
    await expect(page.getByText(/^Complete: all \d+ parts follow the centre\.$/)).toBeVisible()
    await expect(page.getByRole('table', { name: 'PCs of the clinic' }).getByRole('row', { name: /\(this PC\) Front desk/ })).toBeVisible()
  })

  await test.step('without the network: what was entered is listed, and sending says that it cannot', async () => {
    await maria.go('Day')
    await maria.showDate(day(20))
    front.cable.cut()
    await expect(maria.pill).toHaveAccessibleName(/^Sync: Offline/)
    await maria.book('Chair 1', '9:00 AM', 'Muñoz', REYES)
    await maria.pill.click()
    await page.getByRole('button', { name: 'Show the sync of this PC' }).click()
    await expect(waiting.getByRole('row').nth(1)).toContainText(/^Booking: .*, 9:00 AM, 30 min.*Muñoz, .*Maria Santos.*Waits$/)
    await page.getByRole('region', { name: /^This PC: / }).getByRole('button', { name: 'Send now' }).click()
    await expect(page.getByText('The centre cannot be reached at the moment. 1 change stays safe on this PC and will be sent when the network is back.')).toBeVisible()
  })

  await test.step('the file for a helper tells what waits, and names nobody', async () => {
    const download = await maria.download(page.getByRole('button', { name: 'Export diagnostics' }))
    expect(download.suggestedFilename()).toMatch(/^chairside-diagnostics-\d{4}-\d\d-\d\d\.json$/)
    const text = readFileSync(await download.path(), 'utf8')
    const facts = JSON.parse(text) as { sync: { waiting: number }; replica: { outbox: { mutation: string }[] } }
    expect(facts.sync.waiting).toBe(1)
    expect(facts.replica.outbox).toContainEqual(expect.objectContaining({ mutation: 'appointment.book', state: 'waiting', count: 1 }))
    const people = await atCentre<{ word: string }>(clinic, `select distinct unnest(array[first_name, last_name, phone, email, street, chart_number]) as word from patients union select display_name from users union select name from clinics union select name from devices`)
    const named = people.map(({ word }) => word).filter((word) => word !== null && word.length >= 4 && text.includes(word))
    expect(people.length).toBeGreaterThan(50)
    expect(named).toEqual([])
  })

  await test.step('with the network back it is sent, and the list is empty', async () => {
    front.cable.heal()
    await page.getByRole('region', { name: /^This PC: / }).getByRole('button', { name: 'Send now' }).click()
    await expect(page.getByText(/^(?:1 change was sent just now\. Everything is at the centre|There was nothing to send\. The centre answered just now)\.$/)).toBeVisible()
    await expect(page.getByText('Nothing waits. Everything entered at this PC is at the centre.')).toBeVisible()
    await expect(maria.pill).toHaveAccessibleName('Sync: Online')
  })
})

test('a PC is let in by a code that a manager made, typed on its first screen', async ({ sitAt }) => {
  const { clinic } = here()
  const { page } = await sitAt(await clinic.deskToEnrol('by-code'))
  const client = createClient(clinic.databaseUrl)
  await client.connect()
  const { rows: [found] } = await client.query<{ id: string }>('select id from clinics limit 1')
  const code = await createEnrolmentCode(client, found!.id, 'chairside')
  await client.end()

  await page.getByText('One-time code').click()
  await page.getByLabel('Code', { exact: true }).fill(code.toLowerCase())
  await page.getByLabel('Name of this PC').fill('Surgery 2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('This PC: Surgery 2')).toBeVisible()
  expect(await atCentre(clinic, `select profile from devices where name = 'Surgery 2'`)).toEqual([{ profile: 'chairside' }])
})
