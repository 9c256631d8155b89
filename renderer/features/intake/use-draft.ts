import { useEffect, useRef, useState } from 'react'
import { useClient } from '../../api/hooks.ts'
import { useLive } from '../../app/live.ts'
import { useStable } from '../chart/use-stable.ts'

/** Typing that pauses this long is kept; shorter would write every letter. */
const PAUSE_MS = 300

export interface Draft {
  /** `loading` until the host has said whether something was kept. */
  state: 'loading' | 'ready'
  /** What was typed last, here or before this window was opened; null when nothing was. */
  found: { savedAt: string; content: string } | null
  /** When the newest was kept; null while nothing is. */
  savedAt: string | null
  isKeeping: boolean
  /** The host could not be told; it is tried again. */
  isLost: boolean
  keep: (content: string) => void
  /** Forgets what was typed, here and on the disk. */
  drop: () => Promise<void>
}

/**
 * A form that is kept on this PC while it is being filled in: by the host, sealed, never in the window's own storage.
 * What is typed is kept after a short pause, and at once when the person leaves.
 */
export function useDraft(kind: 'intake', patientId: string): Draft {
  const client = useClient()
  const connected = useLive((live) => live.connected)
  const [shown, setShown] = useState<Pick<Draft, 'state' | 'found' | 'savedAt' | 'isKeeping' | 'isLost'>>({ state: 'loading', found: null, savedAt: null, isKeeping: false, isLost: false })
  const waiting = useRef<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // One after the other: a draft that was dropped must not come back by an earlier write.
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const patch = useStable((change: Partial<typeof shown>) => setShown((old) => ({ ...old, ...change })))

  const flush = useStable(() => {
    clearTimeout(timer.current)
    const content = waiting.current
    if (content === null) return
    waiting.current = null
    const keepNow = async () => {
      try {
        const { savedAt } = await client.call('drafts.keep', { kind, patientId, content })
        patch({ savedAt, isKeeping: waiting.current !== null, isLost: false })
      } catch {
        waiting.current ??= content
        patch({ isKeeping: false, isLost: true })
      }
    }
    turn.current = turn.current.then(keepNow)
  })
  const drop = useStable(async () => {
    clearTimeout(timer.current)
    waiting.current = null
    turn.current = turn.current.then(() => client.call('drafts.drop', { kind, patientId })).catch(() => undefined)
    await turn.current
    patch({ found: null, savedAt: null, isKeeping: false, isLost: false })
  })
  const keep = useStable((content: string) => {
    waiting.current = content
    clearTimeout(timer.current)
    timer.current = setTimeout(flush, PAUSE_MS)
    patch({ isKeeping: true, found: { savedAt: new Date().toISOString(), content } })
  })

  useEffect(() => {
    let isGone = false
    client.call('drafts.read', { kind, patientId }).then(
      (found) => isGone || patch({ state: 'ready', found, savedAt: found?.savedAt ?? null }),
      () => isGone || patch({ state: 'ready' }),
    )
    return () => {
      isGone = true
    }
  }, [client, kind, patientId, patch])
  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])
  useEffect(() => {
    if (connected) flush()
  }, [connected, flush])

  return { ...shown, keep, drop }
}
