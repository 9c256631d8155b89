import { judge } from './look.ts'
import { Keyboard } from './played/keyboard.ts'
import { expectBook, playDay, TEN_TWENTY } from './played/script.ts'
import { sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front') }))
// A whole day of one person; a loaded machine is slow to play it.
test.setTimeout(300_000)

test('a receptionist plays her whole day with the keys alone', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria', { now: TEN_TWENTY })
  const judged = new Set<string>()
  const see = async (name: string) => {
    if (!judged.has(name)) await judge(maria.page, name)
    judged.add(name)
  }
  await playDay(new Keyboard(maria, see), see)
  await expectBook(here().clinic)
})
