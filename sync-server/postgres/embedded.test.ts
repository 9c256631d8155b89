import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followLauncher } from '../../scripts/lib/run-child.mjs'
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded.ts'
import { processIsAlive } from './owner-lock.ts'

let folder: string
let started: EmbeddedPostgres[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-embedded-'))
  started = []
})

afterEach(async () => {
  for (const postgres of started) await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'db'), ...options })
  started.push(postgres)
  return postgres
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  // The server is killed under living connections here; without a listener that would end the test run.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition did not come true')
    await delay(10)
  }
}

describe('the embedded Postgres', () => {
  it('keeps its data over a stop and a start', async () => {
    const first = await start()
    await query(first.ownerUrl(), 'create table kept as select 7 as value')
    await first.stop()
    expect(processIsAlive(first.pid)).toBe(false)
    const second = await start()
    expect(await query(second.ownerUrl(), 'select value from kept')).toEqual([{ value: 7 }])
  })

  it('recovers every committed row after its server was killed', async () => {
    const lost: string[] = []
    const first = await start({ onUnexpectedExit: (error) => lost.push(error.message) })
    await query(first.ownerUrl(), 'create table kept as select generate_series(1, 1000) as value')
    process.kill(first.pid, 'SIGKILL')
    await until(() => lost.length === 1)
    expect(lost[0]).toMatch(/stopped by itself/)
    const second = await start()
    expect(await query(second.ownerUrl(), 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
  })

  it('runs where only its own user may enter, also as root', async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o700)
    const postgres = await start({ dataDir: join(closed, 'deeper', 'db') })
    expect(await query(postgres.ownerUrl(), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(join(closed, 'deeper', 'db', 'password')).mode & 0o777).toBe(0o600)
  })

  it('says so when its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(start({ port })).rejects.toMatchObject({ kind: 'port-taken', message: expect.stringContaining(String(port)) })
    other.close()
  })

  it('refuses a folder that a running launcher holds', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({ kind: 'in-use' })
  })

  it('refuses a folder that is a file, and a database of another Postgres version', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(start({ dataDir: join(folder, 'file') })).rejects.toMatchObject({ kind: 'permission' })
    mkdirSync(join(folder, 'old', 'cluster'), { recursive: true })
    writeFileSync(join(folder, 'old', 'cluster', 'PG_VERSION'), '15\n')
    await expect(start({ dataDir: join(folder, 'old') })).rejects.toMatchObject({ kind: 'version' })
  })

  it('offers logical replication with pgoutput', async () => {
    const postgres = await start({ durable: false })
    await postgres.createDatabase('clinic')
    await postgres.createDatabase('clinic')
    const url = postgres.ownerUrl('clinic')
    const slots = await query(url, `select slot_name from pg_create_logical_replication_slot('feed', 'pgoutput')`)
    expect(slots).toEqual([{ slot_name: 'feed' }])
    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'off' }])
    expect(await query(url, 'show max_slot_wal_keep_size')).toEqual([{ max_slot_wal_keep_size: '2GB' }])
  })

  it('collates by code point and still knows that ñ is a letter', async () => {
    const postgres = await start({ durable: false })
    expect(await query(postgres.ownerUrl(), `select upper('muñoz') as up, 'Z' < 'a' as bytes`)).toEqual([{ up: 'MUÑOZ', bytes: true }])
    expect(await query(postgres.ownerUrl(), `select 'ñ' ~ '^\\w$' as letter`)).toEqual([{ letter: true }])
  })

  it('writes no value of a refused statement into its log', async () => {
    const postgres = await start({ durable: false })
    const url = postgres.ownerUrl()
    await query(url, 'create table people (name text primary key)')
    await query(url, `insert into people values ('Dela Cruz')`)
    await expect(query(url, `insert into people values ('Dela Cruz')`)).rejects.toMatchObject({ code: '23505' })
    await expect(query(url, `select 'Dela Cruz'::int`)).rejects.toMatchObject({ code: '22P02' })
    await postgres.stop()
    const log = readFileSync(join(folder, 'db', 'postgres.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('Dela Cruz')
  })
})

describe('a program that ends', () => {
  const module = JSON.stringify(join(import.meta.dirname, 'embedded.ts'))

  interface Elsewhere {
    serverPid: number
    output(): string
    kill(signal: NodeJS.Signals): Promise<void>
  }

  async function launchElsewhere(before = '', preload: readonly string[] = []): Promise<Elsewhere> {
    const source = `${before}
      import { startEmbeddedPostgres } from ${module};
      const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(join(folder, 'db'))} });
      process.stdout.write(postgres.pid + '\\n');`
    const child = spawn(process.execPath, [...preload, '--input-type=module-typescript', '-e', source], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    let output = ''
    child.stdout?.on('data', (text) => (output += text))
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
    await until(() => output.includes('\n'))
    const serverPid = Number(output)
    const kill = (signal: NodeJS.Signals) => {
      child.kill(signal)
      return exited
    }
    return { serverPid, output: () => output, kill }
  }

  it('takes its server down when it is asked to stop', async () => {
    const launcher = await launchElsewhere()
    await launcher.kill('SIGTERM')
    await until(() => !processIsAlive(launcher.serverPid))
    expect(existsSync(join(folder, 'db', 'cluster', 'postmaster.pid'))).toBe(false)
  })

  it('keeps its server until it has said goodbye, if it listens for the signal itself, be it once and be it told twice', async () => {
    const goodbye = `process.once('SIGTERM', async () => {
      process.kill(process.pid, 'SIGTERM');
      const client = new Client({ connectionString: postgres.ownerUrl() });
      await client.connect();
      await client.query('select pg_sleep(0.2)');
      await client.end();
      await postgres.stop();
      process.stdout.write('goodbye');
      process.exit(0);
    });
    import { Client } from ${JSON.stringify(import.meta.resolve('pg'))};`
    const launcher = await launchElsewhere(goodbye, followLauncher)
    await launcher.kill('SIGTERM')
    expect(launcher.output()).toContain('goodbye')
    expect(processIsAlive(launcher.serverPid)).toBe(false)
  })

  it('takes its server down also under a launcher that passes repeated signals over', async () => {
    const launcher = await launchElsewhere('', followLauncher)
    await launcher.kill('SIGTERM')
    expect(processIsAlive(launcher.serverPid)).toBe(false)
  })

  it('leaves an orphan when it is killed, which the next start stops', async () => {
    const launcher = await launchElsewhere()
    await launcher.kill('SIGKILL')
    expect(processIsAlive(launcher.serverPid)).toBe(true)
    const lines: string[] = []
    const postgres = await start({ log: (line) => lines.push(line) })
    expect(lines.join()).toMatch(/left over/)
    expect(processIsAlive(launcher.serverPid)).toBe(false)
    expect(await query(postgres.ownerUrl(), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is not mistaken for another program that got the dead server\'s process id', async () => {
    const first = await start()
    await first.stop()
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    writeFileSync(join(folder, 'db', 'cluster', 'postmaster.pid'), `${bystander.pid}\n${join(folder, 'db', 'cluster')}\n1\n1\n\n127.0.0.1\n\nready\n`)
    const second = await start()
    expect(await query(second.ownerUrl(), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(processIsAlive(bystander.pid ?? 0)).toBe(true)
    bystander.kill()
  })
})
