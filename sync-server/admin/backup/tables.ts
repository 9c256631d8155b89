import type { Client } from 'pg'

/** A table as a backup carries it. */
export interface BackupTable {
  name: string
  columns: string[]
  /** Columns of the primary key: rows are copied in its order, so that equal tables give equal bytes. */
  key: string[]
}

/** Which migrations a database has says the backup's manifest; the table is written by the migrations themselves. */
const NOT_COPIED = ['schema_migrations']

/** Every table that holds data, each behind those it points at, so that they can be filled in this order. */
export async function readTables(client: Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum)) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all ($1) order by c.relname`,
    [NOT_COPIED],
  )
  const { rows: links } = await client.query<{ from: string; to: string }>(
    `select distinct f.conrelid::regclass::text as "from", f.confrelid::regclass::text as "to" from pg_constraint f where f.contype = 'f' and f.connamespace = 'public'::regnamespace and f.conrelid <> f.confrelid`,
  )
  const keyless = rows.find(({ key }) => key === null)
  if (keyless) throw new Error(`The table ${keyless.name} has no primary key, so it cannot be backed up.`)
  return inOrder(rows, links)
}

function inOrder(tables: readonly BackupTable[], links: readonly { from: string; to: string }[]): BackupTable[] {
  const left = new Map(tables.map((table) => [table.name, table]))
  const order: BackupTable[] = []
  while (left.size > 0) {
    const free = [...left.values()].filter(({ name }) => !links.some(({ from, to }) => from === name && left.has(to)))
    if (free.length === 0) throw new Error(`The tables ${[...left.keys()].join(', ')} point at each other in a circle, so they cannot be filled one after the other.`)
    for (const table of free) left.delete(table.name)
    order.push(...free)
  }
  return order
}

/** Settings under which every value has one text form, whatever the server's own. */
export async function fixTextForms(client: Client): Promise<void> {
  await client.query(`set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set extra_float_digits = 1; set bytea_output = 'hex';
    set client_encoding = 'UTF8'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`)
}

export function copyOutText(client: Client, { name, columns, key }: BackupTable): string {
  const list = (names: readonly string[]) => names.map((column) => client.escapeIdentifier(column)).join(', ')
  return `copy (select ${list(columns)} from ${client.escapeIdentifier(name)} order by ${list(key)}) to stdout`
}

export function copyInText(client: Client, name: string, columns: readonly string[]): string {
  return `copy ${client.escapeIdentifier(name)} (${columns.map((column) => client.escapeIdentifier(column)).join(', ')}) from stdin`
}

/** What the server itself counts and sums up of a table: a way that none of the rows' bytes take through this program. */
export interface ServerSum {
  rows: number
  /** Sum of the first 64 bits of every row's MD5, as text. */
  sum: string
}

export async function serverSum(client: Client, { name, columns }: Pick<BackupTable, 'name' | 'columns'>): Promise<ServerSum> {
  const row = `row(${columns.map((column) => client.escapeIdentifier(column)).join(', ')})`
  const { rows } = await client.query<ServerSum>(
    `select count(*) as rows, coalesce(sum(('x' || left(md5(${row}::text), 16))::bit(64)::bigint::numeric), 0)::text as sum from ${client.escapeIdentifier(name)}`)
  return rows[0]!
}
