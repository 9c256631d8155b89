import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unlock } from '../../electron/host/store/database.ts'
import { readState } from '../../electron/host/store/state.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

describe('a desk whose profile a manager changes', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let desk: TestDesk

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    desk = await clinic.desk('desk', 'front_desk')
  }, 60_000)

  afterAll(async () => {
    await clinic?.stop()
    await database?.drop()
  })

  async function giveProfile(profile: string): Promise<void> {
    const client = createClient(database.url)
    await client.connect()
    await client.query(`update devices set profile = $1::device_profile where profile <> 'manager' and revoked_at is null`, [profile])
    await client.end()
  }

  it('loses the rows it may not see any more, and gets them again with the right to see them [S13]', async () => {
    const window = await TestWindow.signedIn(desk.url, 'owner')
    await until(async () => (replicaContents(desk).get('payments')?.length ?? 0) > 0)

    await giveProfile('chairside')
    await until(async () => replicaContents(desk).get('payments')?.length === 0)
    expect(replicaContents(desk).get('statements')).toEqual([])
    await expect(window.call('billing.overview', {})).rejects.toMatchObject({ kind: 'forbidden' })

    await giveProfile('front_desk')
    await until(async () => differences(await centreContents(clinic.databaseUrl, 'front_desk'), replicaContents(desk, 'front_desk')).length === 0)
    expect((await window.call('billing.overview', {})).debtors.length).toBeGreaterThan(0)
  }, 60_000)

  it('gives back what it may not hold when it starts, if a kill came before it could [S13]', async () => {
    await until(async () => (replicaContents(desk).get('payments')?.length ?? 0) > 0)
    await desk.kill()
    desk.cable.cut()
    // As the kill leaves it: the centre's word about this desk is on the disk, nothing has followed from it.
    const db = unlock(path.join(desk.dataDir, 'replica.db'), desk.key)
    db.prepare(`update devices set profile = 'chairside' where id = ?`).run(readState(db, 'registration')!.deviceId)
    db.close()

    await desk.restart()
    await until(async () => replicaContents(desk).get('payments')?.length === 0)
    expect(replicaContents(desk).get('patients')!.length).toBeGreaterThan(0)
  }, 60_000)
})
