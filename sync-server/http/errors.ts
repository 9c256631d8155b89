import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'

/** An answer other than success: a status, a code for programs and a sentence for the person at the desk. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterSeconds: number | undefined
  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The input as the schema promises it, or a 400 that says what is wrong without repeating what was sent. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.')
  throw new HttpError(400, 'invalid', where ? `${where}: ${issue?.message}` : 'The request is not in the form that the centre expects.')
}

/** Answers every thrown error as JSON. What was not foreseen is logged by kind only: its text may hold personal data. */
export function answerError(error: FastifyError | HttpError, request: FastifyRequest, reply: FastifyReply): void {
  const known = error instanceof HttpError ? error : fromFastify(error)
  if (known) return send(reply, known)
  request.log.error({ kind: error.name, code: error.code, at: frames(error.stack) }, 'request failed')
  const lost = isDatabaseLoss(error)
  send(reply, lost
    ? new HttpError(503, 'database_unreachable', 'The centre cannot reach its database. Nothing is lost: the desk tries again by itself.', 5)
    : new HttpError(500, 'internal', 'The centre could not do this. Nothing was changed; try again, and tell your manager if it stays.'))
}

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): void {
  send(reply, new HttpError(404, 'not_found', 'There is nothing at this address.'))
}

function send(reply: FastifyReply, { status, code, message, retryAfterSeconds }: HttpError): void {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)))
  // `kind` makes a revoked desk's answer readable to the push protocol too.
  void reply.status(status).send(code === 'revoked' ? { kind: 'refused', code, message } : { code, message })
}

/** Fastify's own refusals: unreadable JSON, a body too large, a content type nobody reads. */
function fromFastify(error: FastifyError): HttpError | undefined {
  if (error.statusCode === 413) return new HttpError(413, 'too_large', 'The request is too large.')
  if (error.statusCode === 415) return new HttpError(415, 'not_json', 'The centre reads JSON only.')
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return new HttpError(error.statusCode, 'invalid', 'The request cannot be read.')
  return undefined
}

/** Stack frames without the first lines, which repeat the message. */
function frames(stack = ''): string[] {
  return stack.split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 6).map((line) => line.trim())
}

function isDatabaseLoss(error: { code?: string; message: string }): boolean {
  const code = error.code ?? ''
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) || /^(57P0|08|53)/.test(code) || /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
}
