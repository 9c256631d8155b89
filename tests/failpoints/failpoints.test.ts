import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { Failpoint } from '../../shared/failpoint.ts'
import { unlock } from '../../electron/host/store/database.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'
import { makeOlder } from './older-replica.ts'

/** For a busy computer: whoever waits so long is stuck. */
const STUCK_MS = 60_000

/** Each test ends a real program with SIGKILL at a named point, starts it again, and looks at everything. */
describe('a program that is killed at its worst moment', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let a: TestDesk
  let b: TestDesk

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    ;[a, b] = await Promise.all([clinic.desk('a'), clinic.desk('b')])
    await everythingIsEqual()
  }, 90_000)

  afterAll(async () => {
    await clinic?.stop()
    await database?.drop()
  })

  const armed = (name: Failpoint) => ({ CHAIRSIDE_FAILPOINT: name })

  async function everythingIsEqual(): Promise<void> {
    for (const desk of [a, b]) {
      const window = await TestWindow.signedIn(desk.url, 'maria')
      await window.syncIs(({ waiting }) => waiting === 0, STUCK_MS)
      window.close()
    }
    await until(async () => {
      const centre = await centreContents(clinic.databaseUrl)
      return [a, b].every((desk) => differences(centre, replicaContents(desk)).length === 0)
    }, STUCK_MS, 50)
  }

  async function restartArmed(desk: TestDesk, name: Failpoint): Promise<void> {
    await desk.kill()
    await desk.restart(armed(name))
  }

  /** A patient nobody else has; the call may never be answered. */
  async function register(desk: TestDesk, lastName: string): Promise<{ id: string; saved: Promise<unknown> }> {
    const window = await TestWindow.signedIn(desk.url, 'maria')
    const id = uuidv7()
    return { id, saved: window.call('mutate', { name: 'patient.create', input: { id, last_name: lastName, first_name: 'Once' } }) }
  }

  /** A write that was done twice would be there twice, or refused the second time and listed. */
  async function atCentre(patientId: string): Promise<{ rows: number; listed: number }> {
    const client = createClient(clinic.databaseUrl)
    await client.connect()
    const { rows: [found] } = await client.query<{ rows: number; listed: number }>(
      `select (select count(*)::int from patients where id = $1) as rows, (select count(*)::int from attention_items where input ->> 'id' = $1::text) as listed`, [patientId])
    await client.end()
    return found!
  }

  const stateOf = (desk: TestDesk, id: string) => {
    const db = unlock(path.join(desk.dataDir, 'replica.db'), desk.key, { readonly: true })
    try {
      return db.prepare<[string], string>(`select state from _outbox where json_extract(input, '$.id') = ?`).pluck().get(id)
    } finally {
      db.close()
    }
  }

  it('forgets a write it had not called saved [outbox-inserted, S1 S5]', async () => {
    await restartArmed(a, 'outbox-inserted')
    const { id, saved } = await register(a, 'Unsaved')
    void saved.catch(() => {})
    expect(await a.ended()).toBe('SIGKILL')
    await a.restart()
    expect(replicaContents(a).get('patients')!.some((row) => row.includes(id))).toBe(false)
    await everythingIsEqual()
  }, 150_000)

  it('sends again what was answered unheard, and has it done once [push-sent, S3]', async () => {
    await restartArmed(a, 'push-sent')
    const { id, saved } = await register(a, 'Answered')
    await saved
    expect(await a.ended()).toBe('SIGKILL')
    expect(stateOf(a, id)).toBe('waiting')
    expect(await atCentre(id)).toEqual({ rows: 1, listed: 0 })
    await a.restart()
    await everythingIsEqual()
    expect(await atCentre(id)).toEqual({ rows: 1, listed: 0 })
  }, 150_000)

  it('has its write done once when the centre ends before it can say so [centre-committed, S3]', async () => {
    await clinic.restartCentre(armed('centre-committed'))
    const { id, saved } = await register(a, 'Committed')
    await saved
    expect(await clinic.centreEnded()).toBe('SIGKILL')
    await clinic.restartCentre()
    await everythingIsEqual()
    expect(await atCentre(id)).toEqual({ rows: 1, listed: 0 })
  }, 150_000)

  it('takes rows again whose place it had not noted [rows-applied, S5 S6]', async () => {
    await a.kill()
    const { id, saved } = await register(b, 'Elsewhere')
    await saved
    await a.restart(armed('rows-applied'))
    expect(await a.ended()).toBe('SIGKILL')
    expect(replicaContents(a).get('patients')!.some((row) => row.includes(id))).toBe(false)
    await a.restart()
    await everythingIsEqual()
    expect(replicaContents(a).get('patients')!.filter((row) => row.includes(id))).toHaveLength(1)
  }, 150_000)

  it('migrates an older replica at the next start, after a backup, with what waits in it [local-migration, S2 S14]', async () => {
    a.cable.cut()
    const { id, saved } = await register(a, 'Migrated')
    await saved
    await a.kill()
    const version = makeOlder(a)
    await expect(a.restart(armed('local-migration'))).rejects.toThrow('the program ended')
    expect(await a.ended()).toBe('SIGKILL')
    await a.restart()
    a.cable.heal()
    await everythingIsEqual()
    expect(await atCentre(id)).toEqual({ rows: 1, listed: 0 })
    const backups = path.join(a.dataDir, 'backups')
    expect(existsSync(backups) && readdirSync(backups).filter((file) => file.startsWith('before-'))).toHaveLength(1)
    expect(version).toBeGreaterThan(0)
  }, 150_000)

  it('leaves no half copy that passes for a backup, and makes a whole one next time [backup-written, S2]', async () => {
    await restartArmed(a, 'backup-written')
    a.cable.cut()
    const { id, saved } = await register(a, 'Copied')
    await saved
    const copies = () => readdirSync(path.join(a.dataDir, 'backups')).filter((file) => file.startsWith('replica-'))
    const window = await TestWindow.signedIn(a.url, 'owner')
    const made = window.call('backups.create', {}).catch(() => 'never answered')
    expect(await a.ended()).toBe('SIGKILL')
    expect(await made).toBe('never answered')
    expect(copies().every((file) => file.includes('.part'))).toBe(true)
    await a.restart()
    a.cable.heal()
    const again = await TestWindow.signedIn(a.url, 'owner')
    const { name } = await again.call('backups.create', {})
    expect(copies().filter((file) => !file.endsWith('.json'))).toEqual([name])
    await everythingIsEqual()
    expect(await atCentre(id)).toEqual({ rows: 1, listed: 0 })
  }, 150_000)

  it.each<Failpoint>(['swap-ahead', 'swap-done'])('shows whole data and ends equal when it is killed around the swap of a refetch [%s, S5 S11]', async (point) => {
    await restartArmed(a, point)
    const before = replicaContents(a)
    await clinic.stopCentre()
    clinic.forgetShapes()
    await clinic.restartCentre()
    expect(await a.ended()).toBe('SIGKILL')
    expect(differences(before, replicaContents(a))).toEqual([])
    await a.restart()
    await everythingIsEqual()
  }, 150_000)
})

describe('a failpoint', () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const sources = globSync('{electron,shared,sync-server}/**/*.ts', { cwd: root, exclude: (name) => name.includes('.test.') }).map((file) => readFileSync(path.join(root, file), 'utf8'))
  const declared = [...readFileSync(path.join(root, 'shared/failpoint.ts'), 'utf8').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, name]) => name!)
  const tests = readFileSync(import.meta.filename, 'utf8')

  it('is come to by the program, and named by a test here', () => {
    expect(declared.length).toBeGreaterThan(6)
    expect(declared.filter((name) => !sources.some((source) => source.includes(`failpoint('${name}')`)))).toEqual([])
    expect(declared.filter((name) => !tests.includes(`'${name}'`))).toEqual([])
  })
})
