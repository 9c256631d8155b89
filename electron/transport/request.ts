import { CLINIC_API_VERSION, clinicApi } from '../../shared/protocol/clinic-api.ts'
import type { ApiErrorKind, ApiRequest, ApiResponse } from '../../shared/protocol/clinic-api.ts'

/** Largest message a window may send, in bytes of UTF-8. A longer one ends the connection. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

export type ReadResult = { ok: true; request: ApiRequest } | { ok: false; response: ApiResponse }

/**
 * Reads one message of a window: JSON, the shape of an ApiRequest, this program's version, a method that exists.
 * The input itself is the host's to judge. What cannot be read is answered with an error of a kind; the answer
 * carries the message's id, or 0 when it has none (windows number theirs from 1).
 */
export function readRequest(text: string): ReadResult {
  const message = parse(text)
  if (!isRecord(message)) return refuse(0, 'invalid', 'The window sent something that could not be read. Reload it.', 'malformed')
  const id = isRequestId(message.id) ? message.id : 0
  const { v, method, input } = message
  if (id === 0 || typeof v !== 'number' || typeof method !== 'string') {
    return refuse(id, 'invalid', 'The window sent something that could not be read. Reload it.', 'malformed')
  }
  if (v !== CLINIC_API_VERSION) {
    return refuse(id, 'version', 'The window and the program behind it have different versions. Close Chairside and start it again.', 'api_version')
  }
  if (!Object.hasOwn(clinicApi, method)) {
    return refuse(id, 'invalid', 'The window asked for something this version of Chairside does not do. Reload it.', 'unknown_method')
  }
  return { ok: true, request: { v, id, method, input } }
}

/** An answer that says no. */
export function errorResponse(id: number, kind: ApiErrorKind, message: string, code?: string): ApiResponse {
  return { id, ok: false, error: code === undefined ? { kind, message } : { kind, message, code } }
}

function refuse(id: number, kind: ApiErrorKind, message: string, code: string): ReadResult {
  return { ok: false, response: errorResponse(id, kind, message, code) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRequestId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
