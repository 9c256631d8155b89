import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flipBytes, sizeOf } from '../../../tests/support/desk-folder.ts'
import { deskFolder, Hosted } from '../../../tests/support/hosted-desk.ts'
import { until } from '../../../tests/support/until.ts'
import { PATIENTS } from '../../../tests/support/world.ts'
import { booking, freshId, phoneEdit } from '../../../tests/support/writes.ts'
import type { SyncStatus } from '../../../shared/protocol/views.ts'

const PAGE = 4096
let desk: Hosted

async function open(): Promise<void> {
  desk = await Hosted.on(await deskFolder())
  await desk.signIn()
}

const phone = async () => (await desk.call('patients.page', { patientId: PATIENTS[0] }))!.patient.phone
const edit = (from: string, to: string) => desk.call('mutate', { name: 'patient.edit', input: phoneEdit(from, to) })
const status = (): Promise<SyncStatus> => desk.call('sync.status', {})
const stages = () => desk.events.flatMap((event) => (event.event === 'session' ? [event.state.stage] : []))

describe('a backup made at the desk', () => {
  beforeAll(open)
  afterAll(() => desk.remove())

  it('is listed with its size and when it was checked', async () => {
    expect(await desk.call('backups.list', {})).toEqual([])
    await edit('', '0917 1')
    const made = await desk.call('backups.create', {})
    expect(made).toMatchObject({ name: expect.stringMatching(/^replica-\d{4}-\d\d-\d\d\.db$/), kind: 'daily', waiting: 1, checkedAt: expect.stringMatching(/Z$/) })
    const file = path.join(desk.dir, 'backups', made.name)
    expect(made.bytes).toBe(sizeOf(file))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await desk.call('backups.list', {})).toEqual([made])
    expect((await status()).storage).toBeNull()
  })

  it('is made once when it is asked for twice, and again over itself the same day', async () => {
    const both = await Promise.all([desk.call('backups.create', {}), desk.call('backups.create', {})])
    expect(both[0]).toEqual(both[1])
    await desk.call('backups.create', {})
    expect(readdirSync(path.join(desk.dir, 'backups')).toSorted()).toEqual(['catalogue.json', both[0].name])
  })

  it('does not hold up the work: writes are saved while it is made', async () => {
    let isMade = false
    const making = desk.call('backups.create', {}).then(() => (isMade = true))
    let meanwhile = 0
    for (let count = 0; !isMade && count < 500; count++) {
      await edit(await phone(), `0918 ${count}`)
      if (!isMade) meanwhile++
    }
    await making
    expect(meanwhile).toBeGreaterThan(0)
    expect((await status()).waiting).toBeGreaterThanOrEqual(meanwhile)
  })

  it('is for managers only, and only under a name of the list', async () => {
    await desk.call('backups.create', {})
    for (const name of ['../replica.db', 'replica.db', 'replica-2026-01-01.db/../../x', '/etc/passwd']) {
      await expect(desk.call('backups.restore', { name })).rejects.toMatchObject({ kind: 'invalid' })
    }
    await expect(desk.call('backups.restore', { name: 'replica-2001-01-01.db' })).rejects.toMatchObject({ kind: 'refused', code: 'not_found' })
    await desk.call('session.signOut', {})
    await expect(desk.call('backups.list', {})).rejects.toMatchObject({ kind: 'signed_out' })
    await desk.signIn('reception')
    for (const call of [desk.call('backups.list', {}), desk.call('backups.create', {}), desk.call('backups.restore', { name: 'replica-2001-01-01.db' })]) {
      await expect(call).rejects.toMatchObject({ kind: 'forbidden' })
    }
  })
})

describe('restoring a backup', () => {
  beforeEach(open)
  afterEach(() => desk.remove())

  it('loses nothing that was entered since, signs everybody out, and says what happened', async () => {
    await edit('', '0917 1')
    const { name } = await desk.call('backups.create', {})
    await edit('0917 1', '0917 2')
    await desk.call('mutate', { name: 'appointment.book', input: booking(300) })
    expect(await desk.call('backups.restore', { name })).toBeNull()

    await expect(phone()).rejects.toMatchObject({ kind: 'signed_out' })
    expect(stages()).toContain('loading')
    await desk.signIn()
    expect(await phone()).toBe('0917 2')
    expect(await status()).toMatchObject({ waiting: 3, problem: null, notice: expect.stringMatching(/^The data of this PC was restored from the backup of .* 3 changes entered here were put back on top of it and will be sent\./) })
    await edit('0917 2', '0917 3')
    expect(await phone()).toBe('0917 3')
    expect(readdirSync(desk.dir).filter((entry) => entry.startsWith('set-aside-'))).toHaveLength(1)
  })

  it('keeps its notice through a restart, until somebody has read it', async () => {
    const { name } = await desk.call('backups.create', {})
    await desk.call('backups.restore', { name })
    await desk.host.close()
    await desk.start()
    await desk.signIn()
    expect((await status()).notice).toMatch(/restored/)
    await desk.call('backups.noticeRead', {})
    expect((await status()).notice).toBeNull()
    await desk.host.close()
    await desk.start()
    expect((await status()).notice).toBeNull()
  })

  it('of a damaged backup changes nothing and interrupts nobody', async () => {
    await edit('', '0917 1')
    const { name } = await desk.call('backups.create', {})
    flipBytes(path.join(desk.dir, 'backups', name), 8 * PAGE + 100)
    await expect(desk.call('backups.restore', { name })).rejects.toMatchObject({ kind: 'refused', message: 'This backup is damaged, so nothing was changed. Choose another one.' })
    expect(await phone()).toBe('0917 1')
    expect(stages()).toEqual([])
  })

  it('answers who asks meanwhile that it is being done, and nobody is left waiting', async () => {
    const { name } = await desk.call('backups.create', {})
    const restoring = desk.call('backups.restore', { name })
    await until(() => stages().includes('loading'), 'the restore has begun')
    await expect(phone()).rejects.toMatchObject({ kind: 'refused', code: 'closed', message: expect.stringMatching(/being restored/) })
    await expect(desk.signIn()).rejects.toMatchObject({ code: 'closed' })
    expect((await status()).problem).toMatch(/being restored/)
    await restoring
    await desk.signIn()
    expect((await status()).problem).toBeNull()
  })
})

describe('a replica that is damaged while the desk works', () => {
  beforeEach(open)
  afterEach(() => desk.remove())

  /** Every page but the first ones, which the threads hold in memory already. */
  function damage(): void {
    const file = path.join(desk.dir, 'replica.db')
    for (let page = 20; page * PAGE < sizeOf(file); page++) flipBytes(file, page * PAGE + 64)
  }

  const repaired = () => until(async () => desk.events.length > 0 && (await status()).notice !== null && (await status()).problem === null, 'the replica was repaired')

  it('is repaired by itself as soon as a thread meets the damage, with every write', async () => {
    await edit('', '0917 1')
    await desk.call('backups.create', {})
    await desk.call('mutate', { name: 'stock.use', input: { id: freshId(), itemId: (await desk.call('inventory.list', {}))[0]!.id, quantity: 1 } })
    await desk.host.close()
    await desk.start()
    damage()
    await desk.signIn().catch(() => {})
    await desk.call('inventory.list', {}).catch(() => {})
    await repaired()

    await desk.signIn()
    expect(await phone()).toBe('0917 1')
    expect(await status()).toMatchObject({ waiting: 2, problem: null, notice: expect.stringMatching(/damaged\. It was rebuilt from the backup/) })
    expect(desk.log.map(({ msg }) => msg)).toContain('the replica is looked through: a thread met damage or ended')
  })

  it('is found by the next backup, even where nobody looks', async () => {
    await edit('', '0917 1')
    await desk.call('backups.create', {})
    await desk.host.close()
    await desk.start()
    await desk.signIn()
    damage()
    await desk.call('backups.create', {}).catch(() => {})
    await repaired()
    await desk.signIn()
    expect(await phone()).toBe('0917 1')
    expect((await desk.call('backups.list', {}))).toHaveLength(1)
  })
})
