import type { ServerResponse } from 'node:http'
import type { Pool } from 'pg'
import { fromCentre } from '../../../electron/host/store/codec.ts'
import type { CentreRow } from '../../../electron/host/store/codec.ts'
import type { CentralChange } from '../../../electron/host/sync/apply-central.ts'
import { handlePush } from '../../../sync-server/push/handler.ts'
import { EPOCH_HEADER } from '../../../shared/protocol/epoch.ts'
import { isTableName, TABLE_NAMES, tablesFor } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { FakeShapes } from '../../support/fake-shapes.ts'
import { CLINIC } from '../../support/world.ts'
import type { Dice } from '../dice.ts'
import type { Answer, Flight, Request } from '../network.ts'
import type { Process, VirtualTime } from '../virtual-time.ts'
import type { CentreStore } from './store.ts'

/** One transaction of the centre, and which mutation of whom it decided, if it was one. */
export interface Committed {
  changes: CentralChange[]
  client: string | undefined
  mutation: string | undefined
  seq: number
  /** When, in virtual milliseconds. */
  at: number
  /** Of each row it wrote, table and contents as a desk stores them. */
  keys: WrittenRow[]
}

export interface WrittenRow {
  table: TableName
  key: string
  /** Place of its transaction in the history. */
  place: number
  /** Another transaction has written the very same, so that one cannot tell whose row it is. */
  isAlike: boolean
}

class CentreDeath extends Error {
  constructor() {
    super('terminated')
  }
}

/** The epoch of the database in one of its lives; each restore begins another. */
export function epochOf(life: number): string {
  return `00000000-0000-4000-8000-${String(life).padStart(12, '0')}`
}

/** The centre: the real push handler on a database, and shapes that follow what is committed there. */
export class SimulatedCentre {
  readonly shapes = new FakeShapes()
  readonly store: CentreStore
  /** Every transaction of the life it is in. */
  history: Committed[] = []
  isUp = true
  /** How many more commits until it dies. */
  dyingIn = Infinity
  restores = 0
  /** How much later than usual replication tells of what was committed, in milliseconds. */
  lagMs = 0
  /** The centre has died by itself. */
  onDeath: () => void = () => {}
  readonly #time: VirtualTime
  readonly #dice: Dice
  #process: Process
  readonly #flights = new Set<Flight>()
  #publishedAt = 0
  /** The cards of the desks, until one changes. */
  #devices: Map<string, Row<'devices'>> | undefined
  #life = 0
  /** Mutations that arrived without the answer they once got, since the last restore. */
  readonly untold = new Set<string>()
  readonly #written = new Map<string, WrittenRow>()

  constructor(store: CentreStore, time: VirtualTime, dice: Dice) {
    this.store = store
    this.#time = time
    this.#dice = dice
    this.#process = this.#born()
    this.shapes.longPollMs = 20_000
    store.onBusy = (delta) => void (time.busy += delta)
    store.onCommit = (changes) => this.#committed(changes)
  }

  /** Gives the shapes the rows there are, each under the first handle of its table. */
  async open(): Promise<void> {
    for (const table of TABLE_NAMES) {
      this.shapes.load(table, await this.store.rowsOf(table))
      this.shapes.handleOf(table)
    }
  }

  async serve(device: string, request: Request, flight: Flight): Promise<Answer> {
    if (!this.isUp) throw new CentreDeath()
    this.#flights.add(flight)
    try {
      const answer = await this.#time.run(this.#process, () => this.#answer(device, request, flight))
      return { ...answer, headers: { ...answer.headers, [EPOCH_HEADER]: this.#epoch() } }
    } finally {
      this.#flights.delete(flight)
    }
  }

  /** A mutation is committed; here a centre may die before anybody hears of it. */
  #reached(): void {
    if (--this.dyingIn > 0) return
    this.dyingIn = Infinity
    this.goDown()
    this.onDeath()
    throw new CentreDeath()
  }

  /** The process of the centre ends; its database, and what replication has yet to tell, stay. */
  goDown(): void {
    this.isUp = false
    this.#process.alive = false
    for (const flight of [...this.#flights]) flight.break()
  }

  comeUp(): void {
    this.isUp = true
    this.#process = this.#born()
  }

  /** A backup; the function returned puts it in the place of everything that came since. */
  async backup(): Promise<() => Promise<void>> {
    const restore = await this.store.save()
    const kept = this.history.length
    return async () => {
      await restore()
      // As the command that restores does.
      await this.store.byHand('update client_progress set returned = 0, returned_at = null where returned > 0', [])
      this.#devices = undefined
      this.#forget(kept)
      this.restores++
      this.#life++
      const rows = new Map(await Promise.all(TABLE_NAMES.map(async (table) => [table, await this.store.rowsOf(table)] as const)))
      this.shapes.reset((table) => rows.get(table)!)
    }
  }

  async #answer(device: string, { path, query, body }: Request, flight: Flight): Promise<Answer> {
    if (path === '/v1/health') return json(200, { status: 'ok' })
    const card = (this.#devices ??= new Map((await this.store.read('devices')).map((row) => [row.id, row]))).get(device)
    if (path === '/v1/push') {
      this.#noteUntold(body)
      const answer = await handlePush(this.#pool, { id: device, clinicId: CLINIC, series: card!.series, revokedAt: null }, JSON.parse(body), (error) => void this.#time.failures.push(error))
      return json(answer.status, answer.body)
    }
    if (path !== '/v1/shape') return json(404, { code: 'not_found', message: 'Nothing is here.' })
    const table = query.get('table') ?? ''
    if (!isTableName(table) || !tablesFor(card!.profile).includes(table)) return json(403, { code: 'forbidden_table', message: 'This desk does not receive this table.' })
    return new Promise((resolve) => void this.shapes.answer(asResponse(flight, resolve), query))
  }

  #noteUntold(body: string): void {
    for (const { id, given } of (JSON.parse(body) as { mutations: { id: string; given?: object }[] }).mutations) if (!given) this.untold.add(id)
  }

  #committed(changes: CentralChange[]): void {
    if (changes.some(({ table }) => table === 'devices')) this.#devices = undefined
    this.history.push({ ...this.#decided(changes), changes, at: this.#time.now, keys: this.#writtenRows(changes, this.history.length) })
    const life = this.#life
    this.#publishedAt = Math.max(this.#publishedAt, this.#time.now + this.lagMs + this.#dice.whole(0, 30))
    this.#time.after(this.#publishedAt - this.#time.now, this.#world, () => {
      if (life === this.#life) this.shapes.commit(changes.filter(isOfClinic))
    })
  }

  /** Which mutation a transaction decided. One that is tried again after a restore leaves its desk's number as it was. */
  #decided(changes: readonly CentralChange[]): { client: string | undefined; mutation: string | undefined; seq: number } {
    const [progress, item] = (['client_progress', 'attention_items'] as const).map((table) => changes.find((change) => change.table === table)?.row)
    const client = progress?.['client_id'] ?? undefined
    const seq = Number(progress?.['last_seq'] ?? 0)
    const before = this.history.findLast((each) => each.client === client)?.seq ?? 0
    return { client, mutation: (seq > before ? progress?.['mutation_id'] : item?.['mutation_id']) ?? undefined, seq }
  }

  /** Back to what it had done when the backup was made. */
  #forget(kept: number): void {
    this.untold.clear()
    this.#written.clear()
    this.history = this.history.slice(0, kept).map((each, place) => ({ ...each, keys: this.#writtenRows(each.changes, place) }))
  }

  /** Which transaction wrote these rows, of those of which one can tell. */
  whose(changes: readonly CentralChange[]): WrittenRow[] {
    return changes.map(({ table, row }) => this.#written.get(rowKey(table, row))).filter((written) => written !== undefined && !written.isAlike) as WrittenRow[]
  }

  #writtenRows(changes: readonly CentralChange[], place: number): WrittenRow[] {
    return changes.filter(isOfClinic).map(({ table, row }) => {
      const key = rowKey(table, row)
      const before = this.#written.get(key)
      if (before) before.isAlike = true
      const written = { table, key, place, isAlike: before !== undefined }
      this.#written.set(key, written)
      return written
    })
  }

  /** Sessions come a little later each, so that the batches of two desks mingle; a dead centre gets none. */
  readonly #pool = {
    connect: async () => {
      const owner = this.#process
      await new Promise((resolve) => this.#time.after(this.#dice.whole(0, 3), owner, () => resolve(undefined)))
      const client = await this.store.pool.connect()
      if (owner.alive) return client
      client.release()
      return new Promise<never>(() => {})
    },
  } as unknown as Pool

  /** Which database the centre speaks for. */
  #epoch(): string {
    return epochOf(this.#life)
  }

  readonly #world: Process = { name: 'replication', clockMs: 0, alive: true, random: Math.random, fetch }

  #born(): Process {
    const random = this.#dice.fork()
    return { name: 'centre', clockMs: 0, alive: true, random: () => random.next(), fetch, reached: (point) => (point === 'centre-committed' ? this.#reached() : undefined) }
  }
}

/** A row with all it holds, as one text. */
function rowKey(table: TableName, row: CentreRow): string {
  return `${table} ${JSON.stringify(fromCentre(table, row))}`
}

function isOfClinic({ table, row }: CentralChange): boolean {
  return (row['clinic_id'] ?? (table === 'clinics' ? row['id'] : CLINIC)) === CLINIC
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

/** As much of a response as the shapes use. */
function asResponse(flight: Flight, resolve: (answer: Answer) => void): ServerResponse {
  let head: Omit<Answer, 'body'> = { status: 200 }
  const response = {
    writeHead(status: number, headers: Record<string, string>) {
      head = { status, headers }
      return response
    },
    end: (body: string) => resolve({ ...head, body }),
    once(_event: string, close: () => void) {
      flight.onClose = close
    },
  }
  return response as unknown as ServerResponse
}

