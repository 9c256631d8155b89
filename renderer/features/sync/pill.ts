import type { SyncStatus } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatAgo } from '../../ui/format.ts'

export type PillKind = 'online' | 'offline' | 'connecting' | 'problem'

export interface Pill {
  kind: PillKind
  /** What the pill says: the network first, then what waits, then what needs a person. */
  text: string
  waiting: number
  attention: number
}

/** What the pill shows; null status or a lost host count as connecting. */
export function pillOf(status: SyncStatus | null, connected: boolean): Pill {
  const words = en.sync
  const kind = kindOf(status, connected)
  const waiting = status?.waiting ?? 0
  const attention = status?.attention ?? 0
  const head = !connected ? words.restarting : words[kind]
  const parts = [head, waiting > 0 ? words.waiting(waiting) : '', attention > 0 ? words.attention(attention) : '']
  return { kind, text: parts.filter(Boolean).join(', '), waiting, attention }
}

function kindOf(status: SyncStatus | null, connected: boolean): PillKind {
  if (!connected || status === null) return 'connecting'
  return status.problem === null && status.storage === null ? status.network : 'problem'
}

/** What is safe and what happens next, in plain words. */
export function safetySentence(status: SyncStatus | null, connected: boolean): string {
  const words = en.sync
  if (!connected || status === null) return words.noHost
  if (status.waiting > 0) return status.network === 'online' ? words.savedWaitingOnline(status.waiting) : words.savedWaitingOffline(status.waiting)
  if (status.network === 'online') return words.allSent
  return status.network === 'offline' ? words.savedOffline : words.savedConnecting
}

/** When the centre was last reached and how long the oldest change has waited. */
export function contactSentences(status: SyncStatus, now: string): string[] {
  const words = en.sync
  const contact = status.lastContactAt === null ? words.neverContact : words.lastContact(formatAgo(status.lastContactAt, now))
  return status.waitingSince === null ? [contact] : [contact, words.waitingSince(formatAgo(status.waitingSince, now))]
}
