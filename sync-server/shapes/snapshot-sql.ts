/** The query that makes Postgres write the messages of a snapshot, one JSON text per row. */
import type { Column, ShapeDefinition } from './definition.ts'
import { keyPrefix } from './encode.ts'
import { quoteName, quoteText } from './identifiers.ts'
import type { Where } from './where.ts'
import { visibleTable } from './where-check.ts'

// A function call takes 100 arguments; longer lists are nested.
const MAX_ARGUMENTS = 90

/** Types whose cast to text is their text form; for the others (char(n), inet) only output functions give that. */
const PLAIN_KEY_TYPES: ReadonlySet<string> = new Set(['uuid', 'text', 'varchar', 'int2', 'int4', 'int8', 'bool', 'date', 'numeric'])

/** SQL with one text column; the parameters are those of the where. */
export function snapshotSql(definition: ShapeDefinition, where: Where | null): string {
  const { layout, table } = definition
  const alias = quoteName(table.table)
  const columns = table.columns.filter((column) => column.replicated)
  const ref = (column: Column): string => `${alias}.${quoteName(column.name)}`
  const key = keySql(definition, columns, ref)
  const values = layout.selected.flatMap((position, i) => {
    const column = columns[position]
    if (!column) return []
    const label = `${i === 0 ? '' : ','}${JSON.stringify(column.name)}:`
    return [quoteText(label), `coalesce(to_json(${textOf(column, ref(column))}), 'null')`]
  })
  const head = `{"key":`
  const tail = `},"headers":{"operation":"insert","relation":${JSON.stringify([table.schema, table.table])}}}`
  const parts = [quoteText(head), `to_json(${key})`, quoteText(',"value":{'), ...values, quoteText(tail)]
  const filter = where ? ` where (\n${where.sql}\n)` : ''
  return `select ${concat(parts)} from ${visibleTable(table)}${filter}`
}

function keySql(definition: ShapeDefinition, columns: readonly Column[], ref: (column: Column) => string): string {
  const { layout, table } = definition
  const parts = layout.key.flatMap((position) => {
    const column = columns[position]
    if (!column) return []
    const text = PLAIN_KEY_TYPES.has(column.typeName) ? `${ref(column)}::text` : outputOf(ref(column))
    const part = `concat('/"', replace(${text}, '/', '//'), '"')`
    return [column.notNull ? part : `case when ${ref(column)} is null then '/_' else ${part} end`]
  })
  return concat([quoteText(keyPrefix(table.schema, table.table)), ...parts])
}

/** The value as the protocol sends it in a snapshot: cast to text, but with the padding of char(n) kept. */
function textOf(column: Column, sql: string): string {
  return column.typeName === 'bpchar' ? outputOf(sql) : `${sql}::text`
}

function outputOf(sql: string): string {
  return `case when ${sql} is null then null else concat(${sql}) end`
}

function concat(parts: readonly string[]): string {
  if (parts.length <= MAX_ARGUMENTS) return `concat(${parts.join(', ')})`
  const groups: string[] = []
  for (let i = 0; i < parts.length; i += MAX_ARGUMENTS) groups.push(concat(parts.slice(i, i + MAX_ARGUMENTS)))
  return concat(groups)
}
