/**
 * The common where, `column = constant` joined by AND, decided without asking Postgres.
 *
 * Only where it is provably the same: `=` of uuid, integers, boolean and text under a deterministic collation is
 * equality of the canonical text form, and replicated values come in that form. The constants are brought into it by
 * Postgres. Anything else, however simple it looks, is left to Postgres itself.
 */
import type { Column } from './catalogue.ts'
import type { Tuple } from './pgoutput.ts'

/** One comparison whose constant still has to be brought into canonical form. */
export interface RawTerm {
  readonly column: string
  /** Type to cast the constant to. */
  readonly castTo: string
  readonly value: string
}

/** One comparison: replicated column position and the text it has to equal. */
export interface Term {
  readonly position: number
  readonly text: string
}

const TYPES: Readonly<Record<number, string>> = { 16: 'bool', 20: 'int8', 21: 'int2', 23: 'int4', 25: 'text', 1043: 'text', 2950: 'uuid' }
const INTEGERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8'])

/** Unquoted, these are values of their own in Postgres even where a column has the same name. */
const NOT_COLUMNS: ReadonlySet<string> = new Set(
  ('user current_user session_user current_role system_user current_date current_time current_timestamp localtime ' +
    'localtimestamp current_catalog current_schema true false null default').split(' '),
)

const TERM = /^\s*([a-zA-Z_][a-zA-Z0-9_]*|"(?:[^"]|"")+")\s*=\s*('(?:[^']|'')*'|\$[1-9]\d{0,3}|-?\d{1,18}|true|false)\s*(?:and\b|$)/i

/** Reads a where of the common form; null for every other. The where must already have been accepted by Postgres. */
export function parseFastWhere(where: string, params: readonly string[], columns: readonly Column[]): RawTerm[] | null {
  if (where.includes('\\')) return null
  const terms: RawTerm[] = []
  let rest = where
  for (;;) {
    const match = TERM.exec(rest)
    if (!match?.[1] || !match[2]) return null
    const term = rawTerm(match[1], match[2], params, columns)
    if (!term) return null
    terms.push(term)
    const more = /and$/i.test(match[0])
    rest = rest.slice(match[0].length)
    if (!more) return rest === '' ? terms : null
  }
}

function rawTerm(name: string, constant: string, params: readonly string[], columns: readonly Column[]): RawTerm | null {
  const column = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()
  if (!name.startsWith('"') && NOT_COLUMNS.has(column)) return null
  const known = columns.find((candidate) => candidate.name === column)
  const castTo = known ? TYPES[known.typeOid] : undefined
  if (!known || !castTo || !known.replicated || !known.deterministic) return null
  if (constant.startsWith("'")) return { column, castTo, value: constant.slice(1, -1).replaceAll("''", "'") }
  if (constant.startsWith('$')) {
    const value = params[Number(constant.slice(1)) - 1]
    return value === undefined ? null : { column, castTo, value }
  }
  if (/^(true|false)$/i.test(constant)) return castTo === 'bool' ? { column, castTo, value: constant } : null
  return INTEGERS.has(castTo) ? { column, castTo: 'int8', value: constant } : null
}

/** Whether a replicated row satisfies all terms. NULL equals nothing. */
export function matchesTerms(terms: readonly Term[], row: Tuple): boolean {
  return terms.every((term) => row[term.position] === term.text)
}
