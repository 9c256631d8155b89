import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopAbandonedPostgres } from '../../sync-server/postgres/abandoned.ts'
import { startEmbeddedPostgres } from '../../sync-server/postgres/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's addresses of the Postgres servers of the test run, one for each worker. */
    postgresUrls: string[]
  }
}

const prefix = 'chairside-test-postgres-'

/**
 * Starts a throw-away Postgres for each worker of the test run; the returned function stops and removes them.
 * Files that run side by side must not share one: making a replication slot waits for every open transaction of
 * the server, and some files hold transactions open on purpose.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandoned()
  const servers = await Promise.all(Array.from({ length: project.vitest.config.maxWorkers }, startServer))
  project.provide('postgresUrls', servers.map((server) => server.url))
  return async () => void (await Promise.all(servers.map((server) => server.stop())))
}

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), prefix))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  const stop = async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { url: postgres.ownerUrl(), stop }
}

// A test run that was killed outright could not stop its server; the next run does.
async function clearAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const dir = join(tmpdir(), name)
    if (await stopAbandonedPostgres(dir)) rmSync(dir, { recursive: true, force: true })
  }
}
