import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import { CentreError } from '../../centre/errors.ts'
import { checked, readMigrations } from '../../db/migrate.ts'
import { copyOut } from './copy-stream.ts'
import { writeBackup } from './file.ts'
import type { TableSource } from './file.ts'
import type { BackupKey } from './key.ts'
import type { Manifest } from './manifest.ts'
import { copyOutText, fixTextForms, readTables, serverSum } from './tables.ts'
import type { BackupTable } from './tables.ts'

/** Told when a named point is reached; tests end the process there. */
export type Points = (point: string) => void

export interface NewBackup {
  folder: string
  /** File name; must not be there yet. */
  name: string
  key: BackupKey
  createdAt: string
  at?: Points
}

/**
 * Copies every table of the database as it is at one moment, whatever is written meanwhile, into one sealed file.
 * The file gets its name when it is whole and on disk.
 */
export async function createBackup(client: Client, { folder, name, key, createdAt, at = () => {} }: NewBackup): Promise<Manifest> {
  const part = path.join(folder, `${name}.part`)
  try {
    const written = await inSnapshot(client, async (tables) => writeBackup(part, key, await aboutDatabase(client, createdAt, tables), rowsOf(client, tables)))
    mustAgree(written)
    at('backup written')
    renameSync(part, path.join(folder, name))
    at('backup named')
    return written
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

async function inSnapshot<T>(client: Client, work: (tables: BackupTable[]) => Promise<T>): Promise<T> {
  await fixTextForms(client)
  const expected = await readTables(client)
  if (expected.length === 0) throw new CentreError('There is nothing in this database to back up.')
  await client.query('begin isolation level repeatable read read only')
  try {
    // Before the snapshot, which begins with the first look: no migration may change a table while it is copied.
    await client.query(`lock table ${expected.map((table) => client.escapeIdentifier(table.name)).join(', ')} in access share mode`)
    const tables = await readTables(client)
    if (JSON.stringify(tables) !== JSON.stringify(expected)) throw new CentreError('The tables of the database were changed at this moment. Make the backup again.')
    return await work(tables)
  } finally {
    // Nothing was written; a session that broke is closed by whoever opened it.
    await client.query('rollback').catch(() => {})
  }
}

/** What was copied is what the server says there is. */
function mustAgree({ tables, server }: Manifest): void {
  const odd = tables.find(({ name, rows }) => server[name]?.rows !== rows)
  if (odd) throw new CentreError(`The backup has ${odd.rows} rows of ${odd.name}, the database ${server[odd.name]?.rows}. No backup was made; try again.`)
}

async function aboutDatabase(client: Client, createdAt: string, tables: readonly BackupTable[]): Promise<Omit<Manifest, 'tables' | 'format'>> {
  const migrations = (await checked(client, await readMigrations())).map(({ version, name, checksum }) => ({ version, name, checksum }))
  const { rows: [facts] } = await client.query<{ epoch: string; postgres: string }>(`select epoch, current_setting('server_version') as postgres from centre_state`)
  if (!facts) throw new CentreError('This database does not belong to a centre.')
  const server: Manifest['server'] = {}
  for (const table of tables) server[table.name] = await serverSum(client, table)
  return { createdAt, migrations, server, ...facts }
}

async function* rowsOf(client: Client, tables: readonly BackupTable[]): AsyncGenerator<TableSource> {
  for (const table of tables) {
    const { name, columns } = table
    yield { head: { name, columns }, rows: copyOut(client, copyOutText(client, table)) }
  }
}
