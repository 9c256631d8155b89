import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import type { Cleanup } from '../lib/cleanup.ts'

/** The clinic whose rows the shapes deliver; every shape of the product is filtered by one. */
export const CLINIC = '01930000-0000-7000-8000-000000000001'
export const DENTIST = '01930000-0000-7000-8000-000000000002'
export const PUBLICATION = 'bench_shapes'

/** Read by the first-sync and COPY measurements, and never written while they run. */
export const HISTORY = 'visits'
/** Written and followed by the live measurements. */
export const LIVE = 'live_visits'

export interface BenchDatabase {
  url: string
  version: string
  /** A session for the benchmark's own statements. */
  client: Client
  connect(): Promise<Client>
}

// Of the width of an appointment: five ids, two instants, a status, a note, an amount.
const COLUMNS = `(
  id uuid primary key, clinic_id uuid not null, patient_id uuid not null, dentist_id uuid not null, service_id uuid,
  starts_at timestamptz(3) not null, ends_at timestamptz(3) not null, status text not null, notes text not null,
  amount_centavos bigint not null, is_done boolean not null)`

/** An embedded Postgres that waits for the disk at every commit, with the history in place. */
export async function openDatabase(rows: number, cleanup: Cleanup): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-bench-'))
  cleanup.add(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: true })
  cleanup.add(() => postgres.stop())
  await postgres.createDatabase('bench')
  const url = postgres.ownerUrl('bench')
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    cleanup.add(() => client.end().catch(() => {}))
    return client
  }
  const client = await connect()
  await fill(client, rows)
  const { rows: [shown] } = await client.query<{ server_version: string }>('show server_version')
  return { url, version: shown!.server_version, client, connect }
}

async function fill(client: Client, rows: number): Promise<void> {
  for (const table of [HISTORY, LIVE]) {
    await client.query(`create table ${table} ${COLUMNS}`)
    await client.query(`alter table ${table} replica identity full`)
  }
  await client.query(`create publication ${PUBLICATION} for table ${HISTORY}, ${LIVE}`)
  await insertVisits(client, HISTORY, rows)
  // What a first sync or COPY reads has settled long ago: no hint bits to set, no dirty pages to write.
  await client.query(`vacuum (freeze, analyze) ${HISTORY}`)
  await client.query('checkpoint')
}

/** So many new rows in one statement, hence one transaction. */
export async function insertVisits(client: Client, table: string, rows: number): Promise<void> {
  await client.query(`insert into ${table}
    select uuidv7(), $1, gen_random_uuid(), $2, case when n % 4 > 0 then gen_random_uuid() end, at, at + interval '30 minutes',
      (array['completed', 'completed', 'confirmed', 'cancelled'])[1 + n % 4], 'Follow-up of tooth ' || 11 + n % 38 || ', asked to come earlier',
      100000 + n % 900 * 50, n % 4 < 2
    from (select n, timestamptz '2016-01-04 01:00Z' + n * interval '5 minutes' as at from generate_series(1, $3::int) n) visit`, [CLINIC, DENTIST, rows])
}
