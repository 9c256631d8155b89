import { QueryClient } from '@tanstack/react-query'
import { clinicApi } from '../../shared/protocol/clinic-api.ts'
import type { MethodName } from '../../shared/protocol/clinic-api.ts'
import type { TableName } from '../../shared/schema/index.ts'

/** The cache of answers. Nothing goes stale by age: the host says what has changed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The host is on this PC: the browser's idea of the network must not hold a question back.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

/** Whether an answer of this call depends on one of the tables. */
export function readsAny(name: unknown, tables: ReadonlySet<TableName>): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(clinicApi, name)) return false
  return clinicApi[name as MethodName].reads.some((table) => tables.has(table))
}

/**
 * Refetches what depends on changed tables. While one round is under way further changes are
 * collected for the next one: a stream of changes may neither cancel a question over and over nor
 * leave an answer that is older than the last change.
 */
export function createInvalidator(queryClient: QueryClient): (tables: readonly TableName[] | 'all') => void {
  let waiting: Set<TableName> | 'all' | null = null
  let running = false

  const run = async () => {
    running = true
    while (waiting !== null) {
      const tables: ReadonlySet<TableName> | 'all' = waiting
      waiting = null
      await queryClient.invalidateQueries({ predicate: (query) => tables === 'all' || readsAny(query.queryKey[0], tables) })
    }
    running = false
  }

  return (tables) => {
    if (tables === 'all' || waiting === 'all') waiting = 'all'
    else waiting = new Set([...(waiting ?? []), ...tables])
    if (!running) void run()
  }
}
