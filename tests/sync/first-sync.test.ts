import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unlock } from '../../electron/host/store/database.ts'
import { asOwner } from '../../sync-server/centre/database.ts'
import { startShapeService } from '../../sync-server/shapes/index.ts'
import type { RunningShapeService } from '../../sync-server/shapes/index.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

const SECRET = 'a-secret-between-gatekeeper-and-source'
const PATIENTS = 6000
/** Of what the centre sends at once; by itself it takes more, and a clinic has more. */
const CHUNK_BYTES = 48 * 1024
const INTERRUPTIONS = 10
/** What comes through between two of them: all together less than there is. */
const BYTES_BETWEEN = 400_000
const STUCK_MS = 120_000

describe('the first sync of a new desk', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let source: RunningShapeService
  let desk: TestDesk

  beforeAll(async () => {
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    await asOwner(database.url, (client) => client.query(
      `insert into patients select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'chart_number', 'FAR-' || n, 'last_name', 'Far ' || n, 'notes', repeat('x', 200)))).*
       from patients p, generate_series(1, ${PATIENTS}) n where p.id = (select id from patients order by id limit 1)`))
    source = await startShapeService({ databaseUrl: database.url, secret: SECRET, publication: 'chairside_shapes', slot: 'source_in_pieces', manualPublishing: true, chunkBytes: CHUNK_BYTES })
    await clinic.restartCentre({ ELECTRIC_URL: source.url, ELECTRIC_SECRET: SECRET })
    desk = await clinic.deskToEnrol('far')
  }, 120_000)

  afterAll(async () => {
    await clinic?.stop()
    await source?.stop()
    await database?.drop()
  })

  /** Rows that are on the desk's disk and not on its screen yet. */
  function gathered(): number {
    const db = unlock(path.join(desk.dataDir, 'replica.db'), desk.key, { readonly: true })
    try {
      const stages = db.prepare<[], string>(`select name from sqlite_schema where name like '\\_stage\\_%' escape '\\' and type = 'table'`).pluck().all()
      return stages.reduce((sum, name) => sum + db.prepare<[], number>(`select count(*) from ${name}`).pluck().get()!, 0)
    } finally {
      db.close()
    }
  }

  const shown = () => [...replicaContents(desk)].reduce((sum, [, rows]) => sum + rows.length, 0)

  it('is complete although it is interrupted ten times, and goes on each time from what it has [S5 S8 S11]', async () => {
    const window = await TestWindow.open(desk.url)
    desk.cable.cutAfter(BYTES_BETWEEN)
    await window.call('setup.enrol', { username: 'owner', password: 'chairside', deviceName: 'Far away', profile: 'manager' })
    const had: number[] = []
    for (let n = 1; n <= INTERRUPTIONS; n++) {
      await until(async () => desk.cable.isOut, STUCK_MS)
      // Every second time the host ends, too, in the middle of whatever it is doing.
      if (n % 2 === 0) await desk.kill()
      had.push(gathered())
      expect(shown()).toBe(0)
      desk.cable.heal()
      if (n < INTERRUPTIONS) desk.cable.cutAfter(BYTES_BETWEEN)
      if (n % 2 === 0) await desk.restart()
    }
    expect(had).toEqual(had.toSorted((a, b) => a - b))
    expect(had.at(-1)).toBeGreaterThan(4 * had[0]!)
    expect(had.at(-1)).toBeLessThan(PATIENTS)

    await until(async () => shown() > PATIENTS, STUCK_MS, 100)
    await until(async () => differences(await centreContents(clinic.databaseUrl), replicaContents(desk)).length === 0, STUCK_MS, 100)
  }, 600_000)
})
