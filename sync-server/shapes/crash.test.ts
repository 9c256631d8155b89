import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../postgres/embedded.ts'
import type { RunningShapeService } from './index.ts'
import { comparable, Materialised, type Values } from './materialise.ts'
import { publishAll, until } from './test-support.ts'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 6)
const SCHEMA = `
create table t (id int primary key, n int, v text);
create table u (id int primary key, n int, v text);
create table sentinel (id int primary key);
`

let root: string
let postgres: EmbeddedPostgres
let child: ChildProcess
let service: RunningShapeService
let servicePort: number

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'chairside-crash-'))
  servicePort = await freePort()
  await startPostgres()
  await withDatabase(async (sql) => {
    await sql.query(SCHEMA)
    await publishAll(sql)
  })
  await startService()
})
afterAll(async () => {
  child.kill('SIGKILL')
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startPostgres(port?: number): Promise<void> {
  postgres = await startEmbeddedPostgres({ dataDir: join(root, 'postgres'), ...(port ? { port } : {}) })
  await postgres.createDatabase('crash')
}

async function startService(): Promise<void> {
  const args = ['--insecure', '--database-url', postgres.ownerUrl('crash'), '--port', String(servicePort), '--data', join(root, 'shapes')]
  const more = ['--publication', 'test_pub', '--slot', 'crash_slot', '--manual-publishing', '--long-poll-ms', '1000', '--chunk-bytes', '5000']
  child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args, ...more], { stdio: ['ignore', 'pipe', 'ignore'] })
  if (!child.stdout) throw new Error('no output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const url = line.replace('ready ', '')
  service = { url, port: servicePort, stop: async () => {}, health: () => 'active', slot: () => 'unknown' }
}

async function withDatabase<T>(work: (sql: Client) => Promise<T>): Promise<T> {
  const sql = new Client({ connectionString: postgres.ownerUrl('crash') })
  sql.on('error', () => {})
  await sql.connect()
  try {
    return await work(sql)
  } finally {
    await sql.end().catch(() => {})
  }
}

/** Writes without pause until told to stop; a database that goes away is connected to again. */
function startWriter(): { stop: () => Promise<void>; written: () => number } {
  const stopped = new AbortController()
  let n = 0
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await withDatabase(async (sql) => {
        while (!stopped.signal.aborted) await writeOnce(sql, ++n)
      }).catch(() => new Promise((resolve) => setTimeout(resolve, 10)))
    }
  }
  const done = loop()
  const stop = async (): Promise<void> => {
    stopped.abort()
    await done
  }
  return { written: () => n, stop }
}

async function writeOnce(sql: Client, n: number): Promise<void> {
  const id = n % 97
  await sql.query('begin')
  for (const table of ['t', 'u']) {
    const upsert = `insert into ${table} values ($1, $2, $3) on conflict (id) do update set n = excluded.n, v = excluded.v`
    await sql.query(upsert, [id, n, n % 3 ? `row ñ ${n}` : null])
    if (n % 5 === 0) await sql.query(`delete from ${table} where id = $1`, [(id * 7) % 97])
  }
  await sql.query('commit')
}

/** Five clients, each resuming for ever; what they meet on the way apart from data they simply try again. */
function startReaders(): { readers: { table: string; where: string; reader: Materialised }[]; stop: () => Promise<void>; errors: unknown[] } {
  const shapes = [['t', 'true'], ['u', 'true'], ['t', 'n % 2 = 0'], ['u', 'v is null'], ['t', 'id < 40']] as const
  const readers = shapes.map(([table, where]) => ({ table, where, reader: new Materialised({ table, where }) }))
  const errors: unknown[] = []
  const stopped = new AbortController()
  const loops = readers.map(async ({ reader }) => {
    while (!stopped.signal.aborted) {
      await reader.step(service, true).catch((error: unknown) => {
        // fetch reports every broken connection as a TypeError; anything else is a broken promise of the protocol.
        if (!(error instanceof TypeError)) errors.push(error)
        return new Promise((resolve) => setTimeout(resolve, 10))
      })
    }
  })
  const stop = async (): Promise<void> => {
    stopped.abort()
    await Promise.all(loops)
  }
  return { readers, errors, stop }
}

/** Whether every client has gone on since this was called. */
function progress(readers: { reader: Materialised }[]): () => boolean {
  const before = readers.map(({ reader }) => reader.lastLsn)
  return () => readers.every(({ reader }, i) => reader.lastLsn > (before[i] ?? 0n))
}

async function killService(): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  await startService()
}

async function killPostgres(): Promise<void> {
  const { port, pid } = postgres
  process.kill(pid, 'SIGKILL')
  await postgres.stop().catch(() => {})
  await startPostgres(port)
}

/** Every reader equals the table, after a last transaction that all of them have seen. */
async function expectEqual(readers: { table: string; where: string; reader: Materialised }[], round: number): Promise<void> {
  const end = await withDatabase(async (sql) => {
    await sql.query('insert into sentinel values ($1)', [round])
    const sentinel = new Materialised({ table: 'sentinel' })
    await until(async () => {
      await sentinel.step(service).catch(() => {})
      return sentinel.rows.has(`"public"."sentinel"/"${round}"`) && sentinel.upToDate
    }, 30_000, 'the sentinel row')
    return sentinel.lastLsn
  })
  for (const { table, where, reader } of readers) {
    await reader.reach(service, end)
    const rows = await withDatabase((sql) => sql.query<Values>(`select id::text, n::text, v from ${table} where ${where}`))
    expect(comparable(reader.rows.values())).toEqual(comparable(rows.rows))
  }
}

describe('under write load, with five resuming clients', () => {
  it(`no kill of the service or of Postgres loses a row, doubles a row or leaves a client stuck (${ROUNDS} kills)`, async () => {
    const { readers, errors, stop } = startReaders()
    // A handle is kept from the moment its snapshot is whole, which the first up-to-date tells.
    await until(() => readers.every(({ reader }) => reader.upToDate), 20_000, 'the first up-to-date')
    let lived = 0
    for (let round = 1; round <= ROUNDS; round++) {
      const writer = startWriter()
      const goal = 30 + ((round * 37) % 60)
      await until(() => writer.written() >= goal, 20_000, 'writes')
      if (round % 3 === 0) await killPostgres()
      else await killService()
      const goneOn = progress(readers)
      await until(() => writer.written() >= goal + 20, 30_000, 'writes after the kill')
      await writer.stop()
      // Every other time the next kill comes before anybody has caught up.
      if (round % 2 === 0) await until(goneOn, 30_000, 'every client to go on')
      lived++
    }
    await stop()
    expect(errors).toEqual([])
    await expectEqual(readers, ROUNDS)
    expect(lived).toBe(ROUNDS)
    expect(readers.map(({ reader }) => reader.refetches)).toEqual([0, 0, 0, 0, 0])
  }, 600_000)
})
