/** What the shape service's tests share: a database with a publication, a running service, and ways to read shapes. */
import { Client } from 'pg'
import { Shape as ClientShape, ShapeStream, type Row, type ShapeStreamOptions } from '@electric-sql/client'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { startShapeService, type RunningShapeService, type ShapeServiceOptions } from './index.ts'

export interface Message {
  key?: string
  value?: Record<string, string | null>
  old_value?: Record<string, string | null>
  headers: Record<string, unknown>
}

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly messages: Message[]
  readonly text: string
}

export interface Bench {
  readonly database: TestDatabase
  readonly sql: Client
  service: RunningShapeService
  readonly options: ShapeServiceOptions
  /** Starts the service again with the same options (and more, if given). */
  restart(more?: Partial<ShapeServiceOptions>): Promise<void>
  close(): Promise<void>
}

/** A fresh database with the tables of `schema`, all published with full identity, and a service on it. */
export async function startBench(schema: string, more: Partial<ShapeServiceOptions> = {}): Promise<Bench> {
  const database = await createTestDatabase()
  const sql = new Client({ connectionString: database.url })
  sql.on('error', () => {})
  await sql.connect()
  // The test server commits lazily, and what is not flushed is not replicated: tests would wait for its next round.
  await sql.query('set synchronous_commit = on')
  await sql.query(schema)
  await publishAll(sql)
  const options: ShapeServiceOptions = {
    databaseUrl: database.url,
    publication: 'test_pub',
    slot: `slot_${new URL(database.url).pathname.slice(1)}`,
    longPollMs: 2000,
    reconcileMs: 200,
    ...more,
  }
  const bench: Bench = {
    database,
    sql,
    options,
    service: await startActive(options),
    async restart(change = {}) {
      await bench.service.stop()
      bench.service = await startActive({ ...options, ...change })
    },
    async close() {
      await bench.service.stop()
      await sql.end()
      await database.drop()
    },
  }
  return bench
}

async function startActive(options: ShapeServiceOptions): Promise<RunningShapeService> {
  const service = await startShapeService(options)
  // Making a slot waits for every transaction of the server, other test files' long ones too: they share it.
  await until(() => service.health() === 'active', 25_000, 'the service to be active')
  return service
}

/** Full identity for every table, and a publication of all of them. */
export async function publishAll(sql: Client): Promise<void> {
  const tables = await sql.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`)
  for (const { name } of tables.rows) await sql.query(`alter table ${name} replica identity full`)
  await sql.query(`create publication test_pub for table ${tables.rows.map((row) => row.name).join(', ')}`)
}

/** Waits for a condition, looking often; fails after `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 10_000, what = 'condition'): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out waiting for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** One request to `/v1/shape`. */
export async function fetchPage(service: { readonly url: string }, params: Record<string, string>, init: RequestInit = {}): Promise<Page> {
  const response = await fetch(`${service.url}/v1/shape?${new URLSearchParams(params)}`, init)
  const text = await response.text()
  const parsed: unknown = text.startsWith('[') ? JSON.parse(text) : []
  return { status: response.status, headers: response.headers, messages: parsed as Message[], text }
}

/** Reads a shape from the beginning to its first up-to-date. */
export async function readAll(service: { readonly url: string }, params: Record<string, string>): Promise<{ messages: Message[]; offset: string; handle: string; pages: Page[] }> {
  const messages: Message[] = []
  const pages: Page[] = []
  let offset = '-1'
  let handle = ''
  for (;;) {
    const page = await fetchPage(service, { ...params, offset, ...(handle ? { handle } : {}) })
    if (page.status !== 200) throw new Error(`status ${page.status}: ${page.text}`)
    pages.push(page)
    messages.push(...page.messages)
    offset = page.headers.get('electric-offset') ?? ''
    handle = page.headers.get('electric-handle') ?? ''
    if (page.headers.has('electric-up-to-date')) return { messages, offset, handle, pages }
  }
}

/** Only the rows' messages. */
export function changes(messages: readonly Message[]): Message[] {
  return messages.filter((message) => message.key !== undefined)
}

export interface Follower {
  readonly stream: ShapeStream<Row>
  readonly shape: ClientShape<Row>
  readonly errors: unknown[]
  stop(): void
}

/** The official client on a shape; call `stop` at the end. */
export function follow(service: RunningShapeService, params: Record<string, unknown>, more: Partial<ShapeStreamOptions> = {}): Follower {
  const aborter = new AbortController()
  const errors: unknown[] = []
  const stream = new ShapeStream<Row>({
    url: `${service.url}/v1/shape`,
    params: params as ShapeStreamOptions['params'],
    signal: aborter.signal,
    backoffOptions: { initialDelay: 20, maxDelay: 200, multiplier: 1.5 },
    onError: (error) => {
      errors.push(error)
    },
    ...more,
  } as ShapeStreamOptions)
  return { stream, shape: new ClientShape(stream), errors, stop: () => aborter.abort() }
}
