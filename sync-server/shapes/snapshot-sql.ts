/** The query of a snapshot: the text of every wanted column, and what the message keys need besides. */
import type { Column } from './catalogue.ts'
import type { ShapeDefinition } from './definition.ts'
import { quoteName } from './identifiers.ts'
import type { Where } from './where.ts'
import { visibleTable } from './where-check.ts'

export interface SnapshotQuery {
  /** Its parameters are those of the where. The first fields are the selected columns in their order. */
  readonly sql: string
  /** Which fields make the key, in key order. */
  readonly keyFields: readonly number[]
}

/** Types whose cast to text is their text form; char(n) loses its padding by it, inet gains a mask. */
const PLAIN_KEY_TYPES: ReadonlySet<string> = new Set(['uuid', 'text', 'varchar', 'int2', 'int4', 'int8', 'bool', 'date', 'numeric'])
/** Types from here on were made in this database, and may be named like Postgres' own. */
const FIRST_OWN_OID = 16_384
/** Types with no cast to text of their own: Postgres uses their output function, so the cast would only take time. */
const CAST_IS_OUTPUT: ReadonlySet<string> = new Set(['uuid', 'text', 'varchar', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'date', 'time', 'timestamp', 'timestamptz', 'interval', 'json', 'jsonb', 'bytea'])

/** What to ask Postgres for. Snapshot values are casts to text as Electric sends them; key parts are what replication will say. */
export function snapshotQuery(definition: ShapeDefinition, where: Where | null): SnapshotQuery {
  const { layout, table } = definition
  const columns = table.columns.filter((column) => column.replicated)
  const fields = layout.selected.map((position) => castOf(columns[position], table.table))
  const keyFields = layout.key.map((position) => {
    const selected = layout.selected.indexOf(position)
    if (selected >= 0 && PLAIN_KEY_TYPES.has(columns[position]?.typeName ?? '')) return selected
    return fields.push(keyPartOf(columns[position], table.table)) - 1
  })
  const filter = where ? ` where (\n${where.sql}\n)` : ''
  return { sql: `select ${fields.join(', ')} from ${visibleTable(table)}${filter}`, keyFields }
}

function castOf(column: Column | undefined, table: string): string {
  if (!column) throw new Error('a shape selects a column its table does not have')
  if (column.typeOid < FIRST_OWN_OID && CAST_IS_OUTPUT.has(column.typeName)) return reference(column, table)
  return column.typeName === 'bpchar' ? outputOf(column, table) : `${reference(column, table)}::text`
}

function keyPartOf(column: Column | undefined, table: string): string {
  if (!column) throw new Error('a key has a column its table does not have')
  return PLAIN_KEY_TYPES.has(column.typeName) ? `${reference(column, table)}::text` : outputOf(column, table)
}

// concat uses the output function of a type where a cast may do something else.
function outputOf(column: Column, table: string): string {
  const name = reference(column, table)
  return `case when ${name} is null then null else concat(${name}) end`
}

function reference(column: Column, table: string): string {
  return `${quoteName(table)}.${quoteName(column.name)}`
}
