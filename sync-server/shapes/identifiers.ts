/** Postgres identifiers as they come in request parameters: `name`, `"Quoted Name"`, `schema.table`. */

/** Either the value or the sentence that goes into the 400 answer. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string }

const UNQUOTED = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** One identifier: unquoted folds to lower case (ASCII only, as Postgres does), quoted is kept and unescaped. */
export function parseIdentifier(text: string): Parsed<string> {
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) return parseQuoted(text.slice(1, -1))
  if (text === '') return { ok: false, error: 'Invalid zero-length delimited identifier' }
  if (!UNQUOTED.test(text)) {
    return { ok: false, error: `Invalid unquoted identifier contains special characters: ${text}` }
  }
  return { ok: true, value: text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) }
}

function parseQuoted(inner: string): Parsed<string> {
  if (inner === '') return { ok: false, error: 'Invalid zero-length delimited identifier' }
  if (inner.replaceAll('""', '').includes('"')) {
    return { ok: false, error: `Invalid identifier with unescaped quote: ${inner}` }
  }
  return { ok: true, value: inner.replaceAll('""', '"') }
}

/** Splits at a separator that stands outside double quotes. */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (text[i] === separator && !quoted) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

/** `t` or `schema.t`; the schema is `public` when none is given. */
export function parseTableName(text: string): Parsed<{ schema: string; table: string }> {
  const parts = splitUnquoted(text, '.')
  if (parts.length > 2) return { ok: false, error: `Invalid table name: ${text}` }
  const names: string[] = []
  for (const part of parts) {
    const name = parseIdentifier(part)
    if (!name.ok) return name
    names.push(name.value)
  }
  const [first = '', second] = names
  return { ok: true, value: second === undefined ? { schema: 'public', table: first } : { schema: first, table: second } }
}

/** `id,"Full Name"` to names, in the order given, without repeats. */
export function parseColumnList(text: string): Parsed<string[]> {
  const names: string[] = []
  for (const part of splitUnquoted(text, ',')) {
    const name = parseIdentifier(part)
    if (!name.ok) return name
    if (!names.includes(name.value)) names.push(name.value)
  }
  return { ok: true, value: names }
}

/** Quotes an identifier for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes text for SQL where a parameter cannot be used (column names inside a snapshot's JSON, slot options). */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
