import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEY, REGISTRATION } from '../../../tests/support/replica.ts'
import { patient, uid } from '../../../tests/support/world.ts'
import { mutation } from '../../../tests/support/writes.ts'
import { Threads } from '../threads.ts'

let dir: string
let threads: Threads | undefined
let deaths: Error[]

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-threads-'))
  threads = undefined
  deaths = []
})
afterEach(async () => {
  await threads?.close().catch(() => {})
  rmSync(dir, { recursive: true, force: true })
})

const open = async (key = KEY) => (threads = await Threads.open(dir, key, { onSlow: () => {}, onDeath: (error) => void deaths.push(error) }))
const create = (id: string, last_name = 'Cruz') => mutation('patient.create', { id, last_name, first_name: 'Ana' })

describe('the threads that hold the replica', () => {
  it('read what was written as soon as the write has returned', async () => {
    const { writer } = await open()
    await writer.call('register', REGISTRATION)
    for (let index = 0; index < 20; index++) {
      await writer.call('mutate', create(uid(500 + index)))
      expect(await threads!.query('patients.page', { patientId: uid(500 + index), now: '2026-11-20T00:00:00.000Z', showsBalance: false })).toMatchObject({ patient: { last_name: 'Cruz' } })
    }
  })

  it('do one write after the other, in the order they were asked', async () => {
    const { writer } = await open()
    await writer.call('register', REGISTRATION)
    const results = await Promise.all(Array.from({ length: 30 }, (_, index) => writer.call('mutate', create(uid(500 + index)))))
    expect(results.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  })

  it('give a refusal back as the refusal it was, and go on', async () => {
    const { writer } = await open()
    await writer.call('register', REGISTRATION)
    await expect(writer.call('mutate', create(uid(500), ''))).rejects.toMatchObject({ name: 'Refusal', code: 'invalid', message: 'The family name is missing.' })
    expect((await writer.call('mutate', create(uid(500)))).seq).toBe(1)
  })

  it('say that an operation does not exist rather than hang', async () => {
    const { writer } = await open()
    await expect(writer.call(...(['destroy'] as unknown as ['counts']))).rejects.toThrow(/No such operation: destroy/)
  })

  it('refuse another key with its kind and its sentence, and leave no thread behind', async () => {
    await (await open()).close()
    await expect(open(new Uint8Array(32).fill(8))).rejects.toMatchObject({ name: 'ReplicaError', kind: 'wrong_key' })
  })

  it('answer everybody who waits when the writer dies, and everybody after', async () => {
    const { writer } = await open()
    const waiting = writer.call('counts')
    const settled = waiting.then(() => 'answered', (error: Error) => error.message)
    await writer.stop()
    expect(['answered', 'The thread has ended.']).toContain(await settled)
    await expect(writer.call('counts')).rejects.toThrow(/thread has ended/)
  })

  it('let readers see one moment while the writer goes on', async () => {
    const { writer } = await open()
    await writer.call('register', REGISTRATION)
    const rows = Array.from({ length: 200 }, (_, index) => ({ operation: 'put' as const, row: { ...(patient(uid(1000 + index)) as unknown as Record<string, string>), created_at: '2026-11-20 00:00:00+00', updated_at: '2026-11-20 00:00:00+00', field_edits: '{}', is_deceased: 'f' } }))
    const found: number[] = []
    const writing = writer.call('applyCentral', { changes: rows.map((row) => ({ table: 'patients', ...row })), cursors: [], swaps: [] })
    for (let read = 0; read < 20; read++) found.push((await threads!.query('patients.search', { text: 'munoz', limit: 500, now: '2026-11-20T00:00:00.000Z' })).length)
    await writing
    expect(found.filter((count) => count !== 0 && count !== 200)).toEqual([])
    expect(deaths).toEqual([])
  })
})
