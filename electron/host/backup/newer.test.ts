import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DeskFolder } from '../../../tests/support/desk-folder.ts'
import { KEY } from '../../../tests/support/replica.ts'
import { openReplica } from '../store/database.ts'
import { newestVersion } from '../store/migrate.ts'

const ASIDE = 'set-aside-2026-11-20T01-00-00-000Z'
const folders: DeskFolder[] = []
let desk: DeskFolder

beforeEach(async () => {
  desk = await DeskFolder.create()
  folders.push(desk)
  await desk.write()
})
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

/** Every file of the folder with its bytes; of the shared memory of a log only that it is there. */
function files(folder: DeskFolder): [string, string][] {
  const names = readdirSync(folder.dir, { recursive: true }).map(String).filter((name) => statSync(path.join(folder.dir, name)).isFile()).sort()
  return names.map((name) => [name, name.endsWith('-shm') ? '' : readFileSync(path.join(folder.dir, name)).toString('base64')])
}

function setVersion(file: string, version: number): void {
  const db = openReplica(file, KEY)
  db.pragma(`user_version=${version}`)
  db.close()
}

/** A change of replicas that was decided and then cut off: the built one is of this version. */
function decided(version: number): string {
  desk.writer.close()
  const dir = path.join(desk.dir, 'rebuilding')
  mkdirSync(dir)
  copyFileSync(desk.file, path.join(dir, 'replica.db'))
  setVersion(path.join(dir, 'replica.db'), version)
  writeFileSync(path.join(desk.dir, 'rebuilt.json'), `{"setAside":"${ASIDE}"}\n`)
  return path.join(dir, 'replica.db')
}

const NEWER = { kind: 'newer', message: expect.stringMatching(/written by a newer version of Chairside\. Update the program; the data was not touched\.$/) as string }

describe('a replica of a newer program', () => {
  it('[S14] is refused with nothing changed in its folder', async () => {
    desk.writer.close()
    setVersion(desk.file, newestVersion() + 1)
    const before = files(desk)
    await expect(desk.open()).rejects.toMatchObject(NEWER)
    expect(files(desk)).toEqual(before)
  })

  it('[S14] is refused likewise when its newer version stands only in the log of a desk that was killed', async () => {
    desk.read((db) => db.pragma('wal_checkpoint(truncate)'))
    desk.read((db) => {
      db.pragma('wal_autocheckpoint=0')
      db.pragma(`user_version=${newestVersion() + 1}`)
      const left = desk.snapshot()
      folders.push(left)
    })
    const left = folders.at(-1)!
    expect(existsSync(`${left.file}-wal`)).toBe(true)
    const before = files(left)
    await expect(left.open()).rejects.toMatchObject(NEWER)
    expect(files(left)).toEqual(before)
  })

  it('[S14] that is about to take the place of an older one is left to the newer program, with all that was decided', async () => {
    const built = decided(newestVersion() + 1)
    const before = files(desk)
    await expect(desk.open()).rejects.toMatchObject(NEWER)
    expect(files(desk)).toEqual(before)
    setVersion(built, newestVersion())
    await desk.open()
    expect(readdirSync(desk.dir)).toContain(ASIDE)
  })

  it('[S14] that was about to be replaced by an older one is left alone too', async () => {
    decided(newestVersion())
    setVersion(desk.file, newestVersion() + 1)
    await expect(desk.open()).rejects.toMatchObject(NEWER)
    expect(readdirSync(desk.dir)).not.toContain(ASIDE)
  })
})

describe('looking at the version', () => {
  it('leaves no log behind that would hide that one was lost', async () => {
    desk.read((db) => {
      db.exec(`insert into _shapes (table_name, handle, position, lsn) values ('patients', 'h1', '0_inf', '5')`)
      db.pragma('wal_checkpoint(truncate)')
    })
    const left = desk.snapshot()
    folders.push(left)
    for (const end of ['-wal', '-shm']) rmSync(left.file + end, { force: true })
    await left.open()
    expect(left.writer.desk().shapes).toMatchObject([{ table: 'patients', handle: null }])
  })

  it('of a replica that cannot be read leaves the judgement to whoever proves the key', async () => {
    desk.writer.close()
    await expect(desk.open(new Uint8Array(32).fill(9))).rejects.toMatchObject({ kind: 'wrong_key' })
    await desk.open()
    expect(desk.ids()).toHaveLength(2)
  })
})
