import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../tests/support/postgres.ts'
import { asOwner } from './centre/database.ts'
import { Program } from './centre/test-program.ts'

const parent = mkdtempSync(path.join(tmpdir(), 'chairside-main-'))
chmodSync(parent, 0o755)
const dir = path.join(parent, 'centre')
const running: Program[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.end()))
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

function centre(args: string[], env?: Record<string, string>): Program {
  const child = new Program('sync-server/main.ts', args, env)
  running.push(child)
  return child
}

async function refusal(args: string[], env?: Record<string, string>): Promise<string> {
  const child = centre(args, env)
  const error = await child.said('error')
  expect(await child.ended).toBe(1)
  return error
}

async function post(url: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('the centre as a program', () => {
  it('starts from nothing, enrols a desk, stops in order within 5 s, and comes back at the same address with everything', async () => {
    const first = centre(['--data', dir, '--demo'], { CHAIRSIDE_ENROL: '1' })
    const enrol = await first.said('enrol')
    const url = await first.said('url')
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const enrolled = await post(`${url}/v1/auth/enrol`, { code: enrol, deviceName: 'PC' })
    expect(enrolled.body).toMatchObject({ series: 'FD1', profile: 'front_desk' })
    // A long poll is open while the centre is asked to stop.
    const poll = fetch(`${url}/v1/shape?table=roles&offset=now`, { headers: { authorization: `Bearer ${String(enrolled.body['token'])}` } }).catch(() => undefined)
    const asked = performance.now()
    first.process.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    expect(performance.now() - asked).toBeLessThan(5000)
    await poll

    const second = centre(['--data', dir])
    expect(await second.said('url')).toBe(url)
    const roles = await fetch(`${url}/v1/shape?table=devices&offset=-1`, { headers: { authorization: `Bearer ${String(enrolled.body['token'])}` } })
    expect(await roles.text()).toContain('"series":"FD1"')

    expect(await refusal(['--data', dir])).toMatch(/is already in use by another running centre \(process \d+\)/)
    expect(await refusal(['--data', path.join(parent, 'other'), '--port', new URL(url).port])).toMatch(/^Port \d+ on this computer is already used by another program\. Choose another port\.$/)
  }, 60_000)

  it('keeps its secrets to this user, and the passwords of the database out of everything it says', async () => {
    const child = centre(['--data', dir])
    await child.said('ready')
    expect(statSync(path.join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(dir, 'shapes')).mode & 0o777).toBe(0o700)
    const secrets = Object.values(JSON.parse(readFileSync(path.join(dir, 'secrets.json'), 'utf8')) as Record<string, string>)
    expect(secrets).toHaveLength(3)
    for (const secret of secrets) expect(child.stderr).not.toContain(secret)
  }, 30_000)

  it('says why it cannot use the port that its desks know', async () => {
    const known = (JSON.parse(readFileSync(path.join(dir, 'centre.json'), 'utf8')) as { port: number }).port
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(known, '127.0.0.1', resolve))
    expect(await refusal(['--data', dir])).toContain(`Desks look for the centre at port ${known}`)
    await new Promise((resolve) => other.close(resolve))
  })

  it.each([
    ['a file', () => writeFileSync(path.join(parent, 'file'), ''), path.join(parent, 'file'), /cannot be used: it is a file, not a folder/],
    ['a folder inside a file', () => {}, path.join(parent, 'file', 'inside'), /cannot be used: a part of the path is a file/],
    // The kernel's own file system refuses even root, as a folder without permission refuses everybody else.
    ['a folder where this user may not write', () => {}, process.platform === 'linux' ? '/sys/chairside' : path.join(parent, 'file', 'x'), /The data folder .* cannot be used: .*(may not write there|is a file)/],
  ])('refuses %s as its data folder', async (_what, prepare, data, sentence) => {
    prepare()
    expect(await refusal(['--data', data])).toMatch(sentence)
  })

  it('refuses an unreadable settings file instead of forgetting it', async () => {
    const data = path.join(parent, 'broken')
    mkdirSync(data)
    writeFileSync(path.join(data, 'centre.json'), '{"port": "none"}')
    expect(await refusal(['--data', data])).toMatch(/centre\.json cannot be read/)
    expect(existsSync(path.join(data, 'postgres'))).toBe(false)
  })

  it.each([
    [['--port', 'x'], '"x" is not a port'],
    [['--nonsense'], 'See --help'],
  ])('refuses %j', async (args, sentence) => {
    expect(await refusal(args)).toContain(sentence)
  })

  it('prints its usage for --help', async () => {
    const child = centre(['--help'])
    expect(await child.ended).toBe(0)
    expect(child.stderr).toContain('Usage: npm run centre')
  })
})

describe('the centre on an outside Postgres', () => {
  it('uses the database it is given, makes an empty clinic there, and refuses one that is newer than the program', async () => {
    const database = await createTestDatabase()
    const data = path.join(parent, 'outside')
    const child = centre(['--data', data, '--port', '0'], { DATABASE_URL: database.url })
    const url = await child.said('url')
    expect((await (await fetch(`${url}/v1/health`)).json()).status).toBe('ok')
    expect(existsSync(path.join(data, 'postgres'))).toBe(false)
    await child.end()
    const found = await asOwner(database.url, async (client) => {
      const { rows: [counts] } = await client.query(`select (select name from clinics) as name, (select count(*)::int from users) as users, (select count(*)::int from operatories) as chairs, (select count(*)::int from roles) as roles`)
      await client.query(`insert into schema_migrations (version, name, checksum) values (999, 'future', 'x')`)
      return counts as object
    })
    expect(found).toEqual({ name: 'My clinic', users: 0, chairs: 2, roles: 4 })
    expect(await refusal(['--data', data], { DATABASE_URL: database.url })).toMatch(/newer than this program .* Update the program first/)
    await database.drop()
  }, 60_000)

  it.each([
    ['nothing listens', (url: URL) => (url.port = '1'), 'The database cannot be reached: nothing answers at its address.'],
    ['the password is wrong', (url: URL) => (url.password = 'geheim'), 'The database refused the user name or the password.'],
    ['there is no such database', (url: URL) => (url.pathname = '/no_such'), 'There is no database of that name. Create it first.'],
  ])('says that %s, without the address', async (_what, change, sentence) => {
    const database = await createTestDatabase()
    const url = new URL(database.url)
    change(url)
    expect(await refusal(['--data', path.join(parent, 'outside2')], { DATABASE_URL: url.href })).toBe(sentence)
    await database.drop()
  })

  it('takes Electric instead of its own shape service when it is told to', async () => {
    const asked: string[] = []
    const electric = createServer((socket) => socket.once('data', (data) => {
      asked.push(data.toString().split('\r\n')[0]!)
      socket.end('HTTP/1.1 200 OK\r\nelectric-handle: 1-1\r\nelectric-offset: 0_0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]')
    }))
    await new Promise<void>((resolve) => electric.listen(0, '127.0.0.1', resolve))
    const database = await createTestDatabase()
    const child = centre(['--data', path.join(parent, 'electric'), '--port', '0'], {
      DATABASE_URL: database.url, ELECTRIC_URL: `http://127.0.0.1:${(electric.address() as AddressInfo).port}`, ELECTRIC_SECRET: 'hush', CHAIRSIDE_ENROL: '1',
    })
    const enrol = await child.said('enrol')
    const url = await child.said('url')
    const { body } = await post(`${url}/v1/auth/enrol`, { code: enrol, deviceName: 'PC' })
    const answer = await fetch(`${url}/v1/shape?table=roles&offset=-1`, { headers: { authorization: `Bearer ${String(body['token'])}` } })
    expect([answer.status, await answer.text()]).toEqual([200, '[]'])
    expect(asked[0]).toMatch(/^GET \/v1\/shape\?table=roles&.*secret=hush/)
    await child.end()
    const slots = await asOwner(database.url, (client) => client.query('select 1 from pg_replication_slots where database = current_database()'))
    expect(slots.rowCount).toBe(0)
    await new Promise((resolve) => electric.close(resolve))
    await database.drop()
  }, 30_000)
})
