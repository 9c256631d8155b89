import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { DeviceProfile, Row } from '../../shared/schema/index.ts'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import { createEmptyClinic } from '../admin/empty-clinic.ts'
import { enrolDevice } from '../auth/enrol.ts'
import type { Enrolment } from '../auth/enrol.ts'
import { hashPassword } from '../auth/passwords.ts'
import { inTransaction } from '../auth/transaction.ts'
import { asOwner } from '../centre/database.ts'
import { migrateUp, readMigrations } from '../db/migrate.ts'
import { createPool } from '../db/pool.ts'
import { insertRows } from '../db/rows.ts'
import type { ShapeSource } from '../gatekeeper/upstream.ts'
import { buildApp } from './app.ts'
import type { AppOptions } from './app.ts'
import { createLog } from './log.ts'

/** A migrated database with a pool, for the tests of the centre. */
export interface Bench {
  url: string
  pool: Pool
  /** Every line the apps of this bench logged. */
  logged: string[]
  app(options?: Partial<AppOptions>): FastifyInstance
  /** The app on a port of this machine; its address. */
  listening(options?: Partial<AppOptions>): Promise<{ app: FastifyInstance; url: string }>
  clinic(name?: string): Promise<string>
  person(clinicId: string, username: string, role?: Row<'roles'>['code'], password?: string): Promise<string>
  desk(clinicId: string, profile?: DeviceProfile): Promise<Enrolment>
  close(): Promise<void>
}

export const NO_SOURCE: ShapeSource = { url: 'http://127.0.0.1:1' }

export async function createBench(): Promise<Bench> {
  const database = await createTestDatabase()
  await asOwner(database.url, async (client) => migrateUp(client, await readMigrations()))
  const pool = createPool(database.url)
  const apps: FastifyInstance[] = []
  const logged: string[] = []
  const destination = new Writable({ write: (chunk, _encoding, done) => (logged.push(String(chunk)), done()) })
  const app = (options: Partial<AppOptions> = {}) => {
    const made = buildApp({ pool, shapeSource: NO_SOURCE, log: createLog({ destination }), ...options })
    apps.push(made)
    return made
  }
  return {
    url: database.url,
    pool,
    logged,
    app,
    async listening(options) {
      const made = app(options)
      await made.listen({ host: '127.0.0.1', port: 0 })
      return { app: made, url: `http://127.0.0.1:${(made.server.address() as AddressInfo).port}` }
    },
    clinic: (name = 'Test clinic') => inTransaction(pool, (client) => createEmptyClinic(client, name)),
    person: (clinicId, username, role = 'manager', password = 'right password') => addPerson(pool, clinicId, username, role, password),
    desk: (clinicId, profile = 'front_desk') => inTransaction(pool, (client) => enrolDevice(client, { clinicId, name: 'PC', profile, by: null })),
    async close() {
      await Promise.all(apps.map((made) => made.close()))
      await pool.end()
      await database.drop()
    },
  }
}

async function addPerson(pool: Pool, clinicId: string, username: string, role: Row<'roles'>['code'], password: string): Promise<string> {
  const id = uuidv7()
  const now = new Date().toISOString()
  const verifier = await hashPassword(password)
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>('select id from roles where clinic_id = $1 and code = $2', [clinicId, role])
    await insertRows(client, 'users', [{
      id, clinic_id: clinicId, created_at: now, role_id: rows[0]!.id, username, display_name: username, is_dentist: role === 'dentist',
      colour: '#112233', prc_licence: '', is_active: true, updated_at: now,
    }])
    await insertRows(client, 'user_credentials', [{ user_id: id, clinic_id: clinicId, verifier, changed_at: now }])
  })
  return id
}

/** Headers of a desk's request. */
export function asDesk(desk: { token: string }): { authorization: string } {
  return { authorization: `Bearer ${desk.token}` }
}
