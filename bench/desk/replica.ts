import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { Threads } from '../../electron/host/threads.ts'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { asCentreRow } from '../../tests/support/centre-rows.ts'
import { REGISTRATION } from '../../tests/support/replica.ts'
import type { Cleanup } from '../lib/cleanup.ts'
import { clock, timed } from '../lib/statistics.ts'
import { makeBook } from './clinic.ts'
import type { Clinic, Slot } from './clinic.ts'
import { makeLists } from './front-desk.ts'
import type { Random } from '../lib/random.ts'

/** A desk's replica with the threads that hold it, as the host has them. */
export interface Replica {
  /** The desk's data folder. */
  dir: string
  threads: Threads
  /** Closes the replica and opens it again, as a new start of the program does. Answers how long opening took, in milliseconds. */
  reopen(): Promise<number>
  /** The same after the writing thread was ended in the middle of things: then the whole file is looked through first. */
  reopenAfterCrash(): Promise<number>
  /** Runs something on a connection of its own beside the host's threads. */
  direct(run: (db: Db) => void): void
  /** Size of the file on disk, in bytes. */
  size(): number
  /** How many queries the host would have put into its log as slow. */
  slow: { count: number }
}

/** A new, empty, encrypted and enrolled replica in a folder of its own. */
export async function createReplica(cleanup: Cleanup, key: Uint8Array = randomBytes(32)): Promise<Replica> {
  const dir = mkdtempSync(path.join(tmpdir(), 'chairside-bench-desk-'))
  cleanup.add(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  const slow = { count: 0 }
  const open = (): Promise<Threads> => Threads.open(dir, key, {
    onSlow: () => void slow.count++,
    onDeath: (error) => {
      throw error
    },
  })
  const reopen = async (): Promise<number> => {
    await replica.threads.close()
    const { ms, value } = await timed(open)
    replica.threads = value
    return ms
  }
  const replica: Replica = {
    dir,
    threads: await open(),
    slow,
    reopen,
    async reopenAfterCrash() {
      await replica.threads.writer.stop()
      return reopen()
    },
    direct(run) {
      const db = openReplica(path.join(dir, 'replica.db'), key)
      try {
        run(db)
      } finally {
        db.close()
      }
    },
    size: () => statSync(path.join(dir, 'replica.db')).size,
  }
  cleanup.add(() => replica.threads.close())
  await replica.threads.writer.call('register', REGISTRATION)
  return replica
}

export interface FirstCopy {
  rows: number
  /** In which rows were staged and swapped in; making them up does not count. */
  ms: number
  /** The last step, in which the writer takes nothing else. */
  swapMs: number
  /** Slots of the days to come that nobody has. */
  free: Slot[]
  /** The appointments of the newest days. */
  newest: Row<'appointments'>[]
}

const ROWS_PER_RESPONSE = 5000
const NEWEST = 20_000

/** Fills the replica the way a first sync does: every table staged, all swapped in at once. */
export async function firstCopy({ threads }: Replica, clinic: Clinic, appointments: number, random: Random): Promise<FirstCopy> {
  const stage = new Stage(threads)
  for (const table of TABLE_NAMES) await stage.begin(table)
  for (const [table, rows] of Object.entries(clinic.few)) await stage.add(table as TableName, rows)
  await stage.add('patients', clinic.patients)
  await stage.add('medical_alerts', clinic.alerts)
  const book = makeBook(clinic, appointments, random)
  const newest: Row<'appointments'>[] = []
  for (const day of book.days) {
    await stage.add('appointments', day)
    if (newest.length < NEWEST) newest.push(...day)
  }
  for (const [table, rows] of Object.entries(makeLists(clinic, newest, random))) await stage.add(table as TableName, rows)
  const swapMs = await stage.swap()
  return { rows: stage.rows, ms: stage.ms, swapMs, free: book.free, newest }
}

class Stage {
  rows = 0
  ms = 0
  readonly #threads: Threads
  readonly #held = new Map<TableName, Row<TableName>[]>()

  constructor(threads: Threads) {
    this.#threads = threads
  }

  async begin(table: TableName): Promise<void> {
    await this.#threads.writer.call('beginStage', table)
  }

  async add(table: TableName, rows: readonly Row<TableName>[]): Promise<void> {
    const held = [...(this.#held.get(table) ?? []), ...rows]
    this.#held.set(table, held)
    if (held.length >= ROWS_PER_RESPONSE) await this.#flush(table)
  }

  async #flush(table: TableName): Promise<void> {
    const rows = (this.#held.get(table) ?? []).map((row) => ({ operation: 'put' as const, row: asCentreRow(table, row, 'snapshot') }))
    this.#held.delete(table)
    const started = clock()
    await this.#threads.writer.call('stageRows', table, rows, { handle: 'bench', position: '0_0' })
    this.ms += clock() - started
    this.rows += rows.length
  }

  async swap(): Promise<number> {
    for (const table of [...this.#held.keys()]) await this.#flush(table)
    const cursors = TABLE_NAMES.map((table) => ({ table, handle: 'bench', position: '0_inf', lsn: '1' }))
    const started = clock()
    await this.#threads.writer.call('applyCentral', { changes: [], cursors, swaps: [...TABLE_NAMES] })
    const ms = clock() - started
    this.ms += ms
    return ms
  }
}
