import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deskFolder, Hosted } from '../../../tests/support/hosted-desk.ts'
import { contents, createReplica } from '../../../tests/support/replica.ts'
import { PATIENTS } from '../../../tests/support/world.ts'
import { outbox, phoneEdit, write } from '../../../tests/support/writes.ts'

const mount = mkdtempSync(path.join(tmpdir(), 'chairside-test-disk-'))
const hasDisk = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=700', 'tmpfs', mount]).status === 0
const dir = path.join(mount, 'desk')
const filler = path.join(mount, 'filler')

afterAll(() => {
  if (hasDisk) spawnSync('umount', [mount])
  rmSync(mount, { recursive: true, force: true })
})

/** Leaves just so many bytes on the small disk. */
function fill(left = 0): void {
  rmSync(filler, { force: true })
  const { bavail, bsize } = statfsSync(mount)
  appendFileSync(filler, Buffer.alloc(bavail * bsize - left))
}

const makeRoom = () => rmSync(filler)

// A real file system with a real end. Mounting one needs root; without it only the second half of this file runs.
describe.skipIf(!hasDisk)('a desk whose disk is full (needs root on Linux for a small disk of its own)', () => {
  let desk: Hosted
  const phone = async () => (await desk.call('patients.page', { patientId: PATIENTS[0] }))!.patient.phone
  const edit = (from: string, to: string) => desk.call('mutate', { name: 'patient.edit', input: phoneEdit(from, to) })
  const status = () => desk.call('sync.status', {})

  beforeAll(async () => {
    const made = await deskFolder()
    mkdirSync(dir)
    cpSync(made, dir, { recursive: true })
    rmSync(made, { recursive: true })
    desk = await Hosted.on(dir)
    await desk.signIn()
    await edit('', '0917 1')
  })
  afterAll(() => desk.remove())

  it('refuses a write with a clear sentence, records nothing, and saves it once there is room', async () => {
    fill()
    await expect(edit('0917 1', 'x'.repeat(20))).rejects.toMatchObject({ kind: 'disk_full', message: 'The disk of this PC is full. Nothing was saved; make room, then try again.' })
    expect(await phone()).toBe('0917 1')
    expect(await status()).toMatchObject({ waiting: 1, storage: 'The disk of this PC is full, so nothing can be saved. Make room; what was shown as saved is safe.' })

    makeRoom()
    await edit('0917 1', '0917 2')
    expect(await phone()).toBe('0917 2')
    expect(await status()).toMatchObject({ waiting: 2, storage: null })
  })

  it('says that no backup can be made while work goes on, leaves room for the work, and takes it back when one was made', async () => {
    fill(10_000_000)
    await expect(desk.call('backups.create', {})).rejects.toMatchObject({ kind: 'disk_full', message: expect.stringMatching(/^No backup could be made: the disk of this PC is too full/) })
    await edit('0917 2', '0917 3')
    expect((await status()).storage).toMatch(/^No backup could be made/)
    expect(await desk.call('backups.list', {})).toEqual([])

    makeRoom()
    await desk.call('backups.create', {})
    expect((await status()).storage).toBeNull()
  })

  it('does not restore a backup, and goes on with the data of now', async () => {
    const [backup] = await desk.call('backups.list', {})
    fill(300_000)
    await expect(desk.call('backups.restore', { name: backup!.name })).rejects.toMatchObject({ kind: 'disk_full' })
    expect(await phone()).toBe('0917 3')
    expect(await status()).toMatchObject({ notice: null, problem: null })
    makeRoom()
  })

  it('does not start without room, says so, and starts with everything when there is some', async () => {
    await desk.host.close()
    fill()
    await expect(desk.start()).rejects.toMatchObject({ kind: 'disk', message: 'The disk of this PC is full, so the data cannot be opened. Nothing is lost: make room, then start Chairside again.' })
    makeRoom()
    await desk.start()
    await desk.signIn()
    expect(await phone()).toBe('0917 3')
    expect((await status()).waiting).toBe(3)
  })

  it('leaves a damaged replica as it is until there is room to rebuild it', async () => {
    await desk.host.close()
    truncateSync(path.join(dir, 'replica.db'), 3000)
    const before = readFileSync(path.join(dir, 'replica.db'))
    fill(100_000)
    await expect(desk.start()).rejects.toMatchObject({ kind: 'disk' })
    expect(readFileSync(path.join(dir, 'replica.db')).equals(before)).toBe(true)
    makeRoom()
    await desk.start()
    await desk.signIn()
    expect(await phone()).toBe('0917 3')
    expect((await status()).notice).toMatch(/rebuilt from the backup/)
  })
})

describe('a replica that may not grow', () => {
  it('takes nothing of a write that does not fit, and the next one when it may grow again', async () => {
    const replica = createReplica()
    const before = contents(replica.db)
    replica.db.pragma('max_page_count = 1')
    const large = 'x'.repeat(3900)
    await expect(write(replica.db, 'patient.edit', { id: PATIENTS[0], changes: [{ field: 'notes', from: '', to: large }] })).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(contents(replica.db)).toEqual(before)
    expect(outbox(replica.db)).toEqual([])
    replica.db.pragma('max_page_count = 100000')
    await write(replica.db, 'patient.edit', { id: PATIENTS[0], changes: [{ field: 'notes', from: '', to: large }] })
    expect(outbox(replica.db)).toHaveLength(1)
    replica.close()
  })
})
