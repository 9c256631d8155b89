import { ShapeStream } from '@electric-sql/client'
import type { Message } from '@electric-sql/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tablesFor } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import type { Enrolment } from '../auth/enrol.ts'
import { asDesk, createBench } from '../http/test-support.ts'
import type { Bench } from '../http/test-support.ts'
import { startShapeService } from '../shapes/index.ts'
import type { RunningShapeService } from '../shapes/index.ts'

/** The unchanged client of a desk, the gatekeeper, the embedded shape service and a real Postgres. */
let bench: Bench
let service: RunningShapeService
let url: string
beforeAll(async () => {
  bench = await createBench()
  // The test server commits lazily, and what is not flushed is not replicated.
  await bench.pool.query(`do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$`)
  service = await startShapeService({
    databaseUrl: bench.url, publication: 'chairside_shapes', slot: `gate_${new URL(bench.url).pathname.slice(6)}`, manualPublishing: true, longPollMs: 3000, secret: 'inside',
  })
  url = (await bench.listening({ shapeSource: { url: service.url, secret: 'inside' } })).url
})
afterAll(async () => {
  await service.stop()
  await bench.close()
})

interface Followed {
  rows: Map<string, Record<string, unknown>>
  upToDate: () => boolean
  errors: number[]
  stop(): void
}

/** Follows a table as a desk does: no where, no columns, just its name and token. */
function follow(desk: Enrolment, table: TableName): Followed {
  const abort = new AbortController()
  const rows = new Map<string, Record<string, unknown>>()
  const errors: number[] = []
  const stream = new ShapeStream({
    url: `${url}/v1/shape`, params: { table }, headers: asDesk(desk), signal: abort.signal,
    onError: (error) => void errors.push((error as { status?: number }).status ?? 0),
  })
  stream.subscribe((messages: Message[]) => {
    for (const message of messages) {
      if (!('key' in message)) continue
      if (message.headers.operation === 'delete') rows.delete(message.key)
      else rows.set(message.key, message.value)
    }
  })
  return { rows, upToDate: () => stream.isUpToDate, errors, stop: () => abort.abort() }
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('the unchanged Electric client through the gatekeeper', () => {
  it('gets the rows of its clinic and the changes to them, and nothing of another clinic', async () => {
    const mine = await bench.clinic('Mine')
    const other = await bench.clinic('Other')
    const followed = follow(await bench.desk(mine), 'operatories')
    await until(followed.upToDate, 'the first rows are there')
    expect([...followed.rows.values()].map((row) => `${String(row['clinic_id'])} ${String(row['name'])}`).toSorted()).toEqual([`${mine} Chair 1`, `${mine} Chair 2`])
    await bench.pool.query(`update operatories set name = 'Elsewhere' where clinic_id = $1`, [other])
    await bench.pool.query(`update operatories set name = 'Surgery' where clinic_id = $1 and position = 2`, [mine])
    const names = () => [...followed.rows.values()].map((row) => String(row['name'])).sort()
    await until(() => names().includes('Surgery'), 'the change is there')
    expect(names()).toEqual(['Chair 1', 'Surgery'])
    expect(followed.errors).toEqual([])
    followed.stop()
  })

  it('follows every table of its profile at once', async () => {
    const desk = await bench.desk(await bench.clinic(), 'manager')
    const streams = tablesFor('manager').map((table) => ({ table, ...follow(desk, table) }))
    await until(() => streams.every((stream) => stream.upToDate()), 'every table is up to date')
    const counts = Object.fromEntries(streams.map(({ table, rows }) => [table, rows.size]))
    expect(counts).toMatchObject({ clinics: 1, locations: 1, operating_hours: 6, operatories: 2, roles: 4, services: 8, devices: 1, client_progress: 1, patients: 0 })
    for (const stream of streams) stream.stop()
  })

  it('is told 403 for a table outside its profile', async () => {
    const followed = follow(await bench.desk(await bench.clinic(), 'chairside'), 'payments')
    await until(() => followed.errors.length > 0, 'the error is there')
    expect(followed.errors).toEqual([403])
    expect(followed.rows.size).toBe(0)
  })

  it('is told 403 once its desk was removed, in the middle of a long poll', async () => {
    const clinicId = await bench.clinic()
    await bench.person(clinicId, 'owner')
    const desk = await bench.desk(clinicId)
    const followed = follow(desk, 'roles')
    await until(followed.upToDate, 'the first rows are there')
    const body = JSON.stringify({ username: 'owner', password: 'right password', clinic: clinicId })
    await fetch(`${url}/v1/devices/${desk.deviceId}/revoke`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    await until(() => followed.errors.length > 0, 'the error is there')
    expect(followed.errors).toEqual([403])
  })
})
