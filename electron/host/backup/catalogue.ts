import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { BackupView } from '../../../shared/protocol/views.ts'
import { readIfThere, writeWhole } from './disk.ts'
import { keep } from './keep.ts'
import { parseBackupName } from './names.ts'

const CATALOGUE_FILE = 'catalogue.json'

const checked = z.object({
  bytes: z.int(),
  /** Entries of the outbox that the centre had not got when the backup was made. */
  waiting: z.int(),
  checkedAt: z.string(),
})
export type Checked = z.output<typeof checked>

/** What is known of each backup beside its file. Without it backups are as good, but count as unchecked. */
function readCatalogue(folder: string): Record<string, Checked> {
  try {
    return z.record(z.string(), checked).parse(JSON.parse(readIfThere(path.join(folder, CATALOGUE_FILE)) ?? '{}'))
  } catch {
    return {}
  }
}

/** Notes that a backup was read from its first page to its last. */
export function noteChecked(folder: string, name: string, facts: Checked): void {
  writeWhole(path.join(folder, CATALOGUE_FILE), `${JSON.stringify({ ...readCatalogue(folder), [name]: facts }, null, 2)}\n`)
}

/** The backups of a folder, newest first; empty when there is no folder. */
export function listBackups(folder: string): BackupView[] {
  const catalogue = readCatalogue(folder)
  return backupFiles(folder)
    .map(({ name, bytes, madeAt }) => {
      const known = catalogue[name]
      // A file that has changed its size since is not the one that was checked.
      const isChecked = known !== undefined && known.bytes === bytes
      return { name, kind: parseBackupName(name)!.kind, madeAt, bytes, checkedAt: isChecked ? known.checkedAt : null, waiting: isChecked ? known.waiting : null }
    })
    .sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : 0))
}

function backupFiles(folder: string): { name: string; bytes: number; madeAt: string }[] {
  const names = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : []
  return names.flatMap((name) => {
    const facts = parseBackupName(name) && statSync(path.join(folder, name), { throwIfNoEntry: false })
    return facts?.isFile() ? [{ name, bytes: facts.size, madeAt: facts.mtime.toISOString() }] : []
  })
}

/** Removes the backups that need not be kept any more, and what unfinished ones left. Returns how many. */
export function pruneBackups(folder: string, today: string): number {
  const names = backupFiles(folder).map(({ name }) => name)
  const kept = new Set(keep(names, today))
  const old = names.filter((name) => !kept.has(name))
  for (const name of old) rmSync(path.join(folder, name), { force: true })
  return old.length
}

/** Removes what backups that were cut off left behind. Only while none is being made. */
export function clearUnfinished(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })) return
  for (const name of readdirSync(folder)) {
    if (/\.part(?:-journal|-wal|-shm)?$/.test(name)) rmSync(path.join(folder, name), { force: true })
  }
}
