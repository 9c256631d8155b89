import { beforeEach, describe, expect, it } from 'vitest'
import { Collector } from './collector.ts'
import type { Table } from './catalogue.ts'
import { defineShape } from './definition.ts'
import { parseSnapshot, SNAPSHOT_END } from './lsn.ts'
import { silentLog } from './pg.ts'
import type { Relation, ReplicationMessage, Tuple } from './pgoutput.ts'
import { Registry } from './registry.ts'
import type { Shape } from './shape.ts'
import { MemoryStore } from './store.ts'
import { WhereFailure, type Where } from './where.ts'

const COLUMNS = [
  { name: 'id', typeOid: 23, typeName: 'int4', keyPosition: 0, notNull: true },
  { name: 'v', typeOid: 25, typeName: 'text', keyPosition: null, notNull: false },
].map((column) => ({ ...column, typeMod: -1, elementType: null, dimensions: 0, deterministic: true, replicated: true, generated: null }))

function tableOf(oid: number): Table {
  return { oid, schema: 'public', table: `t${oid}`, identityFull: true, partitions: null, published: true, rowFiltered: false, columns: COLUMNS }
}

function relationOf(oid: number): Relation {
  return { oid, schema: 'public', table: `t${oid}`, identity: 'f', columns: COLUMNS }
}

const ALL = parseSnapshot('1:1:', 1000n)
let registry: Registry
let collector: Collector
let unknown: number
let evaluate: (table: Table, where: Where, rows: readonly Tuple[]) => Promise<boolean[]>

beforeEach(() => {
  unknown = 0
  evaluate = async (_table, _where, rows) => rows.map((row) => row[1] === 'in')
  registry = new Registry({ store: new MemoryStore(), log: silentLog, maxShapes: 3, now: () => 1_700_000_000_000 })
  collector = new Collector({
    registry,
    log: silentLog,
    evaluate: (table, where, rows) => evaluate(table, where, rows),
    maxLogBytes: 5000,
    onUnknownRelation: () => unknown++,
  })
})

function shapeOf(oid: number, where: Where | null = null): Shape {
  const query = { schema: 'public', table: `t${oid}`, where: where?.sql ?? null, params: [], columns: null, replica: 'default', logMode: 'full' } as const
  const defined = defineShape(query, tableOf(oid))
  if (!defined.ok) throw new Error('not defined')
  return registry.getOrCreate(defined.value, where, collector.begun).shape
}

async function send(...messages: ReplicationMessage[]): Promise<void> {
  for (const message of messages) await collector.handle(message, 100)
}

const begin = (lsn: number, xid: number): ReplicationMessage => ({ kind: 'begin', lsn: BigInt(lsn), xid })
const commit = (lsn: number): ReplicationMessage => ({ kind: 'commit', lsn: BigInt(lsn), endLsn: BigInt(lsn + 1) })
const insert = (oid: number, id: number, v = 'x'): ReplicationMessage => ({ kind: 'insert', oid, row: [String(id), v] })
const relation = (oid: number): ReplicationMessage => ({ kind: 'relation', relation: relationOf(oid) })

async function keys(shape: Shape): Promise<string[]> {
  const slice = shape.log.read(SNAPSHOT_END, 1_000_000)
  if (!slice) return []
  const pieces: Buffer[] = []
  for await (const piece of slice.body) pieces.push(piece)
  const messages = JSON.parse(`[${Buffer.concat(pieces).toString()}]`) as { key: string }[]
  return messages.map((message) => message.key.split('/')[1] ?? '')
}

describe('a shape whose snapshot is not known yet', () => {
  it('keeps the transactions the snapshot will turn out not to contain', async () => {
    const shape = shapeOf(1)
    await send(begin(100, 50), relation(1), insert(1, 1), commit(100), begin(110, 51), insert(1, 2), commit(110))
    expect(await keys(shape)).toEqual([])
    expect(shape.setSnapshot(parseSnapshot('50:52:51', 1000n))).toBe(false)
    expect(await keys(shape)).toEqual(['"2"'])
  })

  it('splits a transaction that is half through when the snapshot becomes known from neither side', async () => {
    const shape = shapeOf(1)
    await send(begin(100, 50), relation(1), ...Array.from({ length: 700 }, (_, i) => insert(1, i)))
    shape.setSnapshot(parseSnapshot('50:50:', 1000n))
    await send(...Array.from({ length: 10 }, (_, i) => insert(1, 1000 + i)))
    expect(await keys(shape)).toEqual([])
    await send(commit(100))
    expect(await keys(shape)).toHaveLength(710)
  })

  it('is rotated for a TRUNCATE the snapshot does not contain, not for one it does', async () => {
    const [seen, missed] = [shapeOf(1), shapeOf(2)]
    await send(begin(100, 50), { kind: 'truncate', oids: [1, 2] }, commit(100))
    expect(seen.setSnapshot(parseSnapshot('60:60:', 1000n))).toBe(false)
    expect(missed.setSnapshot(parseSnapshot('50:50:', 1000n))).toBe(true)
  })
})

describe('a shape whose snapshot is long past', () => {
  it('gets every transaction, also when their ids have wrapped around', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(parseSnapshot('3000000000:3000000000:', 50n))
    await send(begin(100, 800_000_000), relation(1), insert(1, 1), commit(100))
    expect(await keys(shape)).toEqual(['"1"'])
  })
})

describe('a snapshot', () => {
  it('has to be taken again while it misses a transaction streamed before the shape was there', async () => {
    await send(begin(100, 50), relation(1), insert(1, 1), commit(100))
    const shape = shapeOf(1)
    // Postgres has streamed the commit of 50 but still shows it as running: neither snapshot nor log would have the row.
    expect(collector.missesRecent(parseSnapshot('50:51:50', 1000n), shape.bornAfter)).toBe(true)
    expect(collector.missesRecent(parseSnapshot('51:51:', 1000n), shape.bornAfter)).toBe(false)
  })

  it('has to contain a transaction in the middle of which the shape was made', async () => {
    await send(begin(100, 50), relation(1))
    const shape = shapeOf(1)
    await send(insert(1, 1), commit(100))
    expect(collector.missesRecent(parseSnapshot('50:51:50', 1000n), shape.bornAfter)).toBe(true)
    shape.setSnapshot(parseSnapshot('51:51:', 1000n))
    expect(await keys(shape)).toEqual([])
  })

  it('need not contain one begun after the shape was made', async () => {
    const shape = shapeOf(1)
    await send(begin(100, 50), relation(1), insert(1, 1), commit(100))
    expect(collector.missesRecent(parseSnapshot('50:51:50', 1000n), shape.bornAfter)).toBe(false)
  })
})

describe('the stream', () => {
  it('that breaks off inside a transaction leaves no trace of it, and its second coming counts', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    await send(begin(100, 50), relation(1), ...Array.from({ length: 600 }, (_, i) => insert(1, i)))
    collector.abandon()
    expect(await keys(shape)).toEqual([])
    await send(begin(90, 49), relation(1), insert(1, 7), commit(90), begin(100, 50), insert(1, 8), commit(100))
    expect(await keys(shape)).toEqual(['"7"', '"8"'])
  })

  it('leaves nothing of a transaction whose where was answered only afterwards', async () => {
    const shape = shapeOf(1, { sql: 'v', params: [], terms: null })
    shape.setSnapshot(ALL)
    const rows: ReplicationMessage[] = [begin(100, 50), relation(1), insert(1, 1, 'in'), insert(1, 2, 'in')]
    const answer = Promise.withResolvers<boolean[]>()
    evaluate = () => answer.promise
    await send(...rows)
    const late = collector.handle(commit(100), 100)
    collector.abandon()
    evaluate = async (_table, _where, asked) => asked.map(() => true)
    await send(...rows)
    answer.resolve([true, true])
    await expect(late).rejects.toThrow('abandoned')
    expect(shape.log.size).toBe(0)
    await send(commit(100))
    expect(await keys(shape)).toEqual(['"1"', '"2"'])
  })

  it('ends no shape whose where turns out to have no answer only afterwards', async () => {
    const shape = shapeOf(1, { sql: 'v', params: [], terms: null })
    shape.setSnapshot(ALL)
    const answer = Promise.withResolvers<boolean[]>()
    evaluate = () => answer.promise
    await send(begin(100, 50), relation(1), insert(1, 1))
    const late = collector.handle(commit(100), 100)
    collector.abandon()
    answer.reject(new WhereFailure('canceled'))
    await expect(late).rejects.toThrow('abandoned')
    expect(shape.end).toBeNull()
  })

  it('that repeats transactions the log has already adds nothing', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    const twice: ReplicationMessage[] = [begin(100, 50), relation(1), insert(1, 1), commit(100)]
    await send(...twice)
    await send(...twice)
    expect(await keys(shape)).toEqual(['"1"'])
  })

  it('moves the global LSN with published tables only, with or without a shape on them', async () => {
    await send(begin(100, 50), { kind: 'marker', prefix: 'x', content: '' }, commit(100))
    expect(collector.globalLsn).toBe(0n)
    await send(begin(110, 51), relation(9), insert(9, 1), commit(110))
    expect(collector.globalLsn).toBe(110n)
  })

  it('tells whoever waits only after the global LSN was set', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    const woken = shape.wait(5000, new AbortController().signal).then(() => collector.globalLsn)
    await send(begin(100, 50), relation(1), insert(1, 1), commit(100))
    expect(await woken).toBe(100n)
  })

  it('lets a marker pass when everything before it is in the logs', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    const passed = collector.onMarker('m').passed.then(() => keys(shape))
    await send(begin(100, 50), relation(1), insert(1, 1), { kind: 'marker', prefix: 'chairside', content: 'm' }, commit(100))
    expect(await passed).toEqual(['"1"'])
  })

  it('asks for a look at the catalogue when a table is described that no shape knows that way', async () => {
    shapeOf(1).setSnapshot(ALL)
    await send(begin(100, 50), relation(1))
    expect(unknown).toBe(0)
    await send(relation(2))
    expect(unknown).toBe(1)
  })
})

describe('a shape is rotated', () => {
  it('when its table is described differently than it was defined', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    const changed: Relation = { ...relationOf(1), columns: COLUMNS.slice(0, 1) }
    await send(begin(100, 50), { kind: 'relation', relation: changed }, { kind: 'insert', oid: 1, row: ['1'] }, commit(100))
    expect(shape.end).toEqual({ kind: 'rotated' })
  })

  it('when its table loses full replica identity', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    const poor: Relation = { ...relationOf(1), identity: 'd' }
    await send(begin(100, 50), { kind: 'relation', relation: poor }, { kind: 'update', oid: 1, old: null, row: ['1', 'y'] }, commit(100))
    expect(shape.end).toEqual({ kind: 'rotated' })
  })

  it('when a row has no answer to its where, and the others go on', async () => {
    const [bad, good] = [shapeOf(1, { sql: '1/id > 0', params: [], terms: null }), shapeOf(1)]
    bad.setSnapshot(ALL)
    good.setSnapshot(ALL)
    evaluate = async () => {
      throw new WhereFailure('division by zero')
    }
    await send(begin(100, 50), relation(1), insert(1, 0), commit(100))
    expect(bad.end).toEqual({ kind: 'rotated' })
    expect(await keys(good)).toEqual(['"0"'])
  })

  it('when its log grows too long', async () => {
    const shape = shapeOf(1)
    shape.setSnapshot(ALL)
    await send(begin(100, 50), relation(1), ...Array.from({ length: 40 }, (_, i) => insert(1, i)), commit(100))
    expect(shape.end).toEqual({ kind: 'rotated' })
  })

  it('when there are too many and nobody has asked for it for longest', () => {
    const shapes = [1, 2, 3].map((oid) => shapeOf(oid))
    shapes.forEach((shape, i) => (shape.lastUsedAt = [30, 10, 20][i] ?? 0))
    const fourth = shapeOf(4)
    expect(shapes.map((shape) => shape.end?.kind)).toEqual([undefined, 'rotated', undefined])
    expect(new Set([...shapes, fourth].map((shape) => shape.handle)).size).toBe(4)
  })

  it('but an error of the database breaks the stream, so that the transaction comes again', async () => {
    const shape = shapeOf(1, { sql: 'x', params: [], terms: null })
    shape.setSnapshot(ALL)
    evaluate = async () => {
      throw new Error('connection lost')
    }
    await send(begin(100, 50), relation(1), insert(1, 0, 'in'))
    await expect(collector.handle(commit(100), 1)).rejects.toThrow(/connection lost/)
    collector.abandon()
    evaluate = async (_table, _where, rows) => rows.map(() => true)
    await send(begin(100, 50), relation(1), insert(1, 0, 'in'), commit(100))
    expect(await keys(shape)).toEqual(['"0"'])
  })
})
