/**
 * Decides whether a where clause may define a shape. Postgres parses it; this module only asks the right questions:
 * is it one self-contained boolean expression over the table's replicated columns, without subqueries, and does it
 * give the same answer for the same row at any time?
 */
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import type { Table } from './catalogue.ts'
import { quoteName } from './identifiers.ts'
import { withSession } from './pg.ts'

/** Null where the clause is fine, else the sentence for the 400 answer. Throws when the database is away. */
export async function checkWhere(db: Pool, table: Table, where: string, params: readonly string[]): Promise<string | null> {
  return withSession(db, (client) => explain(client, where, () => checkShape(client, table, where, params)))
}

/** The stricter question, needed for every clause whose meaning is not obvious: no subquery, nothing volatile. */
export async function checkDeterminism(db: Pool, table: Table, where: string, params: readonly string[]): Promise<string | null> {
  const special = specialDate(where, params)
  if (special) return special
  return withSession(db, async (client) => {
    await client.query('begin')
    try {
      await client.query(`set local statement_timeout = '15s'`)
      return await explain(client, where, () => inspectTree(client, table, where, params))
    } finally {
      await client.query('rollback').catch(() => {})
    }
  })
}

/** The table cut down to what replication sends, under the table's own name: what a where may refer to. */
export function visibleTable(table: Table): string {
  const columns = table.columns.filter((column) => column.replicated).map((column) => quoteName(column.name))
  return `(select ${columns.join(', ')} from ${quoteName(table.schema)}.${quoteName(table.table)}) as ${quoteName(table.table)}`
}

/** Runs a check; an error that Postgres blames on the clause becomes its message, with the position in the clause. */
async function explain(client: PoolClient, where: string, check: () => Promise<string | null>): Promise<string | null> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof DatabaseError) || !/^(08P01|0A|22|2F|38|42|54|57014)/.test(error.code ?? '')) throw error
    await client.query('rollback').catch(() => {})
    return describeError(error, where)
  }
}

/** What Electric's own parser, which is Postgres', puts before the clause and therefore counts in. */
const ELECTRIC_PREFIX = 'SELECT 1 WHERE '

/** Postgres' message and position; of a syntax error in the very words of Electric, which leaves the parsing to Postgres too. */
function describeError(error: DatabaseError, where: string): string {
  const position = Number(error.position ?? 0) - MARK.length
  if (error.code === '42601' && position >= 1) {
    // At our own bracket: the clause ended where something was still missing.
    const message = position > where.length ? 'syntax error at end of input' : error.message
    return `At location ${ELECTRIC_PREFIX.length + Math.min(position - 1, where.length)}: ${message}`
  }
  return position >= 1 && position <= where.length + 1 ? `${error.message} (at position ${position})` : error.message
}

// Both statements put the clause behind the same number of characters, so that positions can be told.
const MARK = 'select array[\n'

/**
 * Two statements prove that the clause is one expression. Between `[` and `]` a stray `)` is a syntax error, between
 * `(` and `)` a stray `]` is, and both see the same tokens: so nothing can close our bracket and go on by itself.
 */
async function checkShape(client: PoolClient, table: Table, where: string, params: readonly string[]): Promise<string | null> {
  const values = [...params]
  await runAlone(client, `${MARK}${where}\n] from ${visibleTable(table)} limit 0`, values)
  await runAlone(client, `select 1 from ${visibleTable(table)} where (\n${where}\n) limit 0`, values)
  return null
}

// The extended protocol takes one statement only: a second one behind a semicolon is refused by the server.
async function runAlone(client: PoolClient, text: string, values: string[]): Promise<void> {
  await client.query({ text, values, queryMode: 'extended' } as { text: string; values: string[] })
}

let serial = 0

/**
 * Lets Postgres store the clause as the body of a throw-away SQL function (rolled back) and reads the parse tree it
 * made: the functions and operators in it are looked up by their volatility, subqueries are seen as such.
 */
async function inspectTree(client: PoolClient, table: Table, where: string, params: readonly string[]): Promise<string | null> {
  const name = `chairside_where_${process.pid}_${++serial}`
  const types = params.length > 0 ? await parameterTypes(client, name, table, where, params) : []
  const body = `select 1 from ${visibleTable(table)} where (\n${where}\n);`
  await runAlone(client, `create function pg_temp.${name}(${types.join(', ')}) returns setof int language sql begin atomic\n${body}\nend`, [])
  const result = await client.query<{ tree: string }>('select prosqlbody::text as tree from pg_proc where oid = $1::regproc', [`pg_temp.${name}`])
  return refuseTree(client, result.rows[0]?.tree ?? '')
}

async function parameterTypes(client: PoolClient, name: string, table: Table, where: string, params: readonly string[]): Promise<string[]> {
  const text = `select 1 from ${visibleTable(table)} where (\n${where}\n) limit 0`
  await client.query({ name, text, values: [...params] })
  const sql = 'select parameter_types::text[] as types from pg_prepared_statements where name = $1'
  const result = await client.query<{ types: string[] }>(sql, [name])
  await client.query(`deallocate ${quoteName(name)}`)
  return result.rows[0]?.types ?? []
}

const DATE_TYPES: ReadonlySet<number> = new Set([1082, 1083, 1114, 1184, 1266])

async function refuseTree(client: PoolClient, tree: string): Promise<string | null> {
  if (tree === '') return 'This expression could not be checked'
  const query = tree.slice(tree.indexOf(':jointree'))
  if (query.includes('{SUBLINK')) return 'Subqueries are not supported'
  if (/\{(SQLVALUEFUNCTION|NEXTVALUEEXPR|CURRENTOFEXPR)/.test(query)) return 'Functions that depend on the time or the session are not supported'
  const casts = [...query.matchAll(/:resulttype (\d+) :resultcollid/g)].map((match) => Number(match[1]))
  if (casts.some((type) => DATE_TYPES.has(type))) return 'Casting a value that is not constant to a date or time is not supported'
  const functions = [...query.matchAll(/:(?:funcid|opfuncid|winfnoid|aggfnoid) (\d+)/g)].map((match) => match[1])
  const operators = [...query.matchAll(/:opno (\d+)/g)].map((match) => match[1])
  const bad = await client.query<{ name: string; provolatile: string }>(VOLATILITY_SQL, [functions, operators])
  const first = bad.rows[0]
  if (!first) return null
  const kind = first.provolatile === 'v' ? 'volatile' : 'not immutable'
  return `Function ${first.name} is ${kind} and cannot be used in a where clause: the same row has to give the same answer at any time`
}

// Stable functions may look at the clock, the session or other tables. Exempt are those of Postgres itself that are
// stable only because they read the time zone or the date style, which are fixed in every session of this service.
const VOLATILITY_SQL = `
select p.oid::regprocedure::text as name, p.provolatile
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where (p.oid = any($1::oid[]) or p.oid in (select oprcode from pg_operator where oid = any($2::oid[])))
   and p.provolatile <> 'i'
   and not (n.nspname = 'pg_catalog' and p.provolatile = 's' and (
        p.proname ~ '^(date|timestamp|timestamptz)_(eq|ne|lt|le|gt|ge|cmp)_(date|timestamp|timestamptz)$'
     or (p.proname in ('date', 'time', 'timestamp', 'timestamptz', 'timetz', 'date_trunc', 'date_part', 'extract', 'to_char')
         and p.proargtypes[0] in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'time'::regtype, 'text'::regtype,
                                  'interval'::regtype))
     or p.proname in ('timestamptz_pl_interval', 'timestamptz_mi_interval', 'interval_pl_timestamptz', 'concat', 'concat_ws')))
 order by 1`

/** `'now'` and its like are constants that mean another moment every time they are read. */
function specialDate(where: string, params: readonly string[]): string | null {
  const special = /^\s*(now|today|tomorrow|yesterday)\b/i
  const literals = [...where.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1] ?? '')
  const found = [...literals, ...params].find((text) => special.test(text) && text.trim().length < 30)
  return found === undefined ? null : `The constant '${found.trim()}' may mean a moment that moves and is not supported`
}
