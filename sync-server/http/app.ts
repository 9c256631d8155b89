import { readFileSync } from 'node:fs'
import { fastify, LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { EPOCH_HEADER } from '../../shared/protocol/epoch.ts'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { Backoff } from '../auth/backoff.ts'
import { OpenShapes } from '../gatekeeper/open-shapes.ts'
import { shapeRoutes } from '../gatekeeper/routes.ts'
import type { ShapeSource } from '../gatekeeper/upstream.ts'
import { handlePush } from '../push/handler.ts'
import { SlotWatch } from '../shapes/slot-watch.ts'
import { authRoutes } from './auth-routes.ts'
import type { Centre } from './centre.ts'
import { answerError, answerNotFound, HttpError } from './errors.ts'
import { Limits } from './limits.ts'
import type { Allowances } from './limits.ts'
import type { Logger } from './log.ts'

const BODY_LIMIT = 64 * 1024
const REQUEST_TIMEOUT_MS = 120_000
/**
 * After so long a busy centre begins no further mutation of a push and answers those it has. Else the desk would take the
 * answer for lost and send everything again, and the centre would work on both.
 */
const PUSH_MS = 2_000
/**
 * A desk takes our word for how long it may keep an idle connection, and uses it again. One that a router forgot
 * meanwhile swallows what is sent on it: after an outage of a few seconds none of them may be left. But one
 * that a desk asks over every two seconds stays (`line-watch.ts`).
 */
const KEPT_IDLE_MS = 4_000
const PUSH_BODY_LIMIT = 2 * 1024 * 1024
const SLOT_CHECK_MS = 60_000
/** Replication slots through which desks are fed, by us or by Electric; also one that was left behind by a switch. */
const OUR_SLOTS = '^(chairside_|electric_slot_)'
const { version: VERSION } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

export interface AppOptions {
  /** Made by `createPool`. The app does not end it. */
  pool: Pool
  shapeSource: ShapeSource
  log: Logger
  backoff?: Backoff
  /** Most shape requests that one desk may hold open. */
  shapesPerDevice?: number
  /** Other allowances than the usual. */
  allowances?: Partial<Allowances>
  /** Address or network of the proxy before this centre, whose word on where a request came from is believed. */
  trustedProxy?: string | undefined
}

/** The centre's HTTP side. Listens nowhere yet; `close` ends open long polls at once. */
export function buildApp(options: AppOptions): FastifyInstance {
  const logger: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: logger,
    // Fastify's own lines carry addresses and error texts; ours are written by the hook below.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (_error, request, reply) => answerNotFound(request, reply),
    bodyLimit: BODY_LIMIT,
    // For a request to arrive, not to be answered: whoever sends a byte a minute does not hold a connection for ever.
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEPT_IDLE_MS,
    trustProxy: options.trustedProxy ?? false,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, caseSensitive: true, maxParamLength: 64 },
  })
  const centre: Centre = {
    pool: options.pool,
    shapeSource: options.shapeSource,
    backoff: options.backoff ?? new Backoff(),
    openShapes: new OpenShapes(options.shapesPerDevice),
    limits: new Limits(options.allowances),
  }
  // A text body needs no permission of a browser to be sent from a foreign page; JSON does.
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    centre.limits.stranger(request)
    answerNotFound(request, reply)
  })
  const slots = new SlotWatch({ db: options.pool, log: options.log, pattern: OUR_SLOTS, everyMs: SLOT_CHECK_MS })
  addHooks(app, centre)
  healthRoute(app, centre, slots)
  authRoutes(app, centre)
  shapeRoutes(app, centre)
  app.post('/v1/push', { bodyLimit: PUSH_BODY_LIMIT }, async (request, reply) => {
    const device = await centre.limits.admit(centre.pool, request)
    reply.header(EPOCH_HEADER, device.epoch)
    const until = performance.now() + PUSH_MS
    const answer = await handlePush(centre.pool, device, request.body, undefined, () => performance.now() < until && !reply.raw.destroyed)
    return reply.status(answer.status).send(answer.body)
  })
  app.addHook('onListen', (done) => {
    slots.start()
    done()
  })
  app.addHook('preClose', (done) => {
    slots.stop()
    centre.openShapes.endAll()
    done()
  })
  return app
}

/** Letters, digits, dashes and single slashes: a path that no two programs can read differently. */
const PLAIN_PATH = /^(\/[A-Za-z0-9_-]+)+$/

const ROUTINE = ['/v1/shape', '/v1/health']

function addHooks(app: FastifyInstance, { limits }: Centre): void {
  // The router would decode %73hape to shape; what stands behind the routes might decode once more (protocol §0.1).
  app.addHook('onRequest', async (request) => {
    const path = (request.raw.url ?? '').split('?', 1)[0]!
    if (PLAIN_PATH.test(path)) return
    limits.stranger(request)
    throw new HttpError(404, 'not_found', 'There is nothing at this address.')
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    reply.header('x-content-type-options', 'nosniff')
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'none'
    // Every desk asks these several times a minute; what went well is not worth the disk.
    const level = reply.statusCode < 400 && ROUTINE.includes(route) ? 'debug' : 'info'
    request.log[level]({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
    done()
  })
}

function healthRoute(app: FastifyInstance, { pool, limits }: Centre, slots: SlotWatch): void {
  app.get('/v1/health', async (request, reply) => {
    limits.anybody(request)
    const { rows } = await pool.query<{ epoch: string }>('select epoch from centre_state')
    reply.header(EPOCH_HEADER, rows[0]!.epoch)
    const replication = await slots.fresh()
    return { status: 'ok', version: VERSION, schema: SCHEMA_VERSION, protocol: PUSH_PROTOCOL, epoch: rows[0]!.epoch, serverTime: new Date().toISOString(), replication }
  })
}
