import { rmSync } from 'node:fs'
import path from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unlock } from '../../electron/host/store/database.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { nextVersion } from '../support/next-version.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

type Rows = Record<string, unknown>[]

/** One story, told in order: two desks and a centre of this version, each of which becomes the next one. */
describe('programs of two versions', () => {
  const next = nextVersion()
  let database: TestDatabase
  let clinic: TestClinic
  /** Is updated before the centre, which is the wrong order; */
  let early: TestDesk
  /** and this one after it. */
  let late: TestDesk
  let windowEarly: TestWindow
  let windowLate: TestWindow
  const ids = { plain: uuidv7(), nick: uuidv7(), behind: uuidv7(), alert: uuidv7(), visit: uuidv7(), offline: uuidv7() }

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    early = await clinic.desk('early')
    late = await clinic.desk('late')
    windowLate = await TestWindow.signedIn(late.url, 'maria')
  }, 60_000)

  afterAll(async () => {
    await clinic?.stop()
    await database?.drop()
    rmSync(next.dir, { recursive: true, force: true })
  })

  async function atCentre(sql: string): Promise<Rows> {
    const client = createClient(database.url)
    await client.connect()
    try {
      return (await client.query(sql)).rows as Rows
    } finally {
      await client.end()
    }
  }

  function atDesk(desk: TestDesk, sql: string): Rows {
    const db = unlock(path.join(desk.dataDir, 'replica.db'), desk.key, { readonly: true })
    try {
      return db.prepare<[], Record<string, unknown>>(sql).all()
    } finally {
      db.close()
    }
  }

  /** Waits until the desk has each row of the centre and no other, with all that this version knows of it. */
  const equal = (desk: TestDesk) => until(async () => differences(await centreContents(database.url), replicaContents(desk)).length === 0, 20_000, 100)
  /** What only the next version knows. */
  const NICKNAMES = 'select id, nickname from patients order by id'
  const SOURCES = 'select name from referral_sources'
  const create = (window: TestWindow, id: string, more: object = {}) => window.call('mutate', { name: 'patient.create', input: { id, last_name: `Versions ${id.slice(-6)}`, first_name: 'Ana', notSameReason: 'another person', ...more } as never })

  it('[S2 S9] a desk newer than its centre sends what the centre understands, and keeps the rest in order and says so', async () => {
    await early.kill()
    await early.restart(next.env)
    windowEarly = await TestWindow.signedIn(early.url, 'maria')
    await create(windowEarly, ids.plain)
    await windowEarly.syncIs(({ waiting }) => waiting === 0)
    await create(windowEarly, ids.nick, { nickname: 'Dodong' })
    await create(windowEarly, ids.behind)
    expect(await windowEarly.syncIs(({ held, waiting }) => held && waiting === 2)).toMatchObject({ problem: null, network: 'online' })
    expect(await atCentre(`select id from patients where id in ('${ids.plain}', '${ids.nick}', '${ids.behind}')`)).toEqual([{ id: ids.plain }])
    expect(atDesk(early, `select nickname from patients where id = '${ids.nick}'`)).toEqual([{ nickname: 'Dodong' }])
    expect(atDesk(early, SOURCES)).toEqual([])
  }, 60_000)

  it('[S2 S8] an older desk goes on through the centre\'s update, offline and with work that waits', async () => {
    const { locations } = await windowLate.call('clinic.reference', {})
    const [slot] = await windowLate.call('schedule.freeSlots', { from: new Date(Date.now() + 20 * 86_400_000).toISOString(), durationMinutes: 30, dentistId: null, operatoryId: null, limit: 1 })
    await windowLate.call('mutate', { name: 'alert.add', input: { id: ids.alert, patientId: ids.plain, kind: 'other', severity: 'info', label: 'Versions' } })
    await windowLate.call('mutate', { name: 'appointment.book', input: { id: ids.visit, patientId: ids.plain, serviceId: null, locationId: locations[0]!.id, startsAt: slot!.startsAt, endsAt: slot!.endsAt, operatoryId: slot!.operatoryId, dentistId: slot!.dentistId } })
    await windowLate.call('mutate', { name: 'appointment.confirm', input: { id: ids.visit } })
    await windowLate.syncIs(({ waiting }) => waiting === 0)
    late.cable.cut()
    await windowLate.call('mutate', { name: 'alert.end', input: { id: ids.alert } })
    await windowLate.call('mutate', { name: 'appointment.unconfirm', input: { id: ids.visit } })
    await create(windowLate, ids.offline)
    expect((await windowLate.call('sync.status', {})).waiting).toBe(3)
    await clinic.restartCentre(next.env)
    await atCentre(`update patients set nickname = 'Boy', updated_at = now() where id = '${ids.plain}'`)
  }, 60_000)

  it('[S2 S3 S8] the newer desk sends all that waited when the centre is updated, and ends equal with the new column and the new table', async () => {
    await windowEarly.syncIs(({ waiting, held }) => waiting === 0 && !held)
    await equal(early)
    await until(async () => JSON.stringify(atDesk(early, NICKNAMES)) === JSON.stringify(await atCentre(NICKNAMES)) && atDesk(early, SOURCES).length === 1, 20_000, 100)
    expect(await atCentre(`select nickname from patients where id in ('${ids.plain}', '${ids.nick}', '${ids.behind}') order by id`)).toEqual([{ nickname: 'Boy' }, { nickname: 'Dodong' }, { nickname: '' }])
  }, 60_000)

  it('[S2 S4 S8] of an older desk the newer centre takes what it was called before, and refuses in a sentence what it does not know any more', async () => {
    late.cable.heal()
    await windowLate.syncIs(({ waiting, network }) => waiting === 0 && network === 'online')
    await equal(late)
    const items = await atCentre(`select mutation, code, message from attention_items where mutation = 'appointment.unconfirm'`)
    expect(items).toMatchObject([{ code: 'unknown_mutation', message: expect.stringContaining('Update this PC, then enter it again') as string }])
    expect((await windowLate.call('sync.status', {})).attention).toBeGreaterThan(0)
    expect(atDesk(late, `select ended_at is not null as ended from medical_alerts where id = '${ids.alert}'`)).toEqual([{ ended: 1 }])
    expect(atDesk(late, `select status from appointments where id = '${ids.visit}'`)).toEqual([{ status: 'confirmed' }])
  }, 60_000)

  it('[S8] shows at once after its update what it could not show before: without asking the centre', async () => {
    expect(atDesk(late, `select count(*) as n from _parked where table_name = 'patients'`)).toEqual([{ n: atDesk(late, 'select id from patients').length }])
    late.cable.cut()
    await windowLate.call('mutate', { name: 'patient.edit', input: { id: ids.offline, changes: [{ field: 'phone', from: '', to: '0917 000 0000' }] } })
    await late.kill()
    await late.restart(next.env)
    expect(atDesk(late, NICKNAMES)).toEqual(await atCentre(NICKNAMES))
    expect(atDesk(late, 'select * from _parked')).toEqual([])
    expect(atDesk(late, `select phone from patients where id = '${ids.offline}'`)).toEqual([{ phone: '0917 000 0000' }])
    late.cable.heal()
    windowLate = await TestWindow.signedIn(late.url, 'maria')
    await windowLate.syncIs(({ waiting, network }) => waiting === 0 && network === 'online')
    await equal(late)
    await until(async () => atDesk(late, SOURCES).length === 1, 20_000, 100)
  }, 60_000)

  it('[S14] an older program on a newer replica says so and ends, and the newer one goes on with all of it', async () => {
    await late.kill()
    await expect(late.restart()).rejects.toThrow('written by a newer version of Chairside')
    await late.restart(next.env)
    const window = await TestWindow.signedIn(late.url, 'maria')
    await create(window, uuidv7(), { nickname: 'Inday' })
    await window.syncIs(({ waiting }) => waiting === 0)
    await Promise.all([equal(late), equal(early)])
  }, 60_000)
})
