import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { EPOCH_HEADER } from '../../shared/protocol/epoch.ts'
import type { Centre } from '../http/centre.ts'
import { HttpError } from '../http/errors.ts'
import { shapeRequest } from './shape-request.ts'
import { askUpstream, UpstreamDown } from './upstream.ts'

const RETRY_SECONDS = 5
/** Characters. What a desk asks takes up about three hundred. */
const LONGEST_QUERY = 2048

/** The only way to the shape source: who asks decides what can be asked (design §7). */
export function shapeRoutes(app: FastifyInstance, centre: Centre): void {
  app.get('/v1/shape', async (request, reply) => {
    const device = await centre.limits.admit(centre.pool, request)
    reply.header(EPOCH_HEADER, device.epoch)
    const query = queryOf(request)
    if (query.length > LONGEST_QUERY) throw new HttpError(414, 'too_long', 'The request is too long.')
    const { upstream } = shapeRequest(query, device)
    const open = centre.openShapes.begin(device.id)
    if (!open) throw new HttpError(429, 'too_many_open', 'This desk has too many requests open.', 1)
    // The raw response closes exactly once, whether it was sent to its end or the desk went away (perhaps by now).
    const end = () => {
      open.done()
      open.controller.abort()
    }
    if (reply.raw.destroyed) end()
    else reply.raw.once('close', end)
    const answer = await ask(centre, upstream, open.controller.signal, request)
    return pass(answer, reply)
  })
}

async function ask(centre: Centre, query: URLSearchParams, signal: AbortSignal, request: FastifyRequest): Promise<Response> {
  try {
    const answer = await askUpstream(centre.shapeSource, query, signal)
    if (answer.status < 500 && ![401, 403, 404].includes(answer.status)) return answer
    // A wrong secret or address of the source is our fault: passed on, the desk would think it was thrown out.
    await answer.body?.cancel()
    request.log.error({ upstreamStatus: answer.status }, 'shape source refused')
    throw unavailable(Number(answer.headers.get('retry-after')) || RETRY_SECONDS)
  } catch (error) {
    if (error instanceof HttpError) throw error
    if (!(error instanceof UpstreamDown)) throw new HttpError(503, 'ended', 'The request was ended by the centre.', 1)
    request.log.error('shape source unreachable')
    throw unavailable(RETRY_SECONDS)
  }
}

function unavailable(retryAfterSeconds: number): HttpError {
  return new HttpError(503, 'shapes_unavailable', 'The centre cannot send changes at this moment. Desks try again by themselves.', retryAfterSeconds)
}

/** Streams the answer. Only the protocol's headers pass; nothing on the way may keep a copy (protocol §0.4). */
function pass(answer: Response, reply: FastifyReply): FastifyReply {
  reply.status(answer.status)
  for (const [name, value] of answer.headers) {
    if (name.startsWith('electric-') || name === 'content-type' || name === 'retry-after') reply.header(name, value)
  }
  reply.header('cache-control', 'private, no-store').header('vary', 'Authorization')
  if (!answer.body) return reply.send('')
  return reply.send(Readable.fromWeb(answer.body as ReadableStream))
}

function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? ''
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start + 1)
}
