import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Client } from 'pg'

/** One versioned step of the database, with the way back. */
export interface Migration {
  version: number
  name: string
  up: string
  down: string
  /** SHA-256 of the up file: a migration that has shipped is never edited. */
  checksum: string
}

export interface Applied {
  version: number
  name: string
  checksum: string
  applied_at: Date
}

export const MIGRATIONS_DIR = path.resolve(import.meta.dirname, '../../migrations/postgres')

/** A migration problem a person must solve; the message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

// Any constant will do, as long as every runner of this program takes the same lock.
const LOCK = 0x63686169

/** Reads the migrations in order; refuses gaps, doubles and missing down files. */
export async function readMigrations(dir = MIGRATIONS_DIR): Promise<Migration[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.up.sql')).sort()
  const migrations: Migration[] = []
  for (const [index, file] of files.entries()) {
    const match = /^(\d{4})_([a-z0-9_]+)\.up\.sql$/.exec(file)
    if (!match) throw new MigrationError(`${file} is not named NNNN_name.up.sql.`)
    const version = Number(match[1])
    if (version !== index + 1) throw new MigrationError(`Migration ${String(index + 1).padStart(4, '0')} is missing before ${file}.`)
    const up = await readFile(path.join(dir, file), 'utf8')
    const down = await readFile(path.join(dir, file.replace('.up.sql', '.down.sql')), 'utf8').catch(() => {
      throw new MigrationError(`${file} has no down file beside it.`)
    })
    migrations.push({ version, name: match[2]!, up, down, checksum: createHash('sha256').update(up).digest('hex') })
  }
  return migrations
}

/** What has been applied, oldest first; empty on a new database. */
export async function applied(client: Client): Promise<Applied[]> {
  const { rows: [found] } = await client.query<{ exists: boolean }>(`select to_regclass('public.schema_migrations') is not null as exists`)
  if (!found?.exists) return []
  const { rows } = await client.query<Applied>('select version, name, checksum, applied_at from schema_migrations order by version')
  return rows
}

/**
 * Applies what is missing, each step in a transaction of its own, under an advisory lock.
 * Refuses a database newer than this program and one whose applied steps differ from the files.
 */
export async function migrateUp(client: Client, migrations: Migration[], onStep: (step: Migration) => void = () => {}): Promise<number> {
  return locked(client, async () => {
    await client.query(`create table if not exists schema_migrations (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`)
    await client.query(`comment on table schema_migrations is 'Which migrations this database has, with the checksums they were applied with'`)
    const done = await checked(client, migrations)
    const missing = migrations.slice(done.length)
    for (const step of missing) {
      onStep(step)
      await inTransaction(client, async () => {
        await client.query(step.up)
        await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [step.version, step.name, step.checksum])
      })
    }
    return missing.length
  })
}

/** Takes the newest steps back, one by one. Returns how many. */
export async function migrateDown(client: Client, migrations: Migration[], steps = 1): Promise<number> {
  return locked(client, async () => {
    const done = await checked(client, migrations)
    const back = done.slice(-steps).reverse()
    for (const { version } of back) {
      const step = migrations[version - 1]!
      await inTransaction(client, async () => {
        await client.query(step.down)
        await client.query('delete from schema_migrations where version = $1', [version])
      })
    }
    return back.length
  })
}

/** Compares what is applied with the files; throws the sentence for whoever runs it. */
export async function checked(client: Client, migrations: Migration[]): Promise<Applied[]> {
  const done = await applied(client)
  const newest = done.at(-1)
  if (newest && newest.version > migrations.length) {
    throw new MigrationError(`The database is at migration ${newest.version}, newer than this program (${migrations.length}). Update the program first.`)
  }
  for (const row of done) {
    const file = migrations[row.version - 1]
    if (!file || file.checksum !== row.checksum) throw new MigrationError(`Migration ${row.version} (${row.name}) was changed after it was applied. Restore the file; write a new migration instead.`)
  }
  return done
}

async function locked<T>(client: Client, run: () => Promise<T>): Promise<T> {
  await client.query('select pg_advisory_lock($1)', [LOCK])
  try {
    return await run()
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK])
  }
}

async function inTransaction(client: Client, run: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await run()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
