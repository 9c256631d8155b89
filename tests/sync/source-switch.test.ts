import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { startShapeService } from '../../sync-server/shapes/index.ts'
import type { RunningShapeService } from '../../sync-server/shapes/index.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

const SECRET = 'a-secret-between-gatekeeper-and-source'

describe('a centre that is moved from the embedded shape service to another source and back', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let desk: TestDesk
  let other: RunningShapeService

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    desk = await clinic.desk('desk')
    other = await startShapeService({ databaseUrl: database.url, secret: SECRET, publication: 'chairside_shapes', slot: 'another_source', manualPublishing: true })
  }, 60_000)

  afterAll(async () => {
    await clinic?.stop()
    await other?.stop()
    await database?.drop()
  })

  const equal = async () => differences(await centreContents(clinic.databaseUrl), replicaContents(desk)).length === 0

  it('keeps what the desk shows on the screen, sends what waits, and ends equal [S8 S11]', async () => {
    const window = await TestWindow.signedIn(desk.url, 'maria')
    const known = (await window.call('patients.search', { text: '', limit: 500 })).length
    const fewest: number[] = []

    const sources: Record<string, string>[] = [{ ELECTRIC_URL: other.url, ELECTRIC_SECRET: SECRET }, {}]
    for (const source of sources) {
      desk.cable.cut()
      await window.syncIs((status) => status.network === 'offline')
      await window.call('mutate', { name: 'patient.create', input: { id: uuidv7(), last_name: 'Switch', first_name: 'Pending' } })
      await clinic.restartCentre(source)
      desk.cable.heal()
      let seen = Number.POSITIVE_INFINITY
      await until(async () => {
        seen = Math.min(seen, (await window.call('patients.search', { text: '', limit: 500 })).length)
        return (await window.call('sync.status', {})).waiting === 0 && (await equal())
      })
      fewest.push(seen)
    }

    expect(fewest).toEqual([known + 1, known + 2])
    expect(await window.call('patients.search', { text: 'switch pending', limit: 10 })).toHaveLength(2)
  }, 90_000)
})
