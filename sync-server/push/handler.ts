import type { Pool } from 'pg'
import { PUSH_PROTOCOL, pushRequest } from '../../shared/protocol/push.ts'
import type { PushMutation, PushResponse, PushResult } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { applyMutation } from './apply.ts'
import type { Report } from './apply.ts'
import { keepableText, keepableTime } from './keepable.ts'
import type { PushingDevice } from './mutation.ts'
import { retryReturned } from './returned.ts'

export interface PushAnswer {
  status: number
  body: PushResponse | { message: string }
}

/**
 * Takes a desk's mutations in order, one transaction each. Every mutation that was reached gets an
 * answer; a gap, a reused sequence number, what only a newer centre can read or a failing database ends the batch there,
 * and so does `goOn` when it says no: the desk sends the rest again. One is always taken, or a slow centre would get nowhere.
 */
export async function handlePush(pool: Pool, device: PushingDevice, body: unknown, report?: Report, goOn: () => boolean = () => true): Promise<PushAnswer> {
  const request = pushRequest.safeParse(body)
  if (!request.success) return { status: 400, body: { message: 'The push is not in the form that the centre expects.' } }
  const { clientId, protocol, schema, sentAt, mutations } = request.data
  if (clientId !== device.id) return { status: 403, body: { message: 'The push names another desk than its token.' } }
  if (device.revokedAt) return refused('revoked', 'This desk was removed from the clinic by a manager.')
  if (protocol !== PUSH_PROTOCOL) return refused('protocol', 'This desk and the centre run programs that do not understand each other. Update the older one.')

  const offsetMs = Date.now() - Date.parse(sentAt)
  const results: PushResult[] = []
  for (const mutation of mutations) {
    if (results.length > 0 && !goOn()) break
    const named = { schema, ...keepable(mutation) }
    const outcome = await applyMutation(pool, device, named, offsetMs, report)
    if ('held' in outcome) return { status: 200, body: { kind: 'held', schema: SCHEMA_VERSION, results, serverTime: new Date().toISOString() } }
    if ('expected' in outcome) {
      const kind = outcome.reused ? 'renumber' : 'gap'
      return { status: 200, body: { kind, expected: outcome.expected, results, serverTime: new Date().toISOString() } }
    }
    results.push(outcome.result)
  }
  if (mutations.some(({ given }) => given)) await retryReturned(pool, device.clinicId, report)
  return { status: 200, body: { kind: 'done', results, serverTime: new Date().toISOString() } }
}

/** Texts and times of the desk as Postgres can keep them; the input has its own way (`record.ts`). */
function keepable(mutation: PushMutation): PushMutation {
  const { name, given, at } = mutation
  const answer = given && { ...given, ...(given.code === undefined ? {} : { code: keepableText(given.code) }), ...(given.message === undefined ? {} : { message: keepableText(given.message) }) }
  return { ...mutation, name: keepableText(name), at: keepableTime(at), ...(answer ? { given: answer } : {}) }
}

function refused(code: 'protocol' | 'revoked', message: string): PushAnswer {
  return { status: 409, body: { kind: 'refused', code, message } }
}
