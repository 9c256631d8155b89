import type { ClientBase } from 'pg'
import { Refusal } from '../../shared/mutators/mutator.ts'
import type { Condition, SelectOptions, Tx } from '../../shared/mutators/mutator.ts'
import { describe } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { insertRows, toParameter } from '../db/rows.ts'

/**
 * The centre's side of `Tx`: every statement is confined to one clinic, so that no mutation of one
 * clinic's desk can read or write another's rows. Remembers which tables it wrote: the manifest.
 */
export class PgTx implements Tx {
  readonly touched = new Set<TableName>()
  readonly #client: ClientBase
  readonly #clinicId: string

  constructor(client: ClientBase, clinicId: string) {
    this.#client = client
    this.#clinicId = clinicId
  }

  async get<N extends TableName>(table: N, key: string): Promise<Row<N> | undefined> {
    const { key: keyColumn, scope } = describe(table)
    const { rows } = await this.#client.query(`select * from ${table} where ${keyColumn} = $1 and ${scope} = $2`, [key, this.#clinicId])
    return rows[0] as Row<N> | undefined
  }

  async select<N extends TableName>(table: N, where: readonly Condition<Row<N>>[], options: SelectOptions<Row<N>> = {}): Promise<Row<N>[]> {
    const { text, values } = this.#where(table, where)
    const order = options.orderBy ? ` order by ${options.orderBy.map((name) => known(table, name)).join(', ')}` : ''
    const limit = options.limit === undefined ? '' : ` limit ${Math.trunc(options.limit)}`
    const { rows } = await this.#client.query(`select * from ${table} where ${text}${order}${limit}`, values)
    return rows as Row<N>[]
  }

  async sum<N extends TableName>(table: N, column: keyof Row<N> & string, where: readonly Condition<Row<N>>[]): Promise<number> {
    const { text, values } = this.#where(table, where)
    const { rows } = await this.#client.query<{ total: number }>(`select coalesce(sum(${known(table, column)}), 0)::bigint as total from ${table} where ${text}`, values)
    return rows[0]!.total
  }

  async insert<N extends TableName>(table: N, row: Row<N>): Promise<void> {
    if ((row as Record<string, unknown>)[describe(table).scope] !== this.#clinicId) throw new Refusal('foreign_clinic', 'The record belongs to another clinic.')
    this.touched.add(table)
    await insertRows(this.#client, table, [row])
  }

  async update<N extends TableName>(table: N, key: string, patch: Partial<Row<N>>): Promise<void> {
    const { key: keyColumn, scope } = describe(table)
    const entries = Object.entries(patch as Record<string, unknown>).filter(([, value]) => value !== undefined)
    if (entries.length === 0) return
    const assignments = entries.map(([name], index) => `${known(table, name)} = $${index + 3}`)
    const values = entries.map(([name, value]) => toParameter(table, name, value))
    const { rowCount } = await this.#client.query(`update ${table} set ${assignments.join(', ')} where ${keyColumn} = $1 and ${scope} = $2`, [key, this.#clinicId, ...values])
    if (rowCount !== 1) throw new Refusal('not_found', 'The record is not known here. It may have been removed at another desk.')
    this.touched.add(table)
  }

  #where(table: TableName, conditions: readonly Condition<Record<string, unknown>>[]): { text: string; values: unknown[] } {
    const values: unknown[] = [this.#clinicId]
    const parts = conditions.map((condition) => {
      const [name, operator, value] = condition as [string, string, unknown]
      const column = known(table, name)
      if (operator === 'is null' || operator === 'is not null') return `${column} ${operator}`
      values.push(value)
      if (operator === 'in') return `${column}::text = any($${values.length}::text[])`
      if (operator === 'not in') return `${column}::text <> all($${values.length}::text[])`
      return `${column} ${comparison(operator)} $${values.length}`
    })
    return { text: [`${describe(table).scope} = $1`, ...parts].join(' and '), values }
  }
}

function known(table: TableName, column: string): string {
  if (!Object.hasOwn(describe(table).columns, column)) throw new TypeError(`${table} has no column ${column}`)
  return column
}

function comparison(operator: string): string {
  if (!['=', '<>', '<', '<=', '>', '>='].includes(operator)) throw new TypeError(`No such comparison: ${operator}`)
  return operator
}
