import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DeskRig } from '../../../tests/support/desk-rig.ts'
import { answering, FakeCentre } from '../../../tests/support/fake-centre.ts'
import { until } from '../../../tests/support/until.ts'
import { DESK, GLOVES, PATIENTS } from '../../../tests/support/world.ts'
import { booking, freshId, mutation, outbox, phoneEdit } from '../../../tests/support/writes.ts'
import { readState } from '../store/state.ts'

let centre: FakeCentre
let rig: DeskRig

beforeEach(async () => {
  centre = await FakeCentre.start()
  rig = await DeskRig.open(centre)
  await rig.start()
  await rig.settled()
})
afterEach(async () => {
  await rig.close()
  await centre.close()
})

/** Uses of gloves: each takes one, so that doing one twice shows. */
async function use(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) ids.push(await rig.write('stock.use', { id: freshId(), itemId: GLOVES, quantity: 1 }))
  return ids
}

/** What the centre has decided of this desk, once everything is sent and equal. */
async function drained(): Promise<string[]> {
  await rig.settled()
  return centre.model.decidedFor(DESK)
}

describe('sending', () => {
  it('[S3] keeps the order of the writes and sends many at once', async () => {
    const ids = await use(3)
    expect(await drained()).toEqual(ids)
    expect(centre.pushes.flat().map(({ seq }) => seq)).toEqual(expect.arrayContaining([1, 2, 3]))
  })

  it('[S9] of hundreds made offline takes few requests', async () => {
    centre.fail({ with: 'destroy' })
    const ids: string[] = []
    for (let index = 0; index < 120; index++) ids.push(await rig.write('patient.create', { id: freshId(), last_name: 'A', first_name: `${index}` }))
    const before = centre.pushes.length
    centre.heal()
    expect(await drained()).toEqual(ids)
    expect(centre.pushes.length - before).toBeLessThanOrEqual(6)
  })

  it('measures how far this PC\'s clock is off', async () => {
    const ids = await use(1)
    expect(await drained()).toEqual(ids)
    expect(Math.abs(readState(rig.db, 'clockOffsetMs')!)).toBeLessThan(2_000)
  })

  it('does not wait for the echo: the answer alone lets the next go', async () => {
    centre.fail({ route: 'shape', with: 'hang' })
    centre.cut()
    const ids = await use(2)
    await until(() => centre.model.decidedFor(DESK).length === 2, 'both are decided')
    expect(rig.waiting()).toBe(2)
    centre.heal()
    expect(await drained()).toEqual(ids)
  })
})

describe('[S9] whatever goes wrong on the way, the outbox drains', () => {
  it.each([
    ['the answer is lost after the commit', { route: 'push', times: 3, with: 'lose' }],
    ['the connection breaks', { route: 'push', times: 4, with: 'destroy' }],
    ['nothing ever answers', { route: 'push', times: 2, with: 'hang' }],
    ['the centre fails', { route: 'push', times: 4, with: answering(500, 'oops') }],
    ['the centre is overloaded', { route: 'push', times: 3, with: answering(429, '{"code":"slow_down"}') }],
    ['a proxy says 413 to everything large', { route: 'push', times: 2, with: answering(413, '') }],
    ['something else answers for the centre', { route: 'push', times: 3, with: answering(200, '<html>Welcome to Hotel Wi-Fi</html>') }],
    ['the answer is no answer', { route: 'push', times: 3, with: answering(200, 'null') }],
    ['the answer lacks what it must have', { route: 'push', times: 3, with: answering(200, '{"kind":"done"}') }],
    ['the answer is about nothing', { route: 'push', times: 3, with: answering(200, '{"kind":"done","results":[],"serverTime":"2026-11-20T00:00:00.000Z"}') }],
    ['the answer is cut off', { route: 'push', times: 3, with: (_: unknown, response: ServerResponse) => void response.writeHead(200, { 'content-length': '500' }).write('{"kind":"do', () => response.destroy()) }],
    ['the desk is refused for a while', { route: 'push', times: 3, with: answering(401, '{"code":"unknown_device"}') }],
  ] as const)('after %s', async (_what, fault) => {
    centre.fail({ ...fault })
    const ids = await use(3)
    expect(await drained()).toEqual(ids)
    expect(centre.model.rowsOf('stock_movements').filter(({ kind }) => kind === 'use')).toHaveLength(3)
  })

  it('after an outage in the middle, with a half-open connection: it does not wait out the old request', async () => {
    centre.fail({ with: 'hang' })
    const ids = await use(2)
    await until(() => rig.link.network === 'offline', 'the outage was noticed')
    centre.heal()
    const healed = performance.now()
    expect(await drained()).toEqual(ids)
    expect(performance.now() - healed).toBeLessThan(5_000)
  })

  it('after a batch that was too large for something on the way, in smaller ones', async () => {
    centre.fail({ with: 'destroy' })
    const ids = await use(9)
    centre.heal()
    const count = (body: string) => (JSON.parse(body) as { mutations: unknown[] }).mutations.length
    centre.fail({ route: 'push', with: (_request, response, body) => (count(body) > 3 ? void response.writeHead(413).end() : 'pass') })
    expect(await drained()).toEqual(ids)
  })

  it('and a person is told while only a person can help', async () => {
    centre.fail({ route: 'push', with: answering(409, JSON.stringify({ kind: 'refused', code: 'protocol', message: 'Update the older one.' }), { 'content-type': 'application/json' }) })
    const ids = await use(1)
    await until(() => rig.problems.includes('Update the older one.'), 'the sentence of the centre is shown')
    centre.heal()
    centre.fail({ route: 'push', times: 2, with: answering(403, '{"code":"revoked"}') })
    await until(() => rig.problems.some((problem) => problem?.startsWith('The centre does not accept this PC')), 'the removal is shown')
    centre.fail({ route: 'push', times: 2, with: answering(400, '{"message":"no"}') })
    await until(() => rig.problems.some((problem) => problem?.startsWith('The centre does not understand')), 'the misunderstanding is shown')
    expect(await drained()).toEqual(ids)
    expect(rig.problems.at(-1)).toBeNull()
  })

  it('without asking in a rush while the centre answers nothing of use', async () => {
    centre.fail({ route: 'push', with: answering(200, '{"kind":"gap","expected":7,"results":[],"serverTime":"2026-11-20T00:00:00.000Z"}') })
    const started = performance.now()
    const before = centre.seen.push
    const ids = await use(1)
    await until(() => centre.seen.push - before >= 8, 'it keeps trying')
    expect(performance.now() - started).toBeGreaterThan(80)
    centre.heal()
    await until(() => outbox(rig.db).every(({ state }) => state === 'confirmed'), 'it drained')
    expect(centre.model.decidedFor(DESK)).toEqual(ids)
  })
})

describe('[S12] a centre that knows less than the desk', () => {
  it('gets back what it forgot, in order, each once', async () => {
    const ids = await use(1)
    expect(await drained()).toEqual(ids)
    const backup = centre.model.save()
    ids.push(...(await use(3)))
    expect(await drained()).toEqual(ids)
    centre.restore(backup)
    const more = await use(1)
    expect(await drained()).toEqual([...ids, ...more])
    expect(centre.model.rowsOf('stock_movements').filter(({ kind }) => kind === 'use')).toHaveLength(5)
  })
})

describe('[S12] a gap in the numbers', () => {
  async function forgetThree(): Promise<string[]> {
    const ids = await use(1)
    expect(await drained()).toEqual(ids)
    const backup = centre.model.save()
    ids.push(...(await use(3)))
    expect(await drained()).toEqual(ids)
    // No row arrives that could tell: only the answer to the next push does.
    centre.fail({ route: 'shape', with: 'destroy' })
    centre.cut()
    centre.restore(backup)
    return ids
  }

  it('is filled with what the desk still has', async () => {
    const ids = await forgetThree()
    ids.push(...(await use(1)))
    await until(() => centre.model.decidedFor(DESK).length === ids.length, 'everything was sent again')
    centre.heal()
    expect(await drained()).toEqual(ids)
  })

  it('is closed where the desk has forgotten them too: it goes on from the centre\'s number', async () => {
    const ids = await forgetThree()
    rig.db.exec('delete from _outbox where seq in (2, 3)')
    const mine = await use(1)
    await until(() => centre.model.decidedFor(DESK).length === 3, 'what is left was sent again')
    centre.heal()
    expect(await drained()).toEqual([ids[0]!, ids[3]!, ...mine])
  })
})

describe('[S12] a desk that was restored from an older copy', () => {
  it('goes on under new numbers; what it wrote before it noticed is not lost', async () => {
    const ids = await use(2)
    expect(await drained()).toEqual(ids)
    const copy = rig.snapshot()
    const later = await use(3)
    await rig.settled()
    await rig.restoreFrom(copy)
    const [mine] = await use(1)
    await rig.settled()
    expect(centre.model.decidedFor(DESK).slice(2)).toEqual([...later, mine])
  })

  it('loses nothing when the centre\'s rows arrive before it could send', async () => {
    const ids = await use(2)
    expect(await drained()).toEqual(ids)
    const copy = rig.snapshot()
    const later = await use(3)
    await rig.settled()
    centre.fail({ route: 'push', with: 'destroy' })
    await rig.restoreFrom(copy)
    const edit = await rig.write('patient.edit', phoneEdit('', '0917'))
    await until(() => centre.model.rowsOf('stock_movements').every(({ id }) => rig.row('stock_movements', id!) !== undefined), 'the rows of the other life are here')
    expect(rig.waiting()).toBe(1)
    expect(rig.row('patients', PATIENTS[0])).toMatchObject({ phone: '0917' })
    centre.heal()
    await rig.settled()
    expect(centre.model.decidedFor(DESK).slice(2)).toEqual([...later, edit])
    expect(rig.row('patients', PATIENTS[0])).toMatchObject({ phone: '0917' })
  })
})

describe('[S2] a refused write', () => {
  it('ends as an item to attend to, and its effect is gone', async () => {
    centre.fail({ with: 'destroy' })
    const mine = booking(60)
    const id = await rig.write('appointment.book', mine)
    await centre.elsewhere(mutation('appointment.book', booking(60)))
    centre.heal()
    await rig.settled()
    expect(rig.row('appointments', mine.id)).toBeUndefined()
    expect(outbox(rig.db)).toMatchObject([{ id, state: 'confirmed', outcome: 'rejected' }])
    expect(centre.model.rowsOf('attention_items')).toMatchObject([{ mutation_id: id, code: 'slot_taken' }])
  })
})

it('keeps everything, and sends it, when the process dies at any moment', async () => {
  const ids: string[] = []
  centre.fail({ route: 'push', times: 6, with: 'lose' })
  for (let round = 0; round < 4; round++) {
    ids.push(...(await use(1)))
    await rig.restart()
  }
  expect(await drained()).toEqual(ids)
})
