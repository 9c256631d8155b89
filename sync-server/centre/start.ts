import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createEnrolmentCode } from '../auth/enrolment-codes.ts'
import { inTransaction } from '../auth/transaction.ts'
import { createPool } from '../db/pool.ts'
import { buildApp } from '../http/app.ts'
import { createLog } from '../http/log.ts'
import type { Logger } from '../http/log.ts'
import { watchSlowQueries } from '../http/slow-queries.ts'
import { portProblem } from '../postgres/ports.ts'
import { startShapeService } from '../shapes/index.ts'
import { firstClinic } from '../admin/first-clinic.ts'
import { openCentreDir } from './data-dir.ts'
import type { DataDir } from './data-dir.ts'
import { asOwner, openDatabase, PUBLICATION } from './database.ts'
import type { Database } from './database.ts'
import { CentreError } from './errors.ts'
import type { CentreOptions } from './options.ts'
import type { ShapeSource } from '../gatekeeper/upstream.ts'

const LONG_POLL_MS = 20_000
const SHAPES_LIMIT_MS = 5000

export interface RunningCentre {
  url: string
  /** A code for one desk, when one was asked for. */
  enrolmentCode: string | undefined
  /** Stops everything in order; safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts a whole centre: folder, database, migrations, a clinic if there is none, shapes, HTTP.
 * @param say told what is being done, a sentence at a time
 * @param onLost called when a part ends by itself
 */
export async function startCentre(options: CentreOptions, say: (line: string) => void, onLost: (error: Error) => void, log: Logger = createLog()): Promise<RunningCentre> {
  const undo: (() => Promise<void> | void)[] = []
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= inReverse(undo))
  try {
    const dir = openCentreDir(options.dataDir)
    undo.push(() => dir.release())
    const port = await choosePort(options, dir)
    const database = await openDatabase({ dir, url: options.databaseUrl, replicates: options.shapeSource === undefined, say, onLost })
    undo.push(() => database.stop())
    await asOwner(database.owner, (client) => firstClinic(client, options.demo, say))
    const pool = createPool(database.app)
    watchSlowQueries(pool, log)
    undo.push(() => pool.end())
    const shapeSource = options.shapeSource ?? (await embeddedShapes(database, dir, log, undo))
    const app = buildApp({ pool, shapeSource, log, trustedProxy: options.trustedProxy })
    undo.push(() => app.close())
    const url = await listen(app, options.host, port)
    dir.rememberPort(Number(new URL(url).port))
    const enrolmentCode = options.enrol && (await inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: string }>('select id from clinics order by created_at, id limit 1')
      return createEnrolmentCode(client, rows[0]!.id, options.enrol!)
    }))
    return { url, enrolmentCode, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function inReverse(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of undo.toReversed()) {
    try {
      await step()
    } catch {
      // A part that does not stop must not keep the others from being stopped.
    }
  }
}

async function choosePort({ port }: CentreOptions, dir: DataDir): Promise<number> {
  const chosen = port ?? dir.rememberedPort ?? 0
  // Asked before the database is started, so that a taken port is told at once.
  const problem = chosen === 0 ? undefined : await portProblem(chosen)
  if (problem === undefined) return chosen
  if (port !== undefined) throw new CentreError(problem)
  throw new CentreError(`${problem} Desks look for the centre at port ${chosen}: if you choose another with --port, tell them.`)
}

async function embeddedShapes(database: Database, dir: DataDir, log: Logger, undo: (() => Promise<void> | void)[]): Promise<ShapeSource> {
  const secret = dir.secret('shape-source')
  const service = await startShapeService({
    databaseUrl: database.shapes, secret, publication: PUBLICATION, slot: database.slot, manualPublishing: true, longPollMs: LONG_POLL_MS, dataDir: dir.shapes,
    log: log.child({ part: 'shapes' }),
  })
  undo.push(() => service.stop())
  await until(() => service.health() === 'active', SHAPES_LIMIT_MS)
  return { url: service.url, secret }
}

/** Waits for `condition`, but not longer than `limitMs`: a desk that asks too early is told to try again. */
async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!condition() && performance.now() < deadline) await pause(10)
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port, listenTextResolver: () => 'listening' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE') throw new CentreError(`Port ${port} on this computer is already used by another program. Choose another port.`, { cause: error })
    if (code === 'EACCES') throw new CentreError(`This user may not use port ${port}. Choose one above 1023.`, { cause: error })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new CentreError(`This computer has no address ${host}. Choose another with --host.`, { cause: error })
    throw error
  }
}
