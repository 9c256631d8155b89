import { rmSync } from 'node:fs'
import path from 'node:path'
import { verifyAudit } from '../../auth/audit-verify.ts'
import { asOwner } from '../../centre/database.ts'
import { CentreError } from '../../centre/errors.ts'
import { print, say } from '../cli.ts'
import type { AdminDatabase } from '../connection.ts'
import { createBackup } from './create.ts'
import type { Points } from './create.ts'
import * as databases from './databases.ts'
import { createKey, KEY_FILE, readKey } from './key.ts'
import type { BackupKey } from './key.ts'
import { beginEpoch, compare, finishLoaded, loadBackup } from './load.ts'
import type { Difference } from './load.ts'
import { rowsIn } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import type { Shelf, Shelved } from './shelf.ts'

/** What the commands work with. */
export interface Bench {
  shelf: Shelf
  keyFile: string
}

/** Makes a backup; with `keep`, older ones beyond that many go. */
export async function create({ shelf, keyFile }: Bench, database: AdminDatabase, keep: number | undefined): Promise<Shelved> {
  shelf.prepare()
  const key = keyForNew(shelf, keyFile)
  const now = new Date()
  const name = shelf.nameFor(now)
  const manifest = await asOwner(database.url, (client) => createBackup(client, { folder: shelf.folder, name, key, createdAt: now.toISOString() }))
  shelf.note(name, manifest, null)
  const made = shelf.find(name)
  print(`${made.path}  ${sizeOf(made.bytes)}, ${rowsIn(manifest)} rows in ${manifest.tables.length} tables`)
  for (const old of keep === undefined ? [] : shelf.keepNewest(keep)) say(`Removed the older backup ${old}.`)
  return made
}

/** The key of this centre's backups; made with the first of them. */
function keyForNew(shelf: Shelf, keyFile: string): BackupKey {
  const known = readKey(keyFile)
  if (known) return known
  // A new key would leave them closed for ever, and nobody would notice before they are needed.
  if (shelf.list().length > 0) throw new CentreError(`The key of the earlier backups, ${keyFile}, is missing. Put it back or name it with --key; or move the old backups elsewhere to begin with a new key.`)
  const key = createKey(keyFile)
  say(`The backups of this centre are sealed with a new key: ${keyFile}`)
  say('Keep a copy of that file in another place, apart from the backups. Without it no backup can be opened, by nobody.')
  return key
}

export function keyFor(keyFile: string): BackupKey {
  const key = readKey(keyFile)
  if (!key) throw new CentreError(`The key of the backups is not in ${keyFile}. Put ${KEY_FILE} back from the place where its copy is kept, or name it with --key.`)
  return key
}

export function list({ shelf }: Bench, now = new Date()): void {
  const listed = shelf.list()
  if (listed.length === 0) return print(`There is no backup in ${shelf.folder}.`)
  for (const { name, createdAt, bytes, rows, verifiedAt } of listed) {
    print(`${name}  ${ageOf(createdAt, now).padStart(8)} old  ${sizeOf(bytes).padStart(9)}  ${String(rows ?? '?').padStart(9)} rows  ${verifiedAt === null ? 'not verified' : `verified ${ageOf(verifiedAt, now)} ago`}`)
  }
}

/** Restores a backup into a database made for it, compares every table, and drops that database again. */
export async function verify({ shelf, keyFile }: Bench, database: AdminDatabase, wanted: string): Promise<Manifest> {
  const backup = shelf.find(wanted)
  const key = keyFor(keyFile)
  const { manifest, problems, audit } = await databases.withScratch(database.url, async (client) => {
    const loaded = await loadBackup(client, backup.path, key)
    const found = await compare(client, loaded)
    await finishLoaded(client)
    return { manifest: loaded, problems: found, audit: await verifyAudit(client) }
  })
  mustBeSame(backup.name, problems)
  if (audit.breaks.length > 0) throw new CentreError(`${backup.name} is as the database was, but ${audit.breaks.length} of its ${audit.chains} audit chains are broken. Run "npm run admin -- audit-verify".`)
  if (path.dirname(backup.path) === path.resolve(shelf.folder)) shelf.note(backup.name, manifest, new Date().toISOString())
  print(`${backup.name} restores to what the database was: ${rowsIn(manifest)} rows in ${manifest.tables.length} tables are the same, byte for byte, and ${audit.rows} audit rows are whole.`)
  return manifest
}

function mustBeSame(name: string, problems: readonly Difference[]): void {
  for (const { table, problem } of problems) print(`different  ${table}: ${problem}`)
  if (problems.length > 0) throw new CentreError(`${name} does not restore to what the database was: ${problems.length} tables differ. Make another backup, and keep this one for whoever looks into it.`)
}

/** Makes a backup, verifies it, and says how long both took: what a clinic should see work before it needs it. */
export async function drill(bench: Bench, database: AdminDatabase, keep: number | undefined): Promise<void> {
  const started = performance.now()
  const made = await create(bench, database, keep)
  const between = performance.now()
  await verify(bench, database, made.name)
  print(`The drill went well: the backup took ${seconds(between - started)}, restoring and comparing it ${seconds(performance.now() - between)}.`)
}

export interface RestoreWishes {
  wanted: string
  /** Name of a new database to restore into; undefined replaces the centre's own. */
  into: string | undefined
  yes: boolean
  at?: Points
}

/**
 * Restores a backup. Into a new database that leaves the centre's alone; or in its place, with the old one kept
 * beside it. Either all of that happens or nothing: the backup is loaded and compared before anything is renamed.
 */
export async function restore({ shelf, keyFile }: Bench, database: AdminDatabase, { wanted, into, yes, at = () => {} }: RestoreWishes): Promise<void> {
  const backup = shelf.find(wanted)
  const key = keyFor(keyFile)
  if (into === undefined) await mayReplace(database, backup, yes)
  else if (!/^[a-z][a-z0-9_]{0,62}$/.test(into)) throw new CentreError('Name the new database in lower-case letters, digits and underscores.')
  await databases.inTurn(database.url, async () => {
    const name = databases.scratchName(database.url)
    await databases.createDatabase(database.url, name)
    try {
      await fill(databases.urlOf(database.url, name), backup, key)
      at('backup loaded')
      if (into !== undefined) await databases.rename(database.url, name, into)
      else await replace(database, name, backup)
      at('database replaced')
      if (into !== undefined) print(`${backup.name} is restored in the new database ${into}. The centre's own database was not touched.`)
    } finally {
      await databases.dropDatabase(database.url, name)
    }
  })
}

async function replace(database: AdminDatabase, name: string, backup: Shelved): Promise<void> {
  forgetShapes(database)
  const aside = await databases.takePlace(database.url, name, new Date())
  print(`${backup.name} is restored. The database of before is kept as ${aside}; remove it with "discard ${aside} --yes" when it is not needed any more.`)
  print('Start the centre. Desks notice that it is an older one, fetch its data anew and send again what it does not know.')
}

async function fill(url: string, backup: Shelved, key: BackupKey): Promise<void> {
  await asOwner(url, async (client) => {
    const manifest = await loadBackup(client, backup.path, key)
    mustBeSame(backup.name, await compare(client, manifest))
    await finishLoaded(client)
  })
}

async function mayReplace(database: AdminDatabase, { name, createdAt }: Shelved, yes: boolean): Promise<void> {
  const { patients, others } = await asOwner(database.url, async (client) => {
    const known = await client.query<{ known: boolean }>(`select to_regclass('public.patients') is not null as known`)
    const counted = known.rows[0]!.known ? await client.query<{ count: number }>('select count(*)::int as count from patients') : undefined
    return { patients: counted?.rows[0]?.count ?? 0, others: await databases.othersConnected(client) }
  })
  if (!yes) throw new CentreError(`Restoring ${name} puts the centre back to ${createdAt}. The database of now (${patients} patients) is kept under another name. Nothing was changed. Repeat with --yes if that is what you want.`)
  mustBeUnused(database, others)
}

/** The shape log tells of rows that are not there any more; the centre makes it anew. */
function forgetShapes({ dataDir }: AdminDatabase): void {
  if (dataDir !== undefined) rmSync(path.join(dataDir, 'shapes'), { recursive: true, force: true })
}

/**
 * Gives the database a new epoch after Postgres's own tools have put it back to an earlier time, so that desks
 * notice and send again what it has forgotten.
 */
export async function renew(database: AdminDatabase, yes: boolean): Promise<void> {
  if (!yes) throw new CentreError('This tells every desk that the database is an older copy: they fetch its data anew. Nothing was changed. Repeat with --yes after a restore by other tools.')
  await asOwner(database.url, async (client) => {
    mustBeUnused(database, await databases.othersConnected(client))
    forgetShapes(database)
    await databases.dropSlots(client)
    await beginEpoch(client)
  })
  print('The database has a new epoch. Start the centre; desks notice that it is an older one.')
}

function mustBeUnused({ shared }: AdminDatabase, others: number): void {
  if (shared || others > 0) throw new CentreError('The database is in use. Stop the centre and every other program that is connected to it, then repeat.')
}

/** Drops a database that a restore has kept aside. */
export async function discard(database: AdminDatabase, name: string, yes: boolean): Promise<void> {
  const kept = await databases.asides(database.url)
  if (!kept.includes(name)) throw new CentreError(kept.length === 0 ? 'No database was kept aside.' : `"${name}" is none of the databases that were kept aside: ${kept.join(', ')}.`)
  if (!yes) throw new CentreError(`${name} is the centre's database as it was before a restore, and cannot be had back once it is removed. Nothing was changed. Repeat with --yes.`)
  await databases.dropDatabase(database.url, name)
  print(`${name} is removed.`)
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function ageOf(then: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(then)) / 60_000))
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`
}
