import type { SendResult, SyncStatus } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatAgo, formatMinutes } from '../../ui/format.ts'

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
  const parts = [head, waiting > 0 ? waitingWords(status)(waiting) : '', attention > 0 ? words.attention(attention) : '']
  return { kind, text: parts.filter(Boolean).join(', '), waiting, attention }
}

function waitingWords(status: SyncStatus | null): (count: number) => string {
  return status?.held ? en.sync.held : en.sync.waiting
}

function kindOf(status: SyncStatus | null, connected: boolean): PillKind {
  if (!connected || status === null) return 'connecting'
  return status.problem === null && status.storage === null && !status.held ? status.network : 'problem'
}

/** What is safe and what happens next, in plain words. */
export function safetySentence(status: SyncStatus | null, connected: boolean): string {
  const words = en.sync
  if (!connected || status === null) return words.noHost
  if (status.held && status.waiting > 0) return words.savedHeld(status.waiting)
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

/** What came of sending now; never says that something arrived which still waits. */
export function sendSentence({ sent, waiting, network }: SendResult): string {
  const words = en.sync.sent
  if (network !== 'online') return waiting === 0 ? words.offline : words.offlineWaiting(waiting)
  if (waiting > 0) return sent > 0 ? words.some(sent, waiting) : words.none(waiting)
  return sent > 0 ? words.all(sent) : words.nothing
}

/** That the clock of this PC is wrong by a minute or more; null when it is right or nothing is known. */
export function clockSentence(status: SyncStatus): string | null {
  const behind = status.clockBehindMinutes ?? 0
  if (behind === 0) return null
  const time = formatMinutes(Math.abs(behind))
  return `${behind > 0 ? en.sync.clockBehind(time) : en.sync.clockAhead(time)} ${en.sync.clockWhat}`
}

/** That this PC and the centre run programs of different versions; null when they do not, or the centre has not said. */
export function versionSentence({ program, centre }: SyncStatus): string | null {
  const words = en.sync.copy
  if (centre === null) return null
  if (centre.schema < program.schema || centre.protocol < program.protocol) return words.centreOlder
  return centre.schema > program.schema || centre.protocol > program.protocol ? words.centreNewer : null
}

/** A good backup may be so many days old before somebody is told: a long weekend is no fault. */
export const BACKUP_REMINDER_DAYS = 4

/** Whole days since the last good backup when they are too many; null when all is well or there is none yet. */
export function backupOverdueDays(status: Pick<SyncStatus, 'lastBackupAt'>, now: string): number | null {
  if (status.lastBackupAt === null) return null
  const days = Math.floor((Date.parse(now) - Date.parse(status.lastBackupAt)) / 86_400_000)
  return days >= BACKUP_REMINDER_DAYS ? days : null
}
