import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { CentreError } from '../../centre/errors.ts'
import { manifest, rowsIn } from './manifest.ts'
import type { Manifest } from './manifest.ts'

const SUFFIX = '.backup'
const NAME = /^chairside-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z\.backup$/

const card = z.object({ manifest, verifiedAt: z.nullable(z.iso.datetime()) })
type Card = z.output<typeof card>

/** A backup in the folder. What is only in its card is null when the card is missing: the backup is as good. */
export interface Shelved {
  name: string
  path: string
  bytes: number
  createdAt: string
  rows: number | null
  /** When it was last restored and compared. */
  verifiedAt: string | null
}

/** The folder of a centre's backups, each with a card beside it that tells of it without being opened. */
export class Shelf {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Makes the folder, for this user only, and clears what backups that were cut off have left. */
  prepare(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(this.folder)) {
      if (name.startsWith('chairside-') && name.endsWith('.part')) rmSync(path.join(this.folder, name), { force: true })
    }
  }

  nameFor(now: Date): string {
    return `chairside-${now.toISOString().replaceAll(/[:.]/g, '-')}${SUFFIX}`
  }

  /** Newest first. */
  list(): Shelved[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder).filter((name) => NAME.test(name)).sort().reverse().map((name) => this.#read(name))
  }

  /** The backup of that name or path, or the newest for `latest`. @throws {CentreError} when there is none. */
  find(wanted: string): Shelved {
    const listed = this.list()
    const found = wanted === 'latest' ? listed[0] : listed.find(({ name }) => name === wanted)
    if (found) return found
    if (wanted !== 'latest' && existsSync(wanted)) return new Shelf(path.dirname(path.resolve(wanted))).#read(path.basename(wanted))
    throw new CentreError(wanted === 'latest' ? `There is no backup in ${this.folder}. Make one with "create".` : `There is no backup ${wanted}. See "list".`)
  }

  /** Writes what is known of a backup beside it. */
  note(name: string, facts: Manifest, verifiedAt: string | null): void {
    const file = path.join(this.folder, `${name}.json`)
    const content: Card = { manifest: facts, verifiedAt }
    writeFileSync(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${file}.part`, file)
  }

  /** Removes all but the newest `count`; the newest that was verified stays beside them. Returns the names. */
  keepNewest(count: number): string[] {
    const listed = this.list()
    const verified = listed.find(({ verifiedAt }) => verifiedAt !== null)
    const old = listed.slice(count).filter((backup) => backup !== verified)
    for (const { path: file } of old) for (const one of [file, `${file}.json`]) rmSync(one, { force: true })
    return old.map(({ name }) => name)
  }

  #read(name: string): Shelved {
    const file = path.join(this.folder, name)
    const { size, mtime } = statSync(file)
    const known = this.#card(name)
    return { name, path: file, bytes: size, createdAt: known?.manifest.createdAt ?? mtime.toISOString(), rows: known ? rowsIn(known.manifest) : null, verifiedAt: known?.verifiedAt ?? null }
  }

  #card(name: string): Card | undefined {
    try {
      return card.parse(JSON.parse(readFileSync(path.join(this.folder, `${name}.json`), 'utf8')))
    } catch {
      return undefined
    }
  }
}
