import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { backupReplica } from '../../electron/host/store/migrate.ts'
import type { Thread } from '../../electron/host/store/rpc.ts'
import { writerOperations } from '../../electron/host/store/writer.ts'
import type { WriterOperations } from '../../electron/host/store/writer.ts'
import { Link } from '../../electron/host/sync/link.ts'
import type { Network } from '../../electron/host/sync/link.ts'
import { Pull } from '../../electron/host/sync/pull.ts'
import { Push } from '../../electron/host/sync/push.ts'
import type { MutationInput, MutatorName } from '../../shared/mutators/index.ts'
import { tablesFor, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import type { FakeCentre } from './fake-centre.ts'
import { fromCentre } from '../../electron/host/store/codec.ts'
import { contents, KEY, REGISTRATION } from './replica.ts'
import { until } from './until.ts'
import { DESK } from './world.ts'
import { mutation, outbox } from './writes.ts'

type Operation = keyof WriterOperations
type Calls = Record<string, (...args: unknown[]) => unknown>

/** Short times, so that what takes seconds at a clinic takes a moment here. */
const QUICK = {
  probeMs: { online: 50, offline: 30, timeout: 300 },
  retryMs: { first: 10, longest: 50, timeout: 400, held: 200 },
  timing: { nudge: 10, restart: 20, refused: 60, answer: 3_000, backoff: 50, retryAfter: 50 },
}

/** A desk without windows: a real replica, and the real link, push and pull against a centre. */
export class DeskRig {
  readonly dir: string
  db!: Db
  link!: Link
  push!: Push
  pull!: Pull
  readonly errors: unknown[] = []
  readonly problems: (string | null)[] = []
  readonly refused: number[] = []
  /** What the push said of the centre's age, newest last. */
  readonly held: boolean[] = []
  /** Called inside the writer after an operation, before its answer goes out; what it throws the caller gets. */
  after: (operation: Operation) => unknown = () => {}
  /** Called before an operation is begun. */
  before: (operation: Operation) => unknown = () => {}
  readonly calls: Operation[] = []
  /** How long it waits before it asks again about what the centre cannot read; from the next start on. */
  heldMs = QUICK.retryMs.held
  readonly #centre: FakeCentre
  readonly #tables: readonly TableName[]
  #writer!: Thread<WriterOperations>

  private constructor(centre: FakeCentre, dir: string, tables: readonly TableName[]) {
    this.#centre = centre
    this.dir = dir
    this.#tables = tables
  }

  static async open(centre: FakeCentre, tables: readonly TableName[] = tablesFor('front_desk')): Promise<DeskRig> {
    const rig = new DeskRig(centre, mkdtempSync(path.join(tmpdir(), 'chairside-test-desk-')), tables)
    await rig.#open()
    await rig.#writer.call('register', REGISTRATION)
    return rig
  }

  /** Begins to sync, as the host does when it starts. */
  async start(): Promise<void> {
    const { url: serverUrl } = this.#centre
    const onError = (error: unknown) => void this.errors.push(error)
    this.link = new Link({ serverUrl, probeMs: QUICK.probeMs, onChange: (network) => this.#networkChanged(network) })
    this.push = new Push({ serverUrl, deviceId: DESK, token: REGISTRATION.token, writer: this.#writer, link: this.link, retryMs: { ...QUICK.retryMs, held: this.heldMs }, onProblem: (problem) => void this.problems.push(problem), onHeld: (held) => void this.held.push(held), onError })
    this.pull = new Pull({
      serverUrl, token: REGISTRATION.token, tables: this.#tables, writer: this.#writer, link: this.link, timing: QUICK.timing,
      waiting: () => this.waiting(), onApplied: () => {}, onStaged: () => {}, onRefused: (status) => void this.refused.push(status), onError,
    })
    this.link.start()
    await this.pull.start((await this.#writer.call('desk')).shapes)
    this.push.kick()
  }

  async stop(): Promise<void> {
    this.link.stop()
    await Promise.all([this.push.stop(), this.pull.stop()])
    await this.#writer.call('close')
  }

  /** The process dies and another one starts on the same folder. */
  async restart(): Promise<void> {
    await this.stop()
    await this.#open()
    await this.start()
  }

  async close(): Promise<void> {
    await this.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** A copy of the replica as it is now. */
  snapshot(): string {
    const file = path.join(this.dir, `copy-${this.calls.length}.db`)
    backupReplica(this.db, file)
    return file
  }

  /** Somebody puts an older copy of the replica in its place. */
  async restoreFrom(copy: string): Promise<void> {
    await this.stop()
    for (const end of ['', '-wal', '-shm']) rmSync(path.join(this.dir, `replica.db${end}`), { force: true })
    copyFileSync(copy, path.join(this.dir, 'replica.db'))
    await this.#open()
    await this.start()
  }

  /** Writes as a person would, and lets the push know. */
  async write<N extends MutatorName>(name: N, input: MutationInput<N>): Promise<string> {
    const wanted = mutation(name, input)
    await this.#writer.call('mutate', wanted)
    this.push.kick()
    return wanted.id
  }

  waiting(): number {
    return outbox(this.db).filter(({ state }) => state !== 'confirmed').length
  }

  row(table: TableName, id: string): SqliteRow | undefined {
    return contents(this.db, [table])[table]!.find((row) => Object.values(row)[0] === id)
  }

  /** Waits until nothing is pending and every row is the centre's. */
  async settled(ms = 10_000): Promise<void> {
    await until(() => this.waiting() === 0 && this.differences().length === 0, `the desk equals the centre (${ms} ms)`, ms)
  }

  /** Tables in which desk and centre are not equal. */
  differences(): TableName[] {
    const mine = contents(this.db)
    return TABLE_NAMES.filter((table) => {
      const theirs = this.#tables.includes(table) ? this.#centre.model.rowsOf(table).map((row) => fromCentre(table, row)) : []
      return JSON.stringify(mine[table]) !== JSON.stringify(theirs)
    })
  }

  async #open(): Promise<void> {
    const files = { file: path.join(this.dir, 'replica.db'), key: KEY, backupDir: path.join(this.dir, 'backups') }
    const operations = writerOperations(files, (file, key, options) => {
      this.db = openReplica(file, key, options)
      this.db.pragma('synchronous=off')
      return this.db
    }) as unknown as Calls
    this.#writer = { call: inTurn(operations, this) } as unknown as Thread<WriterOperations>
    await this.#writer.call('open')
  }

  #networkChanged(network: Network): void {
    if (network !== 'online') return
    this.push.kick()
    this.pull.refresh()
  }
}

/** The writer's promise: one operation after the other. */
function inTurn(operations: Calls, rig: DeskRig) {
  let queue: Promise<unknown> = Promise.resolve()
  return (name: Operation, ...args: unknown[]) => {
    const run = queue.then(async () => {
      rig.before(name)
      rig.calls.push(name)
      const value = await operations[name]!(...structuredClone(args))
      rig.after(name)
      return value
    })
    queue = run.catch(() => {})
    return run
  }
}
