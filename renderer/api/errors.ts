import { notifications } from '@mantine/notifications'
import { ApiError } from '../../shared/protocol/clinic-api.ts'
import { en } from '../text/index.ts'

/** Any thrown value as an `ApiError`; what is not one becomes `internal` with a plain sentence. */
export function toApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError('internal', en.app.unexpected)
}

/** Tells the person at the desk what went wrong; stays until closed, as it asks for a decision. */
export function showError(cause: unknown): void {
  const error = toApiError(cause)
  notifications.show({ id: `error-${error.kind}-${error.code ?? ''}`, color: 'red', title: en.app.errorTitle[error.kind], message: error.message, autoClose: 12_000, withBorder: true })
}
