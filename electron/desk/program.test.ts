import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const program = join(import.meta.dirname, 'testing', 'memory-desk.ts')
const server = ['--server', 'http://127.0.0.1:4400']
let dir: string
let running: Desk[] = []

interface Desk {
  child: ChildProcess
  /** The one line on stdout. */
  line: Promise<{ ready?: true; url?: string; error?: string }>
  stderr: Promise<string>
  code: Promise<number | null>
}

function start(args: string[], env: NodeJS.ProcessEnv = {}): Desk {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const line = once(createInterface({ input: child.stdout }), 'line').then(([first]) => JSON.parse(String(first)))
  const desk: Desk = { child, line, stderr: text(child.stderr), code: once(child, 'exit').then(([code]) => code as number | null) }
  running.push(desk)
  return desk
}

/** Asks the desk through the address it printed, as its window would. */
async function ask(url: string, method: string): Promise<unknown> {
  const { host, hash } = new URL(url)
  const socket = new WebSocket(`ws://${host}/api`, ['chairside.v1', hash.replace('#token=', '')], { origin: `http://${host}` })
  await once(socket, 'open')
  socket.send(JSON.stringify({ v: 1, id: 1, method, input: {} }))
  const [data] = await once(socket, 'message')
  socket.close()
  return (JSON.parse(String(data)) as { result: unknown }).result
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chairside-test-desk-'))
})
afterEach(async () => {
  for (const { child, code } of running) {
    child.kill('SIGKILL')
    await code
  }
  running = []
  rmSync(dir, { recursive: true, force: true })
})

describe('the desk program', () => {
  it('prints one line with the address of its window and serves it', async () => {
    const desk = start([...server, '--data', dir], { CHAIRSIDE_ENROL_CODE: 'CODE-1' })
    const { ready, url } = await desk.line
    expect(ready).toBe(true)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[A-Za-z0-9_-]{43}$/)
    expect(await ask(url!, 'session.state')).toEqual({ serverUrl: 'http://127.0.0.1:4400', enrolCode: 'CODE-1', keyBytes: 32 })
    expect(await (await fetch(url!)).text()).toContain('The screens are not built yet')
  })

  it('keeps its folder, key, token and log to this user, and the token out of the log', async () => {
    const desk = start([...server, '--data', join(dir, 'new', 'desk')])
    const { url } = await desk.line
    expect(statSync(join(dir, 'new', 'desk')).mode & 0o777).toBe(0o700)
    const modes = ['replica.key', 'window.token', 'desk.log', 'desk.lock'].map((name) => statSync(join(dir, 'new', 'desk', name)).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600])
    expect(readFileSync(join(dir, 'new', 'desk', 'desk.log'), 'utf8')).not.toContain(new URL(url!).hash.slice('#token='.length))
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('closes cleanly on %s and gives the folder back', async (signal) => {
    const desk = start([...server, '--data', dir])
    const { url } = await desk.line
    desk.child.kill(signal)
    expect(await desk.code).toBe(0)
    const again = start([...server, '--data', dir])
    expect(await again.line).toEqual({ ready: true, url })
  })

  it('comes back under the same address after being killed outright, so open windows reconnect', async () => {
    const desk = start([...server, '--data', dir])
    const { url } = await desk.line
    desk.child.kill('SIGKILL')
    await desk.code
    const again = start(['--data', dir])
    expect(await again.line).toEqual({ ready: true, url })
    expect(await ask(url!, 'session.state')).toMatchObject({ serverUrl: 'http://127.0.0.1:4400' })
  })

  it('takes another port when the one used last time is taken meanwhile', async () => {
    const { port, close } = await blockedPort()
    writeFileSync(join(dir, 'window.port'), `${port}\n`)
    const desk = start([...server, '--data', dir])
    const { ready, url } = await desk.line
    close()
    expect(ready).toBe(true)
    expect(new URL(url!).port).not.toBe(String(port))
    expect(readFileSync(join(dir, 'window.port'), 'utf8').trim()).toBe(new URL(url!).port)
  })
})

describe('a start that cannot succeed ends with code 1 and a sentence', () => {
  async function refusal(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const desk = start(args, env)
    const { error } = await desk.line
    expect(await desk.code).toBe(1)
    expect(await desk.stderr).toBe(`${error}\n`)
    return error ?? ''
  }

  it('when another desk has the folder, which goes on undisturbed', async () => {
    const first = start([...server, '--data', dir])
    const { url } = await first.line
    expect(await refusal([...server, '--data', dir])).toMatch(new RegExp(`already in use by another Chairside on this PC \\(process ${first.child.pid}\\)`))
    expect(await ask(url!, 'session.state')).toMatchObject({ keyBytes: 32 })
  })

  it('when the wanted port is taken', async () => {
    const { port, close } = await blockedPort()
    expect(await refusal([...server, '--data', dir, '--port', String(port)])).toMatch(`Port ${port} of this PC is taken`)
    close()
    const next = start([...server, '--data', dir])
    expect(await next.line).toMatchObject({ ready: true })
  })

  it('when the folder cannot be written to', async () => {
    writeFileSync(join(dir, 'file'), '')
    expect(await refusal([...server, '--data', join(dir, 'file', 'desk')])).toMatch('cannot be made or kept private')
  })

  it('when the key can be read by others', async () => {
    writeFileSync(join(dir, 'replica.key'), '00'.repeat(32), { mode: 0o644 })
    expect(await refusal([...server, '--data', dir])).toMatch('Other users of this PC can read')
    expect(readFileSync(join(dir, 'desk.log'), 'utf8')).toContain('the desk could not start')
  })

  it.each([
    [[], 'A desk needs a data folder'],
    [['--data', 'DIR', '--server', 'clinic'], '"clinic" is not the address of a server'],
    [['--data', 'DIR', '--server', 'http://10.0.0.5'], 'unencrypted'],
    [['--data', 'DIR', '--server', 'https://user:secret@x.example'], 'is not the address of a server'],
    [['--data', 'DIR', '--port', '99999'], '--port needs a number from 1 to 65535'],
    [['--data', 'DIR', '--sever', 'x'], '--sever'],
  ])('when the arguments are %j', async (args, sentence) => {
    expect(await refusal(args.map((arg) => (arg === 'DIR' ? dir : arg)))).toContain(sentence)
  })
})

async function blockedPort(): Promise<{ port: number; close: () => void }> {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  return { port: (blocker.address() as AddressInfo).port, close: () => void blocker.close() }
}
