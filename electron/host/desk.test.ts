import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tablesFor } from '../../shared/schema/index.ts'
import type { FakeCentre } from '../../tests/support/fake-centre.ts'
import { startClinic } from '../../tests/support/host-window.ts'
import { KEY, REGISTRATION } from '../../tests/support/replica.ts'
import { until } from '../../tests/support/until.ts'
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
