/** The embedded shape service: ElectricSQL's HTTP shape protocol, served from one Postgres by logical replication. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Collector } from './collector.ts'
import { DiskStore } from './disk-store.ts'
import { makeListener } from './http.ts'
import { Link } from './link.ts'
import { errorCode, openDatabases, silentLog, type Databases, type Log } from './pg.ts'
import { Reconciler } from './reconciler.ts'
import { Registry } from './registry.ts'
import { ShapeService } from './service.ts'
import type { Shape } from './shape.ts'
import { SlotWatch, type SlotLevel } from './slot-watch.ts'
import { takeSnapshot } from './snapshot.ts'
import { MemoryStore, type LogStore } from './store.ts'
import { TableChanged } from './table-changed.ts'
import { evaluateWhere } from './where.ts'

export interface ShapeServiceOptions {
  /** Address of a role with REPLICATION, read rights on the tables and TEMPORARY on the database. */
  readonly databaseUrl: string
  /** 0 or left out: any free port. */
  readonly port?: number
  readonly host?: string
  /** Left out: insecure mode, anyone who reaches the port may read. */
  readonly secret?: string
  readonly publication: string
  readonly slot: string
  /** True: tables are in the publication with REPLICA IDENTITY FULL by migrations. False: this service sees to it. */
  readonly manualPublishing?: boolean
  readonly longPollMs?: number
  readonly chunkBytes?: number
  /** Folder for the logs. Left out: logs are kept in memory and every restart makes clients fetch anew. */
  readonly dataDir?: string
  readonly log?: Log
  readonly allowDelete?: boolean
  readonly cacheMaxAgeSeconds?: number
  readonly cacheStaleAgeSeconds?: number
  /** How long a request waits for the database before it is answered 503. */
  readonly readyWaitMs?: number
  /** How often the catalogue is compared with what the shapes were defined on. */
  readonly reconcileMs?: number
  /** A shape whose log grows beyond this is rotated: by default 128 MB on disk, 16 MB in memory. */
  readonly maxLogBytes?: number
  readonly maxShapes?: number
  /** How often the replication slot is looked at: 30 s by default. */
  readonly slotCheckMs?: number
}

export interface RunningShapeService {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
  health(): 'starting' | 'active'
  /** How far the replication slot was from being given up when it was looked at last. */
  slot(): SlotLevel
}

const SETTLE_LIMIT_MS = 5000
const STOP_LIMIT_MS = 3000
const LOG_BYTES_ON_DISK = 128 * 1024 * 1024
const LOG_BYTES_IN_MEMORY = 16 * 1024 * 1024

/**
 * Starts the service and resolves when its port answers; `health()` tells when replication is up. A database that is
 * not there yet is waited for. Rejects where the port is taken or the data folder cannot be used.
 */
export async function startShapeService(options: ShapeServiceOptions): Promise<RunningShapeService> {
  const log = options.log ?? silentLog
  const databases = openDatabases(options.databaseUrl, log)
  const store: LogStore = options.dataDir === undefined ? new MemoryStore() : new DiskStore(options.dataDir, log)
  const parts = assemble(options, databases, store, log)
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 65_000 }, makeListener(httpOptions(options, parts, log)))
  try {
    for (const stored of await store.load()) await parts.registry.restore(stored)
    parts.collector.restoreGlobalLsn(store.position?.globalLsn ?? 0n)
    await listen(server, options.port ?? 0, options.host ?? '127.0.0.1')
  } catch (error) {
    await Promise.all([store.close(), databases.close()])
    throw error
  }
  parts.link.start()
  parts.reconciler.start()
  parts.slotWatch.start()
  const { port } = server.address() as AddressInfo
  let stopping: Promise<void> | null = null
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    port,
    stop: () => (stopping ??= stopAll(server, parts, databases, store)),
    health: () => (parts.link.active ? 'active' : 'starting'),
    slot: () => parts.slotWatch.level,
  }
}

interface Parts {
  readonly registry: Registry
  readonly collector: Collector
  readonly link: Link
  readonly service: ShapeService
  readonly reconciler: Reconciler
  readonly slotWatch: SlotWatch
  /** Snapshots being taken. */
  readonly fills: ReadonlySet<Promise<void>>
}

function assemble(options: ShapeServiceOptions, databases: Databases, store: LogStore, log: Log): Parts {
  const { publication, slot, databaseUrl } = options
  const manualPublishing = options.manualPublishing ?? true
  const chunkBytes = options.chunkBytes ?? 10 * 1024 * 1024
  const registry = new Registry({ store, log, maxShapes: options.maxShapes ?? 1000, now: Date.now })
  const reconciler = new Reconciler({ databases, registry, publication, log, everyMs: options.reconcileMs ?? 3000 })
  const collector = new Collector({
    registry,
    log,
    evaluate: (table, where, rows) => evaluateWhere(databases.reader, table, where, rows),
    maxLogBytes: options.maxLogBytes ?? (store.durable ? LOG_BYTES_ON_DISK : LOG_BYTES_IN_MEMORY),
    onUnknownRelation: () => reconciler.hurry(),
  })
  const slotWatch = new SlotWatch({ db: databases.reader, log, pattern: `^${slot}$`, everyMs: options.slotCheckMs ?? 30_000 })
  const beforeActive = async (): Promise<void> => {
    await Promise.all([reconciler.look(), slotWatch.look()])
  }
  const link = new Link({ databaseUrl, databases, publication, slot, manualPublishing, registry, collector, store, log, beforeActive })
  const fills = new Set<Promise<void>>()
  const fill = (shape: Shape): void => {
    const filled = fillShape(shape, { databases, collector, publication, chunkBytes, registry, link, store })
      .catch((error: unknown) => log.error({ handle: shape.handle, error: String(error) }, 'a snapshot ended badly'))
      .finally(() => fills.delete(filled))
    fills.add(filled)
  }
  const service = new ShapeService({
    databases,
    registry,
    collector,
    link,
    log,
    publication,
    manualPublishing,
    chunkBytes,
    longPollMs: options.longPollMs ?? 20_000,
    readyWaitMs: options.readyWaitMs ?? 5000,
    fill,
  })
  return { registry, collector, link, service, reconciler, slotWatch, fills }
}

interface FillParts {
  readonly databases: Databases
  readonly collector: Collector
  readonly publication: string
  readonly chunkBytes: number
  readonly registry: Registry
  readonly link: Link
  readonly store: LogStore
}

async function fillShape(shape: Shape, parts: FillParts): Promise<void> {
  const { registry, store, link } = parts
  const { definition, where, handle, key } = shape
  try {
    await takeSnapshot(shape, parts)
    if (shape.end) return
    if (shape.snapshot) {
      await store.keep({ handle, key, query: definition.query, table: definition.table, where, snapshot: shape.snapshot }, shape.log)
    }
    shape.markComplete()
  } catch (error) {
    if (error instanceof TableChanged) registry.rotate(shape, error.message)
    else registry.end(shape, { kind: 'failed', error }, `snapshot failed (${errorCode(error) ?? 'no code'})`)
    return
  }
  // An up-to-date must not claim less than the snapshot shows: wait until the stream has come as far, but not forever.
  await link.passMarker(SETTLE_LIMIT_MS).catch(() => false)
  shape.markSettled()
}

function httpOptions(options: ShapeServiceOptions, parts: Parts, log: Log): Parameters<typeof makeListener>[0] {
  return {
    service: parts.service,
    health: () => (parts.link.active ? 'active' : 'starting'),
    slot: () => parts.slotWatch.level,
    secret: options.secret,
    allowDelete: options.allowDelete ?? false,
    longPollMs: options.longPollMs ?? 20_000,
    cache: { maxAgeSeconds: options.cacheMaxAgeSeconds ?? 60, staleAgeSeconds: options.cacheStaleAgeSeconds ?? 300 },
    log,
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function stopAll(server: Server, parts: Parts, databases: Databases, store: LogStore): Promise<void> {
  parts.reconciler.stop()
  parts.slotWatch.stop()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
  // Clients may hold the handles of these already: let them become durable, unless a snapshot takes long.
  await Promise.race([Promise.all(parts.fills), new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref())])
  await parts.link.stop()
  await store.close()
  await databases.close()
}
