/** Where histories are played: a database, and a shape service in a process of its own that is stopped and killed. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/postgres.ts'
import type { ShapeServiceOptions } from '../index.ts'
import { Materialised } from '../materialise.ts'
import { withSessionOptions } from '../pg.ts'
import type { Asked, Said } from './service.process.ts'
import { TYPES_SQL } from './tables.ts'

const PROGRAM = join(import.meta.dirname, 'service.process.ts')

export class Stage {
  readonly writers: readonly [Client, Client]
  readonly #database: TestDatabase
  readonly #folder: string
  readonly #options: ShapeServiceOptions
  readonly #end = new Materialised({ table: 'sentinel' })
  #service: ChildProcess
  #next: ChildProcess
  #marks = 0
  url = ''

  private constructor(database: TestDatabase, writers: readonly [Client, Client], durable: boolean) {
    this.#database = database
    this.writers = writers
    this.#folder = mkdtempSync(join(tmpdir(), 'chairside-oracle-'))
    const slot = `oracle_${new URL(database.url).pathname.slice(6)}`
    // Small chunks and a small log, so that answers are cut and memory of one history does not hide in another.
    const limits = { chunkBytes: 2000, longPollMs: 150, reconcileMs: 1000, readyWaitMs: 100 }
    this.#options = { databaseUrl: database.url, publication: 'oracle_pub', slot, ...limits, ...(durable ? { dataDir: join(this.#folder, 'shapes') } : {}) }
    this.#service = spawn()
    this.#next = spawn()
  }

  /** `durable`: the service keeps its logs on disk, so that clients can resume after it was stopped or killed. */
  static async open(durable: boolean): Promise<Stage> {
    const database = await createTestDatabase()
    const connect = async (): Promise<Client> => {
      const client = new Client({ connectionString: withSessionOptions(database.url) })
      await client.connect()
      // The test server commits lazily, and what is not flushed is not replicated.
      await client.query('set synchronous_commit = on')
      return client
    }
    const writers = [await connect(), await connect()] as const
    await writers[0].query(`${TYPES_SQL} create table sentinel (n int primary key); alter table sentinel replica identity full; create publication oracle_pub for table sentinel with (publish_generated_columns = stored)`)
    const stage = new Stage(database, writers, durable)
    await stage.#start()
    return stage
  }

  /** Stops the service in order and starts it again. */
  async restart(): Promise<void> {
    await ask(this.#service, { stop: true })
    await this.#start()
  }

  /** Kills the service outright; the next one is loaded already and takes over. */
  async kill(): Promise<void> {
    const gone = once(this.#service, 'exit')
    this.#service.kill('SIGKILL')
    await gone
    this.#service = this.#next
    this.#next = spawn()
    await this.#start()
  }

  /**
   * The LSN of a replicated transaction behind everything committed so far. A row of the snapshot does not do: after a
   * restart the snapshot may hold what the stream of changes has not come to yet.
   */
  async mark(): Promise<bigint> {
    const deadline = performance.now() + 30_000
    for (;;) {
      const { refetches } = this.#end
      const follows = this.#end.handle !== ''
      await this.writers[0].query('insert into sentinel values ($1)', [++this.#marks])
      while (!this.#end.rows.has(`"public"."sentinel"/"${this.#marks}"`) || !this.#end.upToDate) {
        await tolerant(() => this.#end.step(this, true))
        if (performance.now() > deadline) throw new Error('the last transaction never came')
      }
      if (follows && refetches === this.#end.refetches) return this.#end.lastLsn
    }
  }

  async close(): Promise<void> {
    this.#next.kill('SIGKILL')
    await ask(this.#service, { stop: true }).catch(() => {})
    this.#service.kill('SIGKILL')
    await Promise.all(this.writers.map((client) => client.end()))
    await this.#database.drop()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #start(): Promise<void> {
    const port = this.url === '' ? {} : { port: Number(new URL(this.url).port) }
    const said = await ask(this.#service, { start: { ...this.#options, ...port } })
    if (!('ready' in said)) throw new Error('the service did not start')
    this.url = said.ready
  }
}

function spawn(): ChildProcess {
  return fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

async function ask(child: ChildProcess, asked: Asked): Promise<Said> {
  const settled = new AbortController()
  const { signal } = settled
  const answer = once(child, 'message', { signal })
  const gone = once(child, 'exit', { signal }).then(() => [{ failed: 'the process of the service has ended' }])
  child.send(asked)
  try {
    const [said] = (await Promise.race([answer, gone])) as [Said]
    if ('failed' in said) throw new Error(said.failed)
    return said
  } finally {
    for (const each of [answer, gone]) each.catch(() => {})
    settled.abort()
  }
}

const AWAY_MS = 20_000

/** Tries again while the service is away, stopped or killed as it was; every other error counts. */
export async function tolerant(request: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + AWAY_MS
  for (;;) {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof TypeError) || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}
