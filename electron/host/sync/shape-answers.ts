/** What the answers of a shape say, apart from who asks. */
import { isChangeMessage, isControlMessage } from '@electric-sql/client'
import type { Message } from '@electric-sql/client'
import type { CentreRow } from '../store/codec.ts'
import type { ShapeChange } from './collector.ts'

/** The client obeys any Retry-After, for up to an hour; a hotel's network must not put a desk to sleep. */
export function impatient(response: Response, mostMs: number): Response {
  const wait = response.headers.get('retry-after')
  if (wait === null || Number(wait) * 1000 <= mostMs) return response
  const headers = new Headers(response.headers)
  headers.set('retry-after', String(mostMs / 1000))
  return new Response(response.body, { status: response.status, headers })
}

/** One change of a shape as the collector takes it. */
export function toChange(message: { value: CentreRow; headers: Record<string, unknown> }): ShapeChange {
  const { operation, lsn, op_position } = message.headers
  return {
    operation: operation === 'delete' ? 'delete' : 'put',
    row: message.value,
    lsn: typeof lsn === 'string' ? BigInt(lsn) : -1n,
    position: `${String(lsn)}_${String(op_position)}`,
  }
}

/** What an up-to-date says: nothing of the shape is missing up to this lsn. */
export function passedLsn(messages: readonly Message<CentreRow>[]): bigint | null {
  const last = messages.at(-1)
  if (!last || !isControlMessage(last) || last.headers.control !== 'up-to-date') return null
  const lsn = (last.headers as { global_last_seen_lsn?: string }).global_last_seen_lsn
  return lsn === undefined ? 0n : BigInt(lsn)
}

/** Without an up-to-date the shape is whole up to the last transaction whose last change is here. */
export function lastWhole(messages: readonly Message<CentreRow>[]): bigint | null {
  const last = messages.findLast((message) => isChangeMessage(message) && message.headers.last === true)
  const lsn = last && (last.headers as { lsn?: string }).lsn
  return lsn === undefined ? null : BigInt(lsn)
}
