import type { Client } from 'pg'
import { createClient } from '../db/pool.ts'
import { migrateUp, readMigrations } from '../db/migrate.ts'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import type { EmbeddedPostgres } from '../postgres/embedded.ts'
import type { DataDir } from './data-dir.ts'
import { CentreError } from './errors.ts'
import { APP_ROLE, ensureRoles, SHAPES_ROLE } from './roles.ts'

export const DATABASE = 'chairside'
export const PUBLICATION = 'chairside_shapes'
/** Start of the embedded service's slot name: not Electric's, for a slot belongs to one reader. */
export const SLOT_PREFIX = 'chairside_embedded_'

/** Addresses of the database by what they may do. They hold passwords: never log them. */
export interface Database {
  owner: string
  app: string
  shapes: string
  /** Name of the replication slot. Slots are the whole server's, so the name carries the database's number. */
  slot: string
  stop(): Promise<void>
}

export interface DatabaseOptions {
  dir: DataDir
  /** An outside Postgres, used as it is for everything. */
  url: string | undefined
  /** Whether changes are read from it by the embedded shape service. */
  replicates: boolean
  say: (line: string) => void
  onLost: (error: Error) => void
}

/** Starts or reaches the database and brings it to this program's schema. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) return outside(options.url, options)
  const postgres = await startEmbeddedPostgres({ dataDir: options.dir.postgres, log: options.say, onUnexpectedExit: options.onLost })
  try {
    return await embedded(postgres, options)
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function embedded(postgres: EmbeddedPostgres, { dir, say }: DatabaseOptions): Promise<Database> {
  await postgres.createDatabase(DATABASE)
  const owner = postgres.ownerUrl(DATABASE)
  const passwords = { app: dir.secret('app'), shapes: dir.secret('shapes') }
  const slot = await asOwner(owner, async (client) => {
    await migrate(client, say)
    await ensureRoles(client, DATABASE, passwords)
    return slotName(client)
  })
  const address = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${postgres.port}/${DATABASE}`
  return { owner, app: address(APP_ROLE, passwords.app), shapes: address(SHAPES_ROLE, passwords.shapes), slot, stop: () => postgres.stop() }
}

async function outside(url: string, { replicates, say }: DatabaseOptions): Promise<Database> {
  const slot = await asOwner(url, async (client) => {
    await mustBeUsable(client, replicates)
    await migrate(client, say)
    return slotName(client)
  })
  return { owner: url, app: url, shapes: url, slot, stop: async () => {} }
}

async function slotName(client: Client): Promise<string> {
  const { rows } = await client.query<{ oid: string }>('select oid::text as oid from pg_database where datname = current_database()')
  return `${SLOT_PREFIX}${rows[0]!.oid}`
}

async function mustBeUsable(client: Client, replicates: boolean): Promise<void> {
  const { rows: [found] } = await client.query<{ version: string; wal: string }>(`select current_setting('server_version_num') as version, current_setting('wal_level') as wal`)
  if (Number(found!.version) < 150_000) throw new CentreError('The database is older than PostgreSQL 15. Update it first.')
  if (replicates && found!.wal !== 'logical') throw new CentreError('The database must run with wal_level = logical, or desks would not hear of changes. Set it and restart the database.')
}

async function migrate(client: Client, say: (line: string) => void): Promise<void> {
  await migrateUp(client, await readMigrations(), (step) => say(`Preparing the database: step ${step.version}, ${step.name.replaceAll('_', ' ')}.`))
}

/** Runs `work` on a connection of its own and closes it. */
export async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
