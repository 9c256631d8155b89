import type { CentreRow, SqliteRow } from '../../electron/host/store/codec.ts'
import { fromSqlite } from '../../electron/host/store/codec.ts'
import { SqliteTx } from '../../electron/host/store/sqlite-tx.ts'
import type { CentralChange } from '../../electron/host/sync/apply-central.ts'
import { deleteRow, knownMutator, putRow } from '../../electron/host/sync/rebase.ts'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Loss } from '../../shared/mutators/mutator.ts'
import { derivedId } from '../../shared/protocol/derived-id.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { describe, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { asCentreRow } from './centre-rows.ts'
import { createReplica, ownRows, putAll } from './replica.ts'
import type { TestReplica } from './replica.ts'
import { CLINIC, DESK, progress } from './world.ts'
import type { World } from './world.ts'

export interface SavedCentre {
  rows: [TableName, SqliteRow[]][]
  answers: ReadonlyMap<string, PushResult>
  decided: ReadonlyMap<string, string[]>
}

/** One transaction of the centre, as its shapes would tell of it, and the answer it gave. */
export interface CentreTransaction {
  changes: CentralChange[]
  result: PushResult
}

/**
 * A centre small enough to be obviously right: rows in a table each, mutations decided once and in
 * order by the same mutators, every transaction told as the rows that differ afterwards.
 */
export class ModelCentre {
  readonly #store: TestReplica
  #answers = new Map<string, PushResult>()
  #decided = new Map<string, string[]>()

  constructor(rows: World = ownRows()) {
    this.#store = createReplica(rows)
  }

  get db(): TestReplica['db'] {
    return this.#store.db
  }

  close(): void {
    this.#store.close()
  }

  decidedFor(clientId: string): string[] {
    return this.#decided.get(clientId) ?? []
  }

  rowsOf(table: TableName): CentreRow[] {
    return this.db.prepare<[], SqliteRow>(`select * from ${table} order by ${describe(table).key}`).all().map((stored) => asCentreRow(table, fromSqlite(table, stored), 'snapshot'))
  }

  /** Takes a mutation as a push brings it: in order, each once; or says where to go on. */
  async take(clientId: string, mutation: PushMutation): Promise<CentreTransaction | { expected: number; reused: boolean }> {
    const list = this.decidedFor(clientId)
    if (mutation.seq > list.length + 1) return { expected: list.length + 1, reused: false }
    if (mutation.seq === list.length + 1) return this.decide(clientId, mutation)
    if (list[mutation.seq - 1] !== mutation.id) return { expected: list.length + 1, reused: true }
    return { changes: [], result: { ...this.#answers.get(mutation.id)!, seq: mutation.seq } }
  }

  /** Decides the next mutation of a desk; one that it knows already gets its old answer and changes no row but the progress. */
  async decide(clientId: string, mutation: PushMutation): Promise<CentreTransaction> {
    const list = this.#decided.get(clientId) ?? []
    const given = this.#answers.get(mutation.id)
    if (given && mutation.seq <= list.length) return { changes: [], result: given }
    if (mutation.seq !== list.length + 1) throw new Error(`The desk sent ${mutation.seq} after ${list.length}`)
    const losses: Loss[] = []
    const refusal = given ? undefined : await this.#run(clientId, mutation, losses)
    const result: PushResult = given ? { ...given, seq: mutation.seq } : { seq: mutation.seq, id: mutation.id, status: refusal ? 'rejected' : losses.length > 0 ? 'merged' : 'applied', ...(refusal ? { code: refusal.code, message: refusal.message } : {}) }
    const changes = this.#changed()
    if (!given && result.status !== 'applied') {
      const item = this.#item(clientId, mutation, result, losses)
      putAll(this.db, { attention_items: [item] })
      changes.push(this.#asPut('attention_items', item.id)!)
    }
    const tables = [...new Set([...changes.map(({ table }) => table), 'client_progress'])]
    putAll(this.db, { client_progress: [progress(clientId, mutation.seq, { mutation_id: mutation.id, tables, updated_at: mutation.at })] })
    this.#answers.set(mutation.id, result)
    this.#decided.set(clientId, [...list, mutation.id])
    return { changes: [...changes, this.#asPut('client_progress', clientId)!], result }
  }

  /** A backup of everything. */
  save(): SavedCentre {
    return { rows: TABLE_NAMES.map((table) => [table, this.db.prepare<[], SqliteRow>(`select * from ${table}`).all()]), answers: new Map(this.#answers), decided: new Map(this.#decided) }
  }

  /** The centre is restored from a backup: what came after it never was. */
  restore({ rows, answers, decided }: SavedCentre): void {
    for (const [table, list] of rows) {
      this.db.exec(`delete from ${table}`)
      for (const row of list) putRow(this.db, table, row)
    }
    this.#answers = new Map(answers)
    this.#decided = new Map(decided)
  }

  /** Somebody removes a row by hand. */
  remove(table: TableName, key: string): CentreTransaction | undefined {
    const put = this.#asPut(table, key)
    if (!put) return undefined
    deleteRow(this.db, table, key)
    return { changes: [{ ...put, operation: 'delete' }], result: { seq: 0, id: '', status: 'applied' } }
  }

  async #run(clientId: string, mutation: PushMutation, losses: Loss[]): Promise<Refusal | undefined> {
    this.db.exec('begin')
    try {
      const mutator = knownMutator(mutation.name)
      await mutator.apply(new SqliteTx(this.db), mutator.input.parse(mutation.input), {
        mutationId: mutation.id, clinicId: CLINIC, clientId, series: clientId === DESK ? 'FD1' : 'FD2', actorId: mutation.actor, at: mutation.at, correctedAt: mutation.at,
        idFor: (label) => derivedId(mutation.id, label), lost: (loss) => losses.push(loss),
      })
      this.db.exec('commit')
      return undefined
    } catch (error) {
      this.db.exec('rollback')
      if (error instanceof Refusal) return error
      throw error
    }
  }

  /** The transaction's images of old rows say which rows it wrote. */
  #changed(): CentralChange[] {
    const touched = this.db.prepare<[], { table_name: TableName; row_key: string }>('select table_name, row_key from _base_rows').all()
    this.db.exec('delete from _base_rows')
    return touched.flatMap(({ table_name, row_key }) => this.#asPut(table_name, row_key) ?? [])
  }

  #asPut(table: TableName, key: string): CentralChange | undefined {
    const stored = this.db.prepare<[string], SqliteRow>(`select * from ${table} where ${describe(table).key} = ?`).get(key)
    return stored && { table, operation: 'put', row: asCentreRow(table, fromSqlite(table, stored)) }
  }

  #item(clientId: string, mutation: PushMutation, result: PushResult, losses: Loss[]): Row<'attention_items'> {
    return {
      id: derivedId(mutation.id, 'attention'), clinic_id: CLINIC, created_at: mutation.at, mutation_id: mutation.id, client_id: clientId, mutation: mutation.name,
      outcome: result.status === 'merged' ? 'merged' : 'rejected', code: result.code ?? result.status, message: result.message ?? '', input: mutation.input,
      losses: losses.map((loss) => ({ ...loss })), patient_id: null, made_by: mutation.actor, made_at: mutation.at, resolved_at: null, resolved_by: null, resolution: null,
    }
  }
}
