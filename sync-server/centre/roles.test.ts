import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { firstClinic } from '../admin/first-clinic.ts'
import { migrateUp, readMigrations } from '../db/migrate.ts'
import { createClient } from '../db/pool.ts'
import { APP_ROLE, ensureRoles, SHAPES_ROLE } from './roles.ts'

let database: TestDatabase
let owner: Client
let app: Client
let shapes: Client
beforeAll(async () => {
  database = await createTestDatabase()
  owner = await connect(database.url)
  await migrateUp(owner, await readMigrations())
  await firstClinic(owner, true, () => {})
  const passwords = { app: randomBytes(8).toString('hex'), shapes: randomBytes(8).toString('hex') }
  const name = new URL(database.url).pathname.slice(1)
  // Twice, as at the second start of a centre.
  await ensureRoles(owner, name, passwords)
  await ensureRoles(owner, name, passwords)
  app = await connect(urlOf(APP_ROLE, passwords.app))
  shapes = await connect(urlOf(SHAPES_ROLE, passwords.shapes))
})
afterAll(async () => {
  await Promise.all([owner.end(), app.end(), shapes.end()])
  await database.drop()
})

async function connect(url: string): Promise<Client> {
  const client = createClient(url)
  client.on('error', () => {})
  await client.connect()
  return client
}

function urlOf(role: string, password: string): string {
  const url = new URL(database.url)
  url.username = role
  url.password = password
  return url.href
}

const DENIED = /permission denied|must be owner|must have/

describe('the database user of the running centre', () => {
  it('reads every table', async () => {
    const { rows } = await owner.query<{ name: string }>(`select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`)
    for (const { name } of rows) await app.query(`select * from ${name} limit 1`)
    expect(rows.length).toBeGreaterThan(TABLE_NAMES.length)
  })

  it('changes what changes, and adds facts', async () => {
    const { rowCount } = await app.query(`update patients set phone = '0917 000 0000' where chart_number = 'NG-0001'`)
    expect(rowCount).toBe(1)
    await app.query(`insert into ledger_lines select gen_random_uuid(), clinic_id, created_at, patient_id, 'adjustment', 100, entry_date, 'test' from ledger_lines limit 1`)
    await app.query(`update audit_chains set position = position`)
  })

  it.each([
    `delete from patients`, `delete from appointments`, `delete from devices`, `delete from audit_chains`, `update payments set amount_centavos = 1`, `update ledger_lines set description = ''`,
    `delete from ledger_lines`, `update chart_entries set note = ''`, `update stock_movements set quantity = 1`, `update audit_log set subject = ''`, `delete from audit_log`, `truncate audit_log`,
    `update centre_state set epoch = gen_random_uuid()`, `update schema_migrations set checksum = ''`, `insert into schema_migrations values (99, '', '')`,
    `drop table patients`, `alter table patients add column x int`, `alter table ledger_lines disable trigger user`, `create table mine (id int)`, `create temporary table mine (id int)`,
    `create role other`, `alter role ${APP_ROLE} superuser`, `set role postgres`, `select pg_create_logical_replication_slot('stolen', 'pgoutput')`, `copy patients to '/tmp/stolen'`, `select pg_read_file('/etc/passwd')`,
  ])('may not: %s', async (sql) => {
    await expect(app.query(sql)).rejects.toThrow(DENIED)
  })
})

describe('the database user of the shapes', () => {
  it('reads the synced tables and makes a slot', async () => {
    for (const table of TABLE_NAMES) await shapes.query(`select 1 from ${table} limit 1`)
    const made = await shapes.query(`select pg_create_logical_replication_slot($1, 'pgoutput', true)`, [`roles_${randomBytes(4).toString('hex')}`])
    expect(made.rowCount).toBe(1)
  })

  it.each([
    `select * from device_secrets`, `select * from enrolment_codes`, `select * from audit_log`, `select * from mutation_results`, `insert into patients select * from patients`, `update patients set phone = ''`,
    `delete from patients`, `drop publication chairside_shapes`, `alter table patients replica identity default`, `create table mine (id int)`,
  ])('may not: %s', async (sql) => {
    await expect(shapes.query(sql)).rejects.toThrow(DENIED)
  })
})
