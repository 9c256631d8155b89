import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REGISTRATION } from '../../../tests/support/replica.ts'
import { shapeStates } from '../sync/stage.ts'
import { CARD_FILE } from './card.ts'
import { MIRROR_FILE } from './mirror.ts'
import { DeskFolder, flipBytes, sizeOf } from '../../../tests/support/desk-folder.ts'
import { noteUnclean } from './unclean.ts'

const OTHER_KEY = new Uint8Array(32).fill(8)
const BACKUP = 'replica-2026-11-19.db'
/** The first page of a patients' row is far behind the schema. */
const PAGE = 4096

const folders: DeskFolder[] = []
let desk: DeskFolder

beforeEach(async () => {
  desk = await DeskFolder.create()
  folders.push(desk)
})
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

/** What is on the disk after a power cut. */
function powerCut(): DeskFolder {
  const left = desk.snapshot()
  folders.push(left)
  return left
}

function closed(): DeskFolder {
  desk.writer.close()
  return desk
}

const asides = (folder: DeskFolder) => readdirSync(folder.dir).filter((name) => name.startsWith('set-aside-'))
/** A checksum would do, but a difference is easier to look at. */
const bytesOf = (file: string) => (existsSync(file) ? readFileSync(file).toString('base64') : undefined)
const notice = (folder: DeskFolder) => folder.writer.desk().notice

const DAMAGES: [string, (file: string) => void][] = [
  ['a zeroed header', (file) => flipToZero(file, 0, 100)],
  ['a zeroed first page', (file) => flipToZero(file, 0, PAGE)],
  ['one flipped byte in the first page', (file) => flipBytes(file, 200)],
  ['another salt', (file) => flipBytes(file, 3)],
  ['the second half cut off', (file) => truncateSync(file, Math.floor(sizeOf(file) / 2))],
  ['a cut in the middle of a page', (file) => truncateSync(file, Math.floor(sizeOf(file) / 2) + 100)],
  ['nothing but its first bytes', (file) => truncateSync(file, 3000)],
  ['no bytes at all', (file) => truncateSync(file, 0)],
  ['garbage from beginning to end', (file) => writeFileSync(file, Buffer.alloc(sizeOf(file), 0xa5))],
  ['no file any more', (file) => rmSync(file)],
]

function flipToZero(file: string, at: number, count: number): void {
  const bytes = readFileSync(file)
  bytes.fill(0, at, at + count)
  writeFileSync(file, bytes)
}

describe('a replica with', () => {
  it.each(DAMAGES)('%s is rebuilt from the newest backup, with every write that waits', async (_, damage) => {
    await desk.write()
    desk.backUp(BACKUP)
    const since = [...(await desk.write()), ...(await desk.write())]
    const before = desk.rows()
    const all = desk.ids()
    closed()
    damage(desk.file)
    const damaged = bytesOf(desk.file)

    await desk.open()
    expect(desk.ids()).toEqual(all)
    expect(desk.ids()).toEqual(expect.arrayContaining(since))
    expect(desk.rows()).toEqual(before)
    expect(desk.writer.desk()).toMatchObject({ registration: REGISTRATION, outbox: { waiting: 6 } })
    expect(notice(desk)).toMatch(/^The data file of this PC was damaged\. It was rebuilt from the backup of \d{4}-\d\d-\d\d; .* 6 changes .* were kept and will be sent\. The damaged file was set aside\.$/)
    const [aside] = asides(desk)
    expect(bytesOf(path.join(desk.dir, aside!, 'replica.db'))).toEqual(damaged)
  })

  it.each(DAMAGES)('%s and no backup keeps who this desk is and what waits, and is filled by the centre', async (_, damage) => {
    const ids = [...(await desk.write()), ...(await desk.write())]
    closed()
    damage(desk.file)
    await desk.open()
    expect(desk.writer.desk()).toMatchObject({ registration: REGISTRATION, ready: false, shapes: [], outbox: { waiting: 4 } })
    expect(desk.ids()).toEqual(ids)
    expect(notice(desk)).toMatch(/No backup could be used, so it is fetched from the centre anew\. 4 changes/)
  })

  it('a flipped byte deep inside is found after a crash, not first when somebody needs the page', async () => {
    await desk.write()
    desk.backUp(BACKUP)
    await desk.write()
    const before = desk.rows()
    const left = powerCut()
    // The crash left a whole log, whose pages stand before the file's.
    desk.read((db) => db.pragma('wal_checkpoint(truncate)'))
    copyFileSync(desk.file, left.file)
    for (let page = 30; page * PAGE < sizeOf(left.file); page++) left.flip(page * PAGE + 50)
    writeFileSync(`${left.file}-wal`, '')
    rmSync(`${left.file}-shm`, { force: true })

    await left.open()
    expect(left.rows()).toEqual(before)
    expect(notice(left)).toMatch(/rebuilt from the backup/)
  })

  it('a page that a thread could not read is looked through at the next start', async () => {
    await desk.write()
    desk.backUp(BACKUP)
    closed()
    for (let page = 30; page * PAGE < sizeOf(desk.file); page++) desk.flip(page * PAGE + 50)
    noteUnclean(desk.dir, 'suspect')
    await desk.open()
    expect(notice(desk)).toMatch(/rebuilt from the backup/)
    desk.writer.close()
    await desk.open()
    expect(asides(desk)).toHaveLength(1)
  })
})

describe('the outbox of a damaged replica', () => {
  it('is read row by row when its second copy is gone too', async () => {
    const ids = []
    for (let count = 0; count < 20; count++) ids.push(...(await desk.write()))
    desk.writer.close()
    rmSync(path.join(desk.dir, MIRROR_FILE))
    truncateSync(desk.file, sizeOf(desk.file) - PAGE)
    await desk.open()
    expect(desk.ids().length).toBeGreaterThan(30)
    expect(ids).toEqual(expect.arrayContaining(desk.ids()))
  })

  it('is complete when the replica and its second copy have each lost a part', async () => {
    const ids = [...(await desk.write()), ...(await desk.write())]
    desk.writer.close()
    const mirror = path.join(desk.dir, MIRROR_FILE)
    const lines = readFileSync(mirror, 'utf8').split('\n')
    writeFileSync(mirror, [`${lines[0]!.slice(0, 40)}x${lines[0]!.slice(41)}`, 'not a line of ours', ...lines.slice(1)].join('\n'))
    noteUnclean(desk.dir, 'suspect')
    await desk.open()
    expect(desk.ids()).toEqual(ids)
    truncateSync(desk.file, 0)
    rmSync(`${desk.file}-wal`)
    await desk.open()
    expect(desk.ids()).toEqual(ids)
  })

  it('keeps what was confirmed for its thirty days, so that a centre restored from a backup can ask for it', async () => {
    const ids = await desk.write()
    desk.read((db) => db.prepare(`update _outbox set state = 'confirmed', confirmed_at = '2026-11-20T02:00:00.000Z' where seq = 1`).run())
    const root = desk.read((db) => db.prepare<[], { rootpage: number }>(`select rootpage from sqlite_schema where name = 'patients'`).get()!.rootpage)
    closed()
    desk.flip((root - 1) * PAGE + 80)
    noteUnclean(desk.dir, 'suspect')
    await desk.open()
    expect(notice(desk)).toMatch(/damaged/)
    expect(desk.outbox().map(({ id, state }) => [id, state])).toEqual([[ids[0], 'confirmed'], [ids[1], 'waiting']])
  })
})

describe('the log of a replica', () => {
  it('that is deleted after a crash takes no write with it, and every table is fetched anew', async () => {
    desk.writer.close()
    await desk.open()
    desk.read((db) => db.prepare(`insert into _shapes (table_name, handle, position, lsn) values ('patients', 'h', '1_0', '1')`).run())
    const ids = await desk.write()
    const left = powerCut()
    rmSync(`${left.file}-wal`)
    rmSync(`${left.file}-shm`)
    await left.open()
    expect(left.ids()).toEqual(ids)
    expect(left.rows()).toEqual(desk.rows())
    expect(left.read(shapeStates).filter(({ handle }) => handle !== null)).toEqual([])
    expect(notice(left)).toMatch(/^A part of this PC's data was missing after it stopped\. 2 changes were put back from their second copy/)
  })

  it('is there after every crash, also of a desk that nobody has used: no false alarm', async () => {
    closed()
    await desk.open()
    const left = powerCut()
    expect(existsSync(`${left.file}-wal`)).toBe(true)
    await left.open()
    expect(notice(left)).toBeNull()
    expect(asides(left)).toEqual([])
  })
})

describe('a wrong key', () => {
  it.each([['no damage at all', () => {}], ...DAMAGES])('changes nothing of a replica with %s', async (_, damage) => {
    await desk.write()
    desk.backUp(BACKUP)
    closed()
    damage(desk.file)
    const before = listing(desk.dir)
    await expect(desk.open(OTHER_KEY)).rejects.toMatchObject({ kind: 'wrong_key', message: expect.stringMatching(/cannot be opened with this key/) })
    expect(listing(desk.dir)).toEqual(before)
  })

  it('is what a folder has that holds a replica from elsewhere and nothing to prove the key', async () => {
    closed()
    rmSync(path.join(desk.dir, CARD_FILE))
    rmSync(path.join(desk.dir, MIRROR_FILE))
    desk.flip(200)
    const before = listing(desk.dir)
    await expect(desk.open()).rejects.toMatchObject({ kind: 'wrong_key' })
    expect(listing(desk.dir)).toEqual(before)
  })
})

function listing(dir: string): [string, string][] {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return names.filter((name) => !/-(?:shm|wal)$/.test(name)).toSorted().map((name) => [name, readFileSync(name).toString('base64').slice(0, 2000)])
}

describe('backups of a damaged desk', () => {
  it('that are damaged themselves are passed over for an older one', async () => {
    await desk.write()
    desk.backUp('replica-2026-11-18.db')
    await desk.write()
    desk.backUp(BACKUP)
    const before = desk.rows()
    closed()
    flipBytes(path.join(desk.dir, 'backups', BACKUP), 5 * PAGE + 80)
    truncateSync(desk.file, 0)
    await desk.open()
    expect(desk.rows()).toEqual(before)
    expect(notice(desk)).toMatch(/rebuilt from the backup/)
  })

  it('of another desk are not used', async () => {
    const other = { ...REGISTRATION, deviceId: '01930000-0000-7000-8000-0000000000ff' }
    desk.backUp(BACKUP)
    desk.writer.register(other)
    closed()
    truncateSync(desk.file, 0)
    await desk.open()
    expect(desk.writer.desk()).toMatchObject({ registration: other, ready: false })
    expect(notice(desk)).toMatch(/No backup could be used/)
  })
})

it('opens a new folder as a new desk, and again after it was stopped before it was enrolled', async () => {
  const fresh = powerCut()
  for (const name of readdirSync(fresh.dir)) rmSync(path.join(fresh.dir, name), { recursive: true })
  await fresh.open()
  expect(fresh.writer.desk()).toMatchObject({ registration: undefined, ready: false, notice: null })
  fresh.writer.close()
  await fresh.open()
  expect(notice(fresh)).toBeNull()
  expect(readdirSync(fresh.dir).toSorted()).toEqual([CARD_FILE, MIRROR_FILE, 'replica.db', 'replica.db-shm', 'replica.db-wal', 'replica.unclean'])
})
