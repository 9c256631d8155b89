import { describe, isTableName } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import type { Device } from '../auth/device-token.ts'
import { HttpError } from '../http/errors.ts'

/** The parameters of the protocol that a desk decides itself, with the only form each may have. */
const PROTOCOL: Record<string, RegExp> = {
  offset: /^(-1|now|\d{1,20}_(\d{1,20}|inf))$/,
  handle: /^[A-Za-z0-9_-]{1,128}$/,
  live: /^(true|false)$/,
  // The first live request of a stream carries an empty cursor.
  cursor: /^\d{0,20}$/,
  expired_handle: /^[A-Za-z0-9_-]{1,128}$/,
  'cache-buster': /^[A-Za-z0-9_-]{1,128}$/,
  log: /^(full|changes_only)$/,
}

/** Parameters that change the form of the answer; to leave them out silently would confuse the asker. */
const NOT_OFFERED = /^(live_sse|experimental_live_sse|experimental_compaction|subset(__.*|\[.*)?)$/

/** What says which rows and columns are meant, or opens the source: the centre's to set. No desk of ours sends it. */
const NOT_YOURS = /^(where|columns|params(\[.*)?|replica|shape_definition|queryable_columns|clinic(_id)?|database_id|(api_)?secret)$/

/**
 * Turns a desk's request into the one that goes upstream. Table by the desk's profile, columns, filter and replica
 * mode are set here and cannot be asked for. A parameter nobody knows is not passed on, as the protocol demands.
 * @param query the raw query string, without `?`
 * @throws {HttpError} 403 for a table outside the desk's profile or a definition of its own, 400 for parameters out of form.
 */
export function shapeRequest(query: string, device: Device): { table: TableName; upstream: URLSearchParams } {
  const asked = new URLSearchParams(query)
  refuseDoubles(asked)
  const table = permittedTable(asked.get('table'), device)
  const upstream = new URLSearchParams(definition(table, device.clinicId))
  for (const [name, value] of asked) {
    refuseDisguised(name)
    if (NOT_YOURS.test(name)) throw new HttpError(403, 'forbidden_definition', 'Rows and columns are chosen by the centre, not by the desk.')
    if (NOT_OFFERED.test(name)) throw new HttpError(400, 'not_offered', `The centre does not offer ${name.startsWith('subset__') ? 'subsets' : 'this mode'}.`)
    const form = Object.hasOwn(PROTOCOL, name) ? PROTOCOL[name] : undefined
    if (!form) continue
    if (!form.test(value)) throw new HttpError(400, 'invalid', `${name} is not in the form of the protocol.`)
    upstream.set(name, value)
  }
  if (!upstream.has('offset')) throw new HttpError(400, 'invalid', 'offset is missing.')
  return { table, upstream }
}

// Two servers may disagree on which of two equal parameters counts, so neither gets the chance.
function refuseDoubles(asked: URLSearchParams): void {
  const names = [...asked.keys()]
  if (new Set(names).size !== names.length) throw new HttpError(400, 'invalid', 'A parameter is given twice.')
}

/** `Where`, ` where` or `where ` means nothing here; what it means behind us is better not found out. */
function refuseDisguised(name: string): void {
  const plain = name.trim().toLowerCase()
  const known = plain === 'table' || Object.hasOwn(PROTOCOL, plain) || NOT_OFFERED.test(plain) || NOT_YOURS.test(plain)
  if (known && plain !== name) throw new HttpError(400, 'invalid', 'A parameter is written as nobody writes it.')
}

function permittedTable(name: string | null, device: Device): TableName {
  const permitted = name !== null && isTableName(name) && describe(name).profiles.includes(device.profile)
  if (!permitted) throw new HttpError(403, 'forbidden_table', 'This desk does not receive this table.')
  return name
}

function definition(table: TableName, clinicId: string): Record<string, string> {
  const { columns, scope } = describe(table)
  return {
    table,
    columns: Object.keys(columns).map((column) => `"${column}"`).join(','),
    where: `"${scope}" = $1`,
    'params[1]': clinicId,
    replica: 'full',
  }
}
