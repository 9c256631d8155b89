import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCentre } from '../../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../../tests/support/centre-database.ts'
import { asOwner } from '../../centre/database.ts'
import { Program } from '../../centre/test-program.ts'
import { keyFor } from './commands.ts'
import { databaseOf, maintenanceUrl } from './databases.ts'

let centre: CentreDatabase
let data: string

beforeAll(async () => {
  centre = await createCentre()
  await sql(`update patients set last_name = 'Quetzalmarch', notes = E'back\\\\slash\\ttab\\nline \\\\. dot ñ₱😀' where last_name = 'Muñoz'`)
  data = mkdtempSync(path.join(tmpdir(), 'chairside-test-backup-'))
}, 60_000)
afterAll(async () => {
  await centre.close()
  rmSync(data, { recursive: true, force: true })
})

/** Never by the pool of the centre: its idle connections would be others who use the database. */
const sql = (text: string) => asOwner(centre.url, (client) => client.query(text))

async function backup(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const program = new Program('sync-server/admin/backup/main.ts', [...args, '--data', data], { DATABASE_URL: centre.url })
  const code = await program.ended
  return { code, out: program.stdout, err: program.stderr }
}

const folder = () => path.join(data, 'backups')
const files = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name.endsWith('.backup')).toSorted() : [])
const newest = () => path.join(folder(), files().at(-1)!)
const tableCount = () => asOwner(centre.url, async (client) => (await client.query<{ n: number }>(`select count(*)::int as n from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`)).rows[0]!.n)
const scratches = () => asOwner(maintenanceUrl(centre.url), async (client) => (await client.query<{ n: number }>(`select count(*)::int as n from pg_database where starts_with(datname, $1)`, [`${databaseOf(centre.url)}_scratch_`])).rows[0]!.n)

describe('npm run backup', () => {
  it('says that there is none, and that the key is missing, before the first', async () => {
    expect(await backup('list')).toMatchObject({ code: 0, out: `There is no backup in ${folder()}.\n` })
    expect((await backup('verify')).err).toMatch(/There is no backup in .*Make one with "create"/)
  })

  it('makes a sealed file that only this user can read, and a key with the hint to keep a copy of it elsewhere', async () => {
    const made = await backup('create')
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`chairside-.*\\.backup {2}\\d+\\.\\d kB, \\d+ rows in ${await tableCount()} tables\n$`)) })
    expect(made.err).toMatch(/sealed with a new key: .*backup\.key\nKeep a copy of that file in another place/)
    for (const file of [newest(), `${newest()}.json`, path.join(data, 'backup.key')]) expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(folder()).mode & 0o777).toBe(0o700)
    for (const file of [newest(), `${newest()}.json`]) expect(readFileSync(file).includes('Quetzal')).toBe(false)
    expect((await backup('list')).out).toMatch(/^chairside-\S+ +0 min old +\d+\.\d kB +\d+ rows {2}not verified\n$/)
  }, 30_000)

  it('verifies it: restores it beside, compares every table, and leaves nothing but the mark', async () => {
    const verified = await backup('verify')
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`restores to what the database was: \\d+ rows in ${await tableCount()} tables are the same, byte for byte, and 0 audit rows are whole\\.\n$`)) })
    expect((await backup('list')).out).toMatch(/verified 0 min ago/)
    expect(await scratches()).toBe(0)
  }, 30_000)

  it('drills: makes one, verifies it and tells how long it took; keeps as many as it is told', async () => {
    const drilled = await backup('drill', '--keep', '2')
    expect(drilled).toMatchObject({ code: 0, out: expect.stringMatching(/The drill went well: the backup took \d+\.\d s, restoring and comparing it \d+\.\d s\.\n$/) })
    await backup('create', '--keep', '2')
    // The newest that was verified is one of them.
    expect(files()).toHaveLength(2)
  }, 60_000)

  it.each([
    [['everything'], 'There is no command "everything".'],
    [['restore'], 'restore is not used like that.'],
    [['create', '--keep', 'x'], '--keep needs a number of backups, not "x".'],
  ])('answers %j with the usage', async (args, sentence) => {
    const answer = await backup(...args)
    expect(answer).toMatchObject({ code: 2, out: '' })
    expect(answer.err).toContain(sentence)
    expect(answer.err).toContain('Usage: npm run backup')
  })

  it('refuses a backup that was altered, and leaves nothing behind', async () => {
    const file = path.join(folder(), 'spoilt.backup')
    const bytes = readFileSync(newest())
    bytes[bytes.length - 500]! ^= 1
    writeFileSync(file, bytes)
    expect(await backup('verify', file)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^The backup is damaged: The backup was altered/) })
    expect(await scratches()).toBe(0)
    rmSync(file)
  }, 30_000)
})

describe('the key of the backups', () => {
  const key = () => path.join(data, 'backup.key')

  it('is never made anew beside backups that it could not open', async () => {
    renameSync(key(), `${key()}.away`)
    expect((await backup('create')).err).toMatch(/The key of the earlier backups, .*backup\.key, is missing\. Put it back/)
    expect(() => keyFor(key())).toThrow(/The key of the backups is not in .*Put backup\.key back from the place where its copy is kept/)
    expect(existsSync(key())).toBe(false)
    expect((await backup('verify', '--key', `${key()}.away`)).code).toBe(0)
    renameSync(`${key()}.away`, key())
  }, 30_000)

  it('is refused when others can read it or it is none', () => {
    const other = `${key()}.other`
    writeFileSync(other, `${'ab'.repeat(32)}\n`, { mode: 0o600 })
    expect(keyFor(other).bytes).toEqual(Buffer.alloc(32, 0xab))
    chmodSync(other, 0o644)
    expect(() => keyFor(other)).toThrow(/Other users of this computer can read/)
    writeFileSync(`${other}.none`, 'not a key', { mode: 0o600 })
    expect(() => keyFor(`${other}.none`)).toThrow(/does not hold the key/)
  })
})

describe('restoring', () => {
  const value = async (sql: string, url = centre.url) => asOwner(url, async (client) => (await client.query<{ value: unknown }>(`select (${sql}) as value`)).rows[0]!.value)

  it('needs a yes, and nobody else connected', async () => {
    const refused = await backup('restore', 'latest')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/^Restoring chairside-.* puts the centre back to .*The database of now \(4 patients\) is kept under another name\. Nothing was changed\. Repeat with --yes/)
    await asOwner(centre.url, async () => expect((await backup('restore', 'latest', '--yes')).err).toMatch(/The database is in use\. Stop the centre/))
    expect((await backup('restore', 'chairside-1.backup', '--yes')).err).toMatch(/There is no backup chairside-1\.backup\. See "list"/)
  }, 30_000)

  it('into a new database leaves the one of now alone', async () => {
    const into = `restored_${databaseOf(centre.url).slice(5)}`
    expect((await backup('restore', 'latest', '--into', into)).out).toMatch(new RegExp(`is restored in the new database ${into}\\. The centre's own database was not touched`))
    const url = centre.url.replace(databaseOf(centre.url), into)
    expect(await value(`select count(*)::int from patients where notes = E'back\\\\slash\\ttab\\nline \\\\. dot ñ₱😀'`, url)).toBe(3)
    expect((await backup('restore', 'latest', '--into', into)).err).toMatch(/There is a database .* already/)
    expect((await backup('restore', 'latest', '--into', 'No"Name')).err).toMatch(/lower-case letters/)
    await asOwner(maintenanceUrl(centre.url), (client) => client.query(`drop database ${into}`))
    expect(await scratches()).toBe(0)
  }, 60_000)

  it('in its place keeps the one of now beside it, begins a new epoch, and can be cleared away', async () => {
    const before = await value('select epoch from centre_state')
    await sql(`update patients set last_name = 'Later'`)
    const restored = await backup('restore', 'latest', '--yes')
    expect(restored.code).toBe(0)
    const aside = /kept as (\w+_before_\d{8}_\d{6});/.exec(restored.out)![1]!
    expect(restored.out).toMatch(/Start the centre\. Desks notice/)
    expect(await value(`select count(*)::int from patients where last_name = 'Later'`)).toBe(0)
    expect(await value('select epoch from centre_state')).not.toBe(before)
    const url = centre.url.replace(databaseOf(centre.url), aside)
    expect(await value(`select count(*)::int from patients where last_name = 'Later'`, url)).toBe(4)

    expect((await backup('discard', 'postgres', '--yes')).err).toMatch(/"postgres" is none of the databases that were kept aside/)
    expect((await backup('discard', aside)).err).toMatch(/cannot be had back .* Nothing was changed\. Repeat with --yes/)
    expect((await backup('discard', aside, '--yes')).out).toBe(`${aside} is removed.\n`)
  }, 60_000)

  it('by other tools is made known to the desks by a new epoch', async () => {
    const before = await value('select epoch from centre_state')
    expect((await backup('renew')).err).toMatch(/they fetch its data anew\. Nothing was changed\. Repeat with --yes/)
    expect(await backup('renew', '--yes')).toMatchObject({ code: 0, out: 'The database has a new epoch. Start the centre; desks notice that it is an older one.\n' })
    expect(await value('select epoch from centre_state')).not.toBe(before)
  }, 30_000)
})
