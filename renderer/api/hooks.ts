import { createContext, useCallback, useContext } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { v7 } from 'uuid'
import type { ApiError, MethodInput, MethodOutput, QueryName } from '../../shared/protocol/clinic-api.ts'
import type { MutationInput, MutatorName } from '../../shared/mutators/index.ts'
import type { MutationReceipt } from '../../shared/protocol/views.ts'
import type { Client } from './client.ts'
import { showError, toApiError } from './errors.ts'

export const ClientContext = createContext<Client | null>(null)

/** The client of this window, for calls that are neither queries nor mutations. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('A screen was rendered outside ClientContext.')
  return client
}

export interface ClinicQueryOptions {
  enabled?: boolean
  /**
   * Shows the answer for the previous input until the new one is there. Never for a patient: the
   * data of one must not stand under the name of another.
   */
  keepPrevious?: boolean
}

/** Asks the host and asks again whenever a table the answer depends on has changed. */
export function useClinicQuery<N extends QueryName>(name: N, input: MethodInput<N>, options: ClinicQueryOptions = {}): UseQueryResult<MethodOutput<N>, ApiError> {
  const client = useClient()
  return useQuery<MethodOutput<N>, ApiError, MethodOutput<N>, readonly [N, MethodInput<N>]>({
    queryKey: [name, input],
    queryFn: () => client.call(name, input),
    enabled: options.enabled ?? true,
    placeholderData: options.keepPrevious ? (keepPreviousData) : undefined,
  })
}

export interface MutateOptions {
  /** Takes the error instead of the notification that is shown otherwise. */
  onError?: (error: ApiError) => void
}

export type Mutate = <N extends MutatorName>(name: N, input: MutationInput<N>, options?: MutateOptions) => Promise<MutationReceipt | null>

/**
 * Writes through a mutator. The promise never rejects: it gives the receipt once the write is on
 * disk, or null after the error was shown or handed to `onError`.
 */
export function useMutate(): Mutate {
  const client = useClient()
  return useCallback(async (name, input, options = {}) => {
    try {
      return await client.call('mutate', { name, input } as MethodInput<'mutate'>)
    } catch (cause) {
      const error = toApiError(cause)
      if (options.onError) options.onError(error)
      else showError(error)
      return null
    }
  }, [client])
}

/** A new row's id: UUIDv7, so that ids sort by the time they were made. */
export function newId(): string {
  return v7()
}
