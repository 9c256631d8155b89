import { ApiError } from '../../../shared/protocol/clinic-api.ts'

interface Known {
  name?: string
  message?: string
  code?: string
  kind?: string
}

/**
 * What a window is told of an error: refusals as they are, everything else as a sentence without
 * technical or personal detail. The technical cause goes to the log, by its class alone.
 */
export function toApiError(error: unknown, log: (entry: { reason: string; code?: string }) => void): ApiError {
  if (error instanceof ApiError) return error
  const { name = 'Error', message = '', code } = error as Known
  if (name === 'Refusal') return new ApiError(code === 'invalid' ? 'invalid' : 'refused', message, code)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new ApiError('disk_full', 'The disk of this PC is full. Nothing was saved; make room, then try again.', code)
  log({ reason: name, ...(code ? { code } : {}) })
  return new ApiError('internal', 'Something went wrong in the program. Nothing was changed; try again, and tell your IT person if it happens again.')
}
