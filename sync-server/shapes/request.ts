/** Reads and validates the parameters of a shape request; says what is wrong in Electric's words. */
import { parseColumnList, parseTableName } from './identifiers.ts'
import { BEFORE_ALL, parseOffset, type Offset } from './lsn.ts'

export type Replica = 'default' | 'full'
export type LogMode = 'full' | 'changes_only'
export type FieldErrors = Record<string, string[]>

/** The part of a request that says which rows and columns are wanted: the identity of a shape. */
export interface ShapeQuery {
  readonly schema: string
  readonly table: string
  readonly where: string | null
  readonly params: readonly string[]
  /** Null where all columns are wanted. */
  readonly columns: readonly string[] | null
  readonly replica: Replica
  readonly logMode: LogMode
}

export interface ShapeRequest {
  readonly query: ShapeQuery
  readonly offset: Offset | 'now'
  readonly offsetText: string
  /** Null when the offset is -1 or now: a handle sent along with these is ignored. */
  readonly handle: string | null
  readonly live: boolean
  readonly cursor: string | null
}

export type RequestResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FieldErrors }

const BLANK = "can't be blank"
const MAX_WHERE = 20_000
const MAX_PARAMS = 200

function fail(field: string, message: string): { ok: false; errors: FieldErrors } {
  return { ok: false, errors: { [field]: [message] } }
}

/** Every value but the literal `false` is true, so `&live` counts. */
function isOn(params: URLSearchParams, name: string): boolean {
  const value = lastValue(params, name)
  return value !== null && value !== 'false'
}

function lastValue(params: URLSearchParams, name: string): string | null {
  return params.getAll(name).at(-1) ?? null
}

/** The identity of a shape as one string: equal texts share one shape. */
export function queryKey(query: ShapeQuery): string {
  const columns = query.columns ? [...query.columns].sort() : null
  return JSON.stringify([query.schema, query.table, query.where, query.params, columns, query.replica, query.logMode])
}

/** Validates a GET, HEAD or POST of `/v1/shape`. Parameters it does not know are ignored, as the protocol demands. */
export function parseShapeRequest(params: URLSearchParams): RequestResult<ShapeRequest> {
  const unsupported = refuseUnsupported(params)
  if (unsupported) return unsupported
  const offsetText = lastValue(params, 'offset') ?? ''
  if (offsetText === '') return fail('offset', BLANK)
  const offset = parseOffset(offsetText)
  if (offset === null) return fail('offset', 'has invalid format')
  const atStart = offset === 'now' || offset.tx === BEFORE_ALL.tx
  const handle = atStart ? null : lastValue(params, 'handle')
  if (!atStart && !handle) return fail('handle', "can't be blank when offset != -1")
  const live = isOn(params, 'live')
  if (live && atStart) {
    return fail('live', offset === 'now' ? "can't be true when offset is 'now'" : "can't be true when offset == -1")
  }
  const query = parseShapeQuery(params)
  if (!query.ok) return query
  return { ok: true, value: { query: query.value, offset, offsetText, handle, live, cursor: lastValue(params, 'cursor') } }
}

function refuseUnsupported(params: URLSearchParams): { ok: false; errors: FieldErrors } | null {
  for (const name of ['live_sse', 'experimental_live_sse']) {
    if (!isOn(params, name)) continue
    if (!isOn(params, 'live')) return fail(name, "can't be true unless live is also true")
    return fail(name, 'server-sent events are not served here, use long polling')
  }
  for (const name of params.keys()) {
    if (name.startsWith('subset__')) return fail('subset', 'subset snapshots are not served here')
  }
  return null
}

/** Validates the part of the parameters that defines the shape. */
export function parseShapeQuery(params: URLSearchParams): RequestResult<ShapeQuery> {
  const tableText = lastValue(params, 'table') ?? ''
  if (tableText === '') return fail('table', BLANK)
  const table = parseTableName(tableText)
  if (!table.ok) return fail('table', table.error)
  const columnsText = lastValue(params, 'columns')
  const columns = columnsText === null ? null : parseColumnList(columnsText)
  if (columns && !columns.ok) return fail('columns', columns.error)
  const replica = lastValue(params, 'replica') ?? 'default'
  if (replica !== 'default' && replica !== 'full') return fail('replica', 'is invalid')
  const logMode = lastValue(params, 'log') ?? 'full'
  if (logMode !== 'full' && logMode !== 'changes_only') return fail('log', 'is invalid')
  const where = lastValue(params, 'where')
  if (where !== null && where.length > MAX_WHERE) return fail('where', 'is too long')
  if (where?.includes('\0')) return fail('where', 'contains a character that cannot stand in SQL')
  const values = parseParams(params)
  if (!values.ok) return values
  return {
    ok: true,
    value: { ...table.value, where: where?.trim() ? where : null, params: values.value, columns: columns?.value ?? null, replica, logMode },
  }
}

/** `params[1]=..&params[2]=..`: keys 1..n without a gap, values text. */
function parseParams(params: URLSearchParams): RequestResult<string[]> {
  const found = new Map<number, string>()
  for (const [name, value] of params) {
    if (name === 'params') return fail('params', 'is invalid')
    if (!name.startsWith('params[')) continue
    const match = /^params\[([1-9]\d{0,3})\]$/.exec(name)
    if (!match?.[1]) return fail('params', 'Parameters can only be numbered from 1')
    if (value.includes('\0')) return fail('params', 'contains a character that cannot stand in SQL')
    found.set(Number(match[1]), value)
  }
  if (found.size > MAX_PARAMS) return fail('params', 'has too many entries')
  const values: string[] = []
  for (let i = 1; i <= found.size; i++) {
    const value = found.get(i)
    if (value === undefined) return fail('params', 'Parameters must be numbered sequentially, starting from 1')
    values.push(value)
  }
  return { ok: true, value: values }
}
