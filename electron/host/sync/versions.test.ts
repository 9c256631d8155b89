import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UPCASTS } from '../../../shared/mutators/upcasts.ts'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import { DeskRig } from '../../../tests/support/desk-rig.ts'
import { FakeCentre } from '../../../tests/support/fake-centre.ts'
import { contents, createReplica } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { until } from '../../../tests/support/until.ts'
import { DESK, PATIENTS } from '../../../tests/support/world.ts'
import { freshId, outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import * as queries from '../queries/sync.ts'
import { writeState } from '../store/state.ts'
import { adoptProgram } from './adopt-program.ts'
import { toSend } from './outbox.ts'

describe('what waits in the outbox of a desk that is updated', () => {
  let replica: TestReplica
  const known = [...UPCASTS]

  beforeEach(async () => {
    replica = createReplica()
    await write(replica.db, 'patient.edit', phoneEdit('', '0917'))
    // As an older program said it.
    replica.db.prepare(`update _outbox set name = 'patient.setPhone', input = ?, schema = ?`).run(JSON.stringify({ id: PATIENTS[0], phone: '0917' }), SCHEMA_VERSION - 1)
    writeState(replica.db, 'schema', SCHEMA_VERSION - 1)
  })
  afterEach(() => {
    replica.close()
    UPCASTS.splice(0, Infinity, ...known)
  })

  const setPhone = { name: 'patient.setPhone', until: SCHEMA_VERSION - 1, to: (input: unknown) => ({ name: 'patient.edit', input: phoneEdit('', (input as { phone: string }).phone) }) }
  const phone = () => contents(replica.db, ['patients']).patients![0]!.phone

  it('[S7] stays in effect: it is run as today\'s program says it', async () => {
    UPCASTS.push(setPhone)
    await adoptProgram(replica.db)
    expect(phone()).toBe('0917')
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: null }])
  })

  it('[S2] is sent as it was made, with the schema it was made under: the centre may still be the older one', async () => {
    UPCASTS.push(setPhone)
    await adoptProgram(replica.db)
    expect(toSend(replica.db, 10)).toMatchObject([{ name: 'patient.setPhone', input: { id: PATIENTS[0], phone: '0917' }, schema: SCHEMA_VERSION - 1 }])
  })

  it('is listed with its patient, under its name of today', async () => {
    UPCASTS.push(setPhone)
    expect(queries.outbox(replica.db).items).toMatchObject([{ mutation: 'patient.edit', patientId: PATIENTS[0], fields: ['phone'] }])
  })

  it('[S2] and is not known any more waits without effect, for the centre to refuse it where a person sees it', async () => {
    await adoptProgram(replica.db)
    expect(phone()).toBe('')
    expect(outbox(replica.db)).toMatchObject([{ state: 'waiting', local_error: 'unknown_mutation' }])
    expect(toSend(replica.db, 10)).toHaveLength(1)
  })
})

describe('a centre that cannot read what a desk sends', () => {
  let centre: FakeCentre
  let rig: DeskRig

  beforeEach(async () => {
    centre = await FakeCentre.start()
    rig = await DeskRig.open(centre)
    await rig.start()
    await rig.settled()
    centre.reads = ({ input }) => (input as { first_name?: string }).first_name !== 'Newer'
  })
  afterEach(async () => {
    await rig.close()
    await centre.close()
  })

  const create = (first_name: string) => rig.write('patient.create', { id: freshId(), last_name: 'Cruz', first_name })
  const decided = () => centre.model.decidedFor(DESK)

  it('[S3] gets what stands before it, and the rest in its order when it is updated', async () => {
    const ids = [await create('First'), await create('Newer'), await create('Behind')]
    await until(() => rig.held.at(-1) === true && rig.waiting() === 2, 'the rest is held')
    expect(decided()).toEqual(ids.slice(0, 1))
    expect(outbox(rig.db).slice(1)).toMatchObject([{ state: 'waiting', outcome: null }, { state: 'waiting', outcome: null }])
    centre.reads = () => true
    rig.push.again()
    await rig.settled()
    expect(decided()).toEqual(ids)
    expect(rig.held.at(-1)).toBe(false)
  })

  it('[S9] is asked again by itself after a while: of several processes of a centre not all are updated at once', async () => {
    await create('Newer')
    await until(() => rig.held.at(-1) === true, 'it is held')
    centre.reads = () => true
    await rig.settled()
    expect(decided()).toHaveLength(1)
  })

  it('[S9] and is updated while its last refusal is on the way is asked at once all the same', async () => {
    rig.heldMs = 600_000
    await rig.restart()
    centre.fail({ route: 'push', times: 1, with: (_request, response) => {
      centre.reads = () => true
      rig.push.again()
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'held', schema: centre.schema, results: [], serverTime: new Date().toISOString() }))
    } })
    const id = await create('Newer')
    await rig.settled()
    expect(decided()).toEqual([id])
  })

  it('[S1] does not keep the desk from working: what is entered behind it waits with it, and is not sent each time', async () => {
    await create('Newer')
    await until(() => rig.held.at(-1) === true, 'it is held')
    const before = centre.seen.push
    for (let index = 0; index < 30; index++) await create('Behind')
    expect(rig.waiting()).toBe(31)
    expect(centre.seen.push - before).toBeLessThan(15)
    expect(rig.errors).toEqual([])
  })

  it('[S2] gets all of it after the desk was started anew meanwhile', async () => {
    const ids = [await create('Newer'), await create('Behind')]
    await until(() => rig.held.at(-1) === true, 'it is held')
    await rig.restart()
    await until(() => rig.held.filter(Boolean).length > 1, 'it is held again')
    expect(rig.waiting()).toBe(2)
    centre.reads = () => true
    rig.push.again()
    await rig.settled()
    expect(decided()).toEqual(ids)
  })
})
