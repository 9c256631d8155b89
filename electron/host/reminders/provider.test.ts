import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerFrom, send } from './provider.ts'

const message = { to: '0917 555 0101', text: 'Hello Ana; $(touch x)', reference: 'r-1' }

describe('the provider', () => {
  it.each([
    [{}, null],
    [{ CHAIRSIDE_REMINDER_URL: 'http://example.com/sms' }, null],
    [{ CHAIRSIDE_REMINDER_URL: 'file:///etc/passwd' }, null],
    [{ CHAIRSIDE_REMINDER_URL: 'not an address' }, null],
    [{ CHAIRSIDE_REMINDER_URL: 'https://example.com/sms', CHAIRSIDE_REMINDER_TOKEN: 't' }, { kind: 'webhook', url: 'https://example.com/sms', token: 't' }],
    [{ CHAIRSIDE_REMINDER_URL: 'http://127.0.0.1:9/sms' }, { kind: 'webhook', url: 'http://127.0.0.1:9/sms' }],
    [{ CHAIRSIDE_REMINDER_COMMAND: '/usr/local/bin/sms' }, { kind: 'command', file: '/usr/local/bin/sms' }],
  ])('of %j is %j', (env, provider) => {
    expect(providerFrom(env)).toEqual(provider)
  })
})

describe('a webhook', () => {
  let server: Server
  let url: string
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  let got: { headers: IncomingMessage['headers']; body: string }[]

  beforeEach(async () => {
    got = []
    answer = (_request, response) => response.end()
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += String(part)))
      request.on('end', () => {
        got.push({ headers: request.headers, body })
        answer(request, response)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('gets number, text and reference, and nothing else', async () => {
    expect(await send({ kind: 'webhook', url, token: 'secret' }, message)).toEqual({ ok: true })
    expect(got.map(({ body }) => JSON.parse(body) as unknown)).toEqual([message])
    expect(got[0]!.headers.authorization).toBe('Bearer secret')
  })

  it('that refuses, redirects or is silent is a failure that names no patient', async () => {
    answer = (_request, response) => response.writeHead(503).end('0917 555 0101 is blocked')
    expect(await send({ kind: 'webhook', url }, message)).toEqual({ ok: false, detail: 'The provider answered 503.' })
    answer = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()
    expect(await send({ kind: 'webhook', url }, message)).toEqual({ ok: false, detail: 'The provider could not be reached.' })
    answer = () => {}
    expect(await send({ kind: 'webhook', url }, message, 50)).toEqual({ ok: false, detail: 'The provider did not answer in time. It may have sent it.' })
  })
})

describe('a command', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'chairside-sms-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  function script(lines: string): string {
    const file = path.join(dir, 'sms')
    writeFileSync(file, `#!/bin/sh\n${lines}\n`)
    chmodSync(file, 0o700)
    return file
  }

  it('reads the message from its input, where no shell touches it', async () => {
    expect(await send({ kind: 'command', file: script(`cat > "${dir}/got"`) }, message)).toEqual({ ok: true })
    expect(JSON.parse(readFileSync(path.join(dir, 'got'), 'utf8'))).toEqual(message)
  })

  it('that fails, hangs or is not there is a failure with its reason', async () => {
    expect(await send({ kind: 'command', file: script('exit 3') }, message)).toEqual({ ok: false, detail: 'The command for reminders ended with 3.' })
    expect(await send({ kind: 'command', file: script('exec sleep 30') }, message, 50)).toEqual({ ok: false, detail: 'The command for reminders took too long.' })
    expect(await send({ kind: 'command', file: path.join(dir, 'nothing') }, message)).toEqual({ ok: false, detail: 'The command for reminders could not be started.' })
  })
})
