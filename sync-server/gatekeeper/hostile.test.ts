import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../auth/device-token.ts'
import { revokeDevice } from '../auth/enrol.ts'
import { createEnrolmentCode } from '../auth/enrolment-codes.ts'
import { inTransaction } from '../auth/transaction.ts'
import { createBench } from '../http/test-support.ts'
import type { Bench } from '../http/test-support.ts'
import { HOSTILE } from './hostile-requests.ts'
import type { HostileRequest } from './hostile-requests.ts'

const SECRET = 'a-secret-of-forty-three-letters-as-a-token-x'.slice(0, 43)
const MANY = { burst: 10_000, perSecond: 1000 }

let bench: Bench
let source: Server
let url: URL
let words: Record<string, string>
/** Every request that reached the source of the shapes. */
const forwarded: string[] = []

beforeAll(async () => {
  bench = await createBench()
  source = createServer((request, response) => {
    forwarded.push(`${request.method} ${request.url}`)
    response.end('[]')
  })
  await once(source.listen(0, '127.0.0.1'), 'listening')
  const sourceUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}`
  url = new URL((await bench.listening({ shapeSource: { url: sourceUrl, secret: SECRET }, allowances: { stranger: MANY } })).url)
  words = await prepareTokens()
})
afterAll(async () => {
  await bench.close()
  source.closeAllConnections()
  await new Promise((resolve) => source.close(resolve))
})

/** Tokens of every kind that somebody could have got hold of. Only `TOKEN` opens anything. */
async function prepareTokens(): Promise<Record<string, string>> {
  const clinic = await bench.clinic()
  const { token } = await bench.desk(clinic, 'chairside')
  const removed = await bench.desk(clinic, 'chairside')
  await inTransaction(bench.pool, (client) => revokeDevice(client, { id: removed.deviceId, clinicId: clinic }, null))
  const code = (): Promise<string> => inTransaction(bench.pool, (client) => createEnrolmentCode(client, clinic, 'manager'))
  const expired = await code()
  await bench.pool.query(`update enrolment_codes set expires_at = now() - interval '1 second' where code_hash = $1`, [sha256(expired.replace('-', ''))])
  const changed = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`
  const cased = Array.from(token, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('')
  return { CHANGED: changed, CASED: cased, SECRET, CODE: await code(), EXPIRED: expired, HASH: sha256(token).toString('base64url'), REVOKED: removed.token, TOKEN: token }
}

/** Sends a request as it is written, over a bare connection, and answers the status. */
async function statusOf(request: HostileRequest): Promise<number> {
  const target = request.target ?? `/v1/shape?${request.query ?? 'table=patients&offset=-1'}`
  const lines = [`${request.method ?? 'GET'} ${target} HTTP/1.1`, `Host: ${url.host}`, 'Connection: close', ...(request.headers ?? ['Authorization: Bearer TOKEN']).map(filled), '', '']
  const socket = connect(Number(url.port), url.hostname)
  socket.on('error', () => {})
  socket.write(lines.join('\r\n'))
  let answer = ''
  for await (const piece of socket) {
    answer += String(piece)
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
    if (status) return Number(status)
  }
  throw new Error('no answer')
}

function filled(line: string): string {
  const word = Object.keys(words).find((name) => line.includes(name))
  return word === undefined ? line : line.replace(word, words[word]!)
}

describe(`${HOSTILE.length} hostile requests`, () => {
  it('are all different, and at least 60', () => {
    expect(new Set(HOSTILE.map(({ what }) => what)).size).toBe(HOSTILE.length)
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60)
  })

  it.each(HOSTILE)('$what: refused with $status, and nothing forwarded', async (request) => {
    expect(await statusOf(request)).toBe(request.status)
    expect(forwarded).toEqual([])
  })

  it(`leave the way open for an honest one: 1 of ${HOSTILE.length + 1} requests was forwarded`, async () => {
    expect(await statusOf({ what: 'honest', status: 200 })).toBe(200)
    expect(forwarded).toHaveLength(1)
  })

  it('leave no word of theirs in the log', () => {
    const lines = bench.logged.join('')
    expect(lines).not.toMatch(/verifier|drop table|elsewhere|guess|019b76da-a800-7001-8000-000000000002/)
    for (const word of Object.values(words)) expect(lines).not.toContain(word)
  })
})
