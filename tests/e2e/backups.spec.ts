import { expect, test } from './shared.ts'

test('a manager makes a backup and goes back to it: what was entered since is still there', async ({ clinic, sitAt }) => {
  const desk = await clinic.desk('backups')
  const ana = await sitAt(desk, 'owner')
  const { page } = ana

  await test.step('a backup is made and listed as read through', async () => {
    await ana.go('Settings')
    await page.getByRole('tab', { name: 'Backups' }).click()
    await expect(page.getByText('No backup yet')).toBeVisible()
    await page.getByRole('button', { name: 'Back up now' }).click()
    await expect(page.getByText(/^A backup was made and read through/)).toBeVisible()
    await expect(page.getByRole('table', { name: 'Backups of this PC' }).getByRole('row')).toHaveCount(2)
    await expect(page.getByRole('cell', { name: 'Daily' })).toBeVisible()
    await expect(page.getByRole('cell', { name: /^Read through / })).toBeVisible()
  })

  await test.step('a chair is added, offline', async () => {
    desk.cable.cut()
    await expect(ana.pill).toHaveText(/Offline/)
    await page.getByRole('tab', { name: 'Chairs' }).click()
    await page.getByRole('button', { name: 'Add chair' }).click()
    await page.getByRole('dialog', { name: 'Chair' }).getByLabel('Name of the chair').fill('Since the backup')
    await page.getByRole('dialog', { name: 'Chair' }).getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('row', { name: /Since the backup/ })).toBeVisible()
  })

  await test.step('the restore says what it does, does it, and signs out', async () => {
    await page.getByRole('tab', { name: 'Backups' }).click()
    await page.getByRole('button', { name: /^Restore the backup of / }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore a backup?' })
    await expect(dialog).toContainText('Nothing entered here is lost')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: /^Restore the backup of / }).click()
    await dialog.getByRole('button', { name: 'Restore' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  await test.step('whoever signs in is told, and finds the chair', async () => {
    await ana.signIn('owner')
    const notice = page.getByText(/^The data of this PC was restored from the backup of .* 1 change entered here was put back on top of it and will be sent/)
    await expect(notice).toBeVisible()
    await ana.dismissToasts()
    await ana.go('Settings')
    await page.getByRole('tab', { name: 'Chairs' }).click()
    await expect(page.getByRole('row', { name: /Since the backup/ })).toBeVisible()
    desk.cable.heal()
    await expect(ana.pill).toHaveText(/^(?!.*waiting).*Online/)
    await page.reload()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await expect(notice).toHaveCount(0)
  })
})
