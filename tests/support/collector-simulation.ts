import type { CentralBatch, Cursor } from '../../electron/host/sync/apply-central.ts'
import { Collector } from '../../electron/host/sync/collector.ts'
import type { Ready } from '../../electron/host/sync/collector.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { CentralLog, positionOf } from './central-log.ts'
import type { NewChange } from './central-log.ts'

export const TABLES = ['client_progress', 'patients', 'chart_entries', 'ledger_lines', 'stock_movements'] as const satisfies TableName[]
type Table = (typeof TABLES)[number]

type Commit = { tables: Table[]; twice: boolean; manifest: boolean; named: Table[] }
export type Action =
  | ({ kind: 'commit' } & Commit)
  | { kind: 'deliver'; table: Table; most: number }
  | { kind: 'nudge' | 'apply' | 'beginApply' | 'endApply' | 'crash' }
  | { kind: 'rotate' | 'rewind'; table: Table }
  /** One generation arrives, or every one that is awaited. */
  | { kind: 'stage'; table: Table | undefined }

type Row = Record<string, string | null>

/** The server's side of one shape: the handle that is valid now, and where the log behind each handle began. */
interface ServedShape {
  handle: number
  starts: Map<number, number>
}

/** What a desk's stream of one shape has taken so far. */
interface Stream {
  handle: number
  /** How many changes of the table's log were delivered. */
  index: number
  /** The generation gathered aside, and how much of the log it contains. */
  stage: { rows: Map<string, Row>; index: number } | undefined
}

/**
 * A naive model of a centre, its shapes, a desk's streams and its disk around the real Collector. Every
 * batch that reaches the disk is checked against the log: nothing lost, doubled, out of order or half there.
 */
export class CollectorSimulation {
  readonly log = new CentralLog(TABLES)
  collector = new Collector(TABLES)
  readonly #served = new Map<Table, ServedShape>(TABLES.map((table) => [table, { handle: 1, starts: new Map([[1, 0]]) }]))
  #streams = new Map<Table, Stream>()
  readonly #disk = { rows: new Map<Table, Map<string, Row>>(TABLES.map((table) => [table, new Map()])), cursors: new Map<Table, Cursor>() }
  /** How many changes of each table's log the disk contains. */
  readonly #contained = new Map<Table, number>(TABLES.map((table) => [table, 0]))
  #inFlight: { ready: Ready; stages: Map<TableName, NonNullable<Stream['stage']>> } | undefined
  #made = 0

  constructor() {
    this.#start()
  }

  do(action: Action): void {
    switch (action.kind) {
      case 'commit': return this.#commit(action)
      case 'deliver': return this.#deliver(action.table, action.most, false)
      case 'nudge': return this.#nudge()
      case 'apply': return void this.applyOne()
      case 'beginApply': return this.#beginApply()
      case 'endApply': return this.#endApply()
      case 'crash': return this.#crash()
      case 'rotate': return this.#rotate(action.table)
      case 'stage': return (action.table ? [action.table] : TABLES).forEach((table) => this.#stage(table))
      case 'rewind': return this.#rewind(action.table)
    }
  }

  /** Applies the next batch; false when there is none. */
  applyOne(): boolean {
    this.#beginApply()
    if (!this.#inFlight) return false
    this.#endApply()
    return true
  }

  /** Every shape tells what it has, and then only those are asked that the collector names: that must be enough. */
  drain(): void {
    this.#endApply()
    for (let round = 0; round < 50; round++) {
      for (const table of TABLES) {
        this.#deliver(table, Infinity, false)
        this.#stage(table)
      }
      while (this.applyOne());
      const asked = this.collector.lagging()
      if (asked.length === 0 && this.collector.staging().length === 0 && this.#isComplete()) return
      this.#nudge()
      while (this.applyOne());
    }
    throw new Error(`Stuck: ${JSON.stringify({ lagging: this.collector.lagging(), staging: this.collector.staging(), contained: [...this.#contained] })}`)
  }

  shown(): Record<string, Row[]> {
    return asLists(this.#disk.rows)
  }

  atCentre(): Record<string, Row[]> {
    return asLists(this.log.rows)
  }

  #isComplete(): boolean {
    return TABLES.every((table) => this.#contained.get(table) === this.log.logs.get(table)!.length)
  }

  #commit({ tables, twice, manifest, named }: Commit): void {
    const others = tables.filter((table) => table !== 'client_progress')
    const changes: NewChange[] = [...others, ...(twice ? others.toReversed() : [])].map((table) => this.#change(table))
    if (manifest || others.length === 0) changes.splice(this.#made % (changes.length + 1), 0, this.#manifest([...others, ...named]))
    this.log.commit(changes)
  }

  /** A change of a row nobody can mistake for another: each carries its own number. */
  #change(table: Table): NewChange {
    const key = String(this.#made++ % 4)
    const exists = this.log.rows.get(table)!.has(key)
    const row = { id: key, v: String(this.#made) }
    if (exists && this.#made % 5 === 0) return { table, operation: 'delete', key, row }
    return { table, operation: exists ? 'update' : 'insert', key, row }
  }

  #manifest(tables: readonly Table[]): NewChange {
    const row = { client_id: `d${this.#made++ % 2}`, v: String(this.#made), tables: JSON.stringify([...new Set([...tables, 'client_progress'])]) }
    return { table: 'client_progress', operation: 'update', key: row.client_id, row }
  }

  /** A desk's process starts: shapes go on where the disk says, the others are fetched. */
  #start(): void {
    this.collector = new Collector(TABLES)
    this.#inFlight = undefined
    for (const table of TABLES) {
      const cursor = this.#disk.cursors.get(table)
      if (cursor) this.collector.resume(cursor)
      const handle = cursor ? Number(cursor.handle) : this.#served.get(table)!.handle
      this.#streams.set(table, { handle, index: cursor ? this.#indexOf(cursor) : 0, stage: undefined })
    }
  }

  #crash(): void {
    this.#start()
  }

  #indexOf(cursor: Pick<Cursor, 'handle' | 'position'> & { table: TableName }): number {
    return this.log.indexOf(cursor.table, cursor.position, this.#served.get(cursor.table as Table)!.starts.get(Number(cursor.handle)))
  }

  /** The server forgets the shape: the next request is answered 409. */
  #rotate(table: Table): void {
    const served = this.#served.get(table)!
    served.handle++
    served.starts.set(served.handle, this.log.logs.get(table)!.length)
  }

  #isRefused(table: Table): boolean {
    const stream = this.#streams.get(table)!
    const served = this.#served.get(table)!
    if (stream.handle === served.handle) return false
    this.collector.refetch(table)
    Object.assign(stream, { handle: served.handle, stage: undefined })
    return true
  }

  #deliver(table: Table, most: number, asked: boolean): void {
    if (this.#isRefused(table) || this.collector.mode(table) === 'staging') return
    const stream = this.#streams.get(table)!
    const log = this.log.logs.get(table)!
    const fresh = log.slice(stream.index, stream.index + most)
    const isAll = stream.index + fresh.length === log.length
    stream.index += fresh.length
    const newest = fresh.at(-1)
    if (!newest && !asked) return
    // A live answer with data claims its own lsn; one to a question claims the newest lsn of all.
    const passed = asked && isAll ? this.log.lsn : (fresh.findLast((change) => change.last)?.lsn ?? null)
    const before = log[stream.index - 1]
    const position = newest ? positionOf(newest) : before && before.lsn > 0n && this.#startOf(table) < stream.index ? positionOf(before) : '0_inf'
    this.collector.add({
      table, handle: String(stream.handle), position, passed,
      changes: fresh.map((change) => ({ operation: change.operation === 'delete' ? 'delete' : 'put', row: change.row, lsn: change.lsn, position: positionOf(change) })),
    })
  }

  #startOf(table: Table): number {
    return this.#served.get(table)!.starts.get(this.#streams.get(table)!.handle)!
  }

  #nudge(): void {
    for (const table of this.collector.lagging()) this.#deliver(table as Table, Infinity, true)
  }

  /** The new generation arrives whole, with what was logged since its snapshot. */
  #stage(table: Table): void {
    if (this.#isRefused(table) || this.collector.mode(table) !== 'staging') return
    const stream = this.#streams.get(table)!
    const log = this.log.logs.get(table)!
    const before = log.at(-1)
    stream.index = log.length
    stream.stage = { rows: new Map(this.log.rows.get(table)), index: log.length }
    const position = before && this.#startOf(table) < log.length ? positionOf(before) : '0_inf'
    this.collector.staged(table, { handle: String(stream.handle), position, passed: this.log.lsn })
  }

  /** A broken stream. The pull waits for the batch that is being written before it rewinds. */
  #rewind(table: Table): void {
    this.#endApply()
    const from = this.collector.rewind(table)
    const stream = this.#streams.get(table)!
    if (from) Object.assign(stream, { handle: Number(from.handle), index: this.#indexOf({ table, ...from }) })
    else Object.assign(stream, { handle: this.#served.get(table)!.handle, stage: undefined })
  }

  #beginApply(): void {
    if (this.#inFlight) return
    const ready = this.collector.ready()
    if (!ready) return
    const stages = new Map(ready.batch.swaps.map((table) => [table, this.#streams.get(table as Table)!.stage!]))
    this.#inFlight = { ready, stages }
  }

  #endApply(): void {
    if (!this.#inFlight) return
    const { ready, stages } = this.#inFlight
    this.#inFlight = undefined
    this.#write(ready.batch, stages)
    ready.done()
  }

  #write(batch: CentralBatch, stages: ReadonlyMap<TableName, NonNullable<Stream['stage']>>): void {
    for (const [table, stage] of stages as Map<Table, NonNullable<Stream['stage']>>) {
      if (stage.index < this.#contained.get(table)!) throw new Error(`${table} went back in time`)
      this.#disk.rows.set(table, new Map(stage.rows))
      this.#contained.set(table, stage.index)
    }
    for (const { table, operation, row } of batch.changes) this.#take(table as Table, operation, row)
    for (const cursor of batch.cursors) this.#disk.cursors.set(cursor.table as Table, cursor)
    this.#check()
  }

  #take(table: Table, operation: 'put' | 'delete', row: Row): void {
    const index = this.#contained.get(table)!
    const expected = this.log.logs.get(table)![index]
    if (expected?.row !== row) throw new Error(`${table} got ${JSON.stringify(row)} where ${JSON.stringify(expected?.row)} comes next`)
    this.#contained.set(table, index + 1)
    const key = expected.key
    if (operation === 'delete') this.#disk.rows.get(table)!.delete(key)
    else this.#disk.rows.get(table)!.set(key, row)
  }

  #check(): void {
    for (const { lsn, tables } of this.log.transactions) {
      const parts = [...tables].flatMap((table) => this.log.logs.get(table as Table)!.map((change, index) => ({ change, there: index < this.#contained.get(table as Table)! })).filter(({ change }) => change.lsn === lsn))
      if (new Set(parts.map(({ there }) => there)).size > 1) throw new Error(`Transaction ${lsn} is half visible`)
    }
    for (const [table, cursor] of this.#disk.cursors) {
      const contained = this.#contained.get(table)!
      if (this.#indexOf(cursor) !== contained) throw new Error(`The cursor of ${table} says ${cursor.position}, the rows say ${contained}`)
      const claimed = this.log.logs.get(table)!.filter((change) => change.lsn <= BigInt(cursor.lsn)).length
      if (claimed > contained) throw new Error(`The cursor of ${table} claims lsn ${cursor.lsn}, which is not all there`)
    }
  }
}

function asLists(rows: ReadonlyMap<TableName, ReadonlyMap<string, Row>>): Record<string, Row[]> {
  return Object.fromEntries([...rows].map(([table, byKey]) => [table, [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)]))
}
