import { cpSync, mkdtempSync, openSync, closeSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { contents, createReplica, KEY } from './replica.ts'
import { booking, mutation, outbox, phoneEdit } from './writes.ts'
import type { OutboxRow } from './writes.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { keptOperations } from '../../electron/host/backup/kept-writer.ts'
import type { KeptOperations } from '../../electron/host/backup/kept-writer.ts'
import { makeBackup } from '../../electron/host/backup/copy.ts'
import { BACKUP_DIR } from '../../electron/host/backup/names.ts'

/** The data folder of a desk of the small clinic, with the real writer on it. */
export class DeskFolder {
  readonly dir: string
  writer: KeptOperations
  #phone = ''
  #hour = 1

  private constructor(dir: string) {
    this.dir = dir
    this.writer = keptOperations({ dataDir: dir, key: KEY })
  }

  static async create(): Promise<DeskFolder> {
    const replica = createReplica()
    replica.db.close()
    const folder = new DeskFolder(replica.dir)
    await folder.writer.open()
    return folder
  }

  get file(): string {
    return path.join(this.dir, 'replica.db')
  }

  /** The folder as it would be on disk had the power gone at this moment; the desk itself goes on. */
  snapshot(): DeskFolder {
    const dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-folder-'))
    cpSync(this.dir, dir, { recursive: true })
    const copy = new DeskFolder(dir)
    copy.#phone = this.#phone
    copy.#hour = this.#hour
    return copy
  }

  /** Opens the folder as the next start of the program does. */
  async open(key: Uint8Array = KEY): Promise<void> {
    this.writer = keptOperations({ dataDir: this.dir, key })
    await this.writer.open()
  }

  /** Changes a phone number and books an hour. Returns the two ids. */
  async write(): Promise<string[]> {
    const next = `0917 ${String(this.#hour).padStart(3, '0')} 0000`
    const made = [mutation('patient.edit', phoneEdit(this.#phone, next)), mutation('appointment.book', booking(this.#hour * 60))]
    for (const one of made) await this.writer.mutate(one)
    this.#phone = next
    this.#hour++
    return made.map(({ id }) => id)
  }

  backUp(name: string): void {
    this.read((db) => makeBackup(db, { folder: path.join(this.dir, BACKUP_DIR), name, key: KEY }))
  }

  outbox(): OutboxRow[] {
    return this.read(outbox)
  }

  ids(): string[] {
    return this.outbox().map(({ id }) => id)
  }

  rows(): Record<string, SqliteRow[]> {
    return this.read((db) => contents(db))
  }

  read<T>(work: (db: Db) => T): T {
    const db = openReplica(this.file, KEY)
    try {
      return work(db)
    } finally {
      db.close()
    }
  }

  /** Turns bytes of the replica's file round, as a dying disk does. */
  flip(at: number, count = 1): void {
    flipBytes(this.file, at, count)
  }

  remove(): void {
    try {
      this.writer.close()
    } catch {
      // It was never opened, or is closed.
    }
    rmSync(this.dir, { recursive: true, force: true })
  }
}

export function flipBytes(file: string, at: number, count = 1): void {
  const handle = openSync(file, 'r+')
  const bytes = Buffer.alloc(count)
  readSync(handle, bytes, 0, count, at)
  writeSync(handle, bytes.map((byte) => byte ^ 0xff), 0, count, at)
  closeSync(handle)
}

export function sizeOf(file: string): number {
  return statSync(file).size
}
