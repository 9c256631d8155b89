/** HTTP in front of the shape service: routes, parameters, headers, status codes. */
import { timingSafeEqual, createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { MUST_REFETCH } from './encode.ts'
import { cacheControl, commonHeaders, errorCacheHeaders, etag, headerJson, matchesEtag, nextCursor, type CacheSettings, type HeaderMap } from './headers.ts'
import { formatOffset } from './lsn.ts'
import type { Log } from './pg.ts'
import type { SlotLevel } from './slot-watch.ts'
import { parseShapeQuery, parseShapeRequest, type FieldErrors, type ShapeRequest } from './request.ts'
import type { Answer, ShapeService } from './service.ts'

export interface HttpOptions {
  readonly service: ShapeService
  readonly health: () => 'starting' | 'active'
  readonly slot: () => SlotLevel
  readonly secret: string | undefined
  readonly allowDelete: boolean
  readonly longPollMs: number
  readonly cache: CacheSettings
  readonly log: Log
}

type DataAnswer = Extract<Answer, { kind: 'data' }>

/** The request listener for node:http. */
export function makeListener(options: HttpOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    route(options, request, response).catch((error: unknown) => {
      options.log.error({ error: error instanceof Error ? error.message : String(error) }, 'a shape request failed')
      if (response.headersSent) response.destroy()
      else sendError(response, 500, { error: 'Internal server error' })
    })
  }
}

async function route(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Matched on the bytes as sent: a path that only becomes this one when normalised must not get past a check in front.
  const target = request.url ?? ''
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  setAll(response, commonHeaders(request.headers.origin, path === '/v1/shape'))
  const method = request.method ?? ''
  const reading = method === 'GET' || method === 'HEAD'
  if (path === '/v1/shape') return shapeRoute(options, request, response, new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)))
  if (path === '/v1/health' && reading) return sendHealth(options, response)
  if (path === '/' && reading) return end(response, 200, '')
  end(response, 404, 'Not found')
}

function sendHealth(options: HttpOptions, response: ServerResponse): void {
  const status = options.health()
  const slot = options.slot()
  // Electric's own answer, as long as there is nothing to report beside it.
  const report = slot === 'ok' || slot === 'unknown' ? {} : { replication_slot: slot }
  sendJson(response, status === 'active' ? 200 : 202, { status, ...report }, { 'cache-control': 'no-cache, no-store, must-revalidate' })
}

async function shapeRoute(options: HttpOptions, request: IncomingMessage, response: ServerResponse, params: URLSearchParams): Promise<void> {
  const method = request.method ?? ''
  if (method === 'OPTIONS') {
    setAll(response, { 'access-control-allow-headers': '*', 'access-control-max-age': '86400' })
    return end(response, 204, '')
  }
  if (!isAuthorised(options.secret, params)) {
    return sendError(response, 401, { message: 'Unauthorized - Invalid API secret' })
  }
  if (method === 'DELETE') return deleteShape(options, response, params)
  if (method === 'POST') {
    if (!(await isEmptyBody(request))) return sendInvalid(response, { subset: ['subset snapshots are not served here'] })
  } else if (method !== 'GET' && method !== 'HEAD') return end(response, 404, 'Not found')
  const parsed = parseShapeRequest(params)
  if (!parsed.ok) return sendInvalid(response, parsed.errors)
  await getShape(options, request, response, parsed.value)
}

function isAuthorised(secret: string | undefined, params: URLSearchParams): boolean {
  if (secret === undefined) return true
  const given = params.get('secret') ?? params.get('api_secret') ?? ''
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

async function isEmptyBody(request: IncomingMessage): Promise<boolean> {
  let text = ''
  for await (const piece of request) {
    text += String(piece)
    if (text.length > 10_000) return false
  }
  return text.trim() === '' || text.trim() === '{}'
}

function deleteShape(options: HttpOptions, response: ServerResponse, params: URLSearchParams): void {
  if (!options.allowDelete) return sendError(response, 405, { message: 'DELETE not allowed' })
  const handle = params.get('handle')
  const byTable = params.has('table')
  if (!byTable && !handle) return sendInvalid(response, { handle: ["can't be blank when shape definition is missing"] })
  const query = byTable ? parseShapeQuery(params) : null
  if (query && !query.ok) return sendInvalid(response, query.errors)
  const removed = options.service.remove(query?.value ?? null, handle)
  if (removed === false) return sendError(response, 404, { message: 'No existing shape found' })
  if (removed === null) return sendError(response, 400, { message: MISMATCH })
  response.setHeader('cache-control', 'no-cache')
  end(response, 202, '')
}

const MISMATCH =
  'The specified shape definition and handle do not match. Please ensure the shape definition is correct or omit ' +
  'the shape handle from the request to obtain a new one.'

async function getShape(options: HttpOptions, request: IncomingMessage, response: ServerResponse, shapeRequest: ShapeRequest): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answer = await options.service.answer(shapeRequest, gone.signal)
  switch (answer.kind) {
    case 'data':
      return sendData(options, request, response, shapeRequest, answer)
    case 'refetch':
      if (answer.handle !== null) response.setHeader('electric-handle', answer.handle)
      setAll(response, errorCacheHeaders(response.req.method, 409, answer.handle !== null))
      return end(response, 409, MUST_REFETCH, 'application/json; charset=utf-8')
    case 'invalid':
      return sendInvalid(response, answer.errors)
    case 'unavailable':
      response.setHeader('retry-after', String(answer.retrySeconds))
      response.setHeader('electric-internal-known-error', 'true')
      return sendError(response, 503, { code: answer.code, message: answer.message })
    case 'aborted':
      response.destroy()
  }
}

async function sendData(options: HttpOptions, request: IncomingMessage, response: ServerResponse, asked: ShapeRequest, answer: DataAnswer): Promise<void> {
  const end = formatOffset(answer.end)
  const unique = asked.live && !answer.changes ? String(process.hrtime.bigint()) : null
  const tag = etag(answer.shape.handle, asked.offsetText, end, unique)
  setAll(response, dataHeaders(options, request, asked, answer, tag))
  if (matchesEtag(request.headers['if-none-match'], tag)) {
    response.statusCode = 304
    response.end()
    return
  }
  const tail = answer.upToDate === null ? ']' : `${answer.slice ? ',' : ''}${answer.upToDate}]`
  const bytes = 1 + (answer.slice?.bytes ?? 0) + Buffer.byteLength(tail)
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes })
  if (request.method === 'HEAD' || !answer.slice) {
    response.end(request.method === 'HEAD' ? undefined : `[${tail}`)
    return
  }
  response.write('[')
  // The next piece is read while this one is sent.
  let sent = Promise.resolve()
  for await (const piece of answer.slice.body) {
    await sent
    if (response.destroyed) return
    sent = send(response, piece)
  }
  await sent
  response.end(tail)
}

function dataHeaders(options: HttpOptions, request: IncomingMessage, asked: ShapeRequest, answer: DataAnswer, tag: string): HeaderMap {
  const { shape } = answer
  const cached = request.method === 'GET' || request.method === 'HEAD'
  const cursor = nextCursor(Date.now(), options.longPollMs, asked.cursor, Math.random)
  return {
    'electric-handle': shape.handle,
    'electric-offset': formatOffset(answer.end),
    'electric-has-data': String(answer.changes),
    'cache-control': cached ? cacheControl(asked.offset, asked.live, options.cache) : 'no-cache',
    etag: tag,
    ...(asked.live ? { 'electric-cursor': cursor } : { 'electric-schema': headerJson(shape.definition.schema) }),
    ...(answer.upToDate === null ? {} : { 'electric-up-to-date': '' }),
  }
}

/** Resolves when the system has the bytes, or the client is gone. */
function send(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('close', settle)
      resolve()
    }
    response.on('close', settle)
    response.write(bytes, settle)
  })
}

function sendInvalid(response: ServerResponse, errors: FieldErrors): void {
  sendError(response, 400, { message: 'Invalid request', errors })
}

function sendError(response: ServerResponse, status: number, body: object): void {
  sendJson(response, status, body, errorCacheHeaders(response.req.method, status, false))
}

function sendJson(response: ServerResponse, status: number, body: object, headers: HeaderMap): void {
  setAll(response, headers)
  end(response, status, JSON.stringify(body), 'application/json; charset=utf-8')
}

function setAll(response: ServerResponse, headers: HeaderMap): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

function end(response: ServerResponse, status: number, body: string, type?: string): void {
  if (type) response.setHeader('content-type', type)
  response.statusCode = status
  response.end(body)
}
