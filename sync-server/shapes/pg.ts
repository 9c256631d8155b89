/** Database sessions of the shape service: one set of display settings, so that every value has one text form. */
import { DatabaseError, Pool, type PoolClient } from 'pg'

/** The text form of values the protocol prescribes; the same on query and on replication sessions. */
const DISPLAY =
  '-c bytea_output=hex -c DateStyle=ISO,DMY -c TimeZone=UTC -c extra_float_digits=1 -c IntervalStyle=iso_8601 ' +
  '-c standard_conforming_strings=on -c client_encoding=UTF8'

export interface Databases {
  /** Catalogue look-ups and where evaluation. Never writes. */
  readonly reader: Pool
  /** Snapshots, which hold a session for as long as a table takes to read. Never writes. */
  readonly snapshots: Pool
  /** Slot, publication, markers, where checks. */
  readonly admin: Pool
  close(): Promise<void>
}

export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** The connection address with the display settings (and more, if given) as session options. */
export function withSessionOptions(databaseUrl: string, extra = ''): string {
  const url = new URL(databaseUrl)
  const own = url.searchParams.get('options')
  url.searchParams.set('options', [own, DISPLAY, extra].filter(Boolean).join(' '))
  return url.href
}

/** Opens the pools. Connecting happens on first use, so this never fails on an unreachable server. */
export function openDatabases(databaseUrl: string, log: Log): Databases {
  const readOnly = '-c default_transaction_read_only=on'
  const reader = makePool(withSessionOptions(databaseUrl, `${readOnly} -c statement_timeout=15000`), 4, log)
  const snapshots = makePool(withSessionOptions(databaseUrl, readOnly), 4, log, SNAPSHOT_QUEUE_MS)
  // A marker is waited for: flushed at its commit, it comes through the stream at once, whatever the server's default.
  const admin = makePool(withSessionOptions(databaseUrl, '-c synchronous_commit=local'), 2, log)
  const close = async (): Promise<void> => {
    await Promise.all([reader.end(), snapshots.end(), admin.end()])
  }
  return { reader, snapshots, admin, close }
}

// A snapshot may have to wait for the big ones before it.
const SNAPSHOT_QUEUE_MS = 120_000

function makePool(connectionString: string, max: number, log: Log, connectionTimeoutMillis = 5000): Pool {
  const pool = new Pool({
    connectionString,
    max,
    application_name: 'chairside-shapes',
    connectionTimeoutMillis,
    idleTimeoutMillis: 60_000,
  })
  // An error nobody listens for ends the process. The pool listens to idle sessions only; a session can die in the very
  // moment it is handed out, or between two queries of its user. Whoever uses it learns of it by the next query.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', (error) => log.debug({ code: errorCode(error) }, 'idle database session lost'))
  return pool
}

/** Runs work on one session; a session whose work failed is thrown away rather than reused in an unknown state. */
export async function withSession<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failed = true
  try {
    const result = await work(client)
    failed = false
    return result
  } finally {
    client.release(failed)
  }
}

export function errorCode(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * Whether an error says that the server is away or refuses service for now, as opposed to a statement that is wrong.
 * Classes 08 (connection), 53 (resources), 57 (operator intervention), 58 (system), 25006 (read-only standby).
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true
  const code = error.code ?? ''
  return /^(08|53|57|58|XX)/.test(code) || code === '25006' || code === '55P03' || code === '40001'
}
