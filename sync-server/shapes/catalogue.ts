/** Tables as the catalogue describes them, and what tells whether one is still what it was. */
import type { ClientBase, Pool } from 'pg'
import type { Relation } from './pgoutput.ts'

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
  /** Generated and stored, generated at every reading, or neither. */
  readonly generated: 'stored' | 'virtual' | null
}

export interface Table {
  readonly oid: number
  readonly schema: string
  readonly table: string
  /** Whether changes come with the whole row before them; of a partitioned table, in every partition. */
  readonly identityFull: boolean
  readonly published: boolean
  readonly rowFiltered: boolean
  /** Which partitions it has, as text to be compared; null where it is not partitioned. */
  readonly partitions: string | null
  /** All live columns in attribute order. */
  readonly columns: readonly Column[]
}

const TABLE_SQL = `
select c.oid::int8 as oid, n.nspname as schema, c.relname as "table",
       case when c.relkind = 'r' then c.relreplident = 'f'
            else (select bool_and(l.relreplident = 'f') from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid) end as identity_full,
       case when c.relkind = 'p' then (select string_agg(t.relid::oid::text, ',' order by t.relid) from pg_partition_tree(c.oid) t) end as partitions,
       p.attnames is not null as published, p.rowfilter is not null as row_filtered,
       a.attname as name, a.atttypid::int8 as type_oid, a.atttypmod as type_mod, t.typname as type_name,
       case when t.typcategory = 'A' then e.typname end as element_type,
       case when t.typcategory = 'A' then greatest(a.attndims, 1) else 0 end as dimensions,
       a.attnotnull as not_null, array_position(i.indkey::int2[], a.attnum) as key_position,
       coalesce(col.collisdeterministic, true) as deterministic,
       coalesce(a.attname = any(p.attnames), a.attgenerated = '') as replicated,
       case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end as generated
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
  partitions: string | null
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
  generated: 'stored' | 'virtual' | null
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
      const { partitions, published } = row
      table = { oid, schema, table: name, identityFull: row.identity_full, published, rowFiltered: row.row_filtered, partitions, columns: [] }
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
    generated: row.generated,
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
  return JSON.stringify([table.oid, table.schema, table.table, table.identityFull, table.published, table.rowFiltered, table.partitions, columns])
}
