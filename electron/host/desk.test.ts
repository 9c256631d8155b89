import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tablesFor } from '../../shared/schema/index.ts'
import { answering } from '../../tests/support/fake-centre.ts'
import type { FakeCentre } from '../../tests/support/fake-centre.ts'
import { startClinic } from '../../tests/support/host-window.ts'
import { KEY, REGISTRATION } from '../../tests/support/replica.ts'
import { until } from '../../tests/support/until.ts'
import { freshId, mutation } from '../../tests/support/writes.ts'
import { Desk } from './desk.ts'
import { Threads } from './threads.ts'

const ONE = '00000000-0000-7000-8000-000000000001'
const TWO = '00000000-0000-7000-8000-000000000002'

let centre: FakeCentre
let dir: string
let threads: Threads
let desk: Desk

beforeEach(async () => {
  centre = await startClinic('front_desk')
  centre.epoch = ONE
  centre.shapes.longPollMs = 60_000
  dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-desk-'))
  threads = await Threads.open(dir, KEY, { onSlow: () => {}, onDeath: () => {} })
  desk = new Desk({ dataDir: dir, serverUrl: centre.url, key: KEY, log: () => {} }, threads, { emit: () => {}, onPeopleChanged: () => {} })
  await desk.start()
  await desk.enrolled(REGISTRATION)
  await until(() => desk.ready && centre.shapes.held === tablesFor('front_desk').length, 'the desk follows every shape', 25_000)
})

afterEach(async () => {
  await desk.stop()
  await centre.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Calls `then` when the writer is asked for this, before it begins. */
function whenAsked(operation: string, then: () => Promise<void>): void {
  const { writer } = threads
  const call = writer.call.bind(writer) as (name: string, ...args: unknown[]) => Promise<unknown>
  writer.call = (async (name: string, ...args: unknown[]) => {
    if (name === operation) await then()
    return call(name, ...args)
  }) as typeof writer.call
}

/** For a busy computer. */
const STUCK_MS = 25_000

describe('a desk whose profile is changed while the centre is restored', () => {
  it('follows each shape once', async () => {
    const card = centre.shapes.log.rows.get('devices')!.get(REGISTRATION.deviceId)!
    whenAsked('adoptCard', async () => {
      centre.epoch = TWO
      // An answer for the other database, in the middle of the change.
      const { health } = centre.seen
      void desk.link.ask()
      await until(() => centre.seen.health > health, 'the other database has been asked')
      // A whole round trip later the desk has heard.
      await fetch(new URL('/v1/health', centre.url))
    })
    centre.shapes.commit([{ table: 'devices', operation: 'put', row: { ...card, profile: 'manager' } }])

    await until(() => desk.registration!.profile === 'manager', 'the profile is another', STUCK_MS)
    await until(async () => (await threads.writer.call('desk')).epoch === TWO, 'the desk is of the other database', STUCK_MS)
    await until(() => desk.status.now.refetch === null && centre.shapes.held >= tablesFor('manager').length, 'the desk follows every shape again', STUCK_MS)
    expect(centre.shapes.held).toBe(tablesFor('manager').length)
    await desk.stop()
    await until(() => centre.shapes.held === 0, 'nobody follows any shape', STUCK_MS)
  }, 90_000)
})

describe('a desk that is newer than its centre', () => {
  it('[S8] does without a table that the centre does not know, and asks for it again when the centre is updated', async () => {
    const all = tablesFor('front_desk').length
    let refused = 0
    const refusing = answering(403, '{"code":"forbidden_table","message":"This desk does not receive this table."}', { 'content-type': 'application/json' })
    centre.fail({ route: 'shape', table: 'recall_types', with: (...asked) => (refused++, refusing(...asked)) })
    centre.shapes.rotate('recall_types')
    await until(() => refused > 0 && centre.shapes.held === all - 1 && desk.status.now.refetch === null, 'the desk follows all other shapes', STUCK_MS)
    centre.heal()
    await until(() => centre.shapes.held === all - 1, 'it goes on without that table', STUCK_MS)
    centre.schema++
    await desk.link.ask()
    await until(() => centre.shapes.held === all, 'the desk follows every shape', STUCK_MS)
    await until(() => desk.status.now.refetch === null, 'the table is whole', STUCK_MS)
    expect((await threads.writer.call('desk')).shapes.find(({ table }) => table === 'recall_types')).toMatchObject({ handle: centre.shapes.handleOf('recall_types'), stage_handle: null })
  }, 90_000)

  it('[S9] says that the centre must be updated first while it cannot read what waits, and sends it when it was', async () => {
    centre.reads = ({ name }) => name !== 'patient.create'
    await desk.mutate(mutation('patient.create', { id: freshId(), last_name: 'Cruz', first_name: 'Ana' }))
    await until(() => desk.status.now.held, 'the window is told', STUCK_MS)
    expect(await desk.sendNow()).toMatchObject({ sent: 0, waiting: 1 })
    centre.reads = () => true
    centre.schema++
    await desk.link.ask()
    await until(() => desk.status.now.waiting === 0 && !desk.status.now.held, 'it was sent', STUCK_MS)
  }, 90_000)
})
