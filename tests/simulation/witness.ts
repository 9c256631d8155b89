import type { CentralBatch } from '../../electron/host/sync/apply-central.ts'
import type { Db } from '../../electron/host/store/database.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { outbox } from '../support/writes.ts'
import { MADE } from './books.ts'
import type { Asked } from './books.ts'
import { halfTransactions, isEmptied } from './checks.ts'
import type { Operation } from './desk.ts'
import type { WrittenRow } from './centre/centre.ts'
import { deviceOf, ownPatientOf } from './scene.ts'
import type { Scene } from './scene.ts'

type Mutated = { name: string; input: { id: string; changes?: { field: string; to: string }[] } }

interface Forgotten {
  /** What the desk knew the answer of. */
  heard: ReadonlySet<string>
  /** How many there are with those that the centre had decided and whose answer may have been on its way still. */
  most: number
}

/** Sees every operation of every desk and says at once when a promise is broken. */
export class Witness {
  /** What desks were asked to write and called saved. */
  readonly asked = new Map<string, Asked>()
  /** Asked for, and the desk died before it said saved: it may have happened or not. */
  readonly unsure = new Map<string, Asked>()
  readonly #scene: Scene
  /** What each desk last wrote into the phone of its own patient. */
  readonly #own = new Map<number, string>()
  /** Up to which transaction of the centre each table of each desk has come. */
  readonly #reached = new Map<number, Map<TableName, number>>()
  /** Tables that a desk may hold since a moment ago, until it has their first copy. */
  readonly #awaited = new Map<number, Set<TableName>>()
  /** What the restored centre had forgotten, by desk. */
  #forgotten = new Map<number, Forgotten>()

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** An operation of a desk's writer is done: what must hold at every moment. */
  done(index: number, operation: Operation, args: unknown[]): void {
    const { desks, time, account } = this.#scene
    const { db, options } = desks[index]!
    if (!db || operation === ('query' as Operation)) return
    account.tell(time.now, `${options.name} ${operation} ${operation === 'applyCentral' ? (args[0] as CentralBatch).changes.length : ''}`)
    if (operation === 'open') {
      this.#checkSaved(index, db)
      this.#recallOwn(index, db)
    }
    if (operation === 'adoptCard') this.#awaited.set(index, new Set([...(this.#awaited.get(index) ?? []), ...neverCopied(db)]))
    if (operation === 'mutate') this.#noteOwn(index, args[0] as Mutated)
    if (operation === 'applyCentral' || operation === 'beginStage' || operation === 'stageRows') this.#checkThere(index, db, operation)
    if (operation === 'applyCentral') this.#checkBatch(index, db, args[0] as CentralBatch)
  }

  /** Somebody sets a clock: which of two edits was the later one cannot be known any more. */
  clockMoved(index: number): void {
    for (const write of [...this.asked.values(), ...this.unsure.values()]) if (write.desk === index) write.clockMoved = true
  }

  /** The centre is another one now than the one that gave these answers: notes which writes must come back and be counted. */
  async restored(given: readonly { id: string; client: string }[]): Promise<void> {
    this.#reached.clear()
    const known = new Set((await this.#scene.centre.store.answers()).map(({ id }) => id))
    this.#forgotten = new Map(this.#scene.desks.map((desk, index) => {
      const heard = desk.read(decidedWrites).filter((id) => !known.has(id))
      const decided = given.filter(({ id, client }) => client === deviceOf(this.#scene, index) && !known.has(id)).map(({ id }) => id)
      return [index, { heard: new Set(heard), most: new Set([...heard, ...decided]).size }]
    }))
  }

  /** S12: what came back is counted by desk, each once; what a desk never heard of comes as if for the first time. */
  async checkReturned(): Promise<void> {
    const { centre, desks, account } = this.#scene
    const progress = new Map((await centre.store.read('client_progress')).map((row) => [row.client_id, row]))
    for (const [index, forgotten] of this.#forgotten) {
      const { returned = 0, returned_at = null } = progress.get(deviceOf(this.#scene, index)) ?? {}
      const sure = [...forgotten.heard].filter((id) => !centre.untold.has(id)).length
      if (returned < sure || returned > forgotten.most) account.fail(`S12: the centre had forgotten ${sure} to ${forgotten.most} writes of ${desks[index]!.options.name}, and counts ${returned} that came back`)
      if (returned > 0 && returned_at === null) account.fail(`S12: the centre does not know when the writes of ${desks[index]!.options.name} came back`)
      account.count('came back', returned)
    }
  }

  #checkThere(index: number, db: Db, operation: Operation): void {
    const { desks, account } = this.#scene
    if (isEmptied(db) && desks[index]!.desk?.ready) account.fail(`S11: the patients of ${desks[index]!.options.name} are gone after ${operation}`)
  }

  #checkBatch(index: number, db: Db, batch: CentralBatch): void {
    const { desks, centre, account } = this.#scene
    const { name } = desks[index]!.options
    for (const table of batch.swaps) this.#awaited.get(index)?.delete(table)
    const came = centre.whose(batch.changes)
    // Tables that were fetched anew in the same step have the rows already.
    const tables = this.#held(index).filter((table) => !batch.swaps.includes(table))
    for (const half of halfTransactions(came, centre.history, tables)) account.fail(`S6: ${name}: ${half}`)
    for (const again of this.#takenAgain(index, came)) account.fail(`S5: ${name} took ${again} a second time`)
    const expected = this.#own.get(index)
    const phone = expected && phoneOf(db, ownPatientOf(this.#scene, index))
    if (phone !== expected) account.fail(`S7: ${name} shows ${phone} where it wrote ${expected}`)
    for (const gone of vanished(db, this.#held(index))) account.fail(`S7: ${name} does not show its ${gone} any more`)
  }

  /** Rows that the desk has on disk already, or had: how far they reach is saved with them. */
  #takenAgain(index: number, came: readonly WrittenRow[]): string[] {
    const { history } = this.#scene.centre
    const reached = this.#reached.get(index) ?? new Map<TableName, number>()
    const again = came.filter(({ table, place }) => place <= (reached.get(table) ?? -1)).map(({ table, place }) => `${table} of mutation ${history[place]!.mutation}`)
    for (const { table, place } of came) reached.set(table, Math.max(place, reached.get(table) ?? -1))
    this.#reached.set(index, reached)
    return again
  }

  /** The tables that this desk may hold and has. */
  #held(index: number): TableName[] {
    const { desks, profiles } = this.#scene
    const mine = tablesFor(desks[index]!.desk?.registration?.profile ?? profiles[index]!)
    return tablesFor(profiles[index]!).filter((table) => mine.includes(table) && !this.#awaited.get(index)?.has(table))
  }

  #noteOwn(index: number, { name, input }: Mutated): void {
    if (name !== 'patient.edit' || input.id !== ownPatientOf(this.#scene, index)) return
    this.#own.set(index, input.changes!.find(({ field }) => field === 'phone')!.to)
  }

  /** An edit may have been on disk when its desk crashed, before anybody heard of it: then it counts as written. */
  #recallOwn(index: number, db: Db): void {
    const own = ownPatientOf(this.#scene, index)
    const phone = phoneOf(db, own)
    const isUnheard = ({ desk, name, input }: Asked) => desk === index && name === 'patient.edit' && input['id'] === own && (input['changes'] as { to: string }[]).some(({ to }) => to === phone)
    if (phone !== undefined && [...this.unsure.values()].some(isUnheard)) this.#own.set(index, phone)
  }

  /** S1: what was called saved is on the disk of a desk that starts. */
  #checkSaved(index: number, db: Db): void {
    const { desks, account } = this.#scene
    const kept = new Set(outbox(db).map(({ id }) => id))
    for (const write of this.asked.values()) {
      if (write.desk === index && !kept.has(write.id)) account.fail(`S1: ${write.name} ${write.id} was saved at ${desks[index]!.options.name}, and is not there after a restart`)
    }
  }
}

/** Tables of which this replica never had a copy, or had to give it back. */
function neverCopied(db: Db): TableName[] {
  const known = new Set(db.prepare<[], TableName>('select table_name from _shapes').pluck().all())
  return TABLE_NAMES.filter((table) => !known.has(table))
}

function phoneOf(db: Db, patient: string): string | undefined {
  return db.prepare<[string], { phone: string }>('select phone from patients where id = ?').get(patient)?.phone
}

/** Rows that writes of this desk added and that are gone, though nobody refused the write and it still fits. */
const VANISHED = Object.entries(MADE).map(([name, { table, id }]) => ({ table, sql: `select name || ' ' || id from _outbox where name = '${name}' and outcome is not 'rejected' and local_error is null
  and not exists (select 1 from ${table} where id = json_extract(input, '$.${id}'))` }))

function vanished(db: Db, held: readonly TableName[]): string[] {
  return VANISHED.filter(({ table }) => held.includes(table)).flatMap(({ sql }) => db.prepare<[], string>(sql).pluck().all())
}

/** Writes of which the desk knows how they ended. A replica of an older program that has never started has none. */
function decidedWrites(db: Db): string[] {
  const entries = db.prepare(`select 1 from pragma_table_info('_outbox') where name = 'outcome'`).get() ? outbox(db) : []
  return entries.filter(({ outcome }) => outcome !== null).map(({ id }) => id)
}
