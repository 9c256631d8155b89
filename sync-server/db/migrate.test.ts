import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { applied, migrateDown, migrateUp, readMigrations } from './migrate.ts'
import type { Migration } from './migrate.ts'
import { createClient } from './pool.ts'

const migrations = await readMigrations()
let database: TestDatabase
let client: Client
beforeEach(async () => {
  database = await createTestDatabase()
  client = createClient(database.url)
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await database.drop()
})

/** Everything of ours that the catalogue knows, in words. */
async function catalogue(): Promise<string[]> {
  const { rows } = await client.query<{ item: string }>(`
    select 'table ' || relname as item from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'S', 'v') and relname not like 'schema_migrations%'
    union all select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(col_description(c.oid, a.attnum), '')
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
    union all select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0 and conrelid <> coalesce(to_regclass('schema_migrations'), 0)
    union all select 'type ' || typname from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'
    union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
    union all select 'publication ' || pubname from pg_publication
    union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace and proname = 'refuse_change'
    order by 1`)
  return rows.map(({ item }) => item)
}

describe('the migrations', () => {
  it('go up, all the way down to nothing, and up again to the same', async () => {
    expect(await migrateUp(client, migrations)).toBe(migrations.length)
    const first = await catalogue()
    expect(first.length).toBeGreaterThan(300)
    expect(await migrateDown(client, migrations, migrations.length)).toBe(migrations.length)
    expect(await catalogue()).toEqual([])
    expect(await migrateUp(client, migrations)).toBe(migrations.length)
    expect(await catalogue()).toEqual(first)
  })

  it('each take back exactly what they did', async () => {
    const before: string[][] = []
    for (const { version } of migrations) {
      before.push(await catalogue())
      await migrateUp(client, migrations.slice(0, version))
    }
    for (const { version, name } of migrations.toReversed()) {
      await migrateDown(client, migrations, 1)
      expect(await catalogue(), `after taking back ${name}`).toEqual(before[version - 1])
    }
  })

  it('do nothing the second time, and remember what was done when', async () => {
    await migrateUp(client, migrations)
    expect(await migrateUp(client, migrations)).toBe(0)
    const done = await applied(client)
    expect(done.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
  })

  it('are applied once when two programs start at the same moment', async () => {
    const second = createClient(database.url)
    await second.connect()
    const counts = await Promise.all([migrateUp(client, migrations), migrateUp(second, migrations)])
    await second.end()
    expect(counts.sort()).toEqual([0, migrations.length])
  })

  it('leave the database as it was when one of them fails, and say which', async () => {
    const broken: Migration = { version: migrations.length + 1, name: 'broken', up: 'create table half (); select no_such_function();', down: '', checksum: 'x' }
    await migrateUp(client, migrations)
    const before = await catalogue()
    await expect(migrateUp(client, [...migrations, broken])).rejects.toThrow('no_such_function')
    expect(await catalogue()).toEqual(before)
    expect(await migrateUp(client, migrations)).toBe(0)
  })

  it('refuse a database that a newer program has migrated', async () => {
    await migrateUp(client, migrations)
    await client.query(`insert into schema_migrations (version, name, checksum) values (99, 'from_the_future', 'x')`)
    await expect(migrateUp(client, migrations)).rejects.toThrow(`The database is at migration 99, newer than this program (${migrations.length}). Update the program first.`)
    await expect(migrateDown(client, migrations)).rejects.toThrow('newer than this program')
  })

  it('refuse to go on when an applied file was edited', async () => {
    await migrateUp(client, migrations)
    const edited = migrations.map((step) => (step.version === 3 ? { ...step, checksum: 'other' } : step))
    await expect(migrateUp(client, edited)).rejects.toThrow(/Migration 3 \(patients\) was changed after it was applied/)
  })
})

describe('the files of the migrations', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'chairside-migrations-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it.each([
    [['0001_a.up.sql', '0001_a.down.sql', '0003_c.up.sql', '0003_c.down.sql'], 'Migration 0002 is missing before 0003_c.up.sql.'],
    [['0001_a.up.sql'], '0001_a.up.sql has no down file beside it.'],
    [['1_a.up.sql', '1_a.down.sql'], '1_a.up.sql is not named NNNN_name.up.sql.'],
    [['0001_a.up.sql', '0001_a.down.sql', '0001_b.up.sql', '0001_b.down.sql'], 'Migration 0002 is missing'],
  ])('%j are refused', async (files, sentence) => {
    for (const file of files) await writeFile(path.join(dir, file), 'select 1')
    await expect(readMigrations(dir)).rejects.toThrow(sentence)
  })
})
