import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { migrateUp, readMigrations } from './migrate.ts'
import { createClient } from './pool.ts'

const compose = await readFile(path.resolve(import.meta.dirname, '../../docker-compose.yml'), 'utf8')

describe('what a shape source may read', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
    const client = createClient(database.url)
    await client.connect()
    await migrateUp(client, await readMigrations())
    await client.end()
  })

  afterAll(() => database.drop())

  async function publishedBy(publication: string): Promise<string[]> {
    const client = createClient(database.url)
    await client.connect()
    const { rows } = await client.query<{ tablename: string }>('select tablename from pg_publication_tables where pubname = $1 order by 1', [publication])
    await client.end()
    return rows.map((row) => row.tablename)
  }

  it('is every synced table and no other, for the embedded service', async () => {
    expect(await publishedBy('chairside_shapes')).toEqual([...TABLE_NAMES].sort())
  })

  it('is the same for Electric, in a publication of the name it looks for', async () => {
    const stream = /ELECTRIC_REPLICATION_STREAM_ID: (\w+)/.exec(compose)?.[1]
    expect(await publishedBy(`electric_publication_${stream}`)).toEqual([...TABLE_NAMES].sort())
  })
})

describe('docker-compose.yml', () => {
  it('pins an Electric whose secret cannot be bypassed, 1.7.12 or later', () => {
    const [, major, minor, patch] = /electricsql\/electric:(\d+)\.(\d+)\.(\d+)/.exec(compose) ?? []
    expect(Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch)).toBeGreaterThanOrEqual(1_007_012)
  })

  it('shows no port of Postgres or Electric to the outside, and the centre to this machine alone', () => {
    const published = [...compose.matchAll(/^ {6}- (\S+:\d+:\d+)$/gm)].map((match) => match[1])
    expect(published).toEqual(['127.0.0.1:4500:4500'])
  })

  it('holds no secret itself', () => {
    for (const [, name, value] of compose.matchAll(/^\s+(\w*(?:PASSWORD|SECRET)): (\S+)/gm)) expect(`${name}=${value}`).toMatch(/=\$\{/)
  })

  it('bounds the WAL a stopped reader can hold', () => {
    expect(compose).toContain('max_slot_wal_keep_size=10GB')
  })
})
