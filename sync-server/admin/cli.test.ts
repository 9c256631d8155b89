import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { asOwner } from '../centre/database.ts'
import { Program } from '../centre/test-program.ts'
import { MIGRATIONS_DIR, readMigrations } from '../db/migrate.ts'
import { firstClinic } from './first-clinic.ts'

interface Answer {
  code: number | null
  out: string
  err: string
}

async function run(entry: string, args: string[], env?: Record<string, string>): Promise<Answer> {
  const program = new Program(entry, args, env)
  const code = await program.ended
  return { code, out: program.stdout, err: program.stderr }
}

const count = (await readMigrations()).length
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const db = (...args: string[]) => run('sync-server/admin/db.ts', args, { DATABASE_URL: database.url })
const admin = (...args: string[]) => run('sync-server/admin/main.ts', args, { DATABASE_URL: database.url })

describe('npm run db', () => {
  it('goes up, tells where it is, goes down and up again', async () => {
    expect((await db('status')).out).toContain(`waiting  0001_foundation\n`)
    expect((await db('history')).out).toBe('No migration has been applied.\n')
    const up = await db('up')
    expect(up).toMatchObject({ code: 0, out: `Applied ${count}; the database is at migration ${count}.\n` })
    expect(up.err).toContain('Applying 0001_foundation.')
    expect((await db('up')).out).toBe(`Up to date at migration ${count}.\n`)
    expect((await db('status')).out).toContain('The database is up to date.')
    expect((await db('history')).out).toMatch(/^\d{4}-.*Z {2}0001_foundation {2}sha256 [0-9a-f]{12}\n/)
    expect((await db('down')).out).toBe(`Took back 1; the database is at migration ${count - 1}.\n`)
    expect((await db('down', '2')).out).toBe(`Took back 2; the database is at migration ${count - 3}.\n`)
    expect((await db('status')).out).toContain('3 to apply')
    expect((await db('up')).out).toBe(`Applied 3; the database is at migration ${count}.\n`)
  }, 60_000)

  it('does not take patients away without --yes, and empties everything with it', async () => {
    await asOwner(database.url, (client) => firstClinic(client, true, () => {}))
    const held = await asOwner(database.url, async (client) => (await client.query<{ count: number }>('select count(*)::int from patients')).rows[0]!.count)
    const down = await db('down')
    expect(down.code).toBe(1)
    expect(down.err).toMatch(new RegExp(`holds ${held} patients.*Nothing was changed\\. Make a backup, then repeat with --yes\\.\\n$`))
    const refused = await db('reset')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain(`Reset deletes ${held} patients with everything that belongs to them. Nothing was changed.`)
    const before = await asOwner(database.url, async (client) => (await client.query<{ epoch: string }>('select epoch from centre_state')).rows[0]!.epoch)
    expect((await db('reset', '--yes')).out).toBe(`The database is empty and at migration ${count}.\n`)
    const after = await asOwner(database.url, async (client) => (await client.query<{ epoch: string; patients: number }>('select epoch, (select count(*)::int from patients) as patients from centre_state')).rows[0]!)
    expect(after.patients).toBe(0)
    expect(after.epoch).not.toBe(before)
    expect((await db('reset')).err).toContain('Reset deletes everything in this database.')
  }, 60_000)

  it('does not reset a database that somebody is connected to', async () => {
    await asOwner(database.url, async (client) => {
      await client.query('select 1')
      const refused = await db('reset', '--yes')
      expect(refused.code).toBe(1)
      expect(refused.err).toContain('The database is in use.')
    })
  })

  it.each([
    [[], 2, 'Say which command.'],
    [['sideways'], 2, 'There is no command "sideways".'],
    [['down', 'x'], 2, '"x" is not a number of migrations.'],
    [['down', '0'], 2, '"0" is not a number of migrations.'],
    [['up', '2'], 2, 'up takes no "2".'],
    [['up', 'a', 'b'], 2, 'Say which command.'],
    [['up', '--force'], 2, "Unknown option '--force'"],
    [['new'], 1, 'Name the migration in lower-case letters'],
    [['new', '../evil'], 1, 'Name the migration in lower-case letters'],
  ])('answers %j with %i and a sentence', async (args, code, sentence) => {
    const before = readdirSync(MIGRATIONS_DIR)
    const answer = await db(...args)
    expect(answer.code).toBe(code)
    expect(answer.err).toContain(sentence)
    expect(answer.err.includes('Usage: npm run db')).toBe(code === 2)
    expect(readdirSync(MIGRATIONS_DIR)).toEqual(before)
  })

  it('says when there is no database where it was told to look, or two', async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'chairside-cli-'))
    const none = await run('sync-server/admin/db.ts', ['status', '--data', parent])
    expect(none).toMatchObject({ code: 1, err: `There is no centre in ${parent}. Start one there first, or name another folder with --data.\n` })
    rmSync(parent, { recursive: true })
  })
})

describe('npm run admin', () => {
  it('refuses a database that is not at the newest migration', async () => {
    const empty = await createTestDatabase()
    const answer = await run('sync-server/admin/main.ts', ['devices'], { DATABASE_URL: empty.url })
    expect(answer.err).toBe('The database is not at the newest migration. Run "npm run db -- up" first.\n')
    await empty.drop()
  })

  it('makes clinics and codes, lists and removes desks, and checks the trail they leave', async () => {
    expect((await admin('enrol-code')).err).toContain('There is no clinic yet.')
    const clinic = (await admin('create-clinic', 'Klinika Ñandú')).out.trim()
    const code = await admin('enrol-code', '--profile', 'chairside')
    expect(code.out).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}\n$/)
    expect((await admin('devices')).out).toBe('No desk is enrolled.\n')
    expect((await admin('create-clinic', 'Second')).code).toBe(0)
    expect((await admin('enrol-code')).err).toContain('There are several clinics; say which with --clinic:')
    expect((await admin('enrol-code', '--clinic', clinic)).code).toBe(0)
    expect((await admin('enrol-code', '--clinic', clinic, '--profile', 'king')).err).toContain('"king" is not a profile')
    await asOwner(database.url, async (client) => {
      const { enrolDevice } = await import('../auth/enrol.ts')
      await enrolDevice(client, { clinicId: clinic, name: 'Reception', profile: 'front_desk', by: null })
    })
    expect((await admin('devices')).out).toMatch(/^FD1 +Reception +front_desk +0 writes {2}active .*Klinika Ñandú\n$/)
    expect((await admin('revoke', 'fd1')).out).toBe('Reception (FD1) has no access any more.\n')
    expect((await admin('revoke', 'FD1')).err).toMatch(/Reception \(FD1\) has no access since \d{4}/)
    expect((await admin('revoke', 'nothing')).err).toContain('There is no desk "nothing".')
    expect((await admin('audit-verify')).out).toBe('2 rows in 1 chains are as they were written.\n')
    await asOwner(database.url, (client) => client.query(`alter table audit_log disable trigger user; update audit_log set subject = 'x' where position = 1; alter table audit_log enable trigger user`))
    const broken = await admin('audit-verify')
    expect(broken.code).toBe(1)
    expect(broken.out).toMatch(/^broken {2}chain [0-9a-f-]{36} at row 1: the row was changed\n$/)
    expect(broken.err).toBe('1 of 1 audit chains are broken.\n')
  }, 90_000)
})

describe('both commands, on the folder of a centre', () => {
  it('work while the centre runs and while it does not', async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'chairside-cli-'))
    chmodSync(parent, 0o755)
    const data = path.join(parent, 'centre')
    const centre = new Program('sync-server/main.ts', ['--data', data])
    const url = await centre.said('url')
    const code = (await run('sync-server/admin/main.ts', ['enrol-code', '--data', data])).out.trim()
    const answer = await fetch(`${url}/v1/auth/enrol`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code, deviceName: 'PC' }) })
    expect(answer.status).toBe(201)
    expect((await run('sync-server/admin/db.ts', ['reset', '--yes', '--data', data])).err).toContain('The database is in use.')
    expect((await run('sync-server/admin/main.ts', ['devices', '--data', data], { DATABASE_URL: database.url })).err).toContain('Unset DATABASE_URL or leave out --data.')
    await centre.end()
    expect((await run('sync-server/admin/main.ts', ['devices', '--data', data])).out).toContain('FD1')
    expect((await run('sync-server/admin/db.ts', ['reset', '--yes', '--data', data])).code).toBe(0)
    const again = new Program('sync-server/main.ts', ['--data', data])
    expect(await again.said('url')).toBe(url)
    await again.end()
    rmSync(parent, { recursive: true, force: true })
  }, 90_000)
})
