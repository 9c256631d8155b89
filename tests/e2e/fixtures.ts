import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { test as base } from '@playwright/test'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import type { EmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import { asOwner } from '../../sync-server/centre/database.ts'
import { TestClinic } from '../support/clinic.ts'

interface TestFixtures {
  /** The demo clinic: a centre of its own with a fresh database. */
  clinic: TestClinic
  /** A clinic that nobody has set up yet. */
  emptyClinic: TestClinic
}

/** Tests that drive the screens of real desks, with a real centre behind them. */
export const test = base.extend<TestFixtures, { postgres: EmbeddedPostgres }>({
  postgres: [
    async ({}, use) => {
      const dir = mkdtempSync(path.join(tmpdir(), 'chairside-e2e-'))
      const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), durable: false })
      await use(postgres)
      await postgres.stop()
      rmSync(dir, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  clinic: async ({ postgres }, use) => {
    const clinic = await TestClinic.start(await demoDatabase(postgres))
    await use(clinic)
    await clinic.stop()
  },
  emptyClinic: async ({ postgres }, use) => {
    const clinic = await TestClinic.start(await emptyDatabase(postgres), { demo: false })
    await use(clinic)
    await clinic.stop()
  },
})

/** Windows in which everything fades and slides as it does for most people. */
export const MOVING = { contextOptions: { reducedMotion: 'no-preference' } } as const

/** A database for one clinic, with the demo clinic in it. */
export async function demoDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const made = models.get(postgres) ?? makeModel(postgres)
  models.set(postgres, made)
  await made
  const name = databaseName()
  await asOwner(postgres.ownerUrl(), (client) => client.query(`create database ${name} template ${MODEL}`))
  return postgres.ownerUrl(name)
}

const MODEL = 'e2e_model'
/** The database that the demo clinics are copied from, of each Postgres: to fill one anew takes ten times as long. */
const models = new WeakMap<EmbeddedPostgres, Promise<void>>()

async function makeModel(postgres: EmbeddedPostgres): Promise<void> {
  await postgres.createDatabase(MODEL)
  const clinic = await TestClinic.start(postgres.ownerUrl(MODEL))
  await clinic.stop()
  // A database that somebody is still leaving cannot be copied.
  await asOwner(postgres.ownerUrl(), (client) => client.query('select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1', [MODEL]))
}

async function emptyDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const name = databaseName()
  await postgres.createDatabase(name)
  return postgres.ownerUrl(name)
}

const databaseName = () => `e2e_${randomBytes(6).toString('hex')}`

export { expect } from '@playwright/test'
