import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mutators } from '../../shared/mutators/index.ts'
import type { Mutator } from '../../shared/mutators/mutator.ts'
import { UPCASTS } from '../../shared/mutators/upcasts.ts'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import type { PushMutation, PushResponse } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { createCentre, deviceOf, rowsAtCentre } from '../../tests/support/centre-database.ts'
import type { CentreDatabase } from '../../tests/support/centre-database.ts'
import { DESK, PATIENTS } from '../../tests/support/world.ts'
import { freshId, mutation, phoneEdit } from '../../tests/support/writes.ts'
import { handlePush } from './handler.ts'

const NEWER = SCHEMA_VERSION + 1
const OLDER = SCHEMA_VERSION - 1
let centre: CentreDatabase
let seq: number
const known = [...UPCASTS]

beforeAll(async () => {
  centre = await createCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  seq = await lastSeq()
})
afterEach(() => void UPCASTS.splice(0, Infinity, ...known))

const lastSeq = async () => (await rowsAtCentre(centre.pool, 'client_progress')).find(({ client_id }) => client_id === DESK)!.last_seq
const itemOf = async (id: string) => (await rowsAtCentre(centre.pool, 'attention_items')).find(({ mutation_id }) => mutation_id === id)
const patientOf = async (id: string) => (await rowsAtCentre(centre.pool, 'patients')).find((patient) => patient.id === id)

/** Sends as the program of a desk does that speaks this schema. */
async function sent(schema: number, mutations: PushMutation[]): Promise<PushResponse> {
  const body = { clientId: DESK, protocol: PUSH_PROTOCOL, schema, sentAt: new Date().toISOString(), mutations }
  const { status, body: answer } = await handlePush(centre.pool, deviceOf(DESK), JSON.parse(JSON.stringify(body)))
  expect(status).toBe(200)
  return answer as PushResponse
}

const next = (wanted: Omit<PushMutation, 'seq'>): PushMutation => ({ ...wanted, seq: ++seq })
const create = (first_name: string) => next(mutation('patient.create', { id: freshId(), last_name: 'Cruz', first_name }))
const withField = (wanted: PushMutation, more: object): PushMutation => ({ ...wanted, input: { ...(wanted.input as object), ...more } })

describe('a desk that is newer than the centre', () => {
  it('[S9] has all of its work taken that the centre understands', async () => {
    const answer = await sent(NEWER, [create('A'), create('B')])
    expect(answer).toMatchObject({ kind: 'done', results: [{ status: 'applied' }, { status: 'applied' }] })
  })

  it('[S9] also where its program adds fields by itself that the centre does not know: empty they say nothing', async () => {
    const padded = withField(create('Padded'), { nickname: '', source: null, tags: [], extra: {} })
    expect(await sent(NEWER, [padded])).toMatchObject({ kind: 'done', results: [{ status: 'applied' }] })
  })

  const unread: [what: string, make: () => PushMutation][] = [
    ['a name it does not know', () => next({ ...mutation('appointment.confirm', { id: freshId() }), name: 'patient.teleport' })],
    ['a field it does not know', () => withField(create('C'), { nickname: 'Boy' })],
    ['a field it does not know, deep within', () => next(mutation('patient.edit', { id: PATIENTS[0], changes: [{ field: 'phone', from: '', to: '1', why: 'moved' } as never] }))],
    ['a choice it does not know that is not the empty one', () => withField(create('C'), { isVip: false })],
    ['a value it does not know', () => withField(create('C'), { sex: 'unspecified' })],
    ['a name of an object\'s own', () => next({ ...mutation('appointment.confirm', { id: freshId() }), name: 'constructor' })],
  ]

  it.each(unread)('[S2] keeps what has %s, and all behind it in its order: what stands before it is applied', async (_what, make) => {
    const [before, ahead, behind] = [create('Before'), make(), create('Behind')]
    const answer = await sent(NEWER, [before, ahead, behind])
    expect(answer).toMatchObject({ kind: 'held', schema: SCHEMA_VERSION, results: [{ seq: before.seq, id: before.id, status: 'applied' }] })
    expect(await lastSeq()).toBe(before.seq)
    expect(await itemOf(ahead.id)).toBeUndefined()
    expect(await patientOf((behind.input as { id: string }).id)).toBeUndefined()
  })

  it('[S3] is first told of a gap, and of an answer that it has got before', async () => {
    const ahead = withField(create('D'), { nickname: 'Boy' })
    expect(await sent(NEWER, [{ ...ahead, seq: ahead.seq + 5 }])).toMatchObject({ kind: 'gap', expected: ahead.seq })
    const taken = create('E')
    taken.seq = ahead.seq
    const [first] = (await sent(NEWER, [taken]) as { results: unknown[] }).results
    expect(await sent(NEWER, [withField(taken, { nickname: 'Boy' })])).toMatchObject({ kind: 'done', results: [first] })
  })

  it('[S9] has what an older program of it wrote judged as that program\'s', async () => {
    const wanted = { ...withField(create('F'), { nickname: 'Boy' }), schema: SCHEMA_VERSION }
    expect(await sent(NEWER, [wanted])).toMatchObject({ kind: 'done', results: [{ status: 'applied' }] })
  })

  it('[S12] is not held up by what was refused once: a restored centre refuses it again unread', async () => {
    const refused = { ...withField(create('G'), { nickname: 'Boy' }), given: { status: 'rejected' as const, code: 'duplicate', message: 'It is there already.' } }
    expect(await sent(NEWER, [refused])).toMatchObject({ kind: 'done', results: [{ status: 'rejected', code: 'duplicate' }] })
  })

  it('[S2] has what waited taken by the updated centre', async () => {
    const ahead = next({ ...mutation('appointment.confirm', { id: freshId() }), name: 'patient.rename', input: { id: PATIENTS[1], last_name: 'Santos', first_name: 'New' } })
    expect(await sent(NEWER, [ahead])).toMatchObject({ kind: 'held' })
    await knowing('patient.rename', async () => {
      expect(await sent(NEWER, [ahead])).toMatchObject({ kind: 'done', results: [{ id: ahead.id, status: 'applied' }] })
    })
    expect(await patientOf(PATIENTS[1])).toMatchObject({ first_name: 'New' })
  })
})

/** The centre's program knows one write more for a while. */
async function knowing(name: string, work: () => Promise<void>): Promise<void> {
  const all = mutators as Map<string, Mutator>
  const create = all.get('patient.create')!
  all.set(name, { ...create, name, apply: (tx, input) => tx.update('patients', (input as { id: string }).id, { first_name: (input as { first_name: string }).first_name }) })
  try {
    await work()
  } finally {
    all.delete(name)
  }
}

describe('a desk that is older than the centre', () => {
  it('[S2] has its writes read as today\'s program says them, under the name of today', async () => {
    UPCASTS.push({ name: 'patient.setPhone', until: OLDER, to: (input) => ({ name: 'patient.edit', input: phoneEdit((input as { before: string }).before, (input as { phone: string }).phone) }) })
    const old = next({ ...mutation('patient.edit', phoneEdit('', '1')), name: 'patient.setPhone', input: { before: '', phone: '0917' } })
    expect(await sent(OLDER, [old])).toMatchObject({ kind: 'done', results: [{ status: 'applied' }] })
    expect(await patientOf(PATIENTS[0])).toMatchObject({ phone: '0917' })
    expect(await sent(OLDER, [old])).toMatchObject({ results: [{ status: 'applied' }] })
  })

  it('[S2] sees what was refused of it in today\'s form, so that every program can offer the ways out', async () => {
    UPCASTS.push({ name: 'patient.new', until: OLDER, to: (input) => ({ name: 'patient.create', input: { ...(input as object), last_name: (input as { family: string }).family } }) })
    const old = next({ ...mutation('patient.create', { id: PATIENTS[0], last_name: '', first_name: 'Ana' }), name: 'patient.new', input: { id: PATIENTS[0], family: 'Cruz', first_name: 'Ana' } })
    expect(await sent(OLDER, [old])).toMatchObject({ results: [{ status: 'rejected', code: 'duplicate' }] })
    expect(await itemOf(old.id)).toMatchObject({ mutation: 'patient.create', input: { last_name: 'Cruz' }, patient_id: PATIENTS[0] })
  })

  it('[S2 S4] is told in a sentence of a write that the centre does not know any more, which stands in Needs attention and holds nothing up', async () => {
    const old = next({ ...mutation('appointment.confirm', { id: freshId() }), name: 'patient.teleport', input: { to: 'Cebu' } })
    const answer = await sent(OLDER, [old, create('After')])
    expect(answer).toMatchObject({ kind: 'done', results: [{ status: 'rejected', code: 'unknown_mutation', message: expect.stringContaining('Update this PC, then enter it again') as string }, { status: 'applied' }] })
    expect(await itemOf(old.id)).toMatchObject({ outcome: 'rejected', code: 'unknown_mutation', mutation: 'patient.teleport', input: { to: 'Cebu' }, resolved_at: null })
  })

  it('[S4] is not held: what is wrong with a write of an older or of the same program is a refusal', async () => {
    for (const schema of [OLDER, SCHEMA_VERSION]) {
      const wrong = next({ ...mutation('appointment.confirm', { id: freshId() }), input: { id: 'no id' } })
      expect(await sent(schema, [wrong])).toMatchObject({ kind: 'done', results: [{ status: 'rejected', code: 'invalid' }] })
    }
  })
})
