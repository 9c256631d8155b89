import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { unlock } from '../../electron/host/store/database.ts'
import { asOwner } from '../../sync-server/centre/database.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

let database: TestDatabase
let clinic: TestClinic
let a: TestDesk
let b: TestDesk

beforeAll(async () => {
  database = await createTestDatabase()
  clinic = await TestClinic.start(database.url)
  a = await clinic.desk('a')
  b = await clinic.desk('b')
}, 60_000)

afterAll(async () => {
  await clinic?.stop()
  await database?.drop()
})

const phoneOf = async (window: TestWindow, patientId: string) => (await window.call('patients.page', { patientId }))!.patient.phone

async function setPhone(window: TestWindow, patientId: string, to: string): Promise<void> {
  await window.call('mutate', { name: 'patient.edit', input: { id: patientId, changes: [{ field: 'phone', from: await phoneOf(window, patientId), to }] } })
}

const pay = (window: TestWindow, patientId: string, amountCentavos: number) =>
  window.call('mutate', { name: 'payment.record', input: { id: uuidv7(), patientId, method: 'cash', amountCentavos, receivedOn: '2026-11-20' } })

const isEqual = (desk: TestDesk) => until(async () => differences(await centreContents(clinic.databaseUrl), replicaContents(desk)).length === 0)

describe('a desk that goes back to a backup', () => {
  it('ends equal to the centre: nothing lost, nothing doubled, of itself or of others, sent or not [S2 S3 S8]', async () => {
    let windowA = await TestWindow.signedIn(a.url, 'owner')
    const windowB = await TestWindow.signedIn(b.url, 'owner')
    const [ana, other] = await windowA.call('patients.search', { text: 'a', limit: 2 })
    await pay(windowA, ana!.id, 10_001)
    const { name } = await windowA.call('backups.create', {})
    await pay(windowA, ana!.id, 20_001)
    await setPhone(windowA, ana!.id, '0917 sent')
    await windowA.syncIs((status) => status.waiting === 0)
    await setPhone(windowB, other!.id, '0918 elsewhere')
    await windowB.syncIs((status) => status.waiting === 0)
    a.cable.cut()
    await windowA.syncIs((status) => status.network === 'offline')
    await pay(windowA, ana!.id, 30_001)
    const before = await windowA.call('billing.account', { patientId: ana!.id })

    await windowA.call('backups.restore', { name })
    windowA = await TestWindow.signedIn(a.url, 'owner')
    // Still offline: what this desk entered is there, sent or not.
    expect(await phoneOf(windowA, ana!.id)).toBe('0917 sent')
    expect((await windowA.call('billing.account', { patientId: ana!.id }))!.balanceCentavos).toBe(before!.balanceCentavos)
    await pay(windowA, ana!.id, 40_001)

    a.cable.heal()
    await windowA.syncIs((status) => status.waiting === 0 && status.network === 'online', 15_000)
    await isEqual(a)
    await isEqual(b)
    const account = (await windowA.call('billing.account', { patientId: ana!.id }))!
    expect(account.payments.map(({ amount_centavos }) => amount_centavos).filter((amount) => [10_001, 20_001, 30_001, 40_001].includes(amount)).toSorted((x, y) => x - y)).toEqual([10_001, 20_001, 30_001, 40_001])
    expect(new Set(account.payments.map(({ number }) => number)).size).toBe(account.payments.length)
    expect(await phoneOf(windowA, other!.id)).toBe('0918 elsewhere')
  }, 90_000)
})

describe('a desk whose replica is lost', () => {
  it('with all its backups comes back from the centre as itself, with what it had not sent [S2 S8]', async () => {
    let window = await TestWindow.signedIn(a.url, 'owner')
    const [ana] = await window.call('patients.search', { text: 'a', limit: 1 })
    a.cable.cut()
    await window.syncIs((status) => status.network === 'offline')
    await setPhone(window, ana!.id, '0917 unsent')
    await a.kill()
    truncateSync(path.join(a.dataDir, 'replica.db'), 8192)
    for (const name of readdirSync(a.dataDir)) if (name.startsWith('set-aside')) rmSync(path.join(a.dataDir, name), { recursive: true })
    rmSync(path.join(a.dataDir, 'backups'), { recursive: true })
    rmSync(path.join(a.dataDir, 'replica.db-wal'))

    await a.restart()
    a.cable.heal()
    window = await TestWindow.signedIn(a.url, 'owner')
    const status = await window.syncIs(({ waiting, network }) => waiting === 0 && network === 'online', 15_000)
    expect(status.notice).toMatch(/No backup could be used, so it is fetched from the centre anew\. \d+ changes? .* kept and will be sent/)
    await isEqual(a)
    expect(await phoneOf(window, ana!.id)).toBe('0917 unsent')
  }, 90_000)

  it('leaves no older copy behind when the desk may hold less [S13]', async () => {
    const window = await TestWindow.signedIn(a.url, 'owner')
    const { name } = await window.call('backups.create', {})
    const isAside = () => readdirSync(a.dataDir).some((entry) => entry.startsWith('set-aside'))
    expect(isAside()).toBe(true)
    expect(paymentsIn(name)).toBeGreaterThan(0)
    await asOwner(database.url, (client) => client.query(`update devices set profile = 'chairside' where name = (select name from devices order by created_at, id limit 1)`))
    await until(async () => !isAside() && paymentsIn(name) === 0)
    expect(readdirSync(path.join(a.dataDir, 'backups')).filter((entry) => entry.endsWith('.db'))).toEqual([name])
  }, 60_000)
})

/** Rows of money in a backup; undefined while there is none of that name. */
function paymentsIn(name: string): number | undefined {
  const file = path.join(a.dataDir, 'backups', name)
  if (!existsSync(file)) return undefined
  const db = unlock(file, a.key, { readonly: true })
  try {
    return db.prepare<[], { n: number }>('select count(*) as n from payments').get()!.n
  } finally {
    db.close()
  }
}
