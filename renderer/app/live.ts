import type { QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { Permission } from '../../shared/mutators/mutator.ts'
import type { ClinicReference, SessionState, SessionUser, SyncStatus } from '../../shared/protocol/views.ts'
import type { Client } from '../api/client.ts'
import { useClinicQuery } from '../api/hooks.ts'
import { createInvalidator } from '../api/query-client.ts'

interface Live {
  /** Whether the host answers. */
  connected: boolean
  session: SessionState | null
  sync: SyncStatus | null
}

/** What the host tells unasked: the session and the state of the sync. */
export const useLive = create<Live>()(() => ({ connected: false, session: null, sync: null }))

/** Feeds the cache and the live state from the host's events; returns the way to stop. */
export function followHost(client: Client, queryClient: QueryClient): () => void {
  const invalidate = createInvalidator(queryClient)
  const setSession = (session: SessionState) => useLive.setState({ session })
  const stopStore = useLive.subscribe((live, before) => {
    // Answers given to one person are not shown to the next. Reset, not cleared: what is on the screen asks anew.
    if (live.session?.user?.id !== before.session?.user?.id) void queryClient.resetQueries()
  })
  const stopEvents = client.subscribe((event) => {
    if (event.event === 'changed') invalidate(event.tables)
    else if (event.event === 'sync') useLive.setState({ sync: event.status })
    else setSession(event.state)
  })
  const stopConnection = client.onConnection((connected) => {
    useLive.setState({ connected })
    if (!connected) return
    void client.call('session.state', {}).then(setSession, () => undefined)
    void client.call('sync.status', {}).then((sync) => useLive.setState({ sync }), () => undefined)
    // Events were missed while the line was down.
    invalidate('all')
  })
  return () => {
    stopStore()
    stopEvents()
    stopConnection()
  }
}

/** Takes over a session that a call answered, without waiting for the event. */
export async function refreshSession(client: Client): Promise<void> {
  useLive.setState({ session: await client.call('session.state', {}) })
}

/** Who is signed in; null on the screens before. */
export function useUser(): SessionUser | null {
  return useLive((live) => live.session?.user ?? null)
}

/** Whether the person signed in may do this. The host and the centre check again. */
export function useCan(permission: Permission): boolean {
  return useLive((live) => live.session?.user?.permissions.includes(permission) ?? false)
}

/** The clinic's chairs, people, services and hours; undefined until they are loaded. */
export function useReference(): ClinicReference | undefined {
  return useClinicQuery('clinic.reference', {}).data
}
