import { tmpdir } from 'node:os'
import { expect, it, vi } from 'vitest'
import { electronDouble } from './testing/electron-double.ts'
import { crashTeller } from './trouble.ts'

it('bothers nobody with a crash or two, tells of the third in words, and quits when asked to', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const electron = electronDouble(tmpdir())
  const tell = crashTeller(electron.api)
  tell(1)
  tell(2)
  expect(electron.dialogs).toEqual([])
  tell(3)
  tell(4)
  expect(electron.dialogs).toMatchObject([{ kind: 'warning', text: expect.stringContaining('trouble') }])
  await new Promise(setImmediate)
  expect(electron.app.calls).not.toContain('quit')
  electron.answer = 1
  tell(5)
  await vi.waitUntil(() => electron.app.calls.includes('quit'))
  vi.restoreAllMocks()
})
