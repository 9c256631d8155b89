import { copyFileSync, existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { Desk } from '../../electron/host/desk.ts'
import { queries } from '../../electron/host/queries/index.ts'
import type { QueryId } from '../../electron/host/queries/index.ts'
import { openReplica } from '../../electron/host/store/database.ts'
import type { Db } from '../../electron/host/store/database.ts'
import type { Registration } from '../../electron/host/store/state.ts'
import { writerOperations } from '../../electron/host/store/writer.ts'
import type { WriterOperations } from '../../electron/host/store/writer.ts'
import type { Threads } from '../../electron/host/threads.ts'
import type { Failpoint } from '../../shared/failpoint.ts'
import { KEY } from '../support/replica.ts'
import type { Dice } from './dice.ts'
import type { Line } from './network.ts'
import type { Process, VirtualTime } from './virtual-time.ts'

export type Operation = keyof WriterOperations
type Calls = Record<string, (...args: unknown[]) => unknown>

/** Where a desk is to die: at a named point, at a statement of its database, or before or after an operation of its writer. */
export type CrashPoint = { at: Failpoint } | { at: 'statement' | 'before' | 'after'; count: number }

/** Thrown through the code of a process that is dying; nobody outlives it to catch it. */
class Death extends Error {}

export interface DeskOptions {
  name: string
  dir: string
  template: string
  registration: Registration
  clockMs: number
  time: VirtualTime
  dice: Dice
  line: Line
  /** Called when an operation of the writer is done, before anybody hears of it. */
  onDone: (operation: Operation, args: unknown[], value: unknown) => void
  /** The process ended by itself, at a crash point. */
  onDeath: () => void
}

/** A PC of the clinic: its disk, and the process of the host while it runs. */
export class SimulatedDesk {
  readonly options: DeskOptions
  clockMs: number
  process: Process | undefined
  desk: Desk | undefined
  db: Db | undefined
  /** How often a process was started. */
  starts = 0
  crash: CrashPoint | undefined
  readonly problems: string[] = []
  readonly #file: string
  #died = false

  constructor(options: DeskOptions) {
    this.options = options
    this.clockMs = options.clockMs
    this.#file = path.join(options.dir, 'replica.db')
    copyFileSync(options.template, this.#file)
  }

  get isRunning(): boolean {
    return this.process !== undefined
  }

  /** The host starts on what is on the disk. */
  start(): void {
    const { name, time, dice, line, registration, dir } = this.options
    const random = dice.fork()
    const owner: Process = { name, clockMs: this.clockMs, alive: true, random: () => random.next(), fetch: line.fetch, reached: (point) => this.#reached(point) }
    this.process = owner
    this.#died = false
    this.starts++
    time.run(owner, () => {
      const writer = { call: this.#inTurn(owner) }
      const threads = { writer, query: (query: QueryId, args: unknown) => writer.call('query' as Operation, query, args), close: async () => {} } as unknown as Threads
      // The client keeps what it knows of a shape by its address, for all streams of a program: each process gets its own.
      const serverUrl = `http://${name.toLowerCase()}-${this.starts}-${dice.whole(0, 2 ** 30)}.centre`
      const desk = new Desk({ dataDir: dir, serverUrl, key: KEY, log: ({ msg, reason }) => void this.problems.push(`${msg}: ${String(reason)}`) }, threads, { emit: () => {}, onPeopleChanged: () => {} })
      // Copies of the replica are made by threads, outside of virtual time, and tested elsewhere.
      Object.assign(desk.backups, { alone: async () => {}, create: async () => {} })
      this.desk = desk
      const open = async () => {
        await writer.call('open')
        if (!(await writer.call('desk') as { registration?: Registration }).registration) await writer.call('register', registration)
        await desk.start()
      }
      open().catch((error: unknown) => time.failures.push(error))
    })
  }

  /** The process ends at once, whatever it was doing. */
  kill(): void {
    if (!this.process) return
    this.process.alive = false
    this.process = undefined
    this.desk = undefined
    this.crash = undefined
    this.options.line.breakAll()
    this.db?.close()
    this.db = undefined
  }

  /** Reads the replica, running or not. */
  read<T>(look: (db: Db) => T): T {
    if (this.db) return look(this.db)
    const db = openReplica(this.#file, KEY)
    try {
      return look(db)
    } finally {
      db.close()
    }
  }

  remove(): void {
    this.kill()
    rmSync(this.options.dir, { recursive: true, force: true })
  }

  /** The running process is to die here, if this is where. */
  #reached(point: Failpoint): void {
    if (this.crash?.at === point) this.#die()
  }

  #count(kind: 'statement' | 'before' | 'after'): void {
    if (this.#died) throw new Death()
    if (this.crash?.at === kind && 'count' in this.crash && --this.crash.count <= 0) this.#die()
  }

  #die(): never {
    const { time } = this.options
    this.#died = true
    if (this.process) this.process.alive = false
    // The code that runs must unwind before its database can be closed.
    time.after(0, { name: 'undertaker', clockMs: 0, random: Math.random, fetch, alive: true }, () => {
      this.kill()
      this.options.onDeath()
    })
    throw new Death()
  }

  #inTurn(owner: Process) {
    const files = { file: this.#file, key: KEY, backupDir: path.join(this.options.dir, 'backups') }
    const operations = writerOperations(files, (file, key, options) => this.#open(file, key, options)) as unknown as Calls
    operations['query'] = (query: unknown, args: unknown) => (queries[query as QueryId] as (db: Db, args: unknown) => unknown)(this.db!, args)
    let turn: Promise<unknown> = Promise.resolve()
    return (name: Operation, ...args: unknown[]) => {
      const run = turn.then(async () => {
        if (!owner.alive) return new Promise<never>(() => {})
        try {
          this.#count('before')
          const value = await operations[name]!(...structuredClone(args))
          this.#count('after')
          this.options.onDone(name, args, value)
          return value
        } catch (error) {
          // The dead neither answer nor fail.
          if (!owner.alive) return new Promise<never>(() => {})
          throw error
        }
      })
      turn = run.catch(() => {})
      return run
    }
  }

  #open(file: string, key: Uint8Array, options: Parameters<typeof openReplica>[2]): Db {
    if (existsSync(`${file}.part`)) rmSync(`${file}.part`)
    const db = openReplica(file, key, options)
    db.pragma('synchronous=off')
    this.db = this.#watched(db)
    return this.db
  }

  /** The database, with every statement counted that writes or begins and ends a transaction. */
  #watched(db: Db): Db {
    const count = () => this.#count('statement')
    // Prepared once, also what is checked after every operation: a tenth of the time of a run.
    const known = new Map<string, Database.Statement>()
    return new Proxy(db, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target)
        if (typeof value !== 'function') return value
        if (property === 'exec') return (sql: string) => (sql.startsWith('rollback') ? undefined : count(), target.exec(sql))
        if (property === 'prepare') {
          return (sql: string) => {
            let statement = known.get(sql)
            if (statement) return statement.reader ? statement.pluck(false) : statement
            known.set(sql, (statement = target.prepare(sql)))
            if (statement.reader) return statement
            const run = statement.run.bind(statement)
            statement.run = ((...args: unknown[]) => (count(), run(...args))) as typeof statement.run
            return statement
          }
        }
        return value.bind(target) as unknown
      },
    })
  }
}
