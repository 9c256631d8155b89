import type { Pool, PoolClient } from 'pg'
import { fromCentre } from '../../electron/host/store/codec.ts'
import type { CentreRow, SqliteRow } from '../../electron/host/store/codec.ts'
import { SqliteTx } from '../../electron/host/store/sqlite-tx.ts'
import { canonicalJson } from '../../sync-server/auth/audit.ts'
import { PgTx } from '../../sync-server/push/pg-tx.ts'
import { reasonOf } from '../../sync-server/push/failure.ts'
import { mutators } from '../../shared/mutators/index.ts'
import type { MutationInput, MutatorName } from '../../shared/mutators/index.ts'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Loss, MutationContext, Tx } from '../../shared/mutators/mutator.ts'
import { derivedId } from '../../shared/protocol/derived-id.ts'
import { describe, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { insertRows } from '../../sync-server/db/rows.ts'
import { createCentre } from './centre-database.ts'
import type { CentreDatabase } from './centre-database.ts'
import { contents, createReplica, putAll } from './replica.ts'
import type { TestReplica } from './replica.ts'
import { CLINIC, DESK, MANAGER, minutes } from './world.ts'
import type { World } from './world.ts'
import { freshId } from './writes.ts'

export type Outcome = 'done' | { losses: Loss[] } | { refused: string }

interface Options {
  /** The desk that writes; the first one otherwise. */
  desk?: string
  actor?: string
  at?: string
  mutationId?: string
  correctedAt?: string
}

/** The desk's SQLite and the centre's Postgres with the same rows, on which the same mutation runs. */
export class Engines {
  readonly #centre: CentreDatabase
  readonly #replica: TestReplica
  #client: PoolClient | undefined

  private constructor(centre: CentreDatabase) {
    this.#centre = centre
    this.#replica = createReplica()
  }

  static async open(): Promise<Engines> {
    return new Engines(await createCentre())
  }

  get pool(): Pool {
    return this.#centre.pool
  }

  async close(): Promise<void> {
    this.#client?.release()
    this.#replica.close()
    await this.#centre.close()
  }

  /** Everything until `forget` happens in one transaction on each side. */
  async remember(): Promise<void> {
    this.#client = await this.#centre.pool.connect()
    await this.#client.query('begin')
    this.#replica.db.exec('begin')
  }

  async forget(): Promise<void> {
    this.#replica.db.exec('rollback')
    await this.#client!.query('rollback')
    this.#client!.release()
    this.#client = undefined
  }

  /** Rows of the clinic that a test starts from, beside the small world's. */
  async given(rows: Partial<World>): Promise<void> {
    putAll(this.#replica.db, rows)
    for (const [table, list] of Object.entries(rows) as [TableName, Row<TableName>[]][]) await insertRows(this.#client!, table, list)
  }

  /** Runs a mutation on both engines as the centre would; throws where they do not agree. */
  async run<N extends MutatorName>(name: N, input: MutationInput<N>, options: Options = {}): Promise<Outcome> {
    const id = options.mutationId ?? freshId()
    const desk = await this.#inSavepoint((sql) => void this.#replica.db.exec(sql), () => apply(new SqliteTx(this.#replica.db), name, input, id, options))
    const centre = await this.#inSavepoint(async (sql) => void (await this.#client!.query(sql)), () => apply(new PgTx(this.#client!, CLINIC), name, input, id, options))
    if (JSON.stringify(desk) !== JSON.stringify(centre)) throw new Error(`${name}: the desk says ${JSON.stringify(desk)}, the centre ${JSON.stringify(centre)}`)
    await this.#compare(name)
    return desk
  }

  /** What `prepare` fixes at the desk, where alone it runs. */
  async prepare<N extends MutatorName>(name: N, input: MutationInput<N>, options: Options = {}): Promise<MutationInput<N>> {
    const mutator = mutators.get(name)!
    const parsed = mutator.input.parse(input)
    return (await mutator.prepare!(new SqliteTx(this.#replica.db), parsed, contextOf(freshId(), options, []))) as MutationInput<N>
  }

  /** Rows of a table, the same on both sides. */
  async rows<N extends TableName>(table: N): Promise<Row<N>[]> {
    const { key, scope } = describe(table)
    const { rows } = await this.#client!.query(`select * from ${table} where ${scope} = $1 order by ${key}`, [CLINIC])
    return rows as Row<N>[]
  }

  async row<N extends TableName>(table: N, key: string): Promise<Row<N> | undefined> {
    return new PgTx(this.#client!, CLINIC).get(table, key)
  }

  /** Reads at the centre as a mutator would. */
  async withCentre(work: (tx: Tx) => Promise<void>): Promise<void> {
    await work(new PgTx(this.#client!, CLINIC))
  }

  /** SQL past the mutators, as an administrator could send it; undone when it fails. */
  async centreSql(sql: string): Promise<void> {
    await this.#client!.query('savepoint by_hand')
    try {
      await this.#client!.query(sql)
    } catch (error) {
      await this.#client!.query('rollback to savepoint by_hand')
      throw error
    }
  }

  async #inSavepoint(sql: (text: string) => void | Promise<void>, work: () => Promise<Outcome>): Promise<Outcome> {
    await sql('savepoint mutation')
    try {
      const outcome = await work()
      await sql('release savepoint mutation')
      return outcome
    } catch (error) {
      await sql('rollback to savepoint mutation')
      if (error instanceof Refusal) return { refused: error.code }
      if ((error as { code?: string }).code === undefined) throw error
      return { refused: reasonOf(error).code }
    }
  }

  async #compare(name: string): Promise<void> {
    const desk = contents(this.#replica.db)
    for (const table of TABLE_NAMES) {
      const mine = canonical(table, desk[table]!)
      const theirs = canonical(table, await this.#asStored(table))
      if (mine !== theirs) throw new Error(`${name} leaves different rows in ${table}:\n${mine}\n${theirs}`)
    }
  }

  /** The centre's rows in the replica's form. */
  async #asStored(table: TableName): Promise<SqliteRow[]> {
    const { columns, key, scope } = describe(table)
    await this.#client!.query(`set local timezone = 'UTC'`)
    const list = Object.keys(columns).map((column) => `${column}::text`).join(', ')
    const { rows } = await this.#client!.query<CentreRow>(`select ${list} from ${table} where ${scope} = $1 order by ${key}`, [CLINIC])
    return rows.map((row) => fromCentre(table, row))
  }
}

/** Rows as text; jsonb orders keys its own way, which is no difference. */
function canonical(table: TableName, rows: readonly SqliteRow[]): string {
  const { columns } = describe(table)
  return canonicalJson(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, columns[name]!.kind === 'json' && value !== null ? JSON.parse(value as string) as unknown : value]))))
}

async function apply(tx: Tx, name: string, input: unknown, id: string, options: Options): Promise<Outcome> {
  const mutator = mutators.get(name)!
  const parsed = mutator.input.safeParse(input)
  if (!parsed.success) throw new Refusal('invalid', parsed.error.issues[0]?.message ?? '')
  const losses: Loss[] = []
  await mutator.apply(tx, parsed.data, contextOf(id, options, losses))
  return losses.length > 0 ? { losses } : 'done'
}

function contextOf(id: string, options: Options, losses: Loss[]): MutationContext {
  const at = options.at ?? minutes(5)
  return {
    mutationId: id, clinicId: CLINIC, clientId: options.desk ?? DESK, series: 'FD1', actorId: options.actor ?? MANAGER, at, correctedAt: options.correctedAt ?? at,
    idFor: (label) => derivedId(id, label), lost: (loss) => losses.push(loss),
  }
}
