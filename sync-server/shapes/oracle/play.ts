/** Plays a script on a stage: whatever happened, every shape has to equal its SELECT in the end. */
import { expect } from 'vitest'
import { quoteName } from '../identifiers.ts'
import { Materialised, type Values } from '../materialise.ts'
import { fetchPage } from '../test-support.ts'
import type { OracleShape, Script, Step } from './script.ts'
import { tolerant, type Stage } from './stage.ts'

interface OracleClient {
  readonly shape: OracleShape
  readonly params: Record<string, string>
  readonly reader: Materialised
  /** A long poll under way. */
  waiting: Promise<void> | null
}

/** What was seen while playing. */
export interface Played {
  readonly shapes: number
  readonly rows: number
  readonly refetches: number
}

let serial = 0

/** Rejects where a shape is not what it has to be, or a client sees what the protocol forbids. */
export async function play(stage: Stage, script: Script, durable: boolean): Promise<Played> {
  const schema = `h${++serial}`
  const [sql] = stage.writers
  await sql.query(`create schema ${schema}; ${script.create.map((text) => published(text)).join('; ')}`.replaceAll('{s}', schema))
  const clients: OracleClient[] = []
  try {
    for (const step of script.steps) await take(stage, step, clients, schema)
    const end = await stage.mark()
    for (const client of clients) await settle(client)
    for (const { reader } of clients) await tolerant(() => reader.reach(stage, end))
    for (const client of clients) await compare(stage, client, schema)
    if (durable && !script.breaks) expect(clients.map(({ reader }) => reader.lateRefetches)).toEqual(clients.map(() => 0))
  } finally {
    await Promise.all(stage.writers.map((writer) => writer.query('rollback')))
    await sql.query(`drop schema ${schema} cascade`)
  }
  const sum = (of: (client: OracleClient) => number): number => clients.reduce((total, client) => total + of(client), 0)
  return { shapes: clients.length, rows: sum(({ reader }) => reader.rows.size), refetches: sum(({ reader }) => reader.refetches) }
}

function published(create: string): string {
  const table = /^create table (\{s\}\."(?:[^"]|"")+")/.exec(create)?.[1] ?? ''
  return `${create}; alter table ${table} replica identity full; alter publication oracle_pub add table ${table}`
}

async function take(stage: Stage, step: Step, clients: OracleClient[], schema: string): Promise<void> {
  switch (step.do) {
    case 'sql':
      await stage.writers[step.writer].query(step.sql.replaceAll('{s}', schema))
      return
    case 'open': {
      const params = requestOf(step.shape, schema)
      const reader = new Materialised(params)
      clients.push({ shape: step.shape, params, reader, waiting: null })
      return tolerant(() => reader.step(stage))
    }
    case 'read':
      return read(stage, clients[step.client], step)
    case 'abort':
      return hangUp(stage, clients[step.client])
    default:
      return stage[step.do]()
  }
}

function requestOf(shape: OracleShape, schema: string): Record<string, string> {
  const params: Record<string, string> = { table: shape.table.replaceAll('{s}', schema), replica: shape.replica }
  if (shape.where !== null) params['where'] = shape.where
  shape.params.forEach((value, i) => (params[`params[${i + 1}]`] = value))
  if (shape.columns) params['columns'] = shape.columns.map(quoteName).join(',')
  return params
}

/** A long poll goes on while the next steps are taken; the client's next one waits for it, as clients do. */
async function read(stage: Stage, client: OracleClient | undefined, { live, take }: { live: boolean; take: number | null }): Promise<void> {
  if (!client) return
  await settle(client)
  const request = tolerant(() => client.reader.step(stage, live, take))
  if (!live) return request
  client.waiting = request
  request.catch(() => {})
}

async function settle(client: OracleClient): Promise<void> {
  const { waiting } = client
  client.waiting = null
  await waiting
}

/** Begins to wait for news, and is gone before any comes. */
async function hangUp(stage: Stage, client: OracleClient | undefined): Promise<void> {
  if (!client) return
  await settle(client)
  if (client.reader.handle === '') return
  const { offset, handle } = client.reader
  const request = fetchPage(stage, { ...client.params, offset, handle, live: 'true' }, { signal: AbortSignal.timeout(2) })
  await request.catch(() => {})
}

async function compare(stage: Stage, { shape, reader }: OracleClient, schema: string): Promise<void> {
  const { rows, fields } = await stage.writers[0].query<Values>(shape.select.replaceAll('{s}', schema), [...shape.params])
  const names = fields.map(({ name }) => name)
  const spelt = (row: Values): string => JSON.stringify(names.map((name) => spell(row[name], shape.spelling[name])))
  const sorted = (all: Iterable<Values>): string[] => Array.from(all, spelt).toSorted((a, b) => (a < b ? -1 : 1))
  expect({ shape: shape.select, rows: sorted(reader.rows.values()) }).toEqual({ shape: shape.select, rows: sorted(rows) })
}

/** A cast to text spells booleans out and gives every address a mask; the log does neither. */
function spell(value: string | null | undefined, kind: 'boolean' | 'inet' | undefined): string | null | undefined {
  if (value === null || value === undefined) return value
  if (kind === 'boolean') return value === 't' ? 'true' : value === 'f' ? 'false' : value
  return kind === 'inet' ? value.replace(/\/(32|128)$/, '') : value
}
