import type { ServerResponse } from 'node:http'
import type { CentreRow } from '../../electron/host/store/codec.ts'
import type { CentralChange } from '../../electron/host/sync/apply-central.ts'
import { describe, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { CentralLog, positionOf } from './central-log.ts'
import type { NewChange } from './central-log.ts'

interface Served {
  handle: string
  /** Rows when the shape was made, and how much of the log they contain. */
  snapshot: CentreRow[] | undefined
  start: number
}

type Message = Record<string, unknown>

/** The least of Electric's shape protocol that the unchanged client needs, over an in-memory log (protocol §1.9). */
export class FakeShapes {
  readonly log = new CentralLog(TABLE_NAMES)
  /** How long a live request is held when there is nothing. */
  longPollMs = 2_000
  /** At most so many changes in one response; the rest comes with the next. */
  mostPerResponse = Infinity
  readonly #served = new Map<TableName, Served>()
  readonly #waiting = new Map<() => void, TableName>()
  #handles = 0
  #cursor = 1000

  /** Rows that were there before any shape was made. */
  load(table: TableName, rows: readonly CentreRow[]): void {
    const { key } = describe(table)
    for (const row of rows) this.log.rows.get(table)!.set(row[key]!, row)
  }

  /** A transaction of the centre: into the logs, and to whoever waits. */
  commit(changes: readonly CentralChange[]): void {
    if (changes.length === 0) return
    this.log.commit(changes.map((change) => this.#asNew(change)))
    this.wake(changes.map(({ table }) => table))
  }

  /** How many live requests are being held. */
  get held(): number {
    return this.#waiting.size
  }

  /** Lets those that wait for these tables look again; the others have nothing to say. */
  wake(tables: readonly TableName[] = TABLE_NAMES): void {
    for (const [wake, table] of [...this.#waiting]) if (tables.includes(table)) wake()
  }

  /** The next request for the table is answered 409, as after a migration or a restored centre. */
  rotate(table: TableName): void {
    this.#served.delete(table)
    this.wake([table])
  }

  /** The handle under which the table is served now. */
  handleOf(table: TableName): string {
    return this.#serve(table).handle
  }

  /** The centre was restored: every shape is another one, over the rows there are now. */
  reset(rowsOf: (table: TableName) => readonly CentreRow[]): void {
    this.log.reset()
    this.#served.clear()
    for (const table of TABLE_NAMES) this.load(table, rowsOf(table))
    this.wake()
  }

  /** Answers GET /v1/shape. */
  async answer(response: ServerResponse, query: URLSearchParams): Promise<void> {
    const table = query.get('table') as TableName
    const offset = query.get('offset')!
    const served = this.#serve(table)
    if (offset === '-1') return this.#send(response, table, served, '0_0', this.#snapshotOf(served))
    if (query.get('handle') !== served.handle) return this.#refetch(response, served)
    const isLive = query.has('live')
    if (isLive && this.#fresh(table, served, offset).length === 0) await this.#held(response, table)
    if (this.#served.get(table) !== served) return this.#refetch(response, this.#serve(table))
    const fresh = this.#fresh(table, served, offset)
    const sent = fresh.slice(0, this.mostPerResponse)
    const messages: Message[] = sent.map((change) => ({
      key: `"public"."${table}"/"${change.key}"`,
      value: change.row,
      headers: { operation: change.operation, relation: ['public', table], txids: [1], lsn: String(change.lsn), op_position: change.op, ...(change.last ? { last: true } : {}) },
    }))
    if (sent.length === fresh.length) messages.push({ headers: { control: 'up-to-date', global_last_seen_lsn: String(isLive && sent.length > 0 ? sent.at(-1)!.lsn : this.log.lsn) } })
    const end = sent.at(-1)
    return this.#send(response, table, served, end ? positionOf(end) : offset === '0_0' ? '0_inf' : offset, messages, isLive)
  }

  #asNew({ table, operation, row }: CentralChange): NewChange {
    const key = row[describe(table).key]!
    return { table, key, row, operation: operation === 'delete' ? 'delete' : this.log.rows.get(table)!.has(key) ? 'update' : 'insert' }
  }

  #serve(table: TableName): Served {
    let served = this.#served.get(table)
    if (!served) this.#served.set(table, (served = { handle: `${table}-${++this.#handles}`, snapshot: [...this.log.rows.get(table)!.values()], start: this.log.logs.get(table)!.length }))
    return served
  }

  #snapshotOf({ handle, snapshot }: Served): Message[] {
    const table = handle.replace(/-\d+$/, '')
    const rows = snapshot!.map((row): Message => ({ key: `"public"."${table}"/"${row[describe(table as TableName).key]}"`, value: row, headers: { operation: 'insert', relation: ['public', table] } }))
    return [...rows, { headers: { control: 'snapshot-end', xmin: '1', xmax: '2', xip_list: [] } }]
  }

  #fresh(table: TableName, served: Served, offset: string) {
    return this.log.logs.get(table)!.slice(this.log.indexOf(table, offset, served.start))
  }

  #held(response: ServerResponse, table: TableName): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, this.longPollMs)
      this.#waiting.set(done, table)
      response.once('close', done)
    })
  }

  #refetch(response: ServerResponse, served: Served): void {
    response.writeHead(409, { 'electric-handle': served.handle, 'content-type': 'application/json' }).end(JSON.stringify([{ headers: { control: 'must-refetch' } }]))
  }

  #send(response: ServerResponse, table: TableName, served: Served, offset: string, messages: Message[], isLive = false): void {
    const isUpToDate = (messages.at(-1)?.headers as { control?: string } | undefined)?.control === 'up-to-date'
    const schema = Object.fromEntries(Object.keys(describe(table).columns).map((column) => [column, { type: 'text' }]))
    response.writeHead(200, {
      'content-type': 'application/json', 'electric-handle': served.handle, 'electric-offset': offset,
      ...(isLive ? { 'electric-cursor': String(++this.#cursor) } : { 'electric-schema': JSON.stringify(schema) }),
      ...(isUpToDate ? { 'electric-up-to-date': '' } : {}),
    }).end(JSON.stringify(messages))
  }
}
