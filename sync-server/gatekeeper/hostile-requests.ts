/** What somebody may try at `/v1/shape` who wants rows that are not his: raw requests, and the status each is refused with. */
export interface HostileRequest {
  what: string
  status: number
  /** Default GET. */
  method?: string
  /** The request target exactly as sent; default `/v1/shape` with `query`. */
  target?: string
  /** Default: an honest request for patients. */
  query?: string
  /** Header lines exactly as sent, instead of the desk's authorization. `TOKEN` and the like are filled in by the test. */
  headers?: string[]
}

const OTHER_CLINIC = '019b76da-a800-7001-8000-000000000002'
const HONEST = 'table=patients&offset=-1'

const table = (what: string, name: string): HostileRequest => ({ what: `table: ${what}`, status: 403, query: `table=${name}&offset=-1` })
const more = (what: string, parameters: string, status = 403): HostileRequest => ({ what, status, query: `${HONEST}&${parameters}` })
const path = (target: string, status = 404): HostileRequest => ({ what: `path ${target}`, status, target: `${target}?${HONEST}` })
const method = (name: string, status = 404): HostileRequest => ({ what: `method ${name}`, status, method: name })
const token = (what: string, headers: string[], status = 401): HostileRequest => ({ what: `token: ${what}`, status, headers })

const TABLES = [
  table('of the centre alone', 'audit_log'),
  table('with the token hashes', 'device_secrets'),
  table('with the enrolment codes', 'enrolment_codes'),
  table('of another profile', 'payments'),
  table('that does not exist', 'nothing'),
  table('with its schema', 'public.patients'),
  table('quoted', '%22patients%22'),
  table('in another case', 'Patients'),
  table('with a space after it', 'patients%20'),
  table('with a null byte after it', 'patients%00'),
  table('and another', 'patients,users'),
  table('and a statement', 'patients;drop%20table%20patients'),
  table('that is a subquery', '(select%20*%20from%20audit_log)'),
  table('of the catalogue', 'pg_catalog.pg_authid'),
  table('that every object has', '__proto__'),
  table('that is empty', ''),
  { what: 'table: none', status: 403, query: 'offset=-1' },
  { what: 'table: in a list', status: 403, query: 'table[]=patients&offset=-1' },
  { what: 'table: under an encoded name', status: 403, query: 'tabl%2565=patients&offset=-1' },
  { what: 'table: twice', status: 400, query: `${HONEST}&table=users` },
  { what: 'table: twice, once under an encoded name', status: 400, query: `${HONEST}&t%61ble=users` },
  { what: 'table: in capitals besides', status: 400, query: `${HONEST}&TABLE=users` },
]

const DEFINITIONS = [
  more('other clinic by its parameter', `params[1]=${OTHER_CLINIC}`),
  more('other clinic by its encoded parameter', `params%5B1%5D=${OTHER_CLINIC}`),
  more('other clinic by JSON parameters', `params=%7B%221%22:%22${OTHER_CLINIC}%22%7D`),
  more('other clinic by where', `where=clinic_id='${OTHER_CLINIC}'`),
  more('other clinic by name', `clinic_id=${OTHER_CLINIC}`),
  more('other clinic by a further parameter', `params[2]=${OTHER_CLINIC}`),
  more('every row', 'where=true'),
  more('every row, encoded', 'wher%65=true'),
  more('every row, in disguise', 'where%20=true', 400),
  more('every row, in capitals', 'WHERE=true', 400),
  more('extra columns', 'columns=id,verifier'),
  more('extra columns, quoted', 'columns=%22id%22,%22verifier%22'),
  more('all columns', 'columns='),
  more('another replica mode', 'replica=default'),
  more('a shape definition', 'shape_definition=users'),
  more('another database', 'database_id=other'),
  more('a guess at the secret', 'secret=guess'),
  more('a guess at the secret under its old name', 'api_secret=guess'),
]

const FORMS = [
  more('a subset', 'subset__where=true', 400),
  more('a subset with parameters', 'subset__params=%7B%221%22:%22x%22%7D', 400),
  more('a subset with a limit', 'subset__limit=1000000', 400),
  more('a subset by offset', 'subset__offset=0', 400),
  more('a subset in an order', 'subset__order_by=verifier', 400),
  more('a subset by expression', 'subset__where_expr=x', 400),
  more('a nested subset', 'subset[where]=true', 400),
  more('server-sent events', 'live_sse=true', 400),
  more('server-sent events under their old name', 'experimental_live_sse=true', 400),
  more('compaction', 'experimental_compaction=true', 400),
  { what: 'no offset', status: 400, query: 'table=patients' },
  { what: 'an offset that is none', status: 400, query: 'table=patients&offset=abc' },
  { what: 'another parameter inside the offset', status: 400, query: 'table=patients&offset=-1%26where=true' },
  { what: 'a header inside the offset', status: 400, query: 'table=patients&offset=-1%0d%0aX-Secret:%201' },
  { what: 'two offsets', status: 400, query: `${HONEST}&offset=0_0` },
  { what: 'a statement in the handle', status: 400, query: "table=patients&offset=0_0&handle=1'--" },
  { what: 'a path in the handle', status: 400, query: 'table=patients&offset=0_0&handle=../../admin' },
  { what: 'a live that is neither', status: 400, query: 'table=patients&offset=0_0&live=maybe' },
  { what: 'a cursor that is no number', status: 400, query: 'table=patients&offset=0_0&cursor=1e9' },
  { what: 'an unknown log mode', status: 400, query: `${HONEST}&log=everything` },
]

const PATHS = [
  ...['/v1/shape/', '//v1/shape', '/v1//shape', '/v1/shape//', '/%761/shape', '/v1/%73hape', '/v1/shap%65', '/v1%2fshape', '/v1/./shape', '/v1/../v1/shape', '/./v1/shape'].map((target) => path(target)),
  ...['/V1/shape', '/v1/Shape', '/v1/shape;x=1', '/v1/shape%20', '/v1/shape%00', '/v1/shape%3ftable=patients', '/v1/shape/patients', '/v1/shape.json', '/v1/shape/..', '/v1/shape/%2e'].map((target) => path(target)),
  ...['/v1/%2e%2e/v1/shape', '/v1/%252e/shape', '/v1/shape%2f', '/v1/health/../shape', '/v1/%zz', 'http://elsewhere/v1/shape', '/v1\\shape'].map((target) => path(target)),
  path('v1/shape', 400),
  path('/v1/\u24e2hape', 400),
]

const METHODS = [method('POST'), method('PUT'), method('PATCH'), method('DELETE'), method('HEAD'), method('OPTIONS'), method('PROPFIND'), method('TRACE'), method('get', 400), method('STEAL', 400)]

const TOKENS = [
  token('none', []),
  token('empty', ['Authorization: Bearer ']),
  token('half', ['Authorization: Bearer abc']),
  token('forged', [`Authorization: Bearer ${'x'.repeat(43)}`]),
  token('with one letter changed', ['Authorization: Bearer CHANGED']),
  token('in another case', ['Authorization: Bearer CASED']),
  token('with a letter more', ['Authorization: Bearer TOKENx']),
  token('under another scheme', ['Authorization: Basic TOKEN']),
  token('without a scheme', ['Authorization: TOKEN']),
  token('that is a statement', ["Authorization: Bearer ' or true --xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
  token('that is an unsigned JWT', ['Authorization: Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoibWFuYWdlciJ9.']),
  token('in a cookie', ['Cookie: token=TOKEN']),
  token('in a header of its own', ['X-Token: TOKEN']),
  token('that is the secret of the source', ['Authorization: Bearer SECRET']),
  token('that is an enrolment code', ['Authorization: Bearer CODE']),
  token('that is an expired enrolment code', ['Authorization: Bearer EXPIRED']),
  token('whose hash is sent', ['Authorization: Bearer HASH']),
  token('of a desk that was removed', ['Authorization: Bearer REVOKED'], 403),
  token('of the right length and 15 kB', [`Authorization: Bearer ${'x'.repeat(15_000)}`]),
]

const SIZES: HostileRequest[] = [
  { what: 'a query of 3 kB', status: 414, query: `${HONEST}&x=${'x'.repeat(3000)}` },
  { what: 'a thousand parameters', status: 414, query: `${HONEST}${'&a=1'.repeat(1000)}` },
  { what: 'a where of 10 kB', status: 414, query: `${HONEST}&where=${'x'.repeat(10_000)}` },
  { what: 'a query of 100 kB', status: 431, query: `${HONEST}&x=${'x'.repeat(100_000)}` },
  { what: 'a header of 100 kB', status: 431, headers: ['Authorization: Bearer TOKEN', `X-Long: ${'x'.repeat(100_000)}`] },
  { what: 'five thousand headers', status: 431, headers: ['Authorization: Bearer TOKEN', ...Array.from({ length: 5000 }, (_, i) => `X-${i}: 1`)] },
  { what: 'an endless offset', status: 400, query: `table=patients&offset=${'9'.repeat(40)}_0` },
  { what: 'an endless handle', status: 400, query: `table=patients&offset=0_0&handle=${'1'.repeat(500)}` },
]

const BODIES: HostileRequest[] = [
  { what: 'two lengths of a body', status: 400, headers: ['Authorization: Bearer TOKEN', 'Content-Length: 0', 'Content-Length: 5'] },
  { what: 'a length and chunks', status: 400, headers: ['Authorization: Bearer TOKEN', 'Content-Length: 5', 'Transfer-Encoding: chunked'] },
  { what: 'a header with a line of its own', status: 400, headers: ['Authorization: Bearer TOKEN', 'X-A: 1\r\n : 2'] },
  { what: 'a body in POST', status: 404, method: 'POST', headers: ['Authorization: Bearer TOKEN', 'Content-Type: application/json', 'Content-Length: 2', '', '{}'] },
]

export const HOSTILE: readonly HostileRequest[] = [...TABLES, ...DEFINITIONS, ...FORMS, ...PATHS, ...METHODS, ...TOKENS, ...SIZES, ...BODIES]
