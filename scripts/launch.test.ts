import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { processIsAlive } from '../sync-server/postgres/owner-lock.ts'

// Stands for the centre and the desk: speaks their part of the contract and keeps a journal of what happened to it.
const fakePart = `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
const name = process.env.FAKE_NAMES.split(',').find((name) => process.argv[1].includes(name));
const note = (text) => appendFileSync(process.env.FAKE_JOURNAL, name + ' ' + text + '\\n');
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const option = (flag) => process.argv[process.argv.indexOf(flag) + 1];
const behaviour = process.env['FAKE_' + name.toUpperCase()];
note('args ' + process.argv.slice(2).join(' '));
note('pid ' + process.pid);
note('code ' + process.env.CHAIRSIDE_ENROL_CODE);
note('database ' + process.env.DATABASE_URL);
process.on('SIGTERM', () => { note('stopped'); if (behaviour !== 'stubborn') process.exit(0); });
if (behaviour === 'complain') { say({ error: 'The database is from a newer program.' }); process.exitCode = 1; }
else if (behaviour === 'slow') setInterval(() => {}, 1000);
else if (behaviour === 'die') { process.stderr.write('something broke\\n'); process.exitCode = 3; }
else {
  const port = process.argv.includes('--port') ? Number(option('--port')) : 0;
  const server = createServer((request, response) => response.end(request.url === '/ticket' && request.headers.authorization === 'Bearer abc' ? 'once' : name));
  server.listen(port, '127.0.0.1', () => {
    if (process.env.CHAIRSIDE_ENROL === '1') say({ enrol: 'code-1234' });
    process.stderr.write(name + ' is working\\n');
    say({ ready: true, url: 'http://127.0.0.1:' + server.address().port + (name === 'desk' ? '/#token=abc' : '') });
    if (behaviour === 'die-later') setTimeout(() => { process.stderr.write('out of luck\\n'); process.exit(4); }, 200);
  });
}`

let folder: string
let running: Launched[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-launch-'))
  for (const name of ['centre', 'desk']) writeFileSync(join(folder, `${name}.mjs`), fakePart)
  running = []
})

afterEach(async () => {
  for (const launched of running) await launched.end('SIGKILL')
  for (const pid of [...journal().matchAll(/pid (\d+)/g)].map((match) => Number(match[1]))) await until(() => !processIsAlive(pid))
  rmSync(folder, { recursive: true, force: true })
})

interface Launched {
  process: ChildProcess
  out: () => string
  err: () => string
  exit: Promise<number | null>
  end(signal: NodeJS.Signals): Promise<number | null>
}

function launch(args: string[], env: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'launch.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CHAIRSIDE_DATA: join(folder, 'data'),
      CHAIRSIDE_CENTRE_ENTRY: join(folder, 'centre.mjs'),
      CHAIRSIDE_DESK_ENTRY: join(folder, 'desk.mjs'),
      FAKE_NAMES: 'centre,desk',
      FAKE_JOURNAL: join(folder, 'journal'),
      DISPLAY: '',
      ...env,
    },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (err += text))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exit
  }
  const launched = { process: child, out: () => out, err: () => err, exit, end }
  running.push(launched)
  return launched
}

function journal(): string {
  return existsSync(join(folder, 'journal')) ? readFileSync(join(folder, 'journal'), 'utf8') : ''
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition did not come true')
    await delay(10)
  }
}

async function ready(launched: Launched): Promise<string> {
  await until(() => launched.out().includes('\n') || launched.process.exitCode !== null)
  return launched.out()
}

describe('a headless start', () => {
  it('prints one line with the address and its token, and nothing else on standard output', async () => {
    const launched = launch(['--headless'])
    expect(await ready(launched)).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+\/#token=abc\n$/)
    const address = launched.out().slice('ready '.length).trim()
    expect(await (await fetch(address)).text()).toBe('desk')
    expect(await launched.end('SIGTERM')).toBe(0)
    expect(launched.out().split('\n')).toHaveLength(2)
    expect(readFileSync(join(folder, 'data', 'logs', 'centre.log'), 'utf8')).toBe('centre is working\n')
  })

  it('hands the enrolment code to the desk in its environment, and the database address to the centre only', async () => {
    const launched = launch(['--headless'], { DATABASE_URL: 'postgres://elsewhere/db' })
    await ready(launched)
    expect(journal()).toContain('desk code code-1234')
    expect(journal()).toContain('centre database postgres://elsewhere/db')
    expect(journal()).toContain('desk database undefined')
    expect(journal()).not.toMatch(/args .*code-1234/)
  })

  it('asks for the demo unless it is told not to, and passes data folders and port on', async () => {
    const launched = launch(['--headless', '--data', join(folder, 'here')])
    await ready(launched)
    expect(journal()).toMatch(/centre args --data \S+here\/centre --demo/)
    expect(journal()).toMatch(/desk args --server http:\/\/127\.0\.0\.1:\d+ --data \S+here\/desk/)
    await launched.end('SIGINT')
    rmSync(join(folder, 'journal'))
    await ready(launch(['--headless', '--no-demo', '--data', join(folder, 'here')]))
    expect(journal()).not.toContain('--demo')
  })

  it('keeps the desk at its address over a restart', async () => {
    const first = launch(['--headless'])
    const address = await ready(first)
    await first.end('SIGTERM')
    expect(await ready(launch(['--headless']))).toBe(address)
  })
})

describe('a start with a window', () => {
  function browser(script: string): Record<string, string> {
    const path = join(folder, 'browser')
    // Asked for its version it answers as a browser does; opened, it notes how.
    writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo "Browser 1.2" && exit 0\necho "browser $*" >> ${join(folder, 'journal')}\n${script}\n`, { mode: 0o755 })
    // A folder without Electron: neither found nor downloaded.
    return { CHAIRSIDE_CHROMIUM: path, DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder }
  }

  it("opens the desk in an app window by a ticket, the token on no command line, with a profile of its own, closes it at the end, and keeps standard output empty", async () => {
    const launched = launch([], browser(`trap 'echo browser closed >> ${join(folder, 'journal')}; exit 0' TERM\nwhile :; do sleep 0.1; done`))
    await until(() => launched.err().includes('Chairside is open'))
    expect(journal()).toMatch(/browser --app=http:\/\/127\.0\.0\.1:\d+\/#ticket=once --user-data-dir=\S+\/data\/window/)
    expect(await launched.end('SIGINT')).toBe(0)
    await until(() => journal().includes('browser closed'))
    expect(launched.out()).toBe('')
  })

  it('prints the address where no window can be opened', async () => {
    const failing = browser('exit 1')
    for (const env of [failing, { ...failing, CHAIRSIDE_CHROMIUM: join(folder, 'none') }, { ...failing, DISPLAY: '' }]) {
      const launched = launch([], env)
      await until(() => /Open this address in a browser on this computer: http:\/\/127\.0\.0\.1:\d+\/#token=abc/.test(launched.err()))
      expect(await launched.end('SIGINT')).toBe(0)
    }
  })
})

describe('stopping', () => {
  it('ends the desk, then the centre, on Ctrl-C and on SIGTERM, with exit code 0', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const launched = launch(['--headless'])
      await ready(launched)
      expect(await launched.end(signal)).toBe(0)
      expect(journal().match(/\w+ stopped/g)?.slice(-2)).toEqual(['desk stopped', 'centre stopped'])
    }
    expect(existsSync(join(folder, 'data', 'chairside.lock'))).toBe(false)
  })

  it('works while a part is still starting', async () => {
    const launched = launch(['--headless'], { FAKE_CENTRE: 'slow' })
    await until(() => journal().includes('centre code'))
    expect(await launched.end('SIGINT')).toBe(0)
    expect(journal()).toContain('centre stopped')
    expect(launched.out()).toBe('')
  })

  it('happens at once when it is asked for a second time', async () => {
    const launched = launch(['--headless'], { FAKE_DESK: 'stubborn' })
    await ready(launched)
    launched.process.kill('SIGINT')
    await until(() => journal().includes('desk stopped'))
    // The terminal, npm and the script in between each deliver the first one: these do not count as a second.
    launched.process.kill('SIGINT')
    await delay(1000)
    expect(launched.process.exitCode).toBeNull()
    launched.process.kill('SIGINT')
    await launched.exit
    const desk = /desk pid (\d+)/.exec(journal())?.[1]
    expect(processIsAlive(Number(desk))).toBe(false)
  })

  it('takes the parts along when the launcher is killed, and starts again over the stale lock', async () => {
    const launched = launch(['--headless'])
    await ready(launched)
    await launched.end('SIGKILL')
    await until(() => journal().includes('desk stopped') && journal().includes('centre stopped'))
    expect(await ready(launch(['--headless']))).toContain('ready ')
  })

  it('stops the other part and says which one died, with its last lines, when one ends unasked', async () => {
    const launched = launch(['--headless'], { FAKE_DESK: 'die-later' })
    expect(await launched.exit).toBe(1)
    expect(launched.err()).toMatch(/The desk stopped unexpectedly: it ended with code 4[^]*out of luck/)
    expect(journal()).toContain('centre stopped')
  })
})

describe('a start that cannot succeed says why in a sentence and exits with 1', () => {
  async function failure(args: string[], env: Record<string, string> = {}): Promise<string> {
    const launched = launch(['--headless', ...args], env)
    expect(await launched.exit).toBe(1)
    expect(launched.out()).toBe('')
    expect(launched.err()).not.toMatch(/\n {4}at /)
    return launched.err()
  }

  it('when the data folder is in use', async () => {
    await ready(launch(['--headless']))
    expect(await failure([])).toMatch(/data folder .* is already in use by a running Chairside \(process \d+\)/)
  })

  it('when the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await failure(['--port', String(port)])).toBe(`Port ${port} on this computer is already used by another program. Choose another port.\n`)
    other.close()
  })

  it('when the data folder is a file or lies inside one', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await failure(['--data', join(folder, 'file')])).toMatch(/is not a folder/)
    expect(await failure(['--data', join(folder, 'file', 'inside')])).toMatch(/is not a folder/)
  })

  it('when the data folder may not be written', async () => {
    // Root may write anywhere but into the kernel's own folders.
    const locked = process.getuid?.() === 0 ? '/sys' : join(folder, 'locked')
    if (locked !== '/sys') mkdirSync(locked, { mode: 0o500 })
    expect(await failure(['--data', join(locked, 'clinic')])).toMatch(/may not write to the data folder|is on a read-only disk/)
  })

  it('when an option is unknown or a value is none', async () => {
    expect(await failure(['--portt', '1'])).toMatch(/^Unknown option '--portt'\. "npm start -- --help" lists the options\.\n$/)
    expect(await failure(['--port', '99999'])).toMatch(/--port needs a number from 1 to 65535/)
  })

  it('when the centre complains: its own sentence, nothing around it', async () => {
    const text = await failure([], { FAKE_CENTRE: 'complain' })
    expect(text).toMatch(/^The database is from a newer program\.$/m)
    expect(text).not.toContain('unexpectedly')
  })

  it('when a part dies before it is ready', async () => {
    expect(await failure([], { FAKE_CENTRE: 'die' })).toMatch(/The centre stopped unexpectedly: it ended with code 3[^]*something broke/)
  })
})
