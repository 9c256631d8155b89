import type { CentreRow, SqliteRow } from '../../electron/host/store/codec.ts'
import { fromSqlite } from '../../electron/host/store/codec.ts'
import { SqliteTx } from '../../electron/host/store/sqlite-tx.ts'
import type { CentralChange } from '../../electron/host/sync/apply-central.ts'
import { deleteRow } from '../../electron/host/sync/rebase.ts'
import { knownMutator } from '../../electron/host/sync/rebase.ts'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Loss } from '../../shared/mutators/mutator.ts'
import { derivedId } from '../../shared/protocol/derived-id.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { describe } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { asCentreRow } from './centre-rows.ts'
import { createReplica, ownRows, putAll } from './replica.ts'
import type { TestReplica } from './replica.ts'
import { CLINIC, DESK, progress } from './world.ts'

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
  readonly #store: TestReplica = createReplica(ownRows())
  readonly #answers = new Map<string, PushResult>()
  readonly #decided = new Map<string, string[]>()

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

  /** Decides a mutation; sent again it gives the same answer and changes nothing. */
  async decide(clientId: string, mutation: PushMutation): Promise<CentreTransaction> {
    const given = this.#answers.get(mutation.id)
    if (given) return { changes: [], result: given }
    const list = this.#decided.get(clientId) ?? []
    if (mutation.seq !== list.length + 1) throw new Error(`The desk sent ${mutation.seq} after ${list.length}`)
    const losses: Loss[] = []
    const refusal = await this.#run(clientId, mutation, losses)
    const result: PushResult = { seq: mutation.seq, id: mutation.id, status: refusal ? 'rejected' : losses.length > 0 ? 'merged' : 'applied', ...(refusal ? { code: refusal.code, message: refusal.message } : {}) }
    if (result.status !== 'applied') putAll(this.db, { attention_items: [this.#item(clientId, mutation, result, losses)] })
    putAll(this.db, { client_progress: [progress(clientId, mutation.seq, { mutation_id: mutation.id, tables: ['client_progress'], updated_at: mutation.at })] })
    this.#answers.set(mutation.id, result)
    this.#decided.set(clientId, [...list, mutation.id])
    const extra: [TableName, string][] = [['client_progress', clientId], ...(result.status === 'applied' ? [] : [['attention_items', derivedId(mutation.id, 'attention')] as [TableName, string]])]
    return { changes: [...this.#changed(), ...extra.map(([table, key]) => this.#asPut(table, key)!)], result }
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
