import type { Client } from 'pg'
import { CentreError } from '../../centre/errors.ts'
import { migrateUp, readMigrations } from '../../db/migrate.ts'
import type { Migration } from '../../db/migrate.ts'
import { CopyIn, copyOut } from './copy-stream.ts'
import { readBackup, readHeader, TableSum } from './file.ts'
import type { TableSink } from './file.ts'
import type { BackupKey } from './key.ts'
import type { Manifest, TableFacts } from './manifest.ts'
import { copyInText, copyOutText, fixTextForms, readTables, serverSum } from './tables.ts'
import type { ServerSum } from './tables.ts'

/** A table that came out of the database otherwise than it was backed up. */
export interface Difference {
  table: string
  problem: string
}

/**
 * Fills an empty database with a backup: the schema of then by the program's own migrations, then every row,
 * in one transaction. The database must be nobody else's.
 * @throws {CentreError} when the backup is newer than the program, from another history, or damaged.
 */
export async function loadBackup(client: Client, path: string, key: BackupKey): Promise<Manifest> {
  const migrations = await readMigrations()
  const { header } = readHeader(path)
  if (header.schema > migrations.length) throw new CentreError(`This backup holds a database at migration ${header.schema}, newer than this program (${migrations.length}). Update the program first.`)
  await fixTextForms(client)
  await migrateUp(client, migrations.slice(0, header.schema))
  const sink = new Loader(client)
  await client.query('begin')
  try {
    await client.query(`truncate ${(await readTables(client)).map(({ name }) => client.escapeIdentifier(name)).join(', ')}`)
    const manifest = await readBackup(path, key, sink)
    mustShareHistory(manifest, migrations)
    await client.query('commit')
    await client.query('analyze')
    return manifest
  } catch (error) {
    await sink.abandon()
    await client.query('rollback')
    throw error
  }
}

function mustShareHistory({ migrations }: Manifest, ours: readonly Migration[]): void {
  const foreign = migrations.find(({ version, checksum }) => ours[version - 1]?.checksum !== checksum)
  if (foreign) throw new CentreError(`This backup was made with another migration ${foreign.version} (${foreign.name}) than this program has. Use the program that made it.`)
}

class Loader implements TableSink {
  readonly #client: Client
  #copy: CopyIn | undefined

  constructor(client: Client) {
    this.#client = client
  }

  async begin({ name, columns }: { name: string; columns: string[] }): Promise<void> {
    this.#copy = new CopyIn(this.#client, copyInText(this.#client, name, columns))
  }

  async rows(lines: Buffer): Promise<void> {
    await this.#copy!.write(lines)
  }

  async end(): Promise<void> {
    const copy = this.#copy!
    this.#copy = undefined
    await copy.end()
  }

  async abandon(): Promise<void> {
    await this.#copy?.abandon()
  }
}

/** Reads every table again, in the order of the backup, and names those that are not as the manifest says. */
export async function compare(client: Client, manifest: Manifest): Promise<Difference[]> {
  await fixTextForms(client)
  const here = await readTables(client)
  const found: Difference[] = []
  for (const expected of manifest.tables) {
    const table = here.find(({ name }) => name === expected.name)
    const problem = table ? problemOf(await sumOf(client, copyOutText(client, table), expected), expected) ?? serverProblem(await serverSum(client, table), manifest.server[table.name]) : 'it is missing'
    if (problem) found.push({ table: expected.name, problem })
  }
  const extra = here.filter(({ name }) => !manifest.tables.some((table) => table.name === name))
  return [...found, ...extra.map(({ name }) => ({ table: name, problem: 'it is not in the backup' }))]
}

async function sumOf(client: Client, text: string, { name, columns }: TableFacts): Promise<TableFacts> {
  const sum = new TableSum()
  for await (const lines of copyOut(client, text) as AsyncIterable<Buffer>) sum.add(lines)
  return sum.facts({ name, columns })
}

function problemOf(got: TableFacts, expected: TableFacts): string | undefined {
  if (got.rows !== expected.rows) return `${got.rows} rows instead of ${expected.rows}`
  return got.sha256 === expected.sha256 ? undefined : 'its rows are others'
}

/** The rows as the server sees them: bytes that this program spoilt both ways alike would show here. */
function serverProblem(got: ServerSum, expected: ServerSum | undefined): string | undefined {
  return got.rows === expected?.rows && got.sum === expected.sum ? undefined : 'its rows are not those the database had'
}

/** Brings a loaded database to this program's schema and gives it a new epoch, so that desks notice that it is an older copy. */
export async function finishLoaded(client: Client): Promise<void> {
  await migrateUp(client, await readMigrations())
  await beginEpoch(client)
}

export async function beginEpoch(client: Client): Promise<void> {
  await client.query('update centre_state set epoch = gen_random_uuid(), created_at = now()')
  // What came back after an earlier restore is an old story.
  await client.query('update client_progress set returned = 0, returned_at = null where returned > 0')
}
