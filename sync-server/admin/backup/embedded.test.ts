import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Program } from '../../centre/test-program.ts'

let root: string
const running: Program[] = []

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'chairside-test-embedded-'))
})
afterAll(async () => {
  await Promise.all(running.map((program) => program.end()))
  rmSync(root, { recursive: true, force: true })
})

async function start(data: string, ...args: string[]): Promise<{ centre: Program; health: () => Promise<{ epoch: string }> }> {
  const centre = new Program('sync-server/main.ts', ['--data', path.join(root, data), ...args])
  running.push(centre)
  const url = await centre.said('url')
  return { centre, health: async () => (await (await fetch(`${url}/v1/health`)).json()) as { epoch: string } }
}

async function backup(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const program = new Program('sync-server/admin/backup/main.ts', args)
  const code = await program.ended
  return { code, out: program.stdout, err: program.stderr }
}

it('a centre with its own Postgres is backed up while it runs, and comes back on a computer that has nothing', async () => {
  const first = await start('first', '--demo')
  const before = await first.health()
  expect(await backup('drill', '--data', path.join(root, 'first'))).toMatchObject({ code: 0, out: expect.stringMatching(/The drill went well/) })
  await first.centre.end()

  const kept = ['--folder', path.join(root, 'first', 'backups'), '--key', path.join(root, 'first', 'backup.key')]
  const restored = await backup('restore', 'latest', '--yes', '--data', path.join(root, 'second'), ...kept)
  expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/is restored\. The database of before is kept as chairside_before_/) })

  const second = await start('second')
  expect((await second.health()).epoch).not.toBe(before.epoch)
  const refused = await backup('restore', 'latest', '--yes', '--data', path.join(root, 'second'), ...kept)
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/The database is in use\. Stop the centre/) })
  await second.centre.end()
  const aside = /kept as (\w+);/.exec(restored.out)![1]!
  expect(await backup('discard', aside, '--yes', '--data', path.join(root, 'second'))).toMatchObject({ code: 0 })
}, 180_000)
