import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Client } from 'pg'
import { SLOT_PREFIX } from '../centre/database.ts'
import { CentreError } from '../centre/errors.ts'
import { applied, checked, migrateDown, migrateUp, MIGRATIONS_DIR, readMigrations } from '../db/migrate.ts'
import type { Migration } from '../db/migrate.ts'
import { print, say } from './cli.ts'
import type { AdminDatabase } from './connection.ts'
import { sealMigrations } from './migration-guard.ts'

export async function up(client: Client): Promise<void> {
  const migrations = await readMigrations()
  const count = await migrateUp(client, migrations, (step) => say(`Applying ${nameOf(step)}.`))
  print(count === 0 ? `Up to date at migration ${migrations.length}.` : `Applied ${count}; the database is at migration ${migrations.length}.`)
}

/** Takes `steps` migrations back; with patients in the database only after `--yes`, because tables go with them. */
export async function down(client: Client, steps: number, yes: boolean): Promise<void> {
  const patients = await patientCount(client)
  if (patients > 0 && !yes) throw new CentreError(`The database holds ${patients} patients, and taking migrations back can delete them. Nothing was changed. Make a backup, then repeat with --yes.`)
  const migrations = await readMigrations()
  const count = await migrateDown(client, migrations, steps)
  const left = (await applied(client)).length
  print(count === 0 ? 'There is nothing to take back.' : `Took back ${count}; the database is at migration ${left}.`)
}

export async function status(client: Client): Promise<void> {
  const migrations = await readMigrations()
  const done = await checked(client, migrations)
  for (const step of migrations) print(`${step.version <= done.length ? 'applied' : 'waiting'}  ${nameOf(step)}`)
  print(done.length === migrations.length ? 'The database is up to date.' : `${migrations.length - done.length} to apply: run "npm run db -- up".`)
}

export async function history(client: Client): Promise<void> {
  const done = await applied(client)
  if (done.length === 0) return print('No migration has been applied.')
  for (const row of done) print(`${new Date(row.applied_at).toISOString()}  ${String(row.version).padStart(4, '0')}_${row.name}  sha256 ${row.checksum.slice(0, 12)}`)
}

/** Writes the pair of files of a new migration, with what to keep in mind. */
export async function create(name: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) throw new CentreError('Name the migration in lower-case letters, digits and underscores, such as add_recall.')
  const migrations = await readMigrations()
  const stem = path.join(MIGRATIONS_DIR, `${String(migrations.length + 1).padStart(4, '0')}_${name}`)
  await writeFile(`${stem}.up.sql`, '-- Additive only: every desk fetches a changed table anew, and older desks must go on working. Comment every table and column.\n', { flag: 'wx' })
  await writeFile(`${stem}.down.sql`, '-- Takes back exactly what the up file did.\n', { flag: 'wx' })
  print(`${path.relative(process.cwd(), stem)}.up.sql and .down.sql are ready to be written. When they are finished: npm run db -- seal`)
}

/** Declares new migrations finished: from now on they are never edited, only followed by others. */
export async function seal(): Promise<void> {
  const names = await sealMigrations(await readMigrations())
  print(names.length === 0 ? 'Every migration is sealed.' : `Sealed ${names.join(', ')}.`)
}

/** Empties the database and builds it anew, with a new epoch, so that desks notice. */
export async function reset(client: Client, database: AdminDatabase, yes: boolean): Promise<void> {
  const patients = await patientCount(client)
  const loss = patients > 0 ? `${patients} patients with everything that belongs to them` : 'everything in this database'
  if (!yes) throw new CentreError(`Reset deletes ${loss}. Nothing was changed. Repeat with --yes if that is what you want.`)
  const { rows } = await client.query<{ open: number }>(`select count(*)::int as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender')`)
  if (database.shared || rows[0]!.open > 0) throw new CentreError('The database is in use. Stop the centre and every other program that is connected to it, then repeat.')
  const migrations = await readMigrations()
  await forgetShapes(client, database)
  await migrateDown(client, migrations, migrations.length)
  await migrateUp(client, migrations, (step: Migration) => say(`Applying ${nameOf(step)}.`))
  print(`The database is empty and at migration ${migrations.length}.`)
}

/** The shape log and its slot describe the rows that go: they live and die together. */
async function forgetShapes(client: Client, { dataDir }: AdminDatabase): Promise<void> {
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and starts_with(slot_name, $1) and not active', [SLOT_PREFIX])
  if (dataDir !== undefined) rmSync(path.join(dataDir, 'shapes'), { recursive: true, force: true })
}

async function patientCount(client: Client): Promise<number> {
  const { rows: [found] } = await client.query<{ known: boolean }>(`select to_regclass('public.patients') is not null as known`)
  if (!found!.known) return 0
  const { rows: [counted] } = await client.query<{ count: number }>('select count(*)::int as count from patients')
  return counted!.count
}

function nameOf({ version, name }: { version: number; name: string }): string {
  return `${String(version).padStart(4, '0')}_${name}`
}
