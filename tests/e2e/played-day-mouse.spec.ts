import { judge } from './look.ts'
import { Mouse } from './played/mouse.ts'
import { expectBook, playDay, TEN_TWENTY } from './played/script.ts'
import { sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front') }))
// A whole day of one person; a loaded machine is slow to play it.
test.setTimeout(300_000)

test('a receptionist plays the same day with the mouse', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria', { now: TEN_TWENTY })
  // The dialogs are those of the day by keys, which axe has judged.
  await playDay(new Mouse(maria), (name) => judge(maria.page, name))
  await expectBook(here().clinic)
})
