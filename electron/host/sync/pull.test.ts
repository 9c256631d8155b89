import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerResponse } from 'node:http'
import { DeskRig } from '../../../tests/support/desk-rig.ts'
import { TABLE_NAMES } from '../../../shared/schema/index.ts'
import { answering, FakeCentre } from '../../../tests/support/fake-centre.ts'
import type { Fault } from '../../../tests/support/fake-centre.ts'
import { until } from '../../../tests/support/until.ts'
import { DENTIST, FILLING, GLOVES, PATIENTS } from '../../../tests/support/world.ts'
import { booking, freshId, mutation, phoneEdit } from '../../../tests/support/writes.ts'
import { shapeStates } from './stage.ts'

let centre: FakeCentre
let rig: DeskRig

beforeEach(async () => {
  centre = await FakeCentre.start()
  rig = await DeskRig.open(centre)
})
afterEach(async () => {
  await rig.close()
  await centre.close()
})

const completion = () => mutation('treatment.complete', { id: freshId(), patientId: PATIENTS[0], tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 1000 })

/** The desk at work, with everything the centre has. */
async function atWork(): Promise<void> {
  await rig.start()
  await rig.settled()
  await until(() => centre.shapes.held === TABLE_NAMES.length, 'every shape is being polled')
}

async function equal(): Promise<string[]> {
  await rig.settled()
  return rig.differences()
}

/** How often each operation of the writer was called since. */
const counted = (operation: string, from = 0) => rig.calls.slice(from).filter((each) => each === operation).length

describe('the first copy', () => {
  it('[S8] is complete and equal, and swapped in as one', async () => {
    await atWork()
    expect(counted('applyCentral')).toBe(1)
    expect(shapeStates(rig.db).every(({ handle, position, lsn }) => handle && position && lsn)).toBe(true)
    expect(rig.errors).toEqual([])
  })

  it('[S11] goes on where it stopped after a broken line, without fetching again what it has', async () => {
    for (let index = 0; index < 5; index++) await centre.elsewhere(mutation('patient.create', { id: freshId(), last_name: 'A', first_name: `${index}` }))
    // The snapshot came; its continuation breaks.
    centre.fail({ route: 'shape', table: 'patients', times: 3, with: (request, response) => (request.url!.includes('offset=-1') ? 'pass' : breakOff(response)) })
    await atWork()
    expect(rig.calls.filter((call) => call === 'beginStage')).toHaveLength(TABLE_NAMES.length)
  })

  it('[S5] goes on where it stopped after the process died', async () => {
    centre.fail({ route: 'shape', table: 'patients', with: (request, response) => (request.url!.includes('offset=-1') ? 'pass' : breakOff(response)) })
    await rig.start()
    await until(() => shapeStates(rig.db).filter(({ stage_position }) => stage_position).length === TABLE_NAMES.length, 'every shape has its snapshot')
    const from = rig.calls.length
    centre.heal()
    await rig.restart()
    expect(await equal()).toEqual([])
    expect(counted('beginStage', from)).toBe(0)
  })
})

/** An answer that ends in the middle. */
const breakOff = (response: ServerResponse) => void response.writeHead(200, { 'content-length': '500', 'electric-handle': 'x', 'electric-offset': '0_0' }).write('[{"key', () => response.destroy())

describe('following', () => {
  beforeEach(atWork)

  it('[S6] shows a completed treatment whole: chart, charge and stock in one step', async () => {
    await centre.elsewhere(completion())
    const from = rig.calls.length
    expect(await equal()).toEqual([])
    expect(counted('applyCentral', from)).toBeLessThanOrEqual(1)
  })

  it('[S9] lets news gather while many writes wait', async () => {
    // Not a broken line: whoever is back on it asks for everything at once.
    centre.fail({ route: 'push', with: 'hang' })
    for (let index = 0; index < 60; index++) await rig.write('patient.create', { id: freshId(), last_name: 'A', first_name: `${index}` })
    const before = performance.now()
    let askedAfter: number | undefined
    centre.fail({ route: 'shape', table: 'stock_movements', with: (request) => {
      if (request.url!.includes('live=true')) askedAfter ??= performance.now() - before
      return 'pass'
    } })
    await centre.elsewhere(mutation('stock.use', { id: freshId(), itemId: GLOVES, quantity: 1 }))
    await until(() => askedAfter !== undefined, 'it asks for more')
    expect(askedAfter).toBeGreaterThanOrEqual(500)
    expect(rig.waiting()).toBe(60)
  })

  it('[S6] asks only the shapes a transaction needs, and gets on although they have nothing to say', async () => {
    const before = centre.asked.length
    const [row] = centre.model.rowsOf('client_progress')
    const manifest = { ...row!, tables: '["patients", "chart_entries", "client_progress"]', updated_at: '2026-11-20 09:09:09+00' }
    centre.shapes.commit([{ table: 'client_progress', operation: 'put', row: manifest }])
    await until(() => rig.row('client_progress', row!.client_id!)?.updated_at === '2026-11-20T09:09:09.000Z', 'the manifest is applied')
    expect([...new Set(centre.asked.slice(before))].sort()).toEqual(['chart_entries', 'patients'])
  })

  it('applies what a database administrator wrote, once every shape has passed it', async () => {
    const [row] = centre.model.rowsOf('operatories')
    centre.shapes.commit([{ table: 'operatories', operation: 'put', row: { ...row!, name: 'By hand' } }])
    await until(() => rig.row('operatories', row!.id!)?.name === 'By hand', 'the row is here')
    expect(centre.seen.shape).toBeGreaterThanOrEqual(TABLE_NAMES.length * 3)
  })

  it('[S6] takes a transaction that comes in pieces only when it is whole', async () => {
    centre.shapes.mostPerResponse = 1
    for (let index = 0; index < 4; index++) await centre.elsewhere(completion())
    const seen: number[][] = []
    rig.after = (operation) => {
      if (operation === 'applyCentral') seen.push(['chart_entries', 'ledger_lines'].map((table) => rig.db.prepare<[], { n: number }>(`select count(*) as n from ${table}`).get()!.n))
    }
    expect(await equal()).toEqual([])
    expect(seen.every(([entries, lines]) => entries === lines)).toBe(true)
  })

  it('[S9] listens to a slow line instead of asking it for ever', async () => {
    // Every answer of this shape takes longer than the pauses between questions.
    const slow: Fault = { route: 'shape', table: 'patients', with: () => new Promise((resolve) => {
      setTimeout(() => resolve('pass'), 400)
    }) }
    centre.fail(slow)
    const [row] = centre.model.rowsOf('client_progress')
    centre.shapes.commit([{ table: 'client_progress', operation: 'put', row: { ...row!, tables: '["patients", "client_progress"]', updated_at: '2026-11-20 09:09:09+00' } }])
    await until(() => rig.row('client_progress', row!.client_id!)?.updated_at === '2026-11-20T09:09:09.000Z', 'the transaction is applied', 5_000)
    expect(rig.errors).toEqual([])
  })

  it('is woken by the network\'s return', async () => {
    centre.fail({ with: 'destroy' })
    centre.cut()
    await until(() => rig.link.network === 'offline', 'the outage was noticed')
    await centre.elsewhere(completion())
    centre.heal()
    const healed = performance.now()
    expect(await equal()).toEqual([])
    expect(performance.now() - healed).toBeLessThan(3_000)
  })
})

describe('[S9] whatever goes wrong on the way, the rows arrive', () => {
  const FAULTS: [what: string, fault: Fault][] = [
    ['connections break', { route: 'shape', times: 40, with: 'destroy' }],
    ['the centre fails', { route: 'shape', times: 40, with: answering(500, 'oops') }],
    ['the shape source is down', { route: 'shape', times: 30, with: answering(503, '{"code":"shapes_unavailable"}') }],
    ['something asks for an hour\'s patience', { route: 'shape', times: 30, with: answering(503, '', { 'retry-after': '3600' }) }],
    ['something asks for patience until a day', { route: 'shape', times: 30, with: answering(429, '', { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }) }],
    ['something else answers for the centre', { route: 'shape', times: 30, with: answering(200, '<html>Welcome to Hotel Wi-Fi</html>') }],
    ['an answer is no list', { route: 'shape', times: 30, with: answering(200, '{}', { 'electric-handle': 'x', 'electric-offset': '0_0', 'electric-schema': '{}', 'electric-cursor': '1' }) }],
    ['answers break off', { route: 'shape', times: 30, with: (_request, response) => breakOff(response) }],
    ['the desk is refused for a while', { route: 'shape', times: 30, with: answering(401, '{"code":"unknown_device"}') }],
    ['a proxy forbids it for a while', { route: 'shape', times: 30, with: answering(403, '<html>blocked</html>') }],
    ['a request is called wrong', { route: 'shape', times: 30, with: answering(400, '{"message":"Invalid request"}') }],
  ]

  it.each(FAULTS)('after %s', async (_what, fault) => {
    await atWork()
    centre.fail(fault)
    centre.cut()
    await centre.elsewhere(completion())
    await rig.write('patient.edit', phoneEdit('', '1'))
    expect(await equal()).toEqual([])
  })

  it.each(FAULTS)('also while the first copy is made and %s', async (_what, fault) => {
    centre.fail(fault)
    await atWork()
    expect(rig.differences()).toEqual([])
  })

  it('and a person is told while the desk is refused', async () => {
    await atWork()
    centre.fail({ route: 'shape', with: answering(403, '{"code":"revoked"}') })
    centre.cut()
    await until(() => rig.refused.length > 0, 'the refusal is known')
    centre.heal()
    expect(new Set(rig.refused)).toEqual(new Set([403]))
    await centre.elsewhere(completion())
    expect(await equal()).toEqual([])
  })
})

describe('[S5] a batch that could not be written', () => {
  it.each(['before', 'after'] as const)('%s it reached the disk is written once more, and nothing is lost or doubled', async (moment) => {
    await atWork()
    let failures = 3
    rig[moment] = (operation) => {
      if (operation === 'applyCentral' && failures-- > 0) throw new Error('the disk')
    }
    await centre.elsewhere(completion())
    await rig.write('patient.edit', phoneEdit('', '1'))
    expect(await equal()).toEqual([])
    expect(failures).toBeLessThan(3)
  })

  it('of a first copy neither', async () => {
    let failures = 6
    rig.before = (operation) => {
      if (operation === 'stageRows' && failures-- > 0) throw new Error('the disk')
    }
    await atWork()
    expect(rig.differences()).toEqual([])
  })

  it('does not end the process when the disk stays full for a while', async () => {
    await atWork()
    let failures = 8
    rig.before = (operation) => {
      if (operation === 'beginStage' && failures-- > 0) throw new Error('database or disk is full')
    }
    centre.shapes.rotate('patients')
    centre.shapes.rotate('appointments')
    await centre.elsewhere(completion())
    await until(() => failures < 0, 'the disk has room again')
    expect(await equal()).toEqual([])
  })
})

describe('a shape that the centre replaced', () => {
  beforeEach(atWork)

  it('[S11] is fetched anew while its old rows stay readable and writable', async () => {
    const seen: number[] = []
    rig.after = (operation) => operation !== 'close' && seen.push(rig.db.prepare<[], { n: number }>('select count(*) as n from patients').get()!.n)
    centre.shapes.rotate('patients')
    await rig.write('appointment.book', booking(60))
    await until(() => counted('beginStage') === TABLE_NAMES.length + 1, 'the new generation is begun')
    expect(await equal()).toEqual([])
    expect(Math.min(...seen)).toBe(3)
  })

  it('[S11] keeps pending writes on top, and rows gone at the centre go', async () => {
    centre.fail({ route: 'push', with: 'destroy' })
    await rig.write('patient.edit', phoneEdit('', '1'))
    const removed = centre.model.remove('patients', PATIENTS[2])!
    centre.shapes.log.rows.get('patients')!.delete(PATIENTS[2])
    expect(removed.changes).toHaveLength(1)
    centre.shapes.rotate('patients')
    await until(() => rig.row('patients', PATIENTS[2]) === undefined, 'the row is gone')
    expect(rig.row('patients', PATIENTS[0])).toMatchObject({ phone: '1' })
    centre.heal()
    expect(await equal()).toEqual([])
  })

  it('[S11] together with all others, as after the source was replaced, loses nothing made meanwhile', async () => {
    for (const { table } of shapeStates(rig.db)) centre.shapes.rotate(table)
    await rig.write('patient.edit', phoneEdit('', '1'))
    await centre.elsewhere(completion())
    expect(await equal()).toEqual([])
  })

  it('tells how far the new generation has come, and nothing once it is in its place', async () => {
    const told: (string | null)[] = []
    rig.after = (operation) => operation !== 'close' && told.push(rig.pull.progress && `${rig.pull.progress.tablesDone} of ${rig.pull.progress.tablesTotal}`)
    expect(rig.pull.progress).toBeNull()
    centre.shapes.rotate('patients')
    await centre.elsewhere(completion())
    await until(() => told.includes('0 of 1'), 'the table is being fetched')
    expect(await equal()).toEqual([])
    await until(() => rig.pull.progress === null, 'it is in its place')
  })

  it('again and again, while people work', async () => {
    for (let round = 0; round < 6; round++) {
      centre.shapes.rotate(round % 2 ? 'patients' : 'client_progress')
      await rig.write('patient.edit', phoneEdit(String(round || ''), String(round + 1)))
      await centre.elsewhere(completion())
    }
    expect(await equal()).toEqual([])
  })
})

describe('[S5] a process that dies', () => {
  it('goes on from the stored places, without fetching anything anew', async () => {
    await atWork()
    const from = rig.calls.length
    for (let round = 0; round < 4; round++) {
      await centre.elsewhere(completion())
      await rig.write('patient.edit', phoneEdit(String(round || ''), String(round + 1)))
      await rig.restart()
    }
    expect(await equal()).toEqual([])
    expect(counted('beginStage', from)).toBe(0)
  })
})
