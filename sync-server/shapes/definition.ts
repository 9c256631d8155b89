/** What the catalogue says about a table, and the shape definition made from it. */
import type { ClientBase, Pool } from 'pg'
import type { RowLayout } from './encode.ts'
import { quoteName } from './identifiers.ts'
import type { Relation } from './pgoutput.ts'
import type { FieldErrors, ShapeQuery } from './request.ts'
import { columnSchema, type SchemaEntry } from './schema.ts'

export interface Column {
  readonly name: string
  readonly typeOid: number
  readonly typeMod: number
  readonly typeName: string
  /** Name of the element type where the column is an array. */
  readonly elementType: string | null
  readonly dimensions: number
  readonly notNull: boolean
  readonly keyPosition: number | null
  /** False for a collation under which different texts can be equal. */
  readonly deterministic: boolean
  /** False for columns the publication does not send (generated ones, or left out by a column list). */
  readonly replicated: boolean
}

export interface Table {
  readonly oid: number
  readonly schema: string
  readonly table: string
  readonly identityFull: boolean
  readonly published: boolean
  readonly rowFiltered: boolean
  /** All live columns in attribute order. */
  readonly columns: readonly Column[]
}

export interface ShapeDefinition {
  readonly query: ShapeQuery
  readonly table: Table
  readonly layout: RowLayout
  /** What `electric-schema` says. */
  readonly schema: Readonly<Record<string, SchemaEntry>>
}

const TABLE_SQL = `
select c.oid::int8 as oid, n.nspname as schema, c.relname as "table", c.relreplident = 'f' as identity_full,
       p.attnames is not null as published, p.rowfilter is not null as row_filtered,
       a.attname as name, a.atttypid::int8 as type_oid, a.atttypmod as type_mod, t.typname as type_name,
       case when t.typcategory = 'A' then e.typname end as element_type,
       case when t.typcategory = 'A' then greatest(a.attndims, 1) else 0 end as dimensions,
       a.attnotnull as not_null, array_position(i.indkey::int2[], a.attnum) as key_position,
       coalesce(col.collisdeterministic, true) as deterministic,
       coalesce(a.attname = any(p.attnames), a.attgenerated = '') as replicated
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type e on e.oid = t.typelem and t.typelem <> 0
  left join pg_collation col on col.oid = a.attcollation
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  left join pg_publication_tables p on p.pubname = $1 and p.schemaname = n.nspname and p.tablename = c.relname
 where c.relkind in ('r', 'p') and `

interface CatalogueRow {
  oid: string
  schema: string
  table: string
  identity_full: boolean
  published: boolean
  row_filtered: boolean
  name: string
  type_oid: string
  type_mod: number
  type_name: string
  element_type: string | null
  dimensions: number
  not_null: boolean
  key_position: number | null
  deterministic: boolean
  replicated: boolean
}

/** Reads one table by name; null where there is none. */
export async function loadTable(db: Pool | ClientBase, publication: string, schema: string, table: string): Promise<Table | null> {
  const sql = `${TABLE_SQL} n.nspname = $2 and c.relname = $3 order by a.attnum`
  const result = await db.query<CatalogueRow>(sql, [publication, schema, table])
  return groupTables(result.rows)[0] ?? null
}

/** Reads the tables that still exist among the given ones. */
export async function loadTablesByOid(db: Pool | ClientBase, publication: string, oids: readonly number[]): Promise<Table[]> {
  const sql = `${TABLE_SQL} c.oid = any($2::oid[]) order by c.oid, a.attnum`
  const result = await db.query<CatalogueRow>(sql, [publication, oids])
  return groupTables(result.rows)
}

function groupTables(rows: readonly CatalogueRow[]): Table[] {
  const tables = new Map<number, Table & { columns: Column[] }>()
  for (const row of rows) {
    const oid = Number(row.oid)
    let table = tables.get(oid)
    if (!table) {
      const { schema, table: name } = row
      table = { oid, schema, table: name, identityFull: row.identity_full, published: row.published, rowFiltered: row.row_filtered, columns: [] }
      tables.set(oid, table)
    }
    table.columns.push(columnOf(row))
  }
  return [...tables.values()]
}

function columnOf(row: CatalogueRow): Column {
  return {
    name: row.name,
    typeOid: Number(row.type_oid),
    typeMod: row.type_mod,
    typeName: row.type_name,
    elementType: row.element_type,
    dimensions: row.dimensions,
    notNull: row.not_null,
    keyPosition: row.key_position,
    deterministic: row.deterministic,
    replicated: row.replicated,
  }
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
  const generated = (columns: readonly Column[]): string => columns.map((column) => column.name).join(', ')
  const hidden = table.columns.filter((column) => !column.replicated)
  if (!query.columns) {
    if (hidden.length === 0) return null
    return `The following columns are not replicated and cannot be included in the shape: ${generated(hidden)}. ` +
      "You can exclude them from the shape by explicitly listing which columns to fetch in the 'columns' query param"
  }
  const wanted = query.columns
  const missing = table.columns.filter((column) => column.keyPosition !== null && !wanted.includes(column.name))
  if (missing.length > 0) return `The list of columns must include all primary key columns, missing: ${generated(missing)}`
  const unknown = wanted.filter((name) => !table.columns.some((column) => column.name === name))
  if (unknown.length > 0) return `The following columns are not found on the table: ${unknown.join(', ')}`
  const refused = hidden.filter((column) => wanted.includes(column.name))
  if (refused.length > 0) return `The following columns are not replicated and cannot be included in the shape: ${generated(refused)}`
  return null
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

/** Whether rows described by this relation message are rows of the table as the shape knows it. */
export function matchesRelation(table: Table, relation: Relation): boolean {
  const sent = table.columns.filter((column) => column.replicated)
  return (
    relation.oid === table.oid &&
    relation.schema === table.schema &&
    relation.table === table.table &&
    relation.identity === 'f' &&
    relation.columns.length === sent.length &&
    relation.columns.every((column, i) => {
      const known = sent[i]
      return known?.name === column.name && known.typeOid === column.typeOid && known.typeMod === column.typeMod
    })
  )
}

/** Everything about a table that rotates its shapes when it changes. */
export function tableFingerprint(table: Table): string {
  const columns = table.columns.map((c) => [c.name, c.typeOid, c.typeMod, c.notNull, c.keyPosition, c.replicated])
  return JSON.stringify([table.oid, table.schema, table.table, table.identityFull, table.published, table.rowFiltered, columns])
}
