/** Where clauses: accepted once per shape, then decided for replicated rows, by Postgres or by the proven fast path. */
import { DatabaseError, type Pool } from 'pg'
import type { Table } from './catalogue.ts'
import type { Databases } from './pg.ts'
import { matchesTerms, parseFastWhere, type Term } from './fast-where.ts'
import { quoteName } from './identifiers.ts'
import type { Tuple } from './pgoutput.ts'
import { checkDeterminism, checkWhere } from './where-check.ts'

/** A clause that was accepted for one table. */
export interface Where {
  readonly sql: string
  readonly params: readonly string[]
  /** Present where rows can be decided without Postgres. */
  readonly terms: readonly Term[] | null
}

export type WhereResult = { readonly ok: true; readonly value: Where } | { readonly ok: false; readonly error: string }

/** A row for which the clause has no answer (a division by zero, say). The shape cannot go on as it is. */
export class WhereFailure extends Error {
  override readonly name = 'WhereFailure'
}

/** `admin` may write: one of the checks makes a function and takes it back. */
export type WhereDatabases = Pick<Databases, 'reader' | 'admin'>

/** Checks a clause against a table. Throws only when the database is away. */
export async function compileWhere(databases: WhereDatabases, table: Table, sql: string, params: readonly string[]): Promise<WhereResult> {
  const { reader, admin } = databases
  const error = await checkWhere(reader, table, sql, params)
  if (error) return { ok: false, error }
  const terms = await fastTerms(reader, table, sql, params)
  if (terms) return { ok: true, value: { sql, params, terms } }
  const refusal = await checkDeterminism(admin, table, sql, params)
  if (refusal) return { ok: false, error: refusal }
  return { ok: true, value: { sql, params, terms: null } }
}

async function fastTerms(db: Pool, table: Table, sql: string, params: readonly string[]): Promise<Term[] | null> {
  const raw = parseFastWhere(sql, params, table.columns)
  if (!raw) return null
  const sent = table.columns.filter((column) => column.replicated)
  const terms: Term[] = []
  for (const term of raw) {
    const result = await db.query<{ text: string }>(`select concat($1::${term.castTo}) as text`, [term.value])
    terms.push({ position: sent.findIndex((column) => column.name === term.column), text: result.rows[0]?.text ?? '' })
  }
  return terms
}

const BATCH_ROWS = 500

/**
 * Decides rows in the order given. Rows are handed to Postgres as literals of the table's own row type, so that every
 * value goes through the input function of its column's type.
 */
export async function evaluateWhere(db: Pool, table: Table, where: Where, rows: readonly Tuple[]): Promise<boolean[]> {
  const { terms } = where
  if (terms) return rows.map((row) => matchesTerms(terms, row))
  const verdicts: boolean[] = []
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    verdicts.push(...(await evaluateBatch(db, table, where, rows.slice(at, at + BATCH_ROWS))))
  }
  return verdicts
}

async function evaluateBatch(db: Pool, table: Table, where: Where, rows: readonly Tuple[]): Promise<boolean[]> {
  const literals = rows.map((row) => rowLiteral(table, row))
  try {
    const result = await db.query<{ verdicts: boolean[] }>(evaluationSql(table, where), [...where.params, literals])
    const verdicts = result.rows[0]?.verdicts ?? []
    if (verdicts.length !== rows.length) throw new WhereFailure('the where clause was not answered for every row')
    return verdicts
  } catch (error) {
    // About data, names or a clause that takes too long (57014): asking again would fail again.
    if (error instanceof DatabaseError && /^(0A|21|22|23|42|57014)/.test(error.code ?? '')) throw new WhereFailure(error.message)
    throw error
  }
}

function evaluationSql(table: Table, where: Where): string {
  const type = `${quoteName(table.schema)}.${quoteName(table.table)}`
  const order = unusedName(table)
  const names = [...table.columns.map((column) => quoteName(column.name)), order].join(', ')
  const rows = `unnest($${where.params.length + 1}::${type}[]) with ordinality as ${quoteName(table.table)}(${names})`
  return `select array_agg(coalesce((\n${where.sql}\n), false) order by ${order}) as verdicts from ${rows}`
}

function unusedName(table: Table): string {
  let name = 'chairside_ordinality'
  while (table.columns.some((column) => column.name === name)) name += '_'
  return name
}

/** A row as the text of a composite value. Columns that are not replicated are NULL; the clause cannot name them. */
function rowLiteral(table: Table, row: Tuple): string {
  let position = 0
  const fields = table.columns.map((column) => {
    const value = column.replicated ? (row[position++] ?? null) : null
    return value === null ? '' : `"${value.replace(/["\\]/g, '\\$&')}"`
  })
  return `(${fields.join(',')})`
}
