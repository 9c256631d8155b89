import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createCentre } from '../../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../../tests/support/centre-database.ts'
import { createTestDatabase } from '../../../tests/support/postgres.ts'
import { CLINIC, PATIENTS, T0, uid } from '../../../tests/support/world.ts'
import { asOwner } from '../../centre/database.ts'
import { migrateUp, readMigrations } from '../../db/migrate.ts'
import { create, verify } from './commands.ts'
import { createBackup } from './create.ts'
import { databaseOf, maintenanceUrl, withScratch } from './databases.ts'
import { writeBackup } from './file.ts'
import { createKey, KEY_FILE } from './key.ts'
import type { BackupKey } from './key.ts'
import { compare, finishLoaded, loadBackup } from './load.ts'
import type { Manifest } from './manifest.ts'
import { Shelf } from './shelf.ts'
import { readTables } from './tables.ts'

const program = path.join(import.meta.dirname, 'testing', 'stop-at.ts')
const migrations = await readMigrations()
let centre: CentreDatabase
let data: string
let folder: string
let key: BackupKey
let names = 0

beforeAll(async () => {
  centre = await createCentre()
  data = mkdtempSync(path.join(tmpdir(), 'chairside-test-load-'))
  folder = path.join(data, 'backups')
  mkdirSync(folder)
  key = createKey(path.join(data, KEY_FILE))
}, 60_000)
afterAll(async () => {
  await centre.close()
  rmSync(data, { recursive: true, force: true })
})

async function backUp(url = centre.url): Promise<{ file: string; manifest: Manifest }> {
  const name = `${names++}.backup`
  const manifest = await asOwner(url, (client) => createBackup(client, { folder, name, key, createdAt: new Date().toISOString() }))
  return { file: path.join(folder, name), manifest }
}

const count = async (client: Client, what: string) => (await client.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]!.n

describe('a backup of the centre', () => {
  it('holds every table there is but the list of migrations, each behind those it points at', async () => {
    await asOwner(centre.url, async (client) => {
      const order = (await readTables(client)).map(({ name }) => name)
      const { rows } = await client.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
      expect(order.toSorted()).toEqual(rows.map(({ name }) => name).filter((name) => name !== 'schema_migrations').toSorted())
      const { rows: links } = await client.query<{ from: string; to: string }>(`select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f' and conrelid <> confrelid`)
      expect(links.filter(({ from, to }) => order.indexOf(from) < order.indexOf(to))).toEqual([])
    })
  })

  it('is of one moment, whatever is written meanwhile: no payment without its line', async () => {
    let isMade = false
    let written = 0
    const writing = asOwner(centre.url, async (client) => {
      while (!isMade) {
        const id = uid(0x500000 + written++)
        await client.query('begin')
        await client.query(`insert into payments (id, clinic_id, created_at, patient_id, number, method, amount_centavos, reference, received_on, note) values ($1, $2, $3, $4, $5, 'cash', 100, '', '2026-11-20', '')`, [id, CLINIC, T0, PATIENTS[0], `PAY-FD1-${written}`])
        await client.query(`insert into ledger_lines (id, clinic_id, created_at, patient_id, kind, amount_centavos, entry_date, description, payment_id) values ($1, $2, $3, $4, 'payment', -100, '2026-11-20', '', $5)`, [uid(0x600000 + written), CLINIC, T0, PATIENTS[0], id])
        await client.query('commit')
      }
    })
    const { file } = await backUp()
    isMade = true
    await writing
    await withScratch(centre.url, async (client) => {
      expect(await compare(client, await loadBackup(client, file, key))).toEqual([])
      expect(await count(client, 'payments p full join ledger_lines l on l.payment_id = p.id where p.id is null or l.id is null')).toBe(0)
    })
    expect(written).toBeGreaterThan(1)
  }, 30_000)

  it('loads into a database that works: constraints hold, and it is another than before', async () => {
    const { file, manifest } = await backUp()
    await withScratch(centre.url, async (client) => {
      await loadBackup(client, file, key)
      await finishLoaded(client)
      await expect(client.query('delete from clinics')).rejects.toMatchObject({ code: '23503' })
      await expect(client.query('update payments set amount_centavos = 1')).rejects.toThrow(/facts/)
      const { rows } = await client.query<{ epoch: string }>('select epoch from centre_state')
      expect(rows).toHaveLength(1)
      expect(rows[0]!.epoch).not.toBe(manifest.epoch)
    })
  }, 30_000)
})

describe('comparing a database with its backup', () => {
  it('finds a row too few, a row that is another, and a table that is not there', async () => {
    const { file } = await backUp()
    await withScratch(centre.url, async (client) => {
      const manifest = await loadBackup(client, file, key)
      await client.query(`delete from service_recipes where id = (select id from service_recipes limit 1)`)
      await client.query(`update patients set phone = phone || '1' where id = $1`, [PATIENTS[1]])
      await client.query('drop table notifications cascade')
      expect(await compare(client, manifest)).toEqual(expect.arrayContaining([
        { table: 'service_recipes', problem: '1 rows instead of 2' }, { table: 'patients', problem: 'its rows are others' }, { table: 'notifications', problem: 'it is missing' },
      ]))
    })
  }, 30_000)

  it('also asks the server itself: bytes that were spoilt on their way both times alike are noticed', async () => {
    const { file } = await backUp()
    await withScratch(centre.url, async (client) => {
      const manifest = await loadBackup(client, file, key)
      const server = { ...manifest.server, patients: { rows: manifest.server['patients']!.rows, sum: '1' } }
      expect(await compare(client, { ...manifest, server })).toEqual([{ table: 'patients', problem: 'its rows are not those the database had' }])
    })
  }, 30_000)
})

describe('a backup of another version', () => {
  it('that is older is brought to this one with every row', async () => {
    const old = await createTestDatabase()
    await asOwner(old.url, async (client) => {
      await migrateUp(client, migrations.slice(0, 9))
      await client.query(`insert into clinics (id, name, timezone, currency, slot_minutes, created_at, updated_at) values ($1, 'Old', 'Asia/Manila', 'PHP', 15, $2, $2)`, [CLINIC, T0])
    })
    const { file } = await backUp(old.url)
    await withScratch(centre.url, async (client) => {
      expect(await compare(client, await loadBackup(client, file, key))).toEqual([])
      await finishLoaded(client)
      expect(await count(client, 'schema_migrations')).toBe(migrations.length)
      expect(await count(client, `clinics where name = 'Old'`)).toBe(1)
    })
    await old.drop()
  }, 60_000)

  async function made(steps: Manifest['migrations'], name: string): Promise<string> {
    const file = path.join(folder, name)
    await writeBackup(file, key, { createdAt: T0, epoch: uid(1), postgres: '18', migrations: steps, server: {} }, (async function* () {})())
    return file
  }
  const ours = migrations.map(({ version, name, checksum }) => ({ version, name, checksum }))

  it('that is newer is refused, and nothing is left of it', async () => {
    const file = await made([...ours, { version: ours.length + 1, name: 'future', checksum: 'x' }], 'newer.backup')
    await expect(withScratch(centre.url, (client) => loadBackup(client, file, key))).rejects.toThrow(/newer than this program .*Update the program first/)
  })

  it('whose migrations were others is refused', async () => {
    const file = await made(ours.map((step) => (step.version === 3 ? { ...step, checksum: 'x' } : step)), 'foreign.backup')
    await expect(withScratch(centre.url, (client) => loadBackup(client, file, key))).rejects.toThrow(/another migration 3 \(patients\)/)
  })
})

describe('a power cut', () => {
  function killAt(action: 'create' | 'restore', point: string): void {
    const { signal, stderr } = spawnSync(process.execPath, [program, action, centre.url, data, point], { encoding: 'utf8' })
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
  }
  const database = () => ({ url: centre.url, dataDir: data, shared: false, stop: async () => {} })
  const bench = () => ({ shelf: new Shelf(folder), keyFile: path.join(data, KEY_FILE) })
  const databases = () => asOwner(maintenanceUrl(centre.url), async (client) => (await client.query<{ name: string }>(`select datname as name from pg_database where starts_with(datname, $1) order by 1`, [databaseOf(centre.url)])).rows.map(({ name }) => name))
  const epoch = () => asOwner(centre.url, async (client) => (await client.query<{ epoch: string }>('select epoch from centre_state')).rows[0]!.epoch)

  it('while a backup is written leaves none, and the next one clears up', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    killAt('create', 'backup written')
    expect(readdirSync(folder).filter((name) => name.startsWith('chairside-'))).toEqual([expect.stringMatching(/\.backup\.part$/)])
    const made = await create(bench(), database(), undefined)
    expect(readdirSync(folder).filter((name) => name.startsWith('chairside-'))).toEqual([made.name, `${made.name}.json`])
    killAt('create', 'backup named')
    // Whole, only its card is missing.
    await verify(bench(), database(), 'latest')
    vi.restoreAllMocks()
  }, 60_000)

  it('while a backup is restored leaves the database of before; after the change there is the restored one', async () => {
    const before = await epoch()
    killAt('restore', 'backup loaded')
    expect(await epoch()).toBe(before)
    expect(await databases()).toEqual([databaseOf(centre.url), expect.stringMatching(/_scratch_/)])
    killAt('restore', 'database replaced')
    expect(await epoch()).not.toBe(before)
    const [own, aside] = await databases()
    expect([own, aside]).toEqual([databaseOf(centre.url), expect.stringMatching(/_before_/)])
    await asOwner(maintenanceUrl(centre.url), (client) => client.query(`drop database ${aside}`))
  }, 60_000)
})
