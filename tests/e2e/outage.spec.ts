import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { look } from './look.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front') }))

test('a pack for an outage is made in one click without the network, and lies on the disk unreadable', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  here().front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  await page.keyboard.press('F4')
  await page.getByRole('tab', { name: 'Outage pack' }).click()
  await expect(page.getByText('No pack yet')).toBeVisible()
  await look(page, 'outage-empty')
  await page.getByRole('button', { name: 'Make a pack now' }).press('Enter')
  await expect(page.getByTitle(/^Preview outage-pack-/)).toBeVisible()
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('blob:'))).toBe(true)
  const file = await maria.download(page.getByRole('link', { name: 'Download' }))
  expect(file.suggestedFilename()).toMatch(/^outage-pack-\d{4}-\d\d-\d\d\.pdf$/)
  expect(readFileSync(await file.path()).subarray(0, 5).toString()).toBe('%PDF-')
  await look(page, 'outage-pack')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row')).toHaveCount(2)
  await maria.dismissToasts()
  await look(page, 'outage')

  const folder = path.join(here().front.dataDir, 'packs')
  const packs = readdirSync(folder)
  expect(packs).toHaveLength(1)
  const bytes = readFileSync(path.join(folder, packs[0]!), 'latin1')
  expect(bytes).not.toContain('%PDF')
  expect(Buffer.from(bytes, 'base64').toString('latin1')).not.toContain('%PDF')
})
