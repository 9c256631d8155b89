import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEY } from '../../../tests/support/replica.ts'
import type { SqliteRow } from '../store/codec.ts'
import { checkCopy } from './copy.ts'
import { listBackups } from './catalogue.ts'
import { DeskFolder } from '../../../tests/support/desk-folder.ts'

const program = path.join(import.meta.dirname, 'testing', 'stop-at.ts')
const BACKUP = 'replica-2026-11-19.db'
const BEFORE_DECISION = ['backup copied', 'replica built']
const AFTER_DECISION = ['rebuild decided', 'set aside', 'set aside-wal', 'set aside-shm', 'rebuild in place']

let desk: DeskFolder
let ids: string[]
let rows: Record<string, SqliteRow[]>

beforeEach(async () => {
  desk = await DeskFolder.create()
  await desk.write()
  desk.backUp(BACKUP)
  await desk.write()
  ids = desk.ids()
  rows = desk.rows()
  desk.writer.close()
})
afterEach(() => desk.remove())

/** Ends the program by SIGKILL at that point, as a power cut would. */
function killAt(action: 'open' | 'restore' | 'backup', point: string): void {
  const { signal, stderr } = spawnSync(process.execPath, [program, action, desk.dir, Buffer.from(KEY).toString('hex'), point], { encoding: 'utf8' })
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
}

const leftovers = () => readdirSync(desk.dir, { recursive: true, encoding: 'utf8' }).filter((name) => /rebuil|\.part/.test(name))
const asides = () => readdirSync(desk.dir).filter((name) => name.startsWith('set-aside'))

describe('a power cut while a damaged replica is rebuilt', () => {
  it.each([...BEFORE_DECISION, ...AFTER_DECISION])('at "%s" loses nothing: the next start finishes it', async (point) => {
    truncateSync(desk.file, 3000)
    killAt('open', point)
    await desk.open()
    expect(desk.ids()).toEqual(ids)
    expect(desk.rows()).toEqual(rows)
    expect(desk.writer.desk().notice).toMatch(/rebuilt from the backup/)
    expect(asides()).toHaveLength(1)
    expect(leftovers()).toEqual([])
  }, 30_000)
})

describe('a power cut while a backup is restored', () => {
  it.each(BEFORE_DECISION)('at "%s" leaves the replica of before', async (point) => {
    killAt('restore', point)
    await desk.open()
    expect(desk.writer.desk().notice).toBeNull()
    expect(desk.ids()).toEqual(ids)
    expect(asides()).toEqual([])
    expect(leftovers()).toEqual([])
  }, 30_000)

  it.each(AFTER_DECISION)('at "%s" is finished at the next start', async (point) => {
    killAt('restore', point)
    await desk.open()
    expect(desk.writer.desk().notice).toMatch(/restored from the backup of .* 4 changes entered here were put back/)
    expect(desk.ids()).toEqual(ids)
    expect(desk.rows()).toEqual(rows)
    expect(asides()).toHaveLength(1)
    expect(leftovers()).toEqual([])
  }, 30_000)
})

describe('a power cut while a backup is made', () => {
  const folder = () => path.join(desk.dir, 'backups')

  it.each(['backup written', 'backup checked'])('at "%s" leaves no file that passes for a backup', async (point) => {
    killAt('backup', point)
    expect(listBackups(folder()).map(({ name }) => name)).toEqual([BACKUP])
    await desk.open()
    expect(leftovers()).toEqual([])
    expect(desk.ids()).toEqual(ids)
  }, 30_000)

  it('at "backup named" leaves a whole one', async () => {
    killAt('backup', 'backup named')
    await desk.open()
    // The clock of today keeps both.
    expect(existsSync(path.join(folder(), 'replica-2026-11-20.db'))).toBe(true)
    expect(checkCopy(path.join(folder(), 'replica-2026-11-20.db'), KEY)).toMatchObject({ entries: 4, waiting: 4 })
  }, 30_000)
})

it('a desk that was cut off at every point in a row still has everything', async () => {
  truncateSync(desk.file, 3000)
  for (const point of BEFORE_DECISION) killAt('open', point)
  killAt('open', 'set aside')
  rmSync(path.join(desk.dir, 'backups', BACKUP))
  await desk.open()
  expect(desk.ids()).toEqual(ids)
  expect(desk.rows()).toEqual(rows)
}, 60_000)
