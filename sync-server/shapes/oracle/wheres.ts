/** Random where clauses from the supported grammar, over the columns of a table. */
import * as fc from 'fast-check'
import { quoteName, quoteText } from '../identifiers.ts'
import { plainValue, type ColumnType, type OracleColumn, type OracleTable } from './tables.ts'

export type DrawnWhere =
  | { readonly kind: 'leaf'; readonly column: number; readonly form: number; readonly a: number; readonly b: number; readonly param: boolean }
  | { readonly kind: 'and' | 'or'; readonly left: DrawnWhere; readonly right: DrawnWhere }
  | { readonly kind: 'not'; readonly of: DrawnWhere }

const leaf = fc.record({ kind: fc.constant('leaf' as const), column: fc.nat(), form: fc.nat(), a: fc.nat(), b: fc.nat(), param: fc.boolean() })

export const drawnWhere: fc.Arbitrary<DrawnWhere> = fc.letrec<{ where: DrawnWhere }>((tie) => ({
  where: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    leaf,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('where'), right: tie('where') }),
    fc.record({ kind: fc.constant('not' as const), of: tie('where') }),
  ),
})).where

export interface OracleWhere {
  readonly sql: string
  readonly params: readonly string[]
  /** Names of the forms it is made of. */
  readonly forms: readonly string[]
}

interface Ask {
  readonly name: string
  /** A constant, or a parameter that stands for it. */
  readonly value: (at: number) => string
  readonly a: number
  readonly b: number
}

interface Form {
  readonly form: string
  readonly sql: (ask: Ask) => string
}

const form = (name: string, sql: Form['sql']): Form => ({ form: name, sql })
const OPERATORS = ['=', '<>', '<', '<=', '>', '>=']

const EVERYWHERE: readonly Form[] = [form('is null', ({ name }) => `${name} is null`), form('is not null', ({ name }) => `${name} is not null`)]
const COMPARED: readonly Form[] = [
  form('equality', ({ name, value, a }) => `${name} = ${value(a)}`),
  form('comparison', ({ name, value, a, b }) => `${name} ${OPERATORS[b % OPERATORS.length]} ${value(a)}`),
  form('in', ({ name, value, a, b }) => `${name} in (${value(a)}, ${value(b)})`),
  form('between', ({ name, value, a, b }) => `${name} between ${value(a)} and ${value(b)}`),
  form('is distinct from', ({ name, value, a }) => `${name} is distinct from ${value(a)}`),
  form('case', ({ name, value, a }) => `case when ${name} = ${value(a)} then true when ${name} is null then true else false end`),
]
const FORMS: Readonly<Record<ColumnType['family'], readonly Form[]>> = {
  number: [
    ...COMPARED,
    form('arithmetic', ({ name, a, b }) => `(${name} + ${a % 5}) * 2 > ${b % 20}`),
    form('arithmetic', ({ name, a }) => `abs(${name}) - ${a % 3} < 5`),
    form('cast', ({ name, a }) => `${name}::text = '${a % 3}'`),
    form('cast', ({ name, b }) => `${name}::numeric >= 0.5 + ${b % 2}`),
    form('function', ({ name, a }) => `coalesce(${name}, 0) = ${a % 3}`),
  ],
  text: [
    ...COMPARED,
    form('like', ({ name, a }) => `${name} like '%${['x', '"', "''", '\\\\', '_', 'ñ'][a % 6]}%'`),
    form('like', ({ name, a }) => `${name} not like '${['x%', '_', '%e%'][a % 3]}'`),
    form('ilike', ({ name }) => `${name} ilike 'X%'`),
    form('any', ({ name, value, a, b }) => `${name} = any (array[${value(a)}, ${value(b)}])`),
    form('function', ({ name, a }) => `length(${name}) > ${a % 4}`),
    form('function', ({ name, value, a }) => `lower(${name}) || 'z' > ${value(a)}`),
  ],
  boolean: [
    form('boolean', ({ name }) => name),
    form('boolean', ({ name }) => `${name} is not true`),
    form('equality', ({ name, value, a }) => `${name} = ${value(a)}`),
    form('cast', ({ name, a }) => `${name}::int = ${a % 2}`),
  ],
  ordered: [...COMPARED, form('function', ({ name }) => `num_nulls(${name}) = 0`)],
  array: [
    form('any', ({ name, a }) => `'${['x', 'a', 'a b'][a % 3]}' = any(${name})`),
    form('function', ({ name, a }) => `array_length(${name}, 1) > ${a % 3}`),
    form('array', ({ name }) => `${name} @> '{a}'`),
  ],
  json: [form('json', ({ name, a }) => `${name} ->> 'k' = '${['v', 'w'][a % 2]}'`)],
  jsonb: [form('json', ({ name, a }) => `${name} ->> 'k' = '${['v', 'x'][a % 2]}'`), form('json', ({ name }) => `${name} ? 'b'`), form('equality', ({ name, value, a }) => `${name} = ${value(a)}`)],
  other: [form('equality', ({ name, value, a }) => `${name} = ${value(a)}`)],
}

/** The clause that was drawn, over the replicated columns of the table. */
export function whereOf(drawn: DrawnWhere, table: OracleTable): OracleWhere {
  const params: string[] = []
  const forms: string[] = []
  const text = (item: DrawnWhere): string => {
    if (item.kind === 'leaf') return leafOf(item, table.columns[item.column % table.columns.length]!, params, forms)
    forms.push(item.kind)
    return item.kind === 'not' ? `not (${text(item.of)})` : `(${text(item.left)}) ${item.kind} (${text(item.right)})`
  }
  const sql = text(drawn)
  return { sql, params, forms: params.length > 0 ? [...forms, 'params'] : forms }
}

function leafOf(drawn: Extract<DrawnWhere, { kind: 'leaf' }>, column: OracleColumn, params: string[], forms: string[]): string {
  const possible = [...FORMS[column.type.family], ...EVERYWHERE]
  const chosen = possible[drawn.form % possible.length]!
  forms.push(chosen.form)
  const value = (at: number): string => {
    const text = plainValue(column, at)
    if (!drawn.param) return quoteText(text)
    params.push(text)
    return `$${params.length}`
  }
  return chosen.sql({ name: quoteName(column.name), value, a: drawn.a, b: drawn.b })
}
