import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopAbandonedPostgres } from '../../sync-server/postgres/abandoned.ts'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's address of the Postgres that serves the whole test run. */
    postgresUrl: string
  }
}

const prefix = 'chairside-test-postgres-'

/** Starts one throw-away Postgres for the whole test run; the returned function stops and removes it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandoned()
  const dataDir = mkdtempSync(join(tmpdir(), prefix))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  project.provide('postgresUrl', postgres.ownerUrl())
  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

// A test run that was killed outright could not stop its server; the next run does.
async function clearAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const dir = join(tmpdir(), name)
    if (await stopAbandonedPostgres(dir)) rmSync(dir, { recursive: true, force: true })
  }
}
