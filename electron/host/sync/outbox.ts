import type { PushMutation, PushResult } from '../../../shared/protocol/push.ts'
import type { Db } from '../store/database.ts'
import { readState } from '../store/state.ts'

/** One write of this desk on its way to the centre. */
export interface OutboxEntry extends PushMutation {
  state: 'waiting' | 'answered' | 'confirmed'
}

interface Stored {
  seq: number
  id: string
  name: string
  input: string
  actor: string
  at: string
  state: OutboxEntry['state']
}

function fromStored(row: Stored): OutboxEntry {
  return { ...row, input: JSON.parse(row.input) as unknown }
}

/** Appends a write within the caller's transaction and gives it the next number of this desk. */
export function append(db: Db, entry: Omit<PushMutation, 'seq'>): number {
  const seq = lastSeq(db) + 1
  db.prepare(`insert into _outbox (seq, id, name, input, actor, at, state) values (?, ?, ?, ?, ?, ?, 'waiting')`)
    .run(seq, entry.id, entry.name, JSON.stringify(entry.input), entry.actor, entry.at)
  return seq
}

/** The highest number this desk or the centre has seen; a rebuilt replica goes on where the centre is. */
function lastSeq(db: Db): number {
  const here = db.prepare<[], { seq: number }>('select coalesce(max(seq), 0) as seq from _outbox').get()!.seq
  return Math.max(here, confirmedSeq(db))
}

/** How far the centre's rows in this replica contain this desk's writes. */
export function confirmedSeq(db: Db): number {
  const device = readState(db, 'registration')?.deviceId ?? ''
  return db.prepare<[string], { last_seq: number }>('select last_seq from client_progress where client_id = ?').get(device)?.last_seq ?? 0
}

/** Entries the centre's rows do not contain yet, in order. */
export function pending(db: Db): OutboxEntry[] {
  return db.prepare<[], Stored>(`select seq, id, name, input, actor, at, state from _outbox where state <> 'confirmed' order by seq`).all().map(fromStored)
}

/** The next entries to send, in order. */
export function toSend(db: Db, limit: number): OutboxEntry[] {
  return db.prepare<[number], Stored>(`select seq, id, name, input, actor, at, state from _outbox where state = 'waiting' order by seq limit ?`).all(limit).map(fromStored)
}

/** Notes the centre's answers. An answer never clears an entry: only the centre's rows do. */
export function recordAnswers(db: Db, results: readonly PushResult[]): void {
  const note = db.prepare(`update _outbox set state = case state when 'waiting' then 'answered' else state end, outcome = ?, code = ?, message = ? where seq = ? and id = ?`)
  for (const { seq, id, status, code, message } of results) note.run(status, code ?? null, message ?? null, seq, id)
}

/** Drops the pending effects up to what the centre's rows contain; the entries stay for 30 days (S12). */
export function confirm(db: Db, now: string): number {
  const upTo = confirmedSeq(db)
  return db.prepare(`update _outbox set state = 'confirmed', confirmed_at = ? where state <> 'confirmed' and seq <= ?`).run(now, upTo).changes
}

/** Sends again from where the centre says it stands: what it has not, it gets once more. */
export function reopen(db: Db, expected: number): void {
  db.prepare(`update _outbox set state = 'waiting', confirmed_at = null where seq >= ?`).run(expected)
}

/**
 * Gives everything that waits new numbers from `expected`, in the same order: the centre knows these
 * numbers from another life of this desk. The mutations keep their ids, so none is applied twice.
 */
export function renumber(db: Db, expected: number): void {
  const waiting = db.prepare<[], { seq: number }>(`select seq from _outbox where state <> 'confirmed' order by seq`).all()
  const move = db.prepare('update _outbox set seq = ? where seq = ?')
  const shift = expected - (waiting[0]?.seq ?? expected)
  // Highest first when moving up, lowest first when moving down, or two entries would meet on a number.
  const order = shift > 0 ? waiting.toReversed() : waiting
  for (const { seq } of order) move.run(seq + shift, seq)
}

const KEEP_DAYS = 30

/** Forgets entries confirmed longer ago than desks promise to keep them. */
export function prune(db: Db, now: string): number {
  const before = new Date(Date.parse(now) - KEEP_DAYS * 86_400_000).toISOString()
  return db.prepare(`delete from _outbox where state = 'confirmed' and confirmed_at < ?`).run(before).changes
}

export interface OutboxCounts {
  waiting: number
  waitingSince: string | null
}

export function counts(db: Db): OutboxCounts {
  const row = db.prepare<[], { n: number; since: string | null }>(`select count(*) as n, min(at) as since from _outbox where state <> 'confirmed'`).get()!
  return { waiting: row.n, waitingSince: row.since }
}
