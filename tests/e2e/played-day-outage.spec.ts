import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { judge } from './look.ts'
import { Keyboard } from './played/keyboard.ts'
import { expectBook, playDay, TEN_TWENTY } from './played/script.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front'), back: await clinic.desk('back') }))
// A whole day of one person; a loaded machine is slow to play it.
test.setTimeout(300_000)

test('the same day is played with the centre off, and afterwards centre and desks hold it once and alike', async ({ sitAt }) => {
  const { clinic, front, back } = here()
  const maria = await sitAt(front, 'maria', { now: TEN_TWENTY })
  await clinic.stopCentre()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  // The dialogs are those of the day with the network, which axe has judged.
  await playDay(new Keyboard(maria, () => Promise.resolve()), (name) => judge(maria.page, `${name}, offline`))
  await expect(maria.pill).toHaveAccessibleName(/Offline/)

  await clinic.restartCentre()
  await expect(maria.pill).toHaveAccessibleName(/Online/)
  await expectBook(clinic)
  for (const desk of [front, back]) {
    await expect.poll(async () => differences(await centreContents(clinic.databaseUrl), replicaContents(desk)), { timeout: 60_000 }).toEqual([])
  }
  expect(await maria.page.getByRole('link', { name: /^Needs attention/ }).textContent(), 'nothing was refused').toBe('Needs attention')
})
