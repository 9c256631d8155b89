/** The definition of a shape: what was asked for, laid out over the table it is asked of. */
import type { Column, Table } from './catalogue.ts'
import type { RowLayout } from './encode.ts'
import { quoteName } from './identifiers.ts'
import type { FieldErrors, ShapeQuery } from './request.ts'
import { columnSchema, type SchemaEntry } from './schema.ts'

export interface ShapeDefinition {
  readonly query: ShapeQuery
  readonly table: Table
  readonly layout: RowLayout
  /** What `electric-schema` says. */
  readonly schema: Readonly<Record<string, SchemaEntry>>
}

export type DefinitionResult =
  | { readonly ok: true; readonly value: ShapeDefinition }
  | { readonly ok: false; readonly errors: FieldErrors }

export function tableNotFound(query: ShapeQuery): { ok: false; errors: FieldErrors } {
  const name = `${quoteName(query.schema)}.${quoteName(query.table)}`
  const hint = 'If the table name contains capitals or special characters you must quote it.'
  return { ok: false, errors: { table: [`Table ${name} does not exist. ${hint}`] } }
}

/** Checks the wanted columns against the table and lays out the shape's rows. The where is checked elsewhere. */
export function defineShape(query: ShapeQuery, table: Table): DefinitionResult {
  const error = columnError(query, table)
  if (error) return { ok: false, errors: { columns: [error] } }
  const sent = table.columns.filter((column) => column.replicated)
  const wanted = query.columns ? sent.filter((column) => query.columns?.includes(column.name)) : sent
  const schema = Object.fromEntries(wanted.map((column) => [column.name, columnSchema(column)]))
  return { ok: true, value: { query, table, layout: layoutOf(query, table, sent, wanted), schema } }
}

function columnError(query: ShapeQuery, table: Table): string | null {
  const names = (columns: readonly Column[]): string => columns.map((column) => column.name).join(', ')
  const hidden = table.columns.filter((column) => !column.replicated)
  if (!query.columns) {
    if (hidden.length === 0) return null
    return `${notSent(hidden)}. You can exclude them from the shape by explicitly listing which columns to fetch in the 'columns' query param`
  }
  const wanted = query.columns
  const missing = table.columns.filter((column) => column.keyPosition !== null && !wanted.includes(column.name))
  if (missing.length > 0) return `The list of columns must include all primary key columns, missing: ${names(missing)}`
  const unknown = wanted.filter((name) => !table.columns.some((column) => column.name === name))
  if (unknown.length > 0) return `The following columns are not found on the table: ${unknown.join(', ')}`
  const refused = hidden.filter((column) => wanted.includes(column.name))
  return refused.length > 0 ? notSent(refused) : null
}

function notSent(columns: readonly Column[]): string {
  const why = columns.every((column) => column.generated) ? 'generated' : 'not replicated'
  return `The following columns are ${why} and cannot be included in the shape: ${columns.map((column) => column.name).join(', ')}`
}

function layoutOf(query: ShapeQuery, table: Table, sent: readonly Column[], wanted: readonly Column[]): RowLayout {
  const position = (column: Column): number => sent.indexOf(column)
  const primaryKey = sent
    .filter((column) => column.keyPosition !== null)
    .sort((a, b) => (a.keyPosition ?? 0) - (b.keyPosition ?? 0))
    .map(position)
  const byName = [...sent].sort((a, b) => (a.name < b.name ? -1 : 1)).map(position)
  return {
    schema: table.schema,
    table: table.table,
    replica: query.replica,
    columns: sent.map((column) => column.name),
    selected: wanted.map(position),
    primaryKey,
    key: primaryKey.length > 0 ? primaryKey : byName,
    booleans: new Set(sent.filter((column) => column.typeName === 'bool').map(position)),
  }
}
