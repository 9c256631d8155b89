/** Random tables for the oracle: which types, which keys, and the values that are put into them. */
import * as fc from 'fast-check'
import { quoteName, quoteText } from '../identifiers.ts'

/** A column type with a small pool of values, so that keys meet again and rows cross the borders of shapes. */
export interface ColumnType {
  readonly sql: string
  /** Postgres text of each value. */
  readonly values: readonly string[]
  readonly family: 'number' | 'text' | 'boolean' | 'ordered' | 'array' | 'json' | 'jsonb' | 'other'
  /** Whether a primary key may have it. */
  readonly key: boolean
}

const type = (sql: string, family: ColumnType['family'], key: boolean, ...values: string[]): ColumnType => ({ sql, family, key, values })

/** Stands for a text of 9,600 characters that does not compress, so that Postgres stores it outside the row (TOAST). */
const BIG = /^<big (\d)>$/

export const TYPES: readonly ColumnType[] = [
  type('int', 'number', true, '0', '1', '2', '7', '-1', '100'),
  type('bigint', 'number', true, '9007199254740993', '0', '-1', '5'),
  type('smallint', 'number', true, '3', '0', '-7', '12'),
  type('text', 'text', true, 'x', 'yx', '', 'ñ"', "it's", '\\', '(,)', 'NULL', 'null', ' ', 'a/b', 'a.b', 'line\nbreak', '😀', 'true'),
  type('text', 'text', false, '<big 1>', 'x', '<big 2>', '', '<big 3>'),
  type('varchar(40)', 'text', true, 'x', ' x ', 'é', 'X'),
  type('char(5)', 'other', true, 'ab', '', 'abcde', 'x'),
  type('boolean', 'boolean', true, 'true', 'false'),
  type('uuid', 'ordered', true, '018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-0000000000ff'),
  type('numeric(10,2)', 'number', true, '1.50', '-0.01', '0', '99999.99'),
  type('numeric', 'number', false, '12.300', '100000000000000000000', 'NaN', '0'),
  type('double precision', 'ordered', false, '0.1', 'Infinity', '-0', '1e300', 'NaN'),
  type('date', 'ordered', true, '2026-11-20', '1999-01-01', '0044-03-15 BC', 'infinity'),
  type('timestamptz', 'ordered', true, '2026-11-20 09:30:00.123456+08', '1970-01-01 00:00:00+00', '2026-11-20 01:30:00.123456+00'),
  type('timestamp', 'ordered', false, '2026-11-20 09:30:00', '1999-12-31 23:59:59.999999'),
  type('time', 'ordered', false, '09:30', '23:59:59.5'),
  type('interval', 'ordered', false, '1 day 2 hours', '-3 mons', '00:00:01'),
  type('jsonb', 'jsonb', false, '{"k": "v"}', '{"k": [1, null, "ñ"]}', '[]', 'null', '{"k": "x", "b": 2}'),
  type('json', 'json', false, '{"k":  "v"}', '[1,2]', '{"k": "v", "k": "w"}'),
  type('bytea', 'ordered', true, '\\xdeadbeef', '\\x', '\\x00'),
  type('text[]', 'array', false, '{a,b}', '{}', '{"a b",NULL,"q\\"q","back\\\\slash"}', '{x}'),
  type('int[]', 'other', false, '{1,2}', '{{1,2},{3,4}}', '{NULL}'),
  type('mood', 'ordered', true, 'sad', 'ok', 'very happy'),
  type('posint', 'number', false, '1', '2', '30'),
  type('inet', 'ordered', true, '10.0.0.1', '10.0.0.0/8', '::1'),
  type('bit(4)', 'ordered', false, '0101', '1111'),
  type('int4range', 'other', false, '[1,5)', 'empty', '(,3)'),
]

/** Types of our own that some columns have. */
export const TYPES_SQL = `create type mood as enum ('sad', 'ok', 'very happy'); create domain posint as int check (value > 0);`

export interface OracleColumn {
  readonly name: string
  readonly type: ColumnType
}

export interface OracleTable {
  readonly name: string
  readonly columns: readonly OracleColumn[]
  /** Names of the primary key columns in key order; empty for a table without one. */
  readonly primaryKey: readonly string[]
  /** The column by which statements find rows, each value in one row at most unless other key columns tell them apart. */
  readonly finder: OracleColumn
  /** Whether there is a generated column `made` besides. */
  readonly generated: boolean
}

export const drawnTable = fc.record({
  keys: fc.oneof({ weight: 1, arbitrary: fc.constant<number[]>([]) }, { weight: 4, arbitrary: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }),
  others: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  reversed: fc.boolean(),
  odd: fc.boolean(),
  generated: fc.constantFrom(false, false, false, false, false, true),
  /** How many rows there are before anything happens, for each value by which statements find them. */
  filled: fc.constantFrom(0, 1, 2, 3),
})

export type DrawnTable = typeof drawnTable extends fc.Arbitrary<infer T> ? T : never

const KEY_TYPES = TYPES.filter((item) => item.key)
const NAMES = ['one', 'Two Words', 'thr"ee']
const COLUMN_NAMES = ['a', 'b', 'C c', 'd', 'é', 'f"f', 'g', 'user']

/** The table that was drawn. One without a key gets an int column `n` that statements keep unique. */
export function tableOf(drawn: DrawnTable, index: number): OracleTable {
  const keys = drawn.keys.map((at) => KEY_TYPES[at % KEY_TYPES.length]!)
  const first: ColumnType = keys[0] ?? TYPES[0]!
  const types = [first, ...keys.slice(1), ...drawn.others.map((at) => TYPES[at % TYPES.length]!)]
  const columns = types.map((each, i) => ({ name: keys.length === 0 && i === 0 ? 'n' : COLUMN_NAMES[i]!, type: each }))
  const names = columns.slice(0, keys.length).map(({ name }) => name)
  const placed = drawn.reversed ? columns.toReversed() : columns
  return {
    name: drawn.odd ? NAMES[index]! : `t${index}`,
    columns: placed,
    primaryKey: drawn.reversed ? names.toReversed() : names,
    finder: columns[0]!,
    generated: drawn.generated,
  }
}

/** The statement that makes the table in schema `{s}`. */
export function createSql(table: OracleTable): string {
  const parts = table.columns.map(({ name, type: { sql } }) => `${quoteName(name)} ${sql}`)
  if (table.generated) parts.push(`made text generated always as ('m') stored`)
  if (table.primaryKey.length > 0) parts.push(`primary key (${table.primaryKey.map(quoteName).join(', ')})`)
  return `create table ${reference(table)} (${parts.join(', ')})`
}

export function reference(table: OracleTable): string {
  return `{s}.${quoteName(table.name)}`
}

/** A value of the type's pool as an SQL expression of that type; every sixth or so is NULL where that is allowed. */
export function valueSql(column: OracleColumn, at: number, nullable: boolean): string {
  const { values, sql } = column.type
  const pick = at % (values.length + (nullable ? 1 : 0))
  const text = values[pick]
  if (text === undefined) return `null::${sql}`
  const big = BIG.exec(text)?.[1]
  if (big) return `(select string_agg(md5((i * 7 + ${big})::text), '') from generate_series(1, 300) i)`
  return `${quoteText(text)}::${sql}`
}

/** The text of a value of the pool, for where clauses and parameters. Never a large one. */
export function plainValue(column: OracleColumn, at: number): string {
  const values = column.type.values.filter((text) => !BIG.test(text))
  return values[at % values.length]!
}
