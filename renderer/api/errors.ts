import { ApiError } from '../../shared/protocol/clinic-api.ts'
import { en } from '../text/index.ts'
import { sayRefused } from '../ui/undo.tsx'

/** Any thrown value as an `ApiError`; what is not one becomes `internal` with a plain sentence. */
export function toApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError('internal', en.app.unexpected)
}

/** Tells the person at the desk what went wrong. */
export function showError(cause: unknown): void {
  const error = toApiError(cause)
  sayRefused(en.app.errorTitle[error.kind], error.message)
}
