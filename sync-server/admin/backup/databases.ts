import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import { asOwner, SLOT_PREFIX } from '../../centre/database.ts'
import { CentreError } from '../../centre/errors.ts'

/** Databases that only ever live as long as one command are called after the one they stand in for, */
const scratchPrefix = (url: string) => `${databaseOf(url).slice(0, 40)}_scratch_`
/** and so is what a database is called after another has taken its place. */
const asidePrefix = (url: string) => `${databaseOf(url).slice(0, 40)}_before_`

/** The server's own database, from which others are made, renamed and dropped. */
export function maintenanceUrl(url: string): string {
  return urlOf(url, 'postgres')
}

export function urlOf(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${encodeURIComponent(database)}`
  return other.href
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

/** Makes an empty database of that name. @throws {CentreError} when this user may not. */
export async function createDatabase(url: string, name: string): Promise<void> {
  await asOwner(maintenanceUrl(url), async (client) => {
    try {
      await client.query(`create database ${client.escapeIdentifier(name)} template template0`)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === '42501') throw new CentreError('The database user may not create databases, which checking and restoring a backup needs. Allow it: alter role … createdb.', { cause: error })
      throw error
    }
  })
}

/** Runs `work` on a database that is made for it and dropped afterwards. */
export async function withScratch<T>(url: string, work: (client: Client, name: string) => Promise<T>): Promise<T> {
  return inTurn(url, async () => {
    const name = scratchName(url)
    await createDatabase(url, name)
    try {
      return await asOwner(urlOf(url, name), (client) => work(client, name))
    } finally {
      await dropDatabase(url, name)
    }
  })
}

// Any constant will do, as long as every such command takes the same lock.
const TURN = 0x6261636b

/** Runs `work` while no other command has a scratch database for this one; what killed ones have left goes first. */
export async function inTurn<T>(url: string, work: () => Promise<T>): Promise<T> {
  return asOwner(maintenanceUrl(url), async (client) => {
    await client.query('set statement_timeout = 0; set idle_session_timeout = 0')
    await client.query('select pg_advisory_lock($1, hashtext($2))', [TURN, databaseOf(url)])
    await dropAbandoned(client, scratchPrefix(url))
    return work()
  })
}

export function scratchName(url: string): string {
  return `${scratchPrefix(url)}${randomBytes(6).toString('hex')}`
}

async function dropAbandoned(client: Client, prefix: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select datname as name from pg_database where starts_with(datname, $1)', [prefix])
  for (const { name } of rows) await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
}

/** Drops a database, if there is one. Only for databases that this program has made for itself. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  if (!name.startsWith(scratchPrefix(url)) && !name.startsWith(asidePrefix(url))) throw new Error(`${name} is not this program's to drop`)
  await asOwner(maintenanceUrl(url), (client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`))
}

/**
 * Lets the database `from` take the place of the one in `url`, which is kept under another name; both at once or
 * neither. Replication slots of the old one go: nobody will read them any more, and they would keep its log for ever.
 * @returns the name under which the old one is kept
 */
export async function takePlace(url: string, from: string, now: Date): Promise<string> {
  const current = databaseOf(url)
  const aside = `${asidePrefix(url)}${now.toISOString().replaceAll(/[-:]/g, '').replace('T', '_').slice(0, 15)}`
  await asOwner(maintenanceUrl(url), async (client) => {
    await dropSlots(client, current)
    await client.query('begin')
    await client.query(`alter database ${client.escapeIdentifier(current)} rename to ${client.escapeIdentifier(aside)}`)
    await client.query(`alter database ${client.escapeIdentifier(from)} rename to ${client.escapeIdentifier(current)}`)
    await client.query('commit')
  })
  return aside
}

/** Drops the slots by which the embedded shape service followed a database; the one of this session if none is named. */
export async function dropSlots(client: Client, database?: string): Promise<void> {
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = coalesce($1, current_database()) and starts_with(slot_name, $2) and not active', [database ?? null, SLOT_PREFIX])
}

/** Gives a scratch database the name that it keeps. */
export async function rename(url: string, from: string, to: string): Promise<void> {
  await asOwner(maintenanceUrl(url), async (client) => {
    try {
      await client.query(`alter database ${client.escapeIdentifier(from)} rename to ${client.escapeIdentifier(to)}`)
    } catch (error) {
      if ((error as { code?: string }).code === '42P04') throw new CentreError(`There is a database "${to}" already. Choose another name.`, { cause: error })
      throw error
    }
  })
}

/** Names of the databases that were kept aside, oldest first. */
export async function asides(url: string): Promise<string[]> {
  return asOwner(maintenanceUrl(url), async (client) => {
    const { rows } = await client.query<{ name: string }>('select datname as name from pg_database where starts_with(datname, $1) order by 1', [asidePrefix(url)])
    return rows.map(({ name }) => name)
  })
}

/** How many others are connected to the database: clients, and shape sources that follow it. */
export async function othersConnected(client: Client): Promise<number> {
  const { rows } = await client.query<{ open: number }>(`select count(*)::int as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender')`)
  return rows[0]!.open
}
