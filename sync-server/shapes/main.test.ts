import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { fetchPage, readAll, until } from './test-support.ts'

const PROGRAM = join(import.meta.dirname, 'main.ts')
const FLAGS = ['--insecure', '--allow-delete', '--port', '0', '--chunk-bytes', '300', '--cache-max-age', '7', '--cache-stale-age', '8', '--long-poll-ms', '50']

const folder = mkdtempSync(join(tmpdir(), 'chairside-shapes-'))
let database: TestDatabase
let sql: Client
let child: ChildProcess
let url: string

beforeAll(async () => {
  database = await createTestDatabase()
  sql = new Client({ connectionString: database.url })
  sql.on('error', () => {})
  await sql.connect()
  await sql.query(`
    set synchronous_commit = on;
    create schema "My Shop";
    create type "My Shop".colour as enum ('red', 'blue');
    create table "My Shop"."Two words" ("The Id" int primary key, paint "My Shop".colour);
    insert into "My Shop"."Two words" select g, 'red' from generate_series(1, 20) g`)
  await start()
})
afterAll(async () => {
  await end('SIGTERM')
  await sql.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Starts the program in a folder of its own, where it finds what it left there. */
async function start(): Promise<void> {
  child = spawn(process.execPath, [PROGRAM, '--database-url', database.url, ...FLAGS], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  url = line.replace('ready ', '')
  await until(async () => (await fetch(`${url}/v1/health`)).status === 200, 25_000, 'replication')
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

const TABLE = { table: '"My Shop"."Two words"' }

describe('the service by itself, as its command line says', () => {
  it('serves any table of any schema, publishing it at the first request, in chunks of the size given', async () => {
    const all = await readAll({ url }, TABLE)
    expect(all.messages.filter((message) => message.key)).toHaveLength(20)
    expect(all.pages.length).toBeGreaterThan(5)
    expect(all.messages[0]?.value).toEqual({ 'The Id': '1', paint: 'red' })
  })

  it('tells caches the ages given', async () => {
    const { offset, handle } = await readAll({ url }, TABLE)
    const page = await fetchPage({ url }, { ...TABLE, offset, handle })
    expect(page.headers.get('cache-control')).toBe('public, max-age=7, stale-while-revalidate=8')
  })

  it('ends a long poll after the time given', async () => {
    const { offset, handle } = await readAll({ url }, TABLE)
    const page = await fetchPage({ url }, { ...TABLE, offset, handle, live: 'true' })
    expect([page.status, page.messages.length, page.headers.has('electric-up-to-date')]).toEqual([200, 1, true])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('goes on after %s where its clients left off, without being told where to keep its logs', async (signal) => {
    const { offset, handle } = await readAll({ url }, TABLE)
    await end(signal)
    await sql.query(`insert into "My Shop"."Two words" select max("The Id") + 1, 'blue' from "My Shop"."Two words"`)
    await start()
    const page = await fetchPage({ url }, { ...TABLE, offset, handle })
    expect(page.status).toBe(200)
    expect(page.messages.filter((message) => message.key).map((message) => message.value?.['paint'])).toEqual(['blue'])
  })

  it('reads from a slot and a publication of its own, named for its database', async () => {
    const slots = await sql.query<{ slot_name: string }>('select slot_name from pg_replication_slots where database = current_database()')
    expect(slots.rows.map((row) => row.slot_name)).toEqual([`chairside_shapes_${new URL(database.url).pathname.slice(1)}`])
    const publications = await sql.query<{ pubname: string }>('select pubname from pg_publication')
    expect(publications.rows.map((row) => row.pubname)).toEqual(['chairside_shapes_alone'])
  })

  it('deletes where that is allowed, and holds nothing that keeps a table from being dropped', async () => {
    expect((await fetchPage({ url }, TABLE, { method: 'DELETE' })).status).toBe(202)
    await readAll({ url }, TABLE)
    await sql.query(`set lock_timeout = '5s'; drop table "My Shop"."Two words"`)
    await until(async () => (await fetchPage({ url }, { ...TABLE, offset: '-1' })).status === 400, 5000, 'the table to be unknown')
  })
})

describe('a command line that asks for help', () => {
  it('gets the usage, and no service', async () => {
    expect((await promisify(execFile)(process.execPath, [PROGRAM, '--help'])).stdout).toMatch(/^Usage: shapes --database-url URL/)
  })
})

describe('a wrong command line', () => {
  it.each([
    [['--database-url', 'postgres://x/y'], '--insecure'],
    [['--insecure'], '--database-url is missing'],
    [['--database-url', 'postgres://x/y', '--insecure', '--data', 'x', '--in-memory'], 'give --data or --in-memory, not both'],
    [['--database-url', 'postgres://x/y', '--insecure', '--chunk-bytes', 'many'], '--chunk-bytes has to be a whole number'],
  ])('%j ends with a sentence and the usage', async (args, sentence) => {
    const env = { ...process.env, DATABASE_URL: '', ELECTRIC_SECRET: '' }
    const failed = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env }).catch((error: unknown) => error as { code: number; stderr: string })
    expect(failed).toMatchObject({ code: 1 })
    expect(failed.stderr).toContain(sentence)
    expect(failed.stderr).toContain('Usage: shapes')
  })
})
