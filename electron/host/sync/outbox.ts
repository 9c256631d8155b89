import { CAME_BACK } from '../../../shared/protocol/push.ts'
import type { PushMutation, PushResult } from '../../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../../shared/schema/index.ts'
import { prepared } from '../store/database.ts'
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
  schema: number
  state: OutboxEntry['state']
  outcome: PushResult['status'] | null
  code: string | null
  message: string | null
}

const ENTRY = 'select seq, id, name, input, actor, at, schema, state, outcome, code, message from _outbox'

function fromStored({ outcome, code, message, ...row }: Stored): OutboxEntry {
  const given = outcome && { status: outcome, ...(code === null ? {} : { code }), ...(message === null ? {} : { message }) }
  return { ...row, input: JSON.parse(row.input) as unknown, ...(given ? { given } : {}) }
}

/** Appends a write within the caller's transaction and gives it the next number of this desk. */
export function append(db: Db, entry: Omit<PushMutation, 'seq'>): number {
  const seq = lastSeq(db) + 1
  prepared(db, `insert into _outbox (seq, id, name, input, actor, at, schema, state) values (?, ?, ?, ?, ?, ?, ?, 'waiting')`)
    .run(seq, entry.id, entry.name, JSON.stringify(entry.input), entry.actor, entry.at, SCHEMA_VERSION)
  return seq
}

/** The highest number this desk or the centre has seen; a rebuilt replica goes on where the centre is. */
function lastSeq(db: Db): number {
  const here = prepared<[], { seq: number }>(db, 'select coalesce(max(seq), 0) as seq from _outbox').get()!.seq
  return Math.max(here, confirmedSeq(db))
}

/** How far the centre's rows in this replica contain this desk's writes, and the newest of them. */
function centreProgress(db: Db): { last_seq: number; mutation_id: string | null; updated_at: string } | undefined {
  const device = readState(db, 'registration')?.deviceId ?? ''
  return prepared<[string], { last_seq: number; mutation_id: string | null; updated_at: string }>(db, 'select last_seq, mutation_id, updated_at from client_progress where client_id = ?').get(device)
}

/** The highest of this desk's numbers that the centre's rows in this replica contain. */
function confirmedSeq(db: Db): number {
  return centreProgress(db)?.last_seq ?? 0
}

/** Entries the centre's rows do not contain yet, in order. */
export function pending(db: Db): OutboxEntry[] {
  return prepared<[], Stored>(db, `${ENTRY} where state <> 'confirmed' order by seq`).all().map(fromStored)
}

/**
 * The most that goes into one push, in bytes of the inputs. The centre takes 2 MiB, and a proxy in
 * front of it may take no more than one.
 */
export const MOST_BYTES = 900_000

/** The next entries to send, in order: at most so many, and no more than one push may carry. */
export function toSend(db: Db, limit: number): OutboxEntry[] {
  const rows = prepared<[number], Stored>(db, `${ENTRY} where state = 'waiting' order by seq limit ?`).all(limit)
  let bytes = 0
  const beyond = rows.findIndex(({ input }, index) => (bytes += Buffer.byteLength(input)) > MOST_BYTES && index > 0)
  return (beyond === -1 ? rows : rows.slice(0, beyond)).map(fromStored)
}

/** Notes the centre's answers. An answer never clears an entry: only the centre's rows do. */
export function recordAnswers(db: Db, results: readonly PushResult[]): void {
  const note = prepared(db, `update _outbox set state = case state when 'waiting' then 'answered' else state end, outcome = ?, code = ?, message = ? where seq = ? and id = ?`)
  for (const { seq, id, status, code, message } of results) note.run(status, code ?? null, message ?? null, seq, id)
}

/**
 * Drops the pending effects up to what the centre's rows contain; the entries stay for 30 days (S12).
 * A number alone proves nothing: a desk restored from an older copy has used its numbers for other
 * writes in the life the centre knows. So either the newest one is ours by its id, and with it all
 * before it, or only those count that the centre has answered by name. A centre that knows less than
 * it did was restored from a backup: what it forgot waits again.
 */
export function confirm(db: Db): { confirmed: number; reopened: number } {
  const centre = centreProgress(db)
  if (!centre) return { confirmed: 0, reopened: 0 }
  const reopened = prepared(db, `update _outbox set state = 'waiting', confirmed_at = null where state = 'confirmed' and seq > ?`).run(centre.last_seq).changes
  const isOurs = prepared(db, 'select 1 from _outbox where seq = ? and id = ?').get(centre.last_seq, centre.mutation_id) !== undefined
  const which = isOurs ? `state <> 'confirmed'` : `state = 'answered'`
  noteUnheard(db, which, centre.last_seq)
  const confirmed = prepared(db, `update _outbox set state = 'confirmed', confirmed_at = ? where ${which} and seq <= ?`).run(centre.updated_at, centre.last_seq).changes
  return { confirmed, reopened }
}

/**
 * An answer that got lost is in the centre's rows too: an item to attend to, or none. So is one that only a restored
 * centre gives, which refuses what was applied once because it stands on what is not back yet.
 */
function noteUnheard(db: Db, which: string, upTo: number): void {
  prepared(db, `update _outbox set (outcome, code, message) = (
      select coalesce(max(outcome), 'applied'), max(code), max(message) from attention_items where mutation_id = _outbox.id and resolution is not '${CAME_BACK}')
    where coalesce(outcome, 'applied') = 'applied' and ${which} and seq <= ?`).run(upTo)
}

/** Sends again from where the centre says it stands: what it has not, it gets once more. */
export function reopen(db: Db, expected: number): void {
  prepared(db, `update _outbox set state = 'waiting', confirmed_at = null where seq >= ?`).run(expected)
}

/**
 * Another database answers from now on: what the old one answered waits until rows contain it. A refusal that
 * was taken back meanwhile is no answer to stand by.
 */
export function forgetAnswers(db: Db): void {
  db.exec(`update _outbox set outcome = 'applied', code = null, message = null
    where outcome = 'rejected' and exists (select 1 from attention_items where mutation_id = _outbox.id and resolution = '${CAME_BACK}')`)
  db.exec(`update _outbox set state = 'waiting' where state = 'answered'`)
}

/**
 * Gives everything that waits, and everything from `expected` on, new numbers without a gap from
 * `expected`, in the same order: the centre knows the old ones from another life of this desk. The
 * mutations keep their ids, so none is applied twice.
 */
export function renumber(db: Db, expected: number): void {
  const moving = prepared<[number], { id: string }>(db, `select id from _outbox where state = 'waiting' or seq >= ? order by seq`).all(expected)
  const move = prepared(db, `update _outbox set seq = ?, state = 'waiting', confirmed_at = null where id = ?`)
  db.transaction(() => {
    // By way of numbers nobody has, or two entries would meet on one.
    for (const [index, { id }] of moving.entries()) move.run(-1 - index, id)
    for (const [index, { id }] of moving.entries()) move.run(expected + index, id)
  }).immediate()
}

/** Document numbers of a stem that writes of this desk carry, refused ones too. */
export function issuedNumbers(db: Db, stem: string): string[] {
  return db.prepare<[string, string], string>(`select json_extract(input, '$.number') as number from _outbox where number > ? and number < ?`).pluck().all(stem, `${stem}~`)
}

const KEEP_DAYS = 30

/**
 * Forgets entries confirmed longer ago than desks promise to keep them, by the centre's clock alone: a
 * PC that wakes up in another century must not forget what it promised to keep (S10, S12).
 */
export function prune(db: Db): number {
  const latest = db.prepare<[], string | null>('select max(updated_at) from client_progress').pluck().get()
  if (!latest) return 0
  const before = new Date(Date.parse(latest) - KEEP_DAYS * 86_400_000).toISOString()
  return prepared(db, `delete from _outbox where state = 'confirmed' and confirmed_at < ?`).run(before).changes
}

export interface OutboxCounts {
  waiting: number
  waitingSince: string | null
}

export function counts(db: Db): OutboxCounts {
  const row = prepared<[], { n: number; since: string | null }>(db, `select count(*) as n, min(at) as since from _outbox where state <> 'confirmed'`).get()!
  return { waiting: row.n, waitingSince: row.since }
}
