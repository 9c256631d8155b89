import { useState } from 'react'
import type { ApiError, MethodInput, MethodName } from '../../../shared/protocol/clinic-api.ts'
import { toApiError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { refreshSession } from '../../app/live.ts'

/** Sends one of the forms before the shell and takes over the session that follows from it. */
export function useSessionCall<N extends MethodName>(name: N) {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  const send = async (input: MethodInput<N>): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await client.call(name, input)
      await refreshSession(client)
      return true
    } catch (cause) {
      setError(toApiError(cause))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { send, busy, error, clearError: () => setError(null) }
}
