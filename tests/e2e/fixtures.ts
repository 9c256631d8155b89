import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { test as base } from '@playwright/test'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
import type { EmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'
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
    const clinic = await TestClinic.start(await freshDatabase(postgres))
    await use(clinic)
    await clinic.stop()
  },
  emptyClinic: async ({ postgres }, use) => {
    const clinic = await TestClinic.start(await freshDatabase(postgres), { demo: false })
    await use(clinic)
    await clinic.stop()
  },
})

/** Windows in which everything fades and slides as it does for most people. */
export const MOVING = { contextOptions: { reducedMotion: 'no-preference' } } as const

/** An empty database for one clinic. */
export async function freshDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  await postgres.createDatabase(name)
  return postgres.ownerUrl(name)
}

export { expect } from '@playwright/test'
