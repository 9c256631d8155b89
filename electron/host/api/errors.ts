import { isDamage, isDiskFull } from '../backup/failures.ts'
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
  if (isDiskFull(error)) return new ApiError('disk_full', 'The disk of this PC is full. Nothing was saved; make room, then try again.', code)
  log({ reason: name, ...(code ? { code } : {}) })
  if (isDamage(error)) return new ApiError('internal', 'The data file of this PC cannot be read as it should. Nothing was changed; it is repaired by itself, and what was shown as saved is kept.', code)
  return new ApiError('internal', 'Something went wrong in the program. Nothing was changed; try again, and tell your IT person if it happens again.')
}
